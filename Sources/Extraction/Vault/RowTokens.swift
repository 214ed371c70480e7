import Contracts
import Glibc

/// The tokens of the row in hand, one a vaulted column that has a kind.
final class RowTokens {
  private struct Plan {
    var column: Int
    var kind: Int
    /// `kind|` or `kind|PREFIX|`, in the heads' bytes.
    var headStart: Int
    var headCount: Int
    /// How much of the head is the kind and its bar.
    var kindCount: Int
    /// The column whose value stands before the bar; -1: none.
    var prefixColumn: Int
    /// The column alone is the key of a file that does not change rows: each value comes once.
    var isKey: Bool
  }

  let kinds: [String]
  let cache: TokenCache
  private let parser: RowParser
  private let plans: [Plan]
  private let heads: UnsafeMutablePointer<UInt8>
  /// By column: the entry in the cache, -1 where there is no token.
  private let entries: UnsafeMutablePointer<Int>

  init(_ parser: RowParser, _ tokenizer: Tokenizer) {
    self.parser = parser
    cache = TokenCache(tokenizer)
    let columns = parser.feed.columns
    kinds = Array(Set(columns.compactMap { $0.dataClass.isVaulted ? $0.token : nil })).sorted()
    var (plans, bytes) = ([Plan](), [UInt8]())
    for (index, column) in columns.enumerated() where column.dataClass.isVaulted {
      guard let kind = column.token, let kindIndex = kinds.firstIndex(of: kind) else { continue }
      let head = Array("\(kind)|".utf8) + (column.tokenPrefix.map { Array("\($0)|".utf8) } ?? [])
      plans.append(
        Plan(
          column: index, kind: kindIndex, headStart: bytes.count, headCount: head.count,
          kindCount: kind.utf8.count + 1,
          prefixColumn: columns.firstIndex { $0.name == column.tokenPrefixColumn } ?? -1,
          isKey: parser.feed.key == [column.name] && parser.feed.delivery != .delta))
      bytes += head
    }
    self.plans = plans
    heads = .allocate(capacity: max(1, bytes.count))
    for (index, byte) in bytes.enumerated() { heads[index] = byte }
    entries = .allocate(capacity: max(1, columns.count))
    entries.initialize(repeating: -1, count: columns.count)
  }

  deinit {
    heads.deallocate()
    entries.deallocate()
  }

  var isFull: Bool { cache.isFull(for: plans.count) }

  /// Makes the tokens of the parser's cells; a row whose prefix is empty has none, and a remark.
  func make() throws {
    for plan in plans {
      entries[plan.column] = -1
      guard let value = text(of: parser.cells[plan.column], parser.arena) else { continue }
      var prefix: (start: UnsafePointer<UInt8>, count: Int)?
      if plan.prefixColumn >= 0 {
        prefix = text(of: parser.cells[plan.prefixColumn], parser.arena)
        guard prefix != nil else {
          parser.remark(.noTokenPrefix, plan.column)
          continue
        }
      }
      entries[plan.column] = try entry(plan, prefix, value)
    }
  }

  private func entry(
    _ plan: Plan, _ prefix: (start: UnsafePointer<UInt8>, count: Int)?,
    _ value: (start: UnsafePointer<UInt8>, count: Int)
  ) throws -> Int {
    let room = parser.arena.take(plan.headCount + (prefix?.count ?? 0) + 1 + value.count)
    memcpy(room, heads + plan.headStart, plan.headCount)
    var count = plan.headCount
    if let prefix {
      memcpy(room + count, prefix.start, prefix.count)
      count += prefix.count
      room[count] = UInt8(ascii: "|")
      count += 1
    }
    memcpy(room + count, value.start, value.count)
    count += value.count
    return plan.isKey
      ? try cache.addOnce(room, count, kind: plan.kind, kindCount: plan.kindCount)
      : try cache.entry(room, count, kind: plan.kind, kindCount: plan.kindCount)
  }

  /// The token of a column of the row in hand; nil where it has none.
  @inline(__always)
  func token(_ column: Int) -> Int64? { entries[column] < 0 ? nil : cache.token(entries[column]) }

  /// Asks for the row's tokens in the staging file, since the row is kept.
  func want() { for plan in plans where entries[plan.column] >= 0 { cache.want(entries[plan.column]) } }
}
