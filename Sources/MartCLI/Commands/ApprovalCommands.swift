import ArgumentParser
import Contracts
import MartCore
import MartStore
import Nightly

struct RequestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "request", abstract: "Asks a second person for leave to act, where policy.yaml wants two.",
    discussion: """
      The subject is what the act will be called with: the feed of accept-drop and allow-missing, the generation of \
      rollback, `FEED RULE` of replay (* for any; none for all), the persons of erase, the check of a waiver; of accept-merges none. \
      Example: mart request accept-drop cif_core --because "branch 12 was sold, ticket 4711"
      """)

  @Argument(help: "What is to be done.") var act: Policy.Act
  @Argument(help: "What it is about.") var subject: String = ""
  @Option(help: "Why, for whoever is to approve it.") var because: String
  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      let policy = try Policy.load(folder: options.pipeline)
      let content = act == .waiver ? try waiverHash(subject, options.pipeline) : ""
      let request = try Approvals(options.layout, policy).request(act, subject, because: because, content: content)
      print(
        options.json
          ? "{\"id\": \(jsonString(request.id))}"
          : "\(request.id): another user of this machine approves it with `mart approve \(request.id)`")
    }
  }
}

struct ApproveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve", abstract: "Approves what another user asked for; without an id, lists what was asked.",
    discussion: "Whoever asked cannot approve: the owners of the two files are compared. An approval serves once. "
      + "Example: mart approve 1f2e3d4c")

  @Argument(help: "The id that `mart request` told.") var id: String?
  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      let approvals = Approvals(options.layout, try Policy.load(folder: options.pipeline))
      guard let id else { return show(try approvals.list()) }
      let line = try approvals.approve(id)
      if !options.quiet {
        print("\(id): \(line.request.act) \(line.request.subject), asked by \(line.by), approved by \(line.approvedBy)")
      }
    }
  }

  private func show(_ lines: [Approvals.Line]) {
    let header = ["id", "act", "subject", "because", "asked", "by", "state", "approved_by"]
    let rows = lines.map { line in
      [
        line.request.id, line.request.act, line.request.subject, line.request.because, line.request.asked, line.by,
        line.state, line.approvedBy,
      ].map { SQLValue.text($0) }
    }
    let table = TextTable(header: header, rows: rows).lines().joined(separator: "\n")
    print(options.json ? jsonText(header: header, rows: rows) : table)
  }
}

extension Policy.Act: ExpressibleByArgument {}
