import Contracts
import Foundation
import MartTesting
import Testing
import Transformation

/// Row tests are worth what they notice: every model is changed in one place at a time, and its tests are run over it.
@Suite("row tests notice a changed model") struct RowTestMutationTests {
  struct Mutant {
    var model: String
    var offset: Int
    var old: String
    var new: String
    var sql: String

    /// `customer_tier:28: < becomes <=`, with the line of the SQL.
    var words: String {
      let before = sql.utf8.prefix(offset)
      return "\(model):\(before.count { $0 == 0x0A } + 1): \(old) becomes \(new)"
    }
  }

  /// What is changed into what.
  private static let changes = [
    (" <= ", " < "), (" >= ", " > "), (" > ", " >= "), (" < ", " <= "), (" <> ", " = "), ("MAX(", "MIN("),
    ("MIN(", "MAX("),
    ("COUNT(DISTINCT ", "COUNT("), (" DESC", " ASC"), (" LEFT JOIN ", " JOIN "), ("THEN 1 ELSE 0", "THEN 0 ELSE 1"),
    (" - ", " + "), (" = 1", " = 0"), (" = '", " <> '"),
  ]

  private func mutants(_ model: Model) -> [Mutant] {
    Self.changes.flatMap { old, new in
      model.sql.ranges(of: old).map { range in
        var sql = model.sql
        sql.replaceSubrange(range, with: new)
        let offset = model.sql.utf8.distance(from: model.sql.startIndex, to: range.lowerBound)
        return Mutant(model: model.name, offset: offset, old: old, new: new, sql: sql)
      }
    }
  }

  /// Some of all, so that it does not take long; the same every time.
  private static let share = 3

  @Test("of changes to a model's comparisons, aggregates and joins, most are noticed, and one at least of each model")
  func noticed() throws {
    let folder = Program.repository + "/Pipelines/retail"
    let pipeline = try Pipeline.load(folder: folder)
    let plan = try analyse(pipeline)
    let files = try RowTestFile.load(folder: folder).files
    var made = 0
    var unseen: [String] = []
    for (place, model) in pipeline.models.enumerated() {
      let tests = files.filter { $0.kind == .model && $0.name == model.name }
      let all = mutants(model)
      guard !tests.isEmpty, !all.isEmpty else { continue }
      let chosen = stride(from: 0, to: all.count, by: Self.share).map { all[$0] }
      let survivors = try chosen.filter { mutant in
        var changed = pipeline
        changed.models[place].sql = mutant.sql
        return try runRowTests(tests, changed, plan).allSatisfy(\.passed)
      }
      #expect(survivors.count < max(chosen.count, 3), "no row test of \(model.name) notices a change of it")
      made += chosen.count
      unseen += survivors.map(\.words)
    }
    // What is left are mostly changes that change nothing: `>` for `>=` in a choice of the later of two days, the least of
    // equal values, codes without an end.
    #expect(
      unseen.count * 100 <= made * 25, "\(unseen.count) of \(made) are not noticed:\n\(unseen.joined(separator: "\n"))")
    #expect(made > 300)
  }
}
