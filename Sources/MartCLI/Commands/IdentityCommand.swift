import ArgumentParser
import Foundation
import MartCore
import MartStore
import Nightly

struct IdentityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "identity", abstract: "Trains and measures how records are matched to persons.",
    discussion: "Example: mart identity link people.csv --rules rules.yaml --truth person",
    subcommands: [IdentityLinkCommand.self])
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
      print(json ? jsonText(header: Self.header, rows: Self.rows(linked)) : Self.page(linked))
    }
  }

  private static let header = ["figure", "value"]

  private static func rows(_ linked: LinkedRecords) -> [[SQLValue]] {
    func row(_ name: String, _ value: Double, _ decimals: Int) -> [SQLValue] {
      [.text(name), .text(String(format: "%.\(decimals)f", locale: Locale(identifier: "en_US_POSIX"), value))]
    }
    var rows: [[SQLValue]] = [
      row("candidates", Double(linked.candidates), 0), row("capped blocks", Double(linked.cappedBlocks), 0),
      row("threshold in bits", linked.threshold, 2), row("groups", Double(linked.groups), 0),
    ]
    for (name, score) in [("pairs", linked.pairs), ("clusters", linked.clusters)] {
      guard let score else { continue }
      rows.append(row("\(name): precision", score.precision, 6))
      rows.append(row("\(name): recall", score.recall, 6))
      rows.append(row("\(name): F1", score.f1, 6))
    }
    return rows + [row("cpu seconds", linked.seconds, 3)]
  }

  private static func page(_ linked: LinkedRecords) -> String {
    rows(linked).map { row in row.map(\.display).joined(separator: "  ") }.joined(separator: "\n")
  }
}
