import Foundation
import MartStore
import MartTesting
import Testing

@Suite("row hashes") struct RowHashTests {
  /// Rows that are hard to tell apart, and texts around the edges of MD5's blocks.
  static let hard: [[SQLValue]] = {
    let odd: [SQLValue] = ["", .null, "|", "\\", "\\N", "a|b", "a\\|b", "\\\\", "卡|号", "N"]
    var rows: [[SQLValue]] = odd.flatMap { left in odd.map { [left, $0, 0, 1] } }
    let numbers: [Int64] = [0, -1, 9, 10, 99, 100, .max, .min, 1_000_000_007, -9_999_999_999]
    rows += numbers.map { ["n", .null, .integer($0), .integer(-($0 / 2))] }
    rows += (40...140).map { [.text(String(repeating: "x", count: $0)), "", .integer(Int64($0)), 2] }
    rows.append([.text(String(repeating: "长|", count: 5_000)), "", 3, 3])
    return rows
  }()

  private func fill(_ session: Session, _ rows: some Sequence<[SQLValue]>) throws {
    try session.execute(
      "CREATE TABLE t (a TEXT, delivery_id INTEGER, b TEXT, n INTEGER, line_no INTEGER, late INTEGER, m INTEGER) STRICT"
    )
    for (index, row) in rows.enumerated() {
      let trace = SQLValue.integer(Int64(index))
      try session.execute(
        "INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?)", [row[0], trace, row[1], row[2], trace, trace, row[3]])
    }
  }

  @Test("Python's hashlib gives the same hash")
  func python() throws {
    let store = try Store()
    let ours = try store.use { session in
      try fill(session, Self.hard)
      return try RowHash.of(table: "t", in: session)
    }
    let lines = Self.hard.map { row in
      "["
        + row.map { value in
          switch value {
          case .text(let text):
            "bytes.fromhex('\(text.utf8.map { String(UInt16($0) + 0x100, radix: 16).suffix(2) }.joined())').decode()"
          case .integer(let number): String(number)
          default: "None"
          }
        }.joined(separator: ",") + "]"
    }
    let script = """
      import hashlib
      def cell(v):
          return r'\\N' if v is None else str(v).replace('\\\\', '\\\\\\\\').replace('|', '\\\\|')
      a = b = n = 0
      for row in [\(lines.joined(separator: ","))]:
          h = hashlib.md5('|'.join(cell(v) for v in row).encode()).hexdigest()
          a += int(h[:8], 16); b += int(h[8:16], 16); n += 1
      print('%016x%016x:%d' % (a, b, n))
      """
    #expect(try run("python3", ["-c", script]) == ours.description)
  }

  private func run(_ tool: String, _ arguments: [String]) throws -> String {
    try Program.system(tool, arguments).output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  @Test("neither the order of rows nor where they came from matters")
  func order() throws {
    func hash(_ rows: [[SQLValue]]) throws -> RowHash {
      try Store().use { session in
        try fill(session, rows)
        return try RowHash.of(table: "t", in: session)
      }
    }
    let whole = try hash(Self.hard)
    #expect(try hash(Self.hard.reversed()) == whole)
    #expect(whole.rows == Int64(Self.hard.count))
    let (front, back) = (Array(Self.hard.prefix(30)), Array(Self.hard.dropFirst(30)))
    let (left, right) = (try hash(front), try hash(back))
    #expect(left + right == whole && whole - right == left)
    #expect(RowHash(whole.description) == whole)
    #expect(RowHash("12:3") == nil)
  }

  @Test("no two rows of hard values share a text")
  func distinct() throws {
    let hashes = try Self.hard.map { row in
      try Store().use { session in
        try fill(session, [row])
        return try RowHash.of(table: "t", in: session)
      }
    }
    #expect(Set(hashes).count == Self.hard.count)
  }

  @Test("a mart's digest follows its tables, and is the SHA-256 of nothing without any")
  func digest() throws {
    #expect(MartState.nothing == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    try Store().use { session in
      try session.execute(MetaTables.table.createStatement())
      try session.execute(
        "INSERT INTO meta_table VALUES ('b', '2024-09-30', 2, 'h2'), ('a', '2024-09-30', 1, 'h1')")
      let first = try MartState.digest(session)
      let shell = try run("sh", ["-c", "printf 'a|1|h1\\nb|2|h2\\n' | sha256sum | cut -c1-64"])
      #expect(first == shell)
      try session.execute("UPDATE meta_table SET as_of = '2024-10-01'")
      #expect(try MartState.digest(session) == first)
    }
  }

  @Test("a dump shows tables in turn and rows in order of their text")
  func dumped() throws {
    try Store().use { session in
      try session.execute("CREATE TABLE b (x INTEGER, \"order\" TEXT); INSERT INTO b VALUES (2, 'y'), (10, NULL)")
      try session.execute("CREATE VIEW a AS SELECT x FROM b")
      #expect(try dump(session) == "# a(x)\n10\n2\n# b(x|order)\n10|NULL\n2|y\n")
      #expect(try dump(session, ["b"]) == "# b(x|order)\n10|NULL\n2|y\n")
    }
  }
}
