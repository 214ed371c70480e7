import Contracts
import MartCore
import MartStore

/// What is compared with what: a table of the mart, and how its columns are called in another system's file.
package struct ReconcileQuestion: Sendable {
  /// A column of the mart beside one of the file: `amount_fen=AMT*100`.
  package struct Pair: Sendable, Hashable {
    package var ours: String
    package var theirs: String
    /// Numbers of the file are multiplied by it: 1, 10, 100 …
    package var factor: Int64 = 1

    package init(ours: String, theirs: String, factor: Int64 = 1) {
      (self.ours, self.theirs, self.factor) = (ours, theirs, factor)
    }

    /// Reads `name`, `name=THEIRS` or `name=THEIRS*100`; nil for anything else.
    package init?(_ text: String) {
      let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let ours = sides.first, !ours.isEmpty else { return nil }
      var theirs = sides.count > 1 ? sides[1] : ours
      var factor: Int64 = 1
      if let star = theirs.lastIndex(of: "*") {
        guard let number = Int64(theirs[theirs.index(after: star)...]),
          [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000].contains(number)
        else { return nil }
        (factor, theirs) = (number, String(theirs[..<star]))
      }
      guard !theirs.isEmpty else { return nil }
      self.init(ours: ours, theirs: theirs, factor: factor)
    }
  }

  package var file: String
  package var table: String
  /// Empty: the key that the table's contract says.
  package var key: [Pair]
  /// Empty: every column that both have.
  package var columns: [Pair]
  /// A condition over the mart's table; empty: all rows.
  package var condition: String
  package var encoding: Format.Encoding?

  package init(
    file: String, table: String, key: [Pair] = [], columns: [Pair] = [], condition: String = "",
    encoding: Format.Encoding? = nil
  ) {
    (self.file, self.table, self.key, self.columns) = (file, table, key, columns)
    (self.condition, self.encoding) = (condition, encoding)
  }
}

/// The question as the mart and the file allow it.
struct ReconcilePlan {
  struct Column {
    var pair: ReconcileQuestion.Pair
    var type: String
    /// Place in the file's rows.
    var place: Int
    var isSummed = false
  }

  let table: String
  var key: [Column] = []
  var columns: [Column] = []
  /// Every column of the table.
  let all: [String]
  /// `FROM`-clause text of the mart's rows.
  let ours: String
  /// True where a condition leaves some of them out.
  let isLimited: Bool

  /// - contractKey: by which rows are matched where the question does not say it.
  /// - Throws: a usage failure that names what is missing, with the nearest name.
  init(_ question: ReconcileQuestion, header: [String], contractKey: [String], _ mart: Store, _ session: Session) throws
  {
    table = question.table
    let info = try session.rows("SELECT name, type, pk FROM pragma_table_info(?)", [.text(question.table)])
    guard !info.isEmpty else {
      let names = try session.rows("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')").map {
        $0[0].display
      }
      throw Failure(
        .usage, "the mart has no table '\(question.table)'",
        remedy: didYouMean(question.table, in: names, otherwise: "`mart status` lists them"))
    }
    all = info.map { $0[0].display }
    let types = Dictionary(info.map { ($0[0].display, $0[1].display.uppercased()) }) { first, _ in first }
    let onDisk = info.filter { ($0[2].int ?? 0) > 0 }.sorted { ($0[2].int ?? 0) < ($1[2].int ?? 0) }.map {
      $0[0].display
    }
    ours = try Self.source(question, mart)
    isLimited = !question.condition.isEmpty
    do { _ = try session.columnNames("SELECT 1 FROM \(ours)") } catch {
      guard let message = sqlMessage(error) else { throw error }
      throw Failure(
        .usage, "the condition is not understood: \(message)",
        remedy: "\(question.table) has: \(all.joined(separator: ", "))")
    }
    let measures = try Self.measures(question.table, session)
    func column(_ pair: ReconcileQuestion.Pair) throws -> Column {
      guard let type = types[pair.ours] else {
        throw Failure(
          .usage, "\(question.table) has no column '\(pair.ours)'",
          remedy: didYouMean(
            pair.ours, in: types.keys, otherwise: "it has: \(types.keys.sorted().joined(separator: ", "))"))
      }
      guard let place = header.firstIndex(of: pair.theirs) else {
        throw Failure(
          .usage, "the file has no column '\(pair.theirs)'", rule: "reconcile.header",
          at: FileLocation(file: question.file, line: 1),
          remedy: didYouMean(
            pair.theirs, in: header, otherwise: "say how it is called there: \(pair.ours)=NAME under --key or --columns"
          ))
      }
      return Column(pair: pair, type: type, place: place, isSummed: measures.contains(pair.ours))
    }
    let names = contractKey.isEmpty ? onDisk : contractKey
    let keys = question.key.isEmpty ? names.map { ReconcileQuestion.Pair(ours: $0, theirs: $0) } : question.key
    guard !keys.isEmpty else {
      throw Failure(
        .usage, "\(question.table) has no key of its own", remedy: "say by which columns rows are matched: --key a,b")
    }
    key = try keys.map(column)
    let matched = Set(keys.map(\.ours))
    let shared = all.filter { header.contains($0) && !matched.contains($0) && !RowHash.leftOut.contains($0) }
    let pairs =
      question.columns.isEmpty
      ? shared.map { ReconcileQuestion.Pair(ours: $0, theirs: $0) }
      : question.columns.filter { !matched.contains($0.ours) }
    columns = try pairs.map(column)
    guard !columns.isEmpty || !question.columns.isEmpty || header.count == keys.count else {
      throw Failure(
        .usage, "the file has none of the other columns of \(question.table)", rule: "reconcile.header",
        at: FileLocation(file: question.file, line: 1),
        remedy: "say how they are called there: --columns \(all.first { !matched.contains($0) } ?? "name")=NAME,…")
    }
  }

  /// The table, or those of its rows for which the condition holds.
  private static func source(_ question: ReconcileQuestion, _ mart: Store) throws -> String {
    let name = "main.\(sqlName(question.table))"
    guard !question.condition.isEmpty else { return name }
    var depth = 0
    for token in sqlTokens(question.condition) {
      if token.isSign("(") { depth += 1 }
      if token.isSign(")") { depth -= 1 }
      guard depth >= 0, !token.isSign(";"), token.kind != .unclosed, token.kind != .parameter else {
        throw Failure(
          .usage, "the condition is not one expression", remedy: "write it as after WHERE: --where \"goods = 'FISH'\"")
      }
    }
    let sql = "(SELECT * FROM \(name) WHERE (\(question.condition)\n))"
    guard depth == 0 else {
      throw Failure(.usage, "the condition has an open parenthesis", remedy: "close it")
    }
    try QuestionGuard(mart.path).judge("SELECT 1 FROM \(sql)")
    return sql
  }

  /// Columns whose sum says something, as the mart's dictionary has it.
  private static func measures(_ table: String, _ session: Session) throws -> Set<String> {
    let sql = """
      SELECT column_name FROM meta_column WHERE table_name = ? AND type IN ('integer', 'real')
         AND (additive IN ('yes', 'semi') OR unit LIKE 'fen' OR unit LIKE 'minor')
      """
    return Set(try session.rows(sql, [.text(table)]).map { $0[0].display })
  }
}
