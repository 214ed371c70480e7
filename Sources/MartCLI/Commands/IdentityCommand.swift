import ArgumentParser
import Foundation
import MartCore
import MartStore
import Nightly

struct IdentityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "identity", abstract: "Trains and measures how records are matched to persons.",
    discussion: "Example: mart identity evaluate home/persons.csv",
    subcommands: [IdentityTrainCommand.self, IdentityEvaluateCommand.self, IdentityLinkCommand.self])
}

struct IdentityLinkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "link", abstract: "Matches the records of a CSV file by rules of their own, apart from any home.",
    discussion: "No label is used: a truth is only compared with. "
      + "Example: mart identity link febrl4.csv --rules Benchmarks/identity/febrl.yaml --truth person")

  @Argument(help: "A CSV file of records, with a header.") var file: String
  @Option(help: "The rules: fields, comparisons, blocks.") var rules: String
  @Option(help: "The column that says who a record really is.") var truth: String?
  @Option(help: "A column of sources, of which each knows a person once.") var sources: String?
  @Flag(help: "Results as JSON, for machines.") var json = false

  func run() throws {
    try reporting {
      let linked = try linkRecords(file: file, rules: rules, truth: truth, sources: sources)
      print(Self.figures(linked).text(json: json))
    }
  }

  private static func figures(_ linked: LinkedRecords) -> Figures {
    var figures = Figures()
    figures.add("candidates", Double(linked.candidates), 0)
    figures.add("capped blocks", Double(linked.cappedBlocks), 0)
    figures.add("threshold in bits", linked.threshold, 2)
    figures.add("groups", Double(linked.groups), 0)
    for (name, score) in [("pairs", linked.pairs), ("clusters", linked.clusters)] {
      guard let score else { continue }
      figures.add(name, precision: score.precision, recall: score.recall, f1: score.f1)
    }
    figures.add("cpu seconds", linked.seconds, 3)
    return figures
  }
}

/// Named figures, a line each.
private struct Figures {
  private var rows: [[SQLValue]] = []

  mutating func add(_ name: String, _ value: Double, _ decimals: Int) {
    let text = String(format: "%.\(decimals)f", locale: Locale(identifier: "en_US_POSIX"), value)
    rows.append([.text(name), .text(text)])
  }

  mutating func add(_ name: String, precision: Double, recall: Double, f1: Double) {
    add("\(name): precision", precision, 6)
    add("\(name): recall", recall, 6)
    add("\(name): F1", f1, 6)
  }

  func text(json: Bool) -> String {
    json
      ? jsonText(header: ["figure", "value"], rows: rows)
      : rows.map { row in row.map(\.display).joined(separator: "  ") }.joined(separator: "\n")
  }
}

struct IdentityEvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Compares the parties of a home with a list of who is who.",
    discussion: "The list is CSV: source, customer_number, person. "
      + "Example: mart identity evaluate home/persons.csv --home home")

  @Argument(help: "A CSV file with columns source, customer_number and person.") var file: String
  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      let found = try StewardDesk(options.layout, pipeline: options.pipeline).evaluation(file)
      var figures = Figures()
      figures.add("numbers", Double(found.numbers), 0)
      figures.add("numbers unknown to the home", Double(found.unknown), 0)
      figures.add("numbers of which the list says nothing", Double(found.untold), 0)
      figures.add("pairs", precision: found.pairs.precision, recall: found.pairs.recall, f1: found.pairs.f1)
      figures.add("wrong pairs", Double(found.pairs.found - found.pairs.right), 0)
      figures.add("missed pairs", Double(found.pairs.wanted - found.pairs.right), 0)
      figures.add("clusters", precision: found.clusters.precision, recall: found.clusters.recall, f1: found.clusters.f1)
      figures.add("open questions", Double(found.reviews), 0)
      print(figures.text(json: options.json))
    }
  }
}

struct IdentityTrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Counts a model from the records of a home, for the pipeline to keep.",
    discussion: "A new model is a change of the pipeline: look at its levels, give it a version, commit it. "
      + "Example: mart identity train --version 2 --out model-2.json")

  @Option(help: "The model's version, which every edge names.") var version: String
  @Option(help: "Where it is written. (default: the pipeline's model)") var out: String?
  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      let desk = try StewardDesk(options.layout, pipeline: options.pipeline)
      guard let path = out ?? desk.modelPath else {
        throw Failure(.usage, "the pipeline names no model", remedy: "name a file by --out")
      }
      let model = try desk.model(version: version)
      try Files.write(model.text, to: path, mode: 0o644)
      let rows = model.levels.map { level -> [SQLValue] in
        func text(_ value: Double, _ decimals: Int) -> SQLValue {
          .text(String(format: "%.\(decimals)f", locale: Locale(identifier: "en_US_POSIX"), value))
        }
        let name = level.level == 1 ? "differs" : "level \(level.level)"
        return [.text(level.field), .text(name), text(level.m, 6), text(level.u, 6), text(level.bits, 1)]
      }
      print(TextTable(header: ["field", "level", "m", "u", "bits"], rows: rows).lines().joined(separator: "\n"))
      complain("\(model.records) records, \(model.linkedPairs) pairs that a document joins; written to \(path)")
    }
  }
}
