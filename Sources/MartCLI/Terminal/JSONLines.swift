import Foundation
import Logging
import MartCore

/// A handler of swift-log that adds a JSON object a line to a file or to standard error: `at`, `level`, `message`, and what the
/// line says beside, keys in order.
struct JSONLines: LogHandler {
  var metadata = Logger.Metadata()
  var logLevel = Logger.Level.info
  private let handle: FileHandle
  private let instant: @Sendable () -> String

  /// - path: `-` is standard error. A new file is its owner's and his group's (0640).
  /// - Throws: `Failure` with `.cannotWrite`.
  init(_ path: String, instant: @escaping @Sendable () -> String) throws {
    self.instant = instant
    guard path != "-" else {
      handle = .standardError
      return
    }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else {
      throw Failure(
        .cannotWrite, "the log cannot be written: \(String(cString: strerror(errno)))", at: FileLocation(file: path),
        remedy: "name a file in a folder that this user may write")
    }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var fields = metadata.merging(event.metadata ?? [:]) { $1 }.mapValues(Self.plain)
    fields["at"] = instant()
    fields["level"] = event.level.rawValue
    fields["message"] = event.message.description
    let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? JSONSerialization.data(withJSONObject: fields, options: options) else { return }
    // One write a line: lines of two processes never mix. A log that cannot be written stops no night.
    try? handle.write(contentsOf: data + [0x0a])
  }

  /// Numbers stay numbers.
  private static func plain(_ value: Logger.Metadata.Value) -> any Sendable {
    switch value {
    case .string(let text): text
    case .stringConvertible(let number as Int64): number
    case .stringConvertible(let number as Int): number
    case .stringConvertible(let number as Double): (number * 1000).rounded() / 1000
    case .stringConvertible(let other): other.description
    case .array(let parts): parts.map(plain)
    case .dictionary(let parts): parts.mapValues(plain)
    }
  }
}
