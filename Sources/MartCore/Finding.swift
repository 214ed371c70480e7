/// A place in a file: line and column count from 1; 0 where the file as a whole is meant.
public struct FileLocation: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
  public var file: String
  public var line: Int
  public var column: Int

  public init(file: String, line: Int = 0, column: Int = 0) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// `file:line:column`, shortened where line or column is unknown.
  public var description: String {
    if line == 0 { return file }
    return column == 0 ? "\(file):\(line)" : "\(file):\(line):\(column)"
  }

  public static func < (left: FileLocation, right: FileLocation) -> Bool {
    (left.file, left.line, left.column) < (right.file, right.line, right.column)
  }
}

/// Something wrong with what a person wrote: a contract, a model, a row. Findings are collected to the
/// end of the file and shown together; they never carry a customer's value.
public struct Finding: Hashable, Codable, Sendable, CustomStringConvertible {
  public enum Severity: String, Codable, Sendable { case error, warning }

  public var location: FileLocation
  public var severity: Severity
  /// What is wrong, in one clause, naming the offending key.
  public var problem: String
  /// The rule that says so, such as `feed.unknown-key` or `DQ-06`.
  public var rule: String
  /// What to do next; empty where the problem says it.
  public var remedy: String

  public init(
    _ problem: String, rule: String, at location: FileLocation, severity: Severity = .error, remedy: String = ""
  ) {
    self.location = location
    self.severity = severity
    self.problem = problem
    self.rule = rule
    self.remedy = remedy
  }

  /// `file:line:column: error: problem [rule]; remedy`.
  public var description: String {
    "\(location): \(severity.rawValue): \(problem) [\(rule)]" + (remedy.isEmpty ? "" : "; \(remedy)")
  }
}

/// The findings of one reading, thrown together.
public struct Findings: Error, CustomStringConvertible {
  public var list: [Finding]

  public init(_ list: [Finding]) {
    self.list = list
  }

  public var description: String {
    list.sorted { ($0.location, $0.problem) < ($1.location, $1.problem) }
      .map(\.description).joined(separator: "\n")
  }
}
