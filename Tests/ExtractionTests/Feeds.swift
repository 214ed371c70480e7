import Contracts
import MartCore

/// Small feeds, one of each format.
enum Feeds {
  /// txn_id | card_no | kind | posted_on | amount, with `|+|`, plain.
  static func card(
    encoding: Format.Encoding = .utf8, suffix: String = ".txt", delivery: DeliveryMode = .events
  ) -> Feed {
    var format = Format(.separated, separator: "|+|")
    format.encoding = encoding
    format.dates = .compact
    var feed = Feed(
      "card_txn", delivery, file: .named("CARD_TXN_", suffix), format: format, key: ["txn_id"],
      columns: [
        Column("txn_id", .text, max: 24, required: true),
        with(Column("name", .text, max: 10)) { $0.dataClass = .identifying },
        with(Column("kind", .code, required: true)) { $0.list = "kind" },
        with(Column("posted_on", .date, required: true)) { $0.role = .businessDate },
        with(Column("amount_fen", .money, required: true)) { $0.source = "amount" },
      ])
    feed.control.totals = [
      Total("amount_fen", "SUM(amount_fen)", isMoney: true),
      Total("debit", "SUM(CASE WHEN kind = 'DEBIT' THEN 1 ELSE 0 END)"),
    ]
    return feed
  }

  /// id,note,opened,amount with a header and quotes.
  static func csv(suffix: String = ".csv", encoding: Format.Encoding = .utf8, separator: String = ",") -> Feed {
    var format = Format(.separated, separator: separator)
    format.quoted = true
    format.header = .names
    format.encoding = encoding
    return Feed(
      "ticket", .events, file: .named("TICKET_", suffix), format: format, key: ["id"],
      columns: [
        Column("id", .text, max: 12, required: true), Column("note", .text, max: 40), Column("opened", .date),
        with(Column("amount_fen", .money)) { $0.source = "amount" },
      ])
  }

  /// cust_no 6, name 8, born 8, balance 19, active 1; header and trailer; GB18030.
  static func fixed(suffix: String = ".dat") -> Feed {
    var format = Format(.fixed)
    format.encoding = .gb18030
    format.header = .envelope
    format.trailer = .envelope
    format.money = .minor
    format.dates = .compact
    var feed = Feed(
      "cif", .snapshot, file: .named("CIF_", suffix), format: format, key: ["cust_no"],
      columns: [
        with(Column("cust_no", .text, max: 6, required: true)) {
          $0.dataClass = .identifying
          $0.token = "customer"
          $0.tokenPrefix = "CORE"
        },
        with(Column("name", .text, max: 4, required: true)) {
          $0.dataClass = .identifying
          $0.width = 8
        },
        with(Column("born", .date)) { $0.dataClass = .identifying },
        Column("balance_fen", .money, required: true), Column("active", .flag, required: true),
      ])
    feed.control.form = .envelope
    feed.control.totals = [
      Total("active", "SUM(active)"), Total("balance_fen", "SUM(balance_fen)", isMoney: true),
    ]
    feed.derived = [
      DerivedColumn("birth_year", from: "born", .year), DerivedColumn("adult_on", from: "born", .birthday, years: 18),
      DerivedColumn("has_born", from: "born", .present),
    ]
    return feed
  }

  /// id, text, amount, count, active, at as JSON lines.
  static func json(_ kind: Format.Kind = .jsonLines) -> Feed {
    var format = Format(kind)
    format.rows = kind == .json ? "rows" : ""
    return Feed(
      "event", .events, file: .named("EVT_", ".jsonl"), format: format, key: ["id"],
      columns: [
        Column("id", .text, max: 12, required: true), Column("text", .text, max: 20), Column("amount_fen", .money),
        Column("count", .integer), Column("active", .flag), Column("at", .timestamp),
      ])
  }

  static func with(_ column: Column, _ change: (inout Column) -> Void) -> Column {
    var column = column
    change(&column)
    return column
  }
}
