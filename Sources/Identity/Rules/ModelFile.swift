import Contracts
import Foundation
import MartCore

/// A model as a file of the pipeline keeps it: frozen, with a version, and without any value in clear.
package struct ModelFile: Codable {
  var version: String
  /// The share of all pairs of records that are one person.
  var prior: Double
  var fields: [Field]

  struct Field: Codable {
    var name: String
    /// Shares by level, from 'differs' to equal: among pairs of one person, and of two.
    var m: [Double]
    var u: [Double]
    var rare: Double
    /// Hash of a frequent value, in hexadecimal, and its share.
    var frequent: [String: Double]
  }

  package init(_ model: MatchModel) {
    version = model.version
    prior = model.prior
    fields = model.fields.map { field in
      let frequent = field.frequent.map { (String($0.key, radix: 16), Self.short($0.value)) }
      return Field(
        name: field.name, m: field.m.map(Self.short), u: field.u.map(Self.short), rare: Self.short(field.rare),
        frequent: Dictionary(frequent) { first, _ in first })
    }
  }

  private static func short(_ value: Double) -> Double {
    guard value > 0 else { return value }
    let scale = Bits.exp2((Bits.log2(value) / 3.321_928_094_887_362).rounded(.down) * 3.321_928_094_887_362)
    return (value / scale * 1_000_000).rounded() / 1_000_000 * scale
  }

  /// The same model always gives the same text.
  package func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }

  /// - Throws: `Failure` where the file is missing, unreadable, or made for other fields or levels.
  static func read(_ path: String, for rules: MatchRules) throws -> MatchModel {
    let place = FileLocation(file: path)
    guard let data = FileManager.default.contents(atPath: path),
      let file = try? JSONDecoder().decode(ModelFile.self, from: data)
    else {
      throw Failure(
        .pipeline, "the model of identity cannot be read", at: place,
        remedy: "make it by `mart identity train`, or leave out `model:`")
    }
    let fits = zip(file.fields, rules.fields).allSatisfy { field, rule in
      field.name == rule.name && field.m.count == rule.levelCount + 1 && field.u.count == field.m.count
        && (field.m + field.u).allSatisfy { $0 > 0 && $0 < 1 }
    }
    guard file.fields.count == rules.fields.count, fits else {
      throw Failure(
        .pipeline, "the model of identity was made for other fields or levels than `matching:` has", at: place,
        remedy: "make it anew by `mart identity train`")
    }
    let fields = file.fields.map { field in
      let frequent = field.frequent.compactMap { key, share in UInt64(key, radix: 16).map { ($0, share) } }
      return MatchModel.Field(
        name: field.name, m: field.m, u: field.u, frequent: Dictionary(frequent) { first, _ in first },
        rare: field.rare)
    }
    return MatchModel(version: file.version, prior: file.prior, fields: fields)
  }
}

/// Looks whether the pipeline's model is there and was made for its rules.
///
/// - Throws: `Failure` with `.pipeline`.
package func checkModel(of pipeline: Pipeline) throws {
  if let plan = pipeline.identity { _ = try Matcher.of(pipeline, plan) }
}

extension Matcher {
  /// The pipeline's rules with its model; nil where records are not matched.
  static func of(_ pipeline: Pipeline, _ plan: IdentityPlan) throws -> Matcher? {
    guard let matching = plan.matching else { return nil }
    let rules = MatchRules(matching)
    let model = try matching.model.map { try ModelFile.read("\(pipeline.folder)/\($0)", for: rules) }
    let names = NameRule(compoundSurnames: plan.compoundSurnames, placeholders: plan.placeholders["name"] ?? [])
    return Matcher(rules, model, names: names)
  }
}
