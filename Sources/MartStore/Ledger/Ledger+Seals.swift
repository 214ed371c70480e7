import MartCore

/// What a generation was when it was published, kept outside of it, so that neither can be changed alone.
package struct Seal: Sendable, Hashable {
  package var label: String
  package var number: Int64
  /// SHA-256 of `manifest.json`.
  package var manifest: String
  /// SHA-256 over the names and hashes of the files that the manifest does not list.
  package var others: String

  package init(label: String, number: Int64, manifest: String, others: String) {
    self.label = label
    self.number = number
    self.manifest = manifest
    self.others = others
  }
}

extension Ledger {
  static let sealSchema = """
    CREATE TABLE IF NOT EXISTS seal (
      label TEXT PRIMARY KEY, number INTEGER NOT NULL, manifest_sha256 TEXT NOT NULL, others_sha256 TEXT NOT NULL)
      STRICT, WITHOUT ROWID;
    """

  /// Keeps the seal of a generation that is about to become current; an earlier attempt's is replaced.
  package func keep(_ seal: Seal) throws {
    try write { session in
      try session.execute(
        "INSERT OR REPLACE INTO seal (label, number, manifest_sha256, others_sha256) VALUES (?, ?, ?, ?)",
        [.text(seal.label), .integer(seal.number), .text(seal.manifest), .text(seal.others)])
    }
  }

  package func seal(of label: String) throws -> Seal? {
    try read { session in
      try session.rows(
        "SELECT label, number, manifest_sha256, others_sha256 FROM seal WHERE label = ?", [.text(label)]
      ).first.map { row in
        Seal(label: row[0].display, number: row[1].int ?? 0, manifest: row[2].display, others: row[3].display)
      }
    }
  }
}

extension Ledger {
  /// Labels, numbers and business dates of generations that were published, by number.
  package func sealedNights(upTo number: Int64) throws -> [(label: String, number: Int64, date: BusinessDate)] {
    try read { session in
      try session.rows("SELECT label, number FROM seal WHERE number <= ? ORDER BY number, label", [.integer(number)])
        .compactMap { row in
          BusinessDate(iso: String(row[0].display.prefix(10))).map { (row[0].display, row[1].int ?? 0, $0) }
        }
    }
  }
}
