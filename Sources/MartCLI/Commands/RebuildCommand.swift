import ArgumentParser
import MartCore
import MartStore
import Nightly

struct RebuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebuild", abstract: "Makes a generation again in a home of its own, and proves that it is the same.",
    discussion: """
      Runs the recorded nights that led to it: their deliveries from the archive by content, under the pipelines and \
      decisions of then. Every night is compared with what was published. Ends with 65 and the first difference where \
      one is another. Example: mart rebuild 2024-09-30.1 --into /tmp/again
      """)

  @Argument(help: "A generation that was published, also one that is kept no more.") var label: String
  @Option(help: "The new home: a folder that is absent or empty.") var into: String
  @Flag(help: "Read the files of each night in the reverse order, to prove that their order changes nothing.")
  var reverse = false
  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      var night = options.night(.waiting)
      night.reversesFiles = reverse
      let rebuilt = try Rebuild(night, label: label, into: into).run()
      night.progress.done()
      if options.json {
        let values: [SQLValue] = [
          .text(rebuilt.label), .integer(Int64(rebuilt.nights)), .integer(Int64(rebuilt.files)),
          .integer(rebuilt.bytes), .text(rebuilt.mart),
        ]
        print(jsonText(header: ["generation", "nights", "files", "bytes", "mart_sha256"], rows: [values]))
      } else if !options.quiet {
        print(
          "\(rebuilt.label) is the same: mart.sqlite, outbox and quarantine, \(counted(rebuilt.files, "file")) of "
            + "\(rebuilt.bytes) bytes, after \(counted(rebuilt.nights, "night"))")
      }
    }
  }
}
