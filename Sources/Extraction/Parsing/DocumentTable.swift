import Contracts

/// The kinds of documents that the pipeline knows, found by the bytes of a kind column.
final class DocumentTable {
  private let kinds: ByteTable<Int>
  private let names: [String]
  private let reader: DocumentReader

  init(_ documents: [String: DocumentKind]) {
    names = documents.keys.sorted()
    kinds = ByteTable(names.enumerated().map { ($1, $0) })
    reader = DocumentReader(kinds: documents)
  }

  func free() { kinds.free() }

  /// The document where the number has the form and the check character of its kind; nil where not, and for a kind
  /// that is unknown. Whether the issuing country is known is no matter of the number.
  func read(kind: Field, number: Field) -> Document? {
    guard let index = kinds.value(kind.start, kind.count) else { return nil }
    let text = String(decoding: UnsafeBufferPointer(start: number.start, count: number.count), as: UTF8.self)
    return reader.read(kind: names[index], number: text, country: "?")
  }
}
