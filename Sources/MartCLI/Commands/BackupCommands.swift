import ArgumentParser
import MartCore
import Nightly

struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Copies state, generations, archive, ledger and key into a folder of its own.",
    discussion: """
      The copy holds personal data and the key: keep it as safe as the home. Landing is not copied, it belongs to the \
      sources. Example: mart backup /backup/mart
      """)

  @Argument(help: "A folder; the backup is made below it, named after the current generation.") var target: String
  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      let (folder, bytes) = try backUp(options.layout, keyPath: try options.keyPath(), to: target)
      if !options.quiet { print("\(folder) holds \(bytes) bytes; prove it by restoring it into a home of its own") }
    }
  }
}

struct RestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Brings a backup back into a home that holds nothing but landing.",
    discussion: """
      Every file is compared with the backup's note before any is put in place; then the generations are verified. \
      Example: mart restore /backup/mart/2024-09-30.1 --home home
      """)

  @Argument(help: "A folder that `mart backup` has made.") var backup: String
  @OptionGroup var options: GlobalOptions

  func run() throws {
    try reporting {
      let label = try restore(options.layout, keyPath: try options.keyPath(), from: backup)
      let faulty = try verify(options.layout, label: nil, all: true).filter { !$0.faults.isEmpty }
      if let first = faulty.first, let fault = first.faults.first {
        throw Failure(
          .refused, "\(first.label) is not what was published: \(fault.problem)", rule: fault.rule, at: fault.location,
          remedy: "the backup was made of a home that was wrong already; take an earlier one")
      }
      if !options.quiet { print("\(label) is current; every generation that is kept is whole") }
    }
  }
}
