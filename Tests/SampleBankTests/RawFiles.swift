import CZlib
import Foundation
import Glibc
import MartCore
import SampleBank

/// A sample bank on disk, read again by the simplest means: nothing here knows how it was written.
struct RawBank {
  let folder: String

  /// Writes a bank into a new temporary folder.
  init(_ options: BankOptions) throws {
    folder = NSTemporaryDirectory() + "sample-bank-" + UUID().uuidString
    try SampleBank(options).write(to: folder)
  }

  /// 7,550 customers in four deliveries, made once for all tests and removed with the process.
  static let small: Result<RawBank, any Error> = Result {
    atexit { (try? RawBank.small.get())?.remove() }
    return try RawBank(BankOptions(scaling: Scaling(customers: 7_550), history: .short))
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  var files: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder + "/landing")) ?? []).sorted()
  }

  /// Business dates (`yyyymmdd`) in order.
  var dates: [String] {
    files.filter { $0.hasPrefix("CIF_CORE_") && $0.hasSuffix(".ok") }.map { String($0.dropFirst(9).prefix(8)) }
  }

  func bytes(_ file: String) -> [UInt8] { RawBank.unpacked(folder + "/landing/" + file) }

  /// Lines as bytes; the last ends like the others.
  func lines(_ file: String) -> [[UInt8]] {
    bytes(file).split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().map(Array.init)
  }

  /// The control of lines `key=value`.
  func control(_ file: String) -> [String: String] {
    let pairs = lines(file).map { String(decoding: $0, as: UTF8.self).split(separator: "=", maxSplits: 1) }
    return Dictionary(pairs.map { (String($0[0]), String($0[1])) }, uniquingKeysWith: { $1 })
  }

  func text(_ file: String) throws -> String { try String(contentsOfFile: folder + "/" + file, encoding: .utf8) }

  /// A value of truth.json by its path of keys.
  func truth(_ path: String...) throws -> Any? {
    let data = Data(try text("truth.json").utf8)
    return path.reduce(try JSONSerialization.jsonObject(with: data)) { value, key in
      (value as? [String: Any])?[key] ?? 0
    }
  }

  /// The bytes of a file, unpacked where it is compressed.
  private static func unpacked(_ path: String) -> [UInt8] {
    guard let file = gzopen(path, "rb") else { return [] }
    defer { gzclose(file) }
    var (bytes, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 16))
    while case let count = gzread(file, &buffer, UInt32(buffer.count)), count > 0 { bytes += buffer.prefix(Int(count)) }
    return bytes
  }
}

/// The text of GB18030 bytes; nil where they are not.
func decoded(_ bytes: some Collection<UInt8>) -> String? {
  if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
  let converter = iconv_open("UTF-8", "GB18030")
  defer { iconv_close(converter) }
  var input = bytes.map { CChar(bitPattern: $0) }
  var output = [CChar](repeating: 0, count: bytes.count * 3 + 4)
  var (inputLeft, outputLeft) = (input.count, output.count)
  let done = input.withUnsafeMutableBufferPointer { source in
    output.withUnsafeMutableBufferPointer { target in
      var (from, to) = (source.baseAddress, target.baseAddress)
      return iconv(converter, &from, &inputLeft, &to, &outputLeft)
    }
  }
  guard done == 0 else { return nil }
  return String(decoding: output.prefix(output.count - outputLeft).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
