import CZlib
import Glibc
import MartCore

/// Accepted data files by content: `archive/ab/<sha256>.gz`.
enum Archive {
  static func path(_ folder: String, _ sha256: String) -> String { "\(folder)/\(sha256.prefix(2))/\(sha256).gz" }
}

/// The copy of a delivery's data file in the archive, as it was read: gzip files as they are, plain ones compressed, equal
/// bytes for equal content. A content that is there already is left alone, and what a crash left of this delivery goes;
/// deliveries of one content may be kept at the same time.
final class ArchiveCopy: @unchecked Sendable {
  private let file: LandedFile
  private let isGzip: Bool
  private let folder: String
  private let maker: String
  private var making: FileInTheMaking?
  private var work: Meanwhile?

  init(_ file: LandedFile, of delivery: LandedDelivery, isGzip: Bool, in folder: String) {
    self.file = file
    self.isGzip = isGzip
    self.folder = folder
    maker = "\(delivery.feed)-\(delivery.businessDate.compact)-\(delivery.sequence)"
  }

  /// Begins once the file has been read to its end: from then on nobody else reads it.
  func begin(sha256: String, _ hands: IdleHands?) {
    let work = Meanwhile { [self] in try make(Archive.path(folder, sha256)) }
    self.work = work
    hands?.offer(work, for: file)
  }

  /// Names the copy. It is synced, but for its name where the folder is synced later.
  func complete(syncsName: Bool) throws {
    try work?.end()
    try making?.name()
    if syncsName, let making { try syncToDisk(folderName(making.path)) }
    making = nil
  }

  func abandon() {
    try? work?.cancel()
    making?.abandon()
  }

  private func make(_ path: String) throws {
    guard access(path, F_OK) != 0 else {
      unlink(FileInTheMaking.part(of: path, by: maker))
      return
    }
    let making = try FileInTheMaking(path, by: maker)
    self.making = making
    try file.rewind()
    if isGzip { try Self.copy(file, making.part) } else { try Self.compress(file, making.part) }
    try file.checkUnchanged()
    try syncToDisk(making.part)
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
