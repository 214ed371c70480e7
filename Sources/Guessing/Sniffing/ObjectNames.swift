import Foundation

/// Names of one level of a JSON object, in the order in which they stand.
enum ObjectNames {
  /// The names of an object's own members, escapes resolved; of members that are themselves objects or arrays too.
  static func names(of object: UnsafeBufferPointer<UInt8>) -> (names: [String], isNested: Bool) {
    var (names, isNested): ([String], Bool) = ([], false)
    var (depth, index, expectsName) = (0, 0, false)
    while index < object.count {
      switch object[index] {
      case 0x22:
        let end = closing(object, from: index + 1)
        if depth == 1, expectsName, let name = text(object[(index + 1)..<end]) { names.append(name) }
        index = end
        expectsName = false
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        if depth == 1 { expectsName = true } else { isNested = true }
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ","): expectsName = depth == 1
      default: break
      }
      index += 1
    }
    return (names, isNested)
  }

  private static func closing(_ bytes: UnsafeBufferPointer<UInt8>, from: Int) -> Int {
    var index = from
    while index < bytes.count, bytes[index] != 0x22 { index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1 }
    return min(index, bytes.count)
  }

  private static func text(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String? {
    guard bytes.contains(UInt8(ascii: "\\")) else { return String(decoding: bytes, as: UTF8.self) }
    let quoted = Data([0x22] + Array(bytes) + [0x22])
    return try? JSONDecoder().decode(String.self, from: quoted)
  }
}
