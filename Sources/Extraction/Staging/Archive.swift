import CZlib
import Glibc
import MartCore

/// Accepted data files by content: `archive/ab/<sha256>.gz`.
enum Archive {
  static func path(_ folder: String, _ sha256: String) -> String { "\(folder)/\(sha256.prefix(2))/\(sha256).gz" }

  /// Keeps a copy of the file as it was read; gzip files as they are, plain ones compressed, equal bytes for equal
  /// content. Synced but for its name where the folder is synced later. A content that is there already is left alone,
  /// and what a crash left of this delivery goes; deliveries of one content may be kept at the same time.
  static func keep(
    _ file: LandedFile, of delivery: LandedDelivery, sha256: String, isGzip: Bool, in folder: String,
    syncsName: Bool
  ) throws {
    let path = path(folder, sha256)
    let maker = "\(delivery.feed)-\(delivery.businessDate.compact)-\(delivery.sequence)"
    guard access(path, F_OK) != 0 else {
      unlink(FileInTheMaking.part(of: path, by: maker))
      return
    }
    let making = try FileInTheMaking(path, by: maker)
    do {
      try file.rewind()
      if isGzip { try copy(file, making.part) } else { try compress(file, making.part) }
      try file.checkUnchanged()
      try making.complete(syncsName: syncsName)
    } catch {
      making.abandon()
      throw error
    }
  }

  private static func copy(_ file: LandedFile, _ path: String) throws {
    let descriptor = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw cannotWrite("the archive cannot be written", path) }
    defer { close(descriptor) }
    try pieces(of: file) { piece in
      var written = 0
      while written < piece.count {
        let count = write(descriptor, piece.baseAddress.map { $0 + written }, piece.count - written)
        guard count > 0 else { throw cannotWrite("the archive cannot be written", path) }
        written += count
      }
    }
  }

  /// Level 1; zlib's own gzip header has neither name nor time.
  private static func compress(_ file: LandedFile, _ path: String) throws {
    guard let output = gzopen(path, "wb1") else { throw cannotWrite("the archive cannot be written", path) }
    do {
      try pieces(of: file) { piece in
        guard piece.isEmpty || gzwrite(output, piece.baseAddress, UInt32(piece.count)) == Int32(piece.count) else {
          throw cannotWrite("the archive cannot be written", path)
        }
      }
    } catch {
      gzclose(output)
      throw error
    }
    guard gzclose(output) == Z_OK else { throw cannotWrite("the archive cannot be written", path) }
  }

  private static func pieces(of file: LandedFile, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: RawInput.pieceSize, alignment: 64)
    defer { room.deallocate() }
    while true {
      let count = try file.read(into: room)
      if count == 0 { return }
      try body(UnsafeRawBufferPointer(rebasing: room[..<count]))
    }
  }
}
