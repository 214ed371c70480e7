import Foundation
import MartTesting
import Testing

/// What the tests of this suite need: the Python that `make spark-deps` made. Without SPARK_PYTHON they are skipped.
enum SparkHere {
  static let python = ProcessInfo.processInfo.environment["SPARK_PYTHON"] ?? ""
  static var isThere: Bool { FileManager.default.isExecutableFile(atPath: python) }
  static let reason: Comment = "SPARK_PYTHON names no Python with pyspark; `make test-spark` makes one"
}

/// A home of a small market, or a copy of it, whose models SQLite or Spark makes.
final class SparkHome {
  let folder: ScratchHome
  var home: String { folder.file("home") }
  var pipeline: String

  /// A market with so many nights from 2024-09-01 landed.
  init(nights: Int) throws {
    folder = try ScratchHome()
    pipeline = folder.file("market/pipeline")
    let made = try Program.system("python3", ["Tests/Oracles/market.py", "--home", folder.path, "\(nights)"])
    #expect(made.status == 0, "\(made.errors)")
  }

  /// A bank as it stands in another home: its files, state and generations.
  init(copying other: String, pipeline: String) throws {
    folder = try ScratchHome()
    self.pipeline = pipeline
    let copied = try Program.system("cp", ["-a", other, folder.file("home")])
    #expect(copied.status == 0, "\(copied.errors)")
  }

  func copy() throws -> SparkHome { try SparkHome(copying: home, pipeline: pipeline) }

  func mart(_ arguments: [String], killedAfter limit: Double? = nil) throws -> Program.Ended {
    try Program("mart").run(arguments + ["--home", home, "--pipeline", pipeline], killedAfter: limit)
  }

  /// A run on Spark, in which `settings` (JSON members) stand beside the command.
  func spark(
    _ arguments: [String] = [], settings: String = "", killedAfter limit: Double? = nil
  ) throws -> Program.Ended {
    let command = settings.contains("\"command\"") ? "" : "\"command\": [\"\(SparkHere.python)\"]"
    let members = [command, settings].filter { !$0.isEmpty }.joined(separator: ", ")
    try Data("{\(members)}".utf8).write(to: URL(fileURLWithPath: home + "/spark.json"))
    return try mart(["run", "--engine", "spark"] + arguments, killedAfter: limit)
  }

  /// Runs Python that knows `market` and `landing`.
  func land(_ script: String) throws {
    let text = "import sys; sys.path.insert(0, 'Tests/Oracles'); import market; landing = sys.argv[1]\n" + script
    let done = try Program.system("python3", ["-c", text, home + "/landing"])
    #expect(done.status == 0, "\(done.errors)")
  }

  func ask(_ sql: String) throws -> String {
    let answer = try Program.system("sqlite3", ["-readonly", home + "/current/mart.sqlite", sql])
    #expect(answer.errors.isEmpty, "\(answer.errors)")
    return answer.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  var current: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: home + "/current")).map {
      ($0 as NSString).lastPathComponent
    } ?? ""
  }

  /// Row hashes by table, as meta_table tells them.
  func hashes() throws -> [String: String] {
    let lines = try ask("SELECT table_name || ' ' || row_hash FROM meta_table").split(separator: "\n")
    return Dictionary(
      lines.map { line in (String(line.prefix { $0 != " " }), String(line.drop { $0 != " " }.dropFirst())) }
    ) { first, _ in first }
  }

  /// How the last night made each table, for how many keys, and how many rows came or went, as `mart history --tables` tells.
  func ways() throws -> [String] {
    let sql = """
      SELECT table_name, actual, keys, rows FROM refresh WHERE run_id = (SELECT MAX(run_id) FROM refresh) ORDER BY 1
      """
    return try Program.system("sqlite3", ["-readonly", home + "/ledger.sqlite", sql]).output.split(separator: "\n")
      .map(String.init)
  }

  /// Where two homes differ: each table with the first key and the columns that are not equal; empty where nowhere.
  func differences(from other: SparkHome) throws -> [String] {
    let (mine, theirs) = (try hashes(), try other.hashes())
    let tables = Set(mine.keys).union(theirs.keys).filter { mine[$0] != theirs[$0] }.sorted()
    return try tables.map { table in
      let script = """
        import sqlite3, sys
        mine, theirs, table = sys.argv[1:]
        base = sqlite3.connect('file:' + mine + '?mode=ro', uri=True)
        base.execute("ATTACH ? AS other", ('file:' + theirs + '?mode=ro',))
        info = base.execute("SELECT name, pk FROM pragma_table_info(?)", (table,)).fetchall()
        names = [name for name, _ in info if name not in ('delivery_id', 'line_no', 'late')]
        key = [name for name, pk in sorted(info, key=lambda column: column[1]) if pk]
        list_ = ', '.join('"' + name + '"' for name in names)
        rows = lambda a, b: base.execute(f'SELECT {list_} FROM {a}."{table}" EXCEPT SELECT {list_} FROM {b}."{table}"').fetchall()
        by_key = lambda found: {tuple(row[names.index(name)] for name in key): row for row in found}
        left, right = by_key(rows('main', 'other')), by_key(rows('other', 'main'))
        first = sorted(set(left) | set(right), key=str)[:1]
        for place in first:
            a, b = left.get(place), right.get(place)
            columns = [n for i, n in enumerate(names) if not a or not b or a[i] != b[i]]
            print(f"{table}: key {dict(zip(key, place))}: " + ('only on one side' if not a or not b else 'columns ' + ', '.join(columns)))
        if not first: print(f"{table}: the hashes differ, and the rows in SQLite do not")
        """
      return try Program.system(
        "python3", ["-c", script, home + "/current/mart.sqlite", other.home + "/current/mart.sqlite", table]
      ).output.trimmingCharacters(in: .whitespacesAndNewlines)
    }
  }
}
