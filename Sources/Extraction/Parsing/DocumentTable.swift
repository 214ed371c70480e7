import Contracts

/// The kinds of documents that the pipeline knows, found by the bytes of a kind column.
final class DocumentTable {
  private let kinds: ByteTable<Int>
  private let forms: [DocumentForm]

  init(_ documents: [String: DocumentKind]) {
    let ordered = documents.sorted { $0.key < $1.key }
    kinds = ByteTable(ordered.enumerated().map { ($1.key, $0) })
    forms = ordered.map { DocumentForm($0.value) }
  }

  func free() { kinds.free() }

  /// True where the number has the form and the check character of its kind; false for a kind that is unknown.
  func holds(kind: Field, number: Field) -> Bool {
    guard let index = kinds.value(kind.start, kind.count) else { return false }
    let text = String(decoding: UnsafeBufferPointer(start: number.start, count: number.count), as: UTF8.self)
    return forms[index].comparable(text) != nil
  }
}
