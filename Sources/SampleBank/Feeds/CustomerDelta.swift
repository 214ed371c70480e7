import MartCore

/// The customers of a source that sends what changed: all but the core bank.
struct CustomerDelta: RowFeed {
  let source: Source
  let spec: FeedSpec

  /// The card centre's customers: separated text.
  static let card = CustomerDelta(
    source: .card,
    spec: FeedSpec(
      name: "cif_card", prefix: "CIF_CARD_", suffix: ".txt", delivery: .delta, format: BarFormat(), control: .lines,
      columns: columns, totals: CustomerColumns.totals))

  /// The loan system's customers: a table that a spreadsheet could have written.
  static let loan = CustomerDelta(
    source: .loan,
    spec: FeedSpec(
      name: "cif_loan", prefix: "cif_loan_", suffix: ".csv", delivery: .delta, format: CsvFormat(hasMark: true),
      control: .lines, hasISODate: true, columns: columns, totals: CustomerColumns.totals))

  /// The wealth system's customers, with the risk that each may take.
  static let wealth = CustomerDelta(
    source: .wealth,
    spec: FeedSpec(
      name: "cif_wealth", prefix: "CIF_WLTH_", suffix: ".gz", delivery: .delta, format: SohFormat(), control: .line,
      columns: columns + [Column("investor_risk", .integer), Column("investor_risk_to", .date)],
      totals: CustomerColumns.totals))

  /// The users of the mobile bank, with their devices.
  static let mobile = CustomerDelta(
    source: .mobile,
    spec: FeedSpec(
      name: "cif_mobile", prefix: "cif_mobile.", suffix: ".jsonl.gz", delivery: .delta, format: JsonFormat(),
      control: .lines, memberBytes: 4_096, columns: columns + [Column("device_id", .text(64))],
      totals: CustomerColumns.totals))

  private static var columns: [Column] { [Column("op", .code, [.required, .operation])] + CustomerColumns.all }

  func entries(_ bank: Bank) -> [RollPart<DeltaEntry>] {
    let rows = bank.deltas(
      bank.numbers.indices.lazy.filter { bank.numbers[$0].source == source },
      openedOn: { bank.numbers[$0].openedOn },
      changes: { bank.changes(bank.numbers[$0].changes.map(\.on), ofBranch: bank.numbers[$0].branch) },
      changed: { _, _, _ in true })
    return withAbsences(rows, bank)
  }

  /// A number that was deleted is told so, and nothing more of it until it comes back.
  private func withAbsences(_ parts: [RollPart<DeltaEntry>], _ bank: Bank) -> [RollPart<DeltaEntry>] {
    let absent = bank.numbers.indices.filter { bank.numbers[$0].source == source && bank.numbers[$0].absence != nil }
    guard !absent.isEmpty else { return parts }
    var rows = parts.map { Array($0) }
    for index in absent {
      guard let absence = bank.numbers[index].absence, let gone = bank.calendar.delivery(holding: absence.from) else {
        continue
      }
      let back = absence.to.flatMap(bank.calendar.delivery)
      for delivery in gone...(back ?? rows.count - 1) { rows[delivery].removeAll { $0.index == index } }
      rows[gone].append(DeltaEntry(index: index, isNew: false, isGone: true))
      if let back { rows[back].append(DeltaEntry(index: index, isNew: true)) }
    }
    var result = DeltaRows(bank)
    for (delivery, entries) in rows.enumerated() { for entry in entries { result.append(entry, to: delivery) } }
    return result.byDelivery()
  }

  func row(_ entry: DeltaEntry, _ bank: Bank, on date: BusinessDate) -> Row {
    let fields = [entry.operation] + CustomerColumns.fields(of: entry.index, in: bank, on: date)
    return Row(fields: fields + furtherFields(of: entry.index, bank))
  }

  private func furtherFields(of index: Int, _ bank: Bank) -> [Field] {
    switch source {
    case .wealth:
      let risk = bank.investorRisk(of: index)
      return [.number(risk.level), .date(risk.validTo)]
    case .mobile: return [.text(Device.id(of: index, seed: bank.options.seed))]
    default: return []
    }
  }

  func withFreshKey(_ fields: [Field], delivery: Int, serial: Int, on date: BusinessDate) -> [Field] {
    var fresh = fields
    fresh[0] = .text("I")
    fresh[1] = .text("\(source.prefix)\(90_000_000_000 + delivery * 1_000 + serial)")
    return fresh
  }
}
