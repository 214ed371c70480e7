/// A file of the landing folder as it lay when its content was hashed.
package struct LandedStamp: Hashable, Sendable {
  package var name: String
  package var size: Int64
  /// Nanoseconds since 1970.
  package var modified: Int64
  package var inode: Int64

  package init(name: String, size: Int64, modified: Int64, inode: Int64) {
    self.name = name
    self.size = size
    self.modified = modified
    self.inode = inode
  }
}

extension Ledger {
  static let landedSchema = """
    CREATE TABLE IF NOT EXISTS landed (
      name TEXT PRIMARY KEY, size INTEGER NOT NULL, modified INTEGER NOT NULL, inode INTEGER NOT NULL,
      sha256 TEXT NOT NULL) STRICT, WITHOUT ROWID;
    """

  /// Content hashes by stamp, so that a file that has not changed is not read again.
  package func landedHashes() throws -> [LandedStamp: String] {
    try read { session in
      let rows = try session.rows("SELECT name, size, modified, inode, sha256 FROM landed")
      return Dictionary(
        rows.map { row in
          let stamp = LandedStamp(
            name: row[0].display, size: row[1].int ?? 0, modified: row[2].int ?? 0, inode: row[3].int ?? 0)
          return (stamp, row[4].display)
        }
      ) { first, _ in first }
    }
  }

  package func remember(_ hashes: [LandedStamp: String]) throws {
    guard !hashes.isEmpty else { return }
    try write { session in
      for (stamp, sha256) in hashes {
        try session.executeCached(
          "INSERT OR REPLACE INTO landed VALUES (?, ?, ?, ?, ?)",
          [.text(stamp.name), .integer(stamp.size), .integer(stamp.modified), .integer(stamp.inode), .text(sha256)])
      }
    }
  }
}
