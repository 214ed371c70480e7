import ArgumentParser
import MartCore
import MartStore
import Nightly

struct ReviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review",
    abstract: "The steward's queue: pairs of which the rules cannot say whether they are one human.",
    discussion: "Without --show-values, never their values. Example: mart review",
    subcommands: [List.self, Show.self, Decide.self, Undo.self, HouseholdsCommand.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists the questions that wait.", discussion: "Example: mart review list --json")

    @OptionGroup var options: GlobalOptions

    func run() throws {
      try reporting {
        let waiting = try StewardDesk(options.layout, pipeline: options.pipeline).waiting()
        let header = ["question", "rule", "a", "b", "since", "agree", "differ", "answer"]
        let rows = waiting.map { waiting -> [SQLValue] in
          let question = waiting.question
          func fields(_ agree: Bool) -> SQLValue {
            .text(question.values.filter { $0.agrees == agree }.map(\.field).joined(separator: " "))
          }
          return [
            .text(question.id), .text(question.rule), .text("\(question.srcA):\(question.numberA)"),
            .text("\(question.srcB):\(question.numberB)"), .integer(question.since), fields(true), fields(false),
            .text(waiting.answer.isEmpty ? "" : "\(waiting.answer), from the next night on"),
          ]
        }
        if options.json {
          print(jsonText(header: header, rows: rows))
        } else if rows.isEmpty {
          print("no questions wait")
        } else {
          print(TextTable(header: header, rows: rows).lines().joined(separator: "\n"))
        }
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows both sides of a question, and what each rule says of them.",
      discussion: "Values are shown on a terminal, to the owner of the vault alone. "
        + "Example: mart review show CORE:12,CARD:34")

    @Argument(help: "A question, or two numbers as SOURCE:NUMBER,SOURCE:NUMBER.") var question: String
    @Flag(help: "The values themselves, instead of whether they agree.") var showValues = false
    @OptionGroup var options: GlobalOptions

    func run() throws {
      try reporting {
        let desk = try StewardDesk(options.layout, pipeline: options.pipeline)
        if showValues { try desk.requireEyesOfOwner() }
        let question = try desk.question(question)
        func party(_ key: Int64?) -> SQLValue { key.map(SQLValue.integer) ?? .null }
        var rows: [[SQLValue]] = [
          ["number", .text("\(question.srcA):\(question.numberA)"), .text("\(question.srcB):\(question.numberB)"), ""],
          [
            "party", party(question.partyA), party(question.partyB),
            .text(question.partyA == question.partyB ? "one" : "two"),
          ],
        ]
        for value in question.values {
          func side(_ text: String) -> SQLValue { .text(text.isEmpty ? "" : showValues ? text : "•••") }
          let word = value.agrees.map { $0 ? "equal" : "differ" } ?? "one side only"
          rows.append([.text(value.field), side(value.a), side(value.b), .text(word)])
        }
        print("question \(question.id)\(question.rule.isEmpty ? "" : ", asked by \(question.rule)")")
        print(TextTable(header: ["", "a", "b", ""], rows: rows).lines().dropFirst().joined(separator: "\n"))
        print("")
        print(
          TextTable(
            header: ["rule", "says"], rows: question.waterfall.map { [.text($0.rule), .text($0.verdict)] }
          ).lines().joined(separator: "\n"))
      }
    }
  }

  struct Decide: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Answers a question; the next night takes it in, and every later one keeps it.",
      discussion: "Example: mart review decide CORE:12,CARD:34 different")

    enum Word: String, ExpressibleByArgument, CaseIterable { case same, different }

    @Argument(help: "A question, or two numbers as SOURCE:NUMBER,SOURCE:NUMBER.") var question: String
    @Argument(help: "One human, or two.") var word: Word
    @OptionGroup var options: GlobalOptions

    func run() throws {
      try reporting {
        let desk = try StewardDesk(options.layout, pipeline: options.pipeline)
        let asked = try desk.question(question)
        try desk.answer(asked, word.rawValue)
        if !options.quiet { print("\(asked.id): \(word.rawValue), from the next night on") }
      }
    }
  }

  struct Undo: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Takes the last answer to a question back.", discussion: "Example: mart review undo CORE:12,CARD:34")

    @Argument(help: "A question, or two numbers as SOURCE:NUMBER,SOURCE:NUMBER.") var question: String
    @OptionGroup var options: GlobalOptions

    func run() throws {
      try reporting {
        let desk = try StewardDesk(options.layout, pipeline: options.pipeline)
        let asked = try desk.question(question)
        try desk.answer(asked, "")
        if !options.quiet { print("\(asked.id): nobody's answer, from the next night on") }
      }
    }
  }
}
