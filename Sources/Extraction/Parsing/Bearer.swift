import Contracts
import MartCore

/// What a valid document tells of its bearer, and the columns beside it that say the same.
struct Bearer {
  /// Indices of columns by the feed's place among the sources of identity; -1: none.
  let document: Int
  let birth: Int
  let sex: Int
  /// Codes that some document could tell; any other one, such as unknown, contradicts none.
  let sexes: Set<String>
  /// The valid document of the row in hand.
  var told: DocumentTable.Told?

  init(_ feed: Feed, _ plan: IdentityPlan?) {
    let source = plan?.sources.first { $0.feed == feed.name }
    func index(_ name: String?) -> Int { feed.columns.firstIndex { $0.name == name } ?? -1 }
    document = index(source?.document)
    birth = index(source?.birthDate)
    sex = index(source?.sex)
    sexes = Set((plan?.documents.values).map { $0.compactMap(\.sex).flatMap { [$0.odd, $0.even] } } ?? [])
  }
}

extension RowParser {
  /// Of a row that says otherwise than its valid document, the document's own digits count (CIF-05).
  func believe(_ document: DocumentTable.Told) {
    if bearer.birth >= 0, let birth = document.birth { believe(birth: birth) }
    if bearer.sex >= 0, let sex = document.sex { believe(sex: sex) }
  }

  private func believe(birth: BusinessDate) {
    let cell = cells[bearer.birth]
    guard cell.kind == .text, let text = cell.text, let said = readDay(text, Int(cell.count), .iso) else { return }
    if BusinessDate(year: said.year, month: said.month, day: said.day) == birth { return }
    let (year, month, day) = birth.civil
    remark(.contradiction, bearer.birth)
    let room = arena.take(10)
    writeDay(ReadDay(year: year, month: month, day: day), room)
    cells[bearer.birth] = .of(room, 10)
  }

  private func believe(sex: String) {
    let cell = cells[bearer.sex]
    guard cell.kind == .text, let text = cell.text else { return }
    let said = String(decoding: UnsafeBufferPointer(start: text, count: Int(cell.count)), as: UTF8.self)
    guard said != sex, bearer.sexes.contains(said) else { return }
    remark(.contradiction, bearer.sex)
    let bytes = Array(sex.utf8)
    let room = arena.take(bytes.count)
    room.update(from: bytes, count: bytes.count)
    cells[bearer.sex] = .of(room, bytes.count)
  }
}
