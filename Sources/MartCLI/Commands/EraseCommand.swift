import ArgumentParser
import Foundation
import MartCore
import MartStore
import Nightly

struct EraseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase", abstract: "Erases persons where the law lets them go, and proves it by a scan of the home.",
    discussion: "Vault, archive and golden values at once, the mart with the next night; who must be kept is put on "
      + "legal hold with the reason. Example: mart erase --party 4611686018427387904")

  @Option(help: "A person, by party_id; may be given more than once.") var party: [Int64] = []
  @Option(help: "With --number-token: the source of a number.") var src: String?
  @Option(name: .customLong("number-token"), help: "A source number's token (src_cust_id); its person is meant.")
  var numberToken: Int64?
  @Option(help: "A file of persons: a line is a party_id, or SOURCE,token.") var list: String?
  @Flag(help: "Whoever asked to be erased, as retention.yaml tells.") var requested = false
  @OptionGroup var options: GlobalOptions

  func validate() throws {
    if (src == nil) != (numberToken == nil) { throw ValidationError("--src and --number-token go together") }
    if party.isEmpty, src == nil, list == nil, !requested {
      throw ValidationError("say whom: --party, --src and --number-token, --list or --requested")
    }
  }

  func run() throws {
    try reporting {
      let report = try erase(try request(), options.layout, pipelineFolder: options.pipeline)
      if !options.quiet { print(options.json ? json(report) : text(report)) }
    }
  }

  private func request() throws -> ErasureRequest {
    var request = ErasureRequest()
    request.parties = party
    request.requested = requested
    if let src, let numberToken { request.numbers.append((src, numberToken)) }
    guard let list else { return request }
    guard let text = try? String(contentsOfFile: list, encoding: .utf8) else {
      throw Failure(.usage, "the list cannot be read", at: FileLocation(file: list), remedy: "give a file of lines")
    }
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let parts = line.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
      if parts.isEmpty || parts[0].isEmpty { continue }
      if parts.count == 1, let party = Int64(parts[0]) {
        request.parties.append(party)
      } else if parts.count == 2, let token = Int64(parts[1]) {
        request.numbers.append((parts[0], token))
      } else {
        throw Failure(
          .usage, "a line is neither a party_id nor SOURCE,token", at: FileLocation(file: list, line: index + 1),
          remedy: "write one person a line; never names or numbers as the sources write them")
      }
    }
    return request
  }

  private static let verdictHeader = ["party_id", "state", "because"]
  private static let placeHeader = ["place", "files", "found", "note"]

  private func verdicts(_ report: ErasureReport) -> [[SQLValue]] {
    report.verdicts.map { [.integer($0.party), .text($0.state), .text($0.because)] }
  }

  private func places(_ report: ErasureReport) -> [[SQLValue]] {
    report.places.map { [.text($0.name), .integer(Int64($0.files)), .integer(Int64($0.found)), .text($0.note)] }
  }

  private func json(_ report: ErasureReport) -> String {
    "{\"persons\": \(jsonText(header: Self.verdictHeader, rows: verdicts(report))),\n"
      + "\"rewritten\": \(report.rewritten), \"records\": \(report.records), \"values\": \(report.values),\n"
      + "\"places\": \(jsonText(header: Self.placeHeader, rows: places(report)))}"
  }

  private func text(_ report: ErasureReport) -> String {
    var lines = TextTable(header: Self.verdictHeader, rows: verdicts(report)).lines()
    guard report.verdicts.contains(where: { $0.state == "EXECUTED" }) else {
      return (lines + ["", "nobody was erased; marketing ends with the next night"]).joined(separator: "\n")
    }
    lines += [
      "", "archive: \(report.records) records of \(report.rewritten) deliveries are blank now",
      "scan of the home for \(report.values) values that nobody else has:", "",
    ]
    lines += TextTable(header: Self.placeHeader, rows: places(report)).lines()
    lines += [
      "", "kept: tokens and amounts of facts, so that sums still tie; generations that are kept hold no more than that",
      "and the attributes of their day, and go with the next nights. Landing and backups are not touched.",
      "next: mart run takes the decision up",
    ]
    return lines.joined(separator: "\n")
  }
}
