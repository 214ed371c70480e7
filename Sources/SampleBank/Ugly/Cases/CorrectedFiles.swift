import MartCore

/// U03: four balances of a day are wrong, net and close alike, so that the file agrees with itself; the right ones come
/// six nights later under the second sequence.
struct CorrectedFile: UglyCase {
  private static let fen = 12_345_600
  private let feed = "deposit_balance"

  func spoil(_ site: UglySite) throws {
    let calendar = site.bank.calendar
    guard calendar.hasSeptember else { return }
    let (date, night) = (calendar.september(3), calendar.september(9))
    let file = try site.file(feed, date)
    site.keep(try file.delivered())
    var marks = file.marksAsWritten
    marks.sequence = 2
    site.pause(after: night - 1)
    site.add(Delivered(file.spec, marks, content: file.content(marks, file.lines)), on: night)
    let moves = moves(site, after: date, before: night)
    let rows = chosen(site, date, moves)
    for row in rows { try falsify(row, file) }
    file.tally.superseded += 1
    site.note(
      UglyEntry(
        id: "U03", feed: feed, date: date, file: marks.dataName, rule: "DL-04", rows: rows.count, fen: Self.fen,
        night: night, counts: wrong(rows, moves, site, date..<night)))
  }

  /// The day on which each account moves first between the file and its correction: from then on its balance is right.
  private func moves(
    _ site: UglySite, after date: BusinessDate, before night: BusinessDate
  ) -> [String: BusinessDate] {
    let (balances, spec) = (DepositBalances(), site.spec(feed))
    var moves: [String: BusinessDate] = [:]
    for day in site.bank.calendar.dates where day > date && day < night {
      for row in balances.rows(site.bank, on: day, atMost: .max, where: { _ in true }) {
        let account = row.text("account_no", of: spec)
        if moves[account] == nil { moves[account] = day }
      }
    }
    return moves
  }

  /// How many balances are wrong at the end of each day.
  private func wrong(
    _ rows: [Row], _ moves: [String: BusinessDate], _ site: UglySite, _ days: Range<BusinessDate>
  ) -> [(name: String, value: Int)] {
    site.bank.calendar.dates.filter(days.contains).map { day in
      let wrong = rows.count { row in moves[row.text("account_no", of: site.spec(feed))].map { $0 > day } ?? true }
      return ("wrong \(day)", wrong)
    }
  }

  /// Four accounts in CNY, first those that move again before the correction.
  private func chosen(_ site: UglySite, _ date: BusinessDate, _ moves: [String: BusinessDate]) -> [Row] {
    let spec = site.spec(feed)
    let rows = DepositBalances().rows(site.bank, on: date, atMost: .max) {
      $0.text("ccy", of: spec) == "CNY" && $0.fields[1] == .date(date)
    }
    let (first, others) = (
      rows.filter { moves[$0.text("account_no", of: spec)] != nil },
      rows.filter { moves[$0.text("account_no", of: spec)] == nil }
    )
    // Some of those that stay as they are differ to the end.
    return Array((first.prefix(3) + others + first.dropFirst(3)).prefix(4))
  }

  private func falsify(_ row: Row, _ file: DeliveryFile) throws {
    guard let place = file.place(of: row) else { return }
    var wrong = row
    for column in 3..<wrong.fields.count {
      switch wrong.fields[column] {
      case .minor(let amount, let decimals): wrong.fields[column] = .minor(amount + Self.fen, decimals: decimals)
      case .fen(let amount): wrong.fields[column] = .fen(amount + Self.fen)
      default: break
      }
    }
    file.replace(place, row, by: wrong)
  }
}

/// U04: other bytes for a day that has been taken in, under the sequence that counts already.
struct ResentFile: UglyCase {
  private let feed = "loan_account"

  func spoil(_ site: UglySite) throws {
    let calendar = site.bank.calendar
    guard calendar.hasSeptember else { return }
    let (date, night) = (calendar.september(10), calendar.september(11))
    let file = try site.file(feed, date)
    guard file.lines.count > 1 else { return }
    var lines = file.lines
    lines.swapAt(0, 1)
    let entry = UglyEntry(id: "U04", feed: feed, date: date, rule: "DL-04", rows: lines.count, exit: 65, night: night)
    let marks = file.marksAsWritten
    let other = Delivered(file.spec, marks, content: file.content(marks, lines))
    site.pause(after: date)
    site.spoil(BadDelivery(entry: entry, turn: .resent, file: other))
  }
}
