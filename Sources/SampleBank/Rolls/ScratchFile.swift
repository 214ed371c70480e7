import Glibc
import MartCore

/// A file without a name, for its owner only, made when something is first written to it.
///
/// Building a bank has nowhere to go on to without what it has built: what cannot be written or read back ends the program,
/// with a message and the exit code of a file that cannot be written.
struct ScratchFile {
  private let folder: String
  private var descriptor: CInt = -1

  /// - folder: where it stands; one that is not there yet stands for the nearest above that is.
  init(in folder: String) { self.folder = folder }

  mutating func close() {
    if descriptor >= 0 { _ = Glibc.close(descriptor) }
    descriptor = -1
  }

  mutating func write(_ bytes: UnsafeRawBufferPointer, at start: Int) {
    if descriptor < 0 { open() }
    var done = 0
    while done < bytes.count {
      let count = pwrite(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(start + done))
      guard count > 0 || errno == EINTR else { fail(errno, "cannot write beside the bank, in \(place)") }
      done += max(0, count)
    }
  }

  func read(_ bytes: UnsafeMutableRawBufferPointer, at start: Int) {
    var done = 0
    while done < bytes.count {
      let count = pread(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(start + done))
      guard count > 0 || count < 0 && errno == EINTR else {
        fail(count < 0 ? errno : EIO, "cannot read back what was written in \(place)")
      }
      done += max(0, count)
    }
  }

  private mutating func open() {
    var name = "\(place)/.sample-bank-XXXXXX".utf8CString.map { $0 }
    descriptor = mkstemp(&name)
    guard descriptor >= 0, unlink(name) == 0, fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else {
      fail(errno, "cannot make a file in \(place)")
    }
  }

  /// The folder, or the nearest above it that is there.
  private var place: String {
    var path = folder
    while !path.isEmpty, access(path, F_OK) != 0 {
      guard let slash = path.lastIndex(of: "/") else { return "." }
      path = String(path[..<slash])
    }
    return path.isEmpty ? folder.isEmpty ? "." : "/" : path
  }

  private func fail(_ error: CInt, _ what: String) -> Never {
    let failure = Failure(
      .cannotWrite, "\(what): \(String(cString: strerror(error)))", remedy: "free space or choose another --out")
    writeToStandardError("sample-bank: \(failure)\n")
    exit(failure.exit.rawValue)
  }
}
