import MartCore
import MartStore

/// Proves that a published generation is what was published: its seal in the ledger, its files, its tables, and its
/// place in the chain.
package struct Verification {
  let generations: Generations
  let ledger: Ledger

  package init(_ generations: Generations, _ ledger: Ledger) {
    self.generations = generations
    self.ledger = ledger
  }

  /// What is not as it was; none where the generation is whole.
  ///
  /// Hashes of files are compared first, since they find any change of a byte; then SQLite looks at the mart's pages
  /// and the row hash of every table is made anew, so that a fault of our own at publishing shows too.
  /// - Throws: a usage failure where no generation of this label is kept.
  package func faults(of label: String) throws -> [Finding] {
    let folder = generations.folder(of: label)
    guard Files.exists(folder) else {
      throw Failure(.usage, "generation \(label) is not kept", remedy: "`mart history` shows what was published")
    }
    guard let manifest = Manifest(readFrom: folder) else {
      return [fault("its manifest is missing or cannot be read", "\(folder)/\(Manifest.name)")]
    }
    var faults = try sealFaults(label, manifest, folder) + chainFaults(manifest, folder) + fileFaults(manifest, folder)
    // A mart that is another file than the one published is not asked what it says of itself.
    if faults.isEmpty { faults = try martFaults(folder) }
    return faults
  }

  /// True where what lies beside the generation's mart is as it was published, by names and bytes: the tables of its
  /// warehouse, the report.
  package func isBesideAsSealed(_ label: String) throws -> Bool {
    guard let seal = try ledger.seal(of: label) else { return false }
    return try generations.others(generations.folder(of: label)) == seal.others
  }

  // MARK: Seal and chain

  private func sealFaults(_ label: String, _ manifest: Manifest, _ folder: String) throws -> [Finding] {
    let path = "\(folder)/\(Manifest.name)"
    guard manifest.generation == label else {
      return [fault("its manifest is that of generation \(manifest.generation)", path)]
    }
    guard let seal = try ledger.seal(of: label) else {
      return [fault("the ledger has no seal of it", "\(generations.home)/ledger.sqlite")]
    }
    var faults: [Finding] = []
    if try FileDigest(of: path).sha256 != seal.manifest || manifest.number != seal.number {
      faults.append(fault("its manifest is not the one that was published", path))
    }
    if try !isBesideAsSealed(label) {
      faults.append(fault("its report, or a file beside it, is not as it was published", folder))
    }
    return faults
  }

  /// The parent's manifest is looked at where it is kept, else its seal.
  private func chainFaults(_ manifest: Manifest, _ folder: String) throws -> [Finding] {
    guard let parent = manifest.parent else { return [] }
    let path = "\(generations.folder(of: parent.generation))/\(Manifest.name)"
    let told = try Files.exists(path) ? FileDigest(of: path).sha256 : ledger.seal(of: parent.generation)?.manifest
    guard let told, told != parent.manifest else { return [] }
    return [fault("the generation before it, \(parent.generation), is not the one it was made from", path)]
  }

  // MARK: Files

  private func fileFaults(_ manifest: Manifest, _ folder: String) throws -> [Finding] {
    var faults: [Finding] = []
    for file in manifest.files {
      let path = "\(folder)/\(file.path)"
      guard Files.exists(path) else {
        faults.append(fault("\(file.path) is missing", path))
        continue
      }
      let digest = try FileDigest(of: path)
      if digest.size != file.size || digest.sha256 != file.sha256 {
        faults.append(fault("\(file.path) is not the file that was published (\(digest.size) bytes)", path))
      }
    }
    let listed = Set(manifest.files.map(\.path))
    for path in try Files.list(below: folder) where Manifest.lists(path) && !listed.contains(path) {
      faults.append(fault("\(path) was not published", "\(folder)/\(path)"))
    }
    return faults
  }

  // MARK: Tables

  private func martFaults(_ folder: String) throws -> [Finding] {
    let path = "\(folder)/mart.sqlite"
    let store = try Store(path, .readOnly)
    defer { try? store.close() }
    return try store.use { session in
      if let first = try session.pageFaults(.whole).first {
        return [fault("SQLite finds its pages wrong: \(first)", path)]
      }
      if try !session.rows("PRAGMA foreign_key_check").isEmpty { return [fault("a foreign key leads nowhere", path)] }
      return try tableFaults(session, path) + gateFaults(session, path)
    }
  }

  private func tableFaults(_ session: Session, _ path: String) throws -> [Finding] {
    try session.rows("SELECT table_name, row_hash FROM meta_table ORDER BY table_name").compactMap { row in
      let (table, told) = (row[0].display, row[1].display)
      guard try session.int("SELECT 1 FROM sqlite_schema WHERE name = ?", [row[0]]) != nil else {
        // Kept in the warehouse alone, whose files the seal covers.
        let kept = "\(path.dropLast("mart.sqlite".count))\(warehouseFolder)/\(table)"
        return Files.exists(kept) ? nil : fault("table \(table) is missing", path)
      }
      let found = try RowHash.of(table: table, in: session).description
      return found == told ? nil : fault("table \(table) has the row hash \(found) instead of \(told)", path)
    }
  }

  /// What the gate let through.
  private func gateFaults(_ session: Session, _ path: String) throws -> [Finding] {
    let stopped = try session.int("SELECT COUNT(*) FROM meta_check WHERE severity = 'stop' AND status = 'failed'") ?? 0
    let open = try session.int("SELECT COUNT(*) FROM meta_conservation WHERE difference <> 0") ?? 0
    return [
      (stopped, "checks that stop a night stand as failed"), (open, "amounts of the conservation account differ"),
    ]
    .filter { $0.0 > 0 }.map { fault("\($0.0) \($0.1)", path) }
  }

  private func fault(_ what: String, _ path: String) -> Finding {
    Finding(
      what, rule: "verify", at: FileLocation(file: path),
      remedy: "do not use this generation: `mart rollback` to one that is whole, or restore the home from a backup")
  }
}
