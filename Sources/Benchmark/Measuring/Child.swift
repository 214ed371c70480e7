import Glibc
import MartCore
import MartStore

/// A program that is run to its end, and what it took.
struct Child {
  /// A path, or a name to be found on the PATH.
  var program: String
  var arguments: [String]
  /// The file that is its standard input.
  var input = "/dev/null"

  struct Ended {
    var cost: Cost
    /// The most memory that was resident at once. The system counts what this process held when it started the
    /// child too, so start the children whose memory matters first.
    var peakMiB: Double
  }

  /// - log: where standard output and error go.
  /// - Throws: `Failure` where it cannot be started or does not end well.
  func run(log: String) throws -> Ended {
    var usage = rusage()
    var status: Int32 = 0
    let clock = ContinuousClock()
    let wall = try clock.measure {
      let child = try start(log)
      while wait4(child, &status, 0, &usage) < 0 {
        guard errno == EINTR else { throw Files.failure("wait for", program) }
      }
    }
    guard status == 0 else {
      throw Failure(
        .internal, "\(program) did not end well", at: FileLocation(file: log),
        remedy: "what it said is there; run it alone: \(([program] + arguments).joined(separator: " "))")
    }
    return Ended(cost: Cost(wall: wall / .seconds(1), cpu: usage.cpuSeconds), peakMiB: usage.peakMiB)
  }

  private func start(_ log: String) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var child: pid_t = 0
    let code = posix_spawnp(&child, program, &actions, nil, &words, environ)
    guard code == 0 else {
      throw Failure(
        .internal, "\(program) cannot be started: \(String(cString: strerror(code)))",
        remedy: "is it installed, and on the PATH?")
    }
    return child
  }
}
