import ArgumentParser
import Contracts
import Foundation
import MartCore
import Nightly

/// The flags that every command takes.
struct GlobalOptions: ParsableArguments {
  @Option(name: .customLong("pipeline"), help: "The pipeline folder.")
  var pipeline = "Pipelines/retail"

  @Option(name: .customLong("home"), help: "Where data lives.")
  var home = "home"

  @Option(name: .customLong("landing"), help: "Where files arrive. (default: HOME/landing)")
  var landing: String?

  @Option(
    name: .customLong("jobs"), help: "How many feeds are read, and checks made, at once. (default: the number of cores)"
  )
  var jobs: Int?

  @Flag(name: .customLong("json"), help: "Results as JSON, for machines.")
  var json = false

  @Flag(name: .customLong("quiet"), help: "Say nothing but errors.")
  var quiet = false

  @Flag(name: .customLong("verbose"), help: "Say more on standard error.")
  var verbose = false

  /// Where everything of this home lies.
  var layout: HomeLayout { HomeLayout(home: home, landing: landing) }

  /// Where the token key of the pipeline lies.
  func keyPath() throws -> String { try Pipeline.load(folder: pipeline).keyPath }

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs takes a number from 1") }
  }
}

/// Runs a command's work; what stops it is said on standard error, and becomes the exit code.
func reporting(_ body: () throws -> Void) throws {
  do {
    try body()
    try flushStandardOutput()
  } catch let failure as Failure {
    complain(failure.description)
    throw ArgumentParser.ExitCode(failure.exit.rawValue)
  } catch let findings as Findings {
    complain(findings.description)
    throw ArgumentParser.ExitCode(MartCore.ExitCode.pipeline.rawValue)
  } catch let exit as ArgumentParser.ExitCode {
    throw exit
  } catch {
    complain("error: \(error); this is a defect of mart: please report it with this message")
    throw ArgumentParser.ExitCode(MartCore.ExitCode.internal.rawValue)
  }
}

/// Writes to standard error. Whatever stands in a file's name or a field reaches no terminal as a command.
func complain(_ text: String) {
  writeToStandardError(plain(text) + "\n")
}
