import ArgumentParser
import MartCore

/// The command line of the mart: verbs, each in a file of `Commands/`.
public struct MartCommand: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "mart",
    abstract: "Turns a bank's scattered feeds into one customer-dimension data mart, every night.",
    discussion: "Standard output is the result, standard error the talk. Exit codes: 0 published or nothing to do, "
      + "64 usage, 65 refused, 66 a required delivery is missing, 70 internal, 73 cannot write, 75 another run holds "
      + "the lock, 78 the pipeline is wrong, 130 and 143 stopped by SIGINT or SIGTERM.",
    version: engineVersion,
    subcommands: [
      RunCommand.self, CheckCommand.self, TestCommand.self, StatusCommand.self, QueryCommand.self, SQLCommand.self,
      TraceCommand.self,
      QuarantineCommand.self, ReplayCommand.self, OutputsCommand.self, PlanCommand.self, HistoryCommand.self,
      MetricCommand.self, DictionaryCommand.self, LineageCommand.self, ReportCommand.self, ExploreCommand.self,
      ReviewCommand.self, ExplainCommand.self, IdentityCommand.self, EraseCommand.self, RetainCommand.self,
      InitCommand.self, GuessCommand.self,
      RequestCommand.self, ApproveCommand.self, RollbackCommand.self, UpgradeCommand.self, VerifyCommand.self,
      VolumesCommand.self,
      DiffCommand.self, RebuildCommand.self,
      ReconcileCommand.self,
      BackupCommand.self, ExportCommand.self,
      RestoreCommand.self, DoctorCommand.self,
    ])

  public init() {}
}
