import Glibc
import MartCore

/// A delivery refused whole: exit code 65, the rule, the file and its line where there is one.
func refusal(
  _ rule: String, _ what: String, _ file: String, line: Int = 0, column: Int = 0,
  remedy: String = "ask the owner to deliver the file again"
) -> Failure {
  Failure(.refused, what, rule: rule, at: FileLocation(file: file, line: line, column: column), remedy: remedy)
}

/// What the system says of the last call that failed.
func systemError() -> String { String(cString: strerror(errno)) }

func cannotWrite(_ what: String, _ path: String) -> Failure {
  Failure(
    .cannotWrite, "\(what): \(systemError())", at: FileLocation(file: path),
    remedy: "look at free space and permissions of this file's folder, then run again")
}

/// The last part of a path.
func fileName(_ path: String) -> String {
  path.split(separator: "/").last.map(String.init) ?? path
}

/// A number with its thousands set apart, as people read it.
func grouped(_ number: Int64) -> String {
  let digits = String(number.magnitude)
  var parts: [Substring] = []
  var rest = Substring(digits)
  while rest.count > 3 {
    parts.append(rest.suffix(3))
    rest = rest.dropLast(3)
  }
  return (number < 0 ? "-" : "") + ([rest] + parts.reversed()).joined(separator: ",")
}
