import ArgumentParser
import MartCore
import MartStore
import Nightly

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Says why a party is one human: members, rules, events, surviving values.",
    discussion: "Values are shown on a terminal, to the owner of the vault alone. Example: mart explain 1234567")

  @Argument(help: "A party_id.") var party: Int64
  @Flag(help: "The surviving values themselves, instead of where they come from.") var showValues = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      let desk = try StewardDesk(options.layout, pipeline: options.pipeline)
      if showValues { try desk.requireEyesOfOwner() }
      let told = try desk.explanation(of: party)
      let members = told.members.map { member -> [SQLValue] in
        [
          .text("\(member.src):\(member.number)"), .text(member.opened), .text(member.firstDay),
          .text(member.document), .text(member.isFounder ? "founder" : ""),
        ]
      }
      show("members", ["number", "opened", "first day", "valid document", ""], members, none: "none today")
      let links = told.links.map { link -> [SQLValue] in
        [
          .text(link.rule), .text(link.a), .text(link.b), .text(link.weight == 0 ? "" : "\(link.weight)"),
          .text(link.model), .text(link.evidence), .text(Self.fate(link.fate)),
        ]
      }
      show("why", ["rule", "a", "b", "bits", "model", "evidence", ""], links, none: "one number, nothing to join")
      let events = told.events.map { event -> [SQLValue] in
        [
          .text(event.date), .text(event.kind.rawValue), .text("\(event.src):\(event.number)"),
          event.old.map(SQLValue.integer) ?? .null, event.new.map(SQLValue.integer) ?? .null, .text(event.rule),
        ]
      }
      show("events", ["date", "kind", "number", "from party", "to party", "rule"], events, none: "none")
      let golden = told.golden.map { value -> [SQLValue] in
        [.text(value.field), .text(showValues ? value.value : "•••"), .text("\(value.src):\(value.number)")]
      }
      show("values that speak for it", ["field", "value", "from"], golden, none: "none")
    }
  }

  private func show(_ title: String, _ header: [String], _ rows: [[SQLValue]], none: String) {
    if options.json { return print("\"\(title)\": " + jsonText(header: header, rows: rows)) }
    print("\(title)\n")
    print(rows.isEmpty ? none : TextTable(header: header, rows: rows).lines().joined(separator: "\n"))
    print("")
  }

  private static func fate(_ fate: String) -> String {
    switch fate {
    case "held": ""
    case "asked": "a steward is asked"
    case "C1": "refused: two valid documents of one kind"
    case "C2": "refused: a steward said different"
    default: fate
    }
  }
}
