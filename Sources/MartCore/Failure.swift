/// How a command ends, as in sysexits.h, so that a scheduler can tell the causes apart.
public enum ExitCode: Int32, Sendable {
  /// Published, or nothing to do.
  case success = 0
  /// The command line is wrong.
  case usage = 64
  /// A delivery was refused or a gate failed; nothing was published.
  case refused = 65
  /// A required delivery is missing.
  case missing = 66
  /// A defect of this program.
  case `internal` = 70
  /// The disk is full, or a file cannot be written.
  case cannotWrite = 73
  /// Another run holds the lock.
  case locked = 75
  /// The pipeline folder is wrong.
  case pipeline = 78
  /// Stopped by SIGINT, as a shell tells it.
  case interrupted = 130
  /// Stopped by SIGTERM, as a shell tells it.
  case terminated = 143
}

/// What stops a run, for the person on call: what happened, where, and what to do next.
public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
  public var exit: ExitCode
  /// The rule that stopped it (`DL-02`), or empty.
  public var rule: String
  public var what: String
  public var location: FileLocation?
  public var remedy: String

  public init(
    _ exit: ExitCode, _ what: String, rule: String = "", at location: FileLocation? = nil, remedy: String
  ) {
    self.exit = exit
    self.rule = rule
    self.what = what
    self.location = location
    self.remedy = remedy
  }

  public var description: String {
    let place = location.map { "\($0): " } ?? ""
    let mark = rule.isEmpty ? "" : " [\(rule)]"
    return "\(place)error: \(what)\(mark); \(remedy)"
  }
}
