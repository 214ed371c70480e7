import ArgumentParser
import Contracts
import Foundation
import Guessing
import MartCore
import Nightly

struct GuessCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "guess", abstract: "Looks at a file that nobody has described, and writes a first contract for it.",
    discussion:
      "The contract is the result; what the guess is not sure of stands in it as comments, and on standard error. The whole "
      + "file is read once more under the contract, and what would be refused is counted. Of values, codes alone are shown. "
      + "Example: mart guess customers_20240930.csv --out mybank/pipeline --model --land home")

  @Argument(help: "The file: plain or gzip; separated text, JSON lines or a JSON document.") var file: String
  @Option(help: "The feed's name. (default: the file's)") var feed: String?
  @Option(help: "The pipeline folder that the contract is added to. (default: it is printed)") var out: String?
  @Flag(help: "With --out: a first table of the feed as well.") var model = false
  @Option(help: "With --out: also puts the file and a control counted from it into this home's landing folder.")
  var land: String?
  @Option(help: "events, delta or snapshot. (default: judged)") var delivery: DeliveryMode?
  @Option(help: "yes or no: whether the first line names the columns. (default: judged)") var header: Answer?
  @Option(help: "Of amounts without a currency beside them. (default: CNY)") var currency: String?
  @Option(help: "The file's business date, yyyy-mm-dd. (default: of its name)") var date: String?

  enum Answer: String, ExpressibleByArgument, CaseIterable { case yes, no }

  func validate() throws {
    if out == nil, model || land != nil { throw ValidationError("--model and --land go with --out") }
    if let date, BusinessDate(iso: date) == nil { throw ValidationError("'\(date)' is not a date yyyy-mm-dd") }
    if let currency, currency.utf8.count != 3 || !currency.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) {
      throw ValidationError("'\(currency)' is no currency, like EUR")
    }
  }

  private var wishes: GuessWishes {
    var wishes = GuessWishes()
    (wishes.feed, wishes.delivery, wishes.currency) = (feed, delivery, currency)
    wishes.hasHeader = header.map { $0 == .yes }
    wishes.date = date.flatMap { BusinessDate(iso: $0) }
    return wishes
  }

  func run() throws {
    try reporting {
      let pipeline = try out.map { try Pipeline.load(folder: $0) }
      let guess = try Guesser(path: file, wishes: wishes, pipeline: pipeline).guess(publishing: model)
      if let land { try guess.needRoom(in: HomeLayout(home: land).landing) }
      if let out {
        for path in try guess.add(to: out, withModel: model) { print("wrote \(out)/\(path)") }
        _ = try checkedPipeline(out)
        if let land { try say(guess.land(in: HomeLayout(home: land).landing)) }
      } else {
        print(guess.contract, terminator: "")
        if !guess.codes.isEmpty {
          print("# reference/codes.csv needs:\n" + guess.codes.map { "#   \($0)" }.joined(separator: "\n"))
        }
      }
      talk(guess)
    }
  }

  private func say(_ landed: (data: String, control: String)) {
    print("landed \(landed.data), and \(landed.control) counted from it")
    fflush(nil)
    complain(
      "the control was counted from the file itself and proves nothing of its way here: ask the owner to send one")
  }

  /// What a person should look at, on standard error.
  private func talk(_ guess: Guess) {
    let proof = guess.proof
    complain(
      "\(proof.rows) rows of \(guess.date) under this contract: \(proof.sound) sound, \(proof.rows - proof.sound) not")
    for (fault, count, line) in proof.faults.prefix(20) {
      let column = fault.column.isEmpty ? "" : "\(fault.column): "
      complain("  \(counted(count, "row")): \(column)\(fault.reason) [\(fault.rule)], first in line \(line)")
    }
    for doubt in guess.doubts {
      complain((doubt.isGrave ? "WRONG: " : "? ") + (doubt.column.map { "\($0): " } ?? "") + doubt.text)
    }
  }
}

extension DeliveryMode: ExpressibleByArgument {}
