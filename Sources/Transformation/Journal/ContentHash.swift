import CSQLite
import MartCore
import MartStore

/// A SQL function that gives the content of a row as one number, so that two rows are compared by one look.
///
/// The hash is a sum over the columns that hold a value, each mixed with its column's name: a column that a later
/// pipeline version adds, still empty, changes nothing, nor does the order of columns. 64 bits: two different
/// contents of one key are taken for equal once in 10^19 comparisons.
final class ContentHash {
  private let seeds: [UInt64]

  private init(_ columns: [String]) {
    seeds = columns.map { name in name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 } }
  }

  /// Makes the function `name`, which takes the values of `columns` in this order.
  static func register(_ name: String, columns: [String], in session: Session) throws {
    let seeds = Unmanaged.passRetained(ContentHash(columns))
    let code = sqlite3_create_function_v2(
      session.handle, name, Int32(columns.count), SQLITE_UTF8 | SQLITE_DETERMINISTIC, seeds.toOpaque(),
      { context, count, values in
        guard let context, let data = sqlite3_user_data(context) else { return }
        let hash = Unmanaged<ContentHash>.fromOpaque(data).takeUnretainedValue()
        var sum: UInt64 = 0
        for index in 0..<Int(count) { sum &+= ContentHash.hash(values?[index], hash.seeds[index]) }
        sqlite3_result_int64(context, Int64(bitPattern: sum))
      }, nil, nil, { data in if let data { Unmanaged<ContentHash>.fromOpaque(data).release() } })
    guard code == SQLITE_OK else {
      throw Failure(
        .internal, "SQLite refused a function of \(columns.count) columns (code \(code))",
        remedy: "split the feed, or report it with this message")
    }
  }

  private static func hash(_ value: OpaquePointer?, _ seed: UInt64) -> UInt64 {
    switch sqlite3_value_type(value) {
    case SQLITE_NULL: return 0
    case SQLITE_INTEGER: return mix(seed ^ UInt64(bitPattern: sqlite3_value_int64(value)))
    default:
      let bytes = UnsafeRawBufferPointer(start: sqlite3_value_blob(value), count: Int(sqlite3_value_bytes(value)))
      var hash = seed ^ UInt64(bytes.count)
      var position = 0
      while position + 8 <= bytes.count {
        hash = mix(hash ^ bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
        position += 8
      }
      var tail: UInt64 = 0x7e57
      while position < bytes.count {
        tail = tail << 8 | UInt64(bytes[position])
        position += 1
      }
      return mix(hash ^ tail)
    }
  }

  /// The finaliser of SplitMix64.
  private static func mix(_ input: UInt64) -> UInt64 {
    var bits = input &+ 0x9e37_79b9_7f4a_7c15
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }
}
