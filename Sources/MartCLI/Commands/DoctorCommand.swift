import ArgumentParser
import Foundation
import MartCore
import MartStore
import Nightly

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Says whether this machine is fit to run: libraries, space, permissions, key.",
    discussion: "Example: mart doctor --home home")

  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      let diagnoses = diagnose(pipelineFolder: options.pipeline, layout: options.layout)
      if options.json {
        let rows = diagnoses.map { [SQLValue.text($0.verdict.rawValue), .text($0.subject), .text($0.words)] }
        print(jsonText(header: ["verdict", "subject", "words"], rows: rows))
      } else {
        for diagnosis in diagnoses {
          let mark = diagnosis.verdict.rawValue.padding(toLength: 5, withPad: " ", startingAt: 0)
          print("\(mark) \(diagnosis.subject.padding(toLength: 12, withPad: " ", startingAt: 0)) \(diagnosis.words)")
        }
      }
      if let worst = diagnoses.first(where: { $0.verdict == .fail }) {
        throw Failure(worst.exit, "not fit to run: \(worst.subject)", remedy: worst.words)
      }
    }
  }
}
