import Contracts
import Foundation
import MartCore
import MartStore

/// One question in SQL, from the command line or from a file.
struct Question {
  let sql: String
  /// The file that it stands in; nil where it was typed.
  let place: FileLocation?

  /// - file: `-` is standard input. It is read where there is no `sql`.
  /// - Throws: a usage failure where the file cannot be read, or holds no question.
  init(sql: String?, file: String?) throws {
    if let sql {
      (self.sql, place) = (sql, nil)
    } else {
      let name = file ?? "-"
      place = FileLocation(file: name == "-" ? "standard input" : name)
      self.sql = try Self.text(of: name)
    }
    try requireQuestion()
  }

  private static func text(of file: String) throws -> String {
    let bytes =
      file == "-" ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: file)
    guard let bytes else {
      throw Failure(
        .usage, "the file cannot be read", at: FileLocation(file: file),
        remedy: "give the path of a file with one SELECT statement")
    }
    guard let text = String(bytes: bytes, encoding: .utf8) else {
      throw Failure(.usage, "the file is not UTF-8", at: FileLocation(file: file), remedy: "save it as UTF-8")
    }
    return text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
  }

  /// The connection lets nothing be written; this keeps questions from changing the connection itself.
  private func requireQuestion() throws {
    let tokens = sqlTokens(sql)
    guard let first = tokens.first, ["SELECT", "WITH", "VALUES", "EXPLAIN"].contains(where: { first.isWord($0) }) else {
      throw Failure(
        .usage, "a question begins with SELECT, WITH, VALUES or EXPLAIN", at: place,
        remedy: "for anything else use a copy of the mart and the sqlite3 shell")
    }
    if let next = tokens.drop(while: { !$0.isSign(";") }).first(where: { !$0.isSign(";") }) {
      throw Failure(
        .usage, "a second statement begins with \(next.text)", at: place, remedy: "ask one question at a time")
    }
  }

  /// - Throws: a usage failure, without the text of the question, where SQLite does not understand it.
  func answer(from mart: Store) throws -> (header: [String], rows: [[SQLValue]]) {
    do {
      return try mart.use { session in
        try session.forbidAttach()
        try QuestionGuard(mart.path).judge(sql)
        return (try session.columnNames(sql), try session.rows(sql))
      }
    } catch var failure as Failure where failure.rule == QuestionGuard.rule {
      failure.location = place
      throw failure
    } catch let failure as Failure where failure.exit == .internal {
      throw Failure(
        .usage, failure.what.components(separatedBy: " in: ")[0], at: place,
        remedy: "`mart status` lists the tables; meta_column explains every column")
    }
  }
}
