/// The records of the same table in several files, in the order of their keys.
final class TreeMerge<Key: Comparable> {
  private var ready: [(reader: TreeReader, key: Key)] = []
  private let key: (TreeReader) throws -> Key
  /// The place in `ready` of the record in hand; nil before the first.
  private var held: Int?
  /// The least key of the others: records of one file follow one another as long as theirs are not above it.
  private var limit: Key?

  init(_ readers: [TreeReader], key: @escaping (TreeReader) throws -> Key) throws {
    self.key = key
    for reader in readers where try reader.next() { ready.append((reader, try key(reader))) }
  }

  /// The reader that has the next record, and the record's key; nil at the end. Equal keys come one after the other.
  func next() throws -> (reader: TreeReader, key: Key)? {
    if let place = held {
      if try ready[place].reader.next() {
        ready[place].key = try key(ready[place].reader)
        if limit.map({ ready[place].key <= $0 }) ?? true { return ready[place] }
      } else {
        ready.remove(at: place)
      }
    }
    held = ready.indices.min { ready[$0].key < ready[$1].key }
    guard let held else { return nil }
    limit = ready.indices.filter { $0 != held }.map { ready[$0].key }.min()
    return ready[held]
  }
}
