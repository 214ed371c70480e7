import Contracts
import MartCore

/// The kinds of documents that the pipeline knows, found by the bytes of a kind column.
final class DocumentTable {
  private let kinds: ByteTable<Int>
  private let judges: [DocumentJudge]
  /// The number in hand; its room is kept from row to row.
  private var text: [Unicode.Scalar] = []

  init(_ documents: [String: DocumentKind]) {
    let known = documents.sorted { $0.key < $1.key }.compactMap { name, kind in
      DocumentJudge(kind).map { (name: name, judge: $0) }
    }
    judges = known.map(\.judge)
    kinds = ByteTable(known.enumerated().map { ($1.name, $0) })
  }

  func free() { kinds.free() }

  /// What the number tells of its bearer, where it has the form and the check character of its kind; nil where not, and
  /// for a kind that is unknown. Whether the issuing country is known is no matter of the number.
  func read(kind: Field, number: Field) -> Told? {
    guard let index = kinds.value(kind.start, kind.count) else { return nil }
    text.removeAll(keepingCapacity: true)
    let bytes = UnsafeBufferPointer(start: number.start, count: number.count)
    if lookOver(number.start, number.count).isASCII {
      text.append(contentsOf: bytes.lazy.map { Unicode.Scalar($0) })
    } else {
      text.append(contentsOf: String(decoding: bytes, as: UTF8.self).unicodeScalars)
    }
    guard case .valid(let birth) = judges[index].judge(&text) else { return nil }
    return Told(birth: birth, sex: judges[index].sex(text))
  }

  /// What a valid number says by its own digits; nil where its kind says nothing.
  struct Told {
    var birth: BusinessDate?
    var sex: String?
  }
}
