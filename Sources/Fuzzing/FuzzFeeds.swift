import Contracts
import MartCore

/// Feeds of every format, alike in their columns.
enum FuzzFeeds {
  static let date = BusinessDate(iso: "2024-09-30") ?? BusinessDate(dayNumber: 19_996)

  static let all: [Feed] = [
    separated("bar", "|+|"), envelope(separated("bar_gb", "|+|", .gb18030)), separated("tab", "\t"),
    separated("soh", "\u{1}", .gbk), quoted("csv", .utf8), quoted("csv_gb", .gb18030),
    feed("lines", Format(.jsonLines)),
    document(), envelope(fixed("fixed", .utf8)), fixed("fixed_gb", .gb18030),
  ]

  static let pipeline: Pipeline = {
    var pipeline = Pipeline.bare(currencies: Currencies(decimals: ["CNY": 2]))
    for code in ["A", "BB"] { pipeline.codes.add(code, to: "kind") }
    return pipeline
  }()

  private static func feed(_ name: String, _ format: Format) -> Feed {
    var feed = Feed(
      name, .events, file: FilePattern(stem: "F_", dateForm: .compact, suffix: ".txt"), format: format, key: ["id"],
      columns: [
        Column("id", .text, max: 8, required: true), Column("name", .text, max: 6), Column("kind", .code),
        Column("day", .date), Column("amount", .money), Column("count", .integer), Column("active", .flag),
        Column("at", .timestamp),
      ])
    feed.columns[2].list = "kind"
    feed.columns[3].role = .businessDate
    return feed
  }

  private static func separated(_ name: String, _ separator: String, _ encoding: Format.Encoding = .utf8) -> Feed {
    var format = Format(.separated, separator: separator)
    format.encoding = encoding
    return feed(name, format)
  }

  private static func quoted(_ name: String, _ encoding: Format.Encoding) -> Feed {
    var feed = separated(name, ",", encoding)
    feed.format.quoted = true
    feed.format.header = .names
    return feed
  }

  private static func document() -> Feed {
    var format = Format(.json)
    format.rows = "rows"
    return feed("document", format)
  }

  private static func fixed(_ name: String, _ encoding: Format.Encoding) -> Feed {
    var format = Format(.fixed)
    format.encoding = encoding
    format.money = .minor
    format.dates = .compact
    var feed = feed(name, format)
    feed.columns[1].width = 12
    return feed
  }

  private static func envelope(_ feed: Feed) -> Feed {
    var feed = feed
    (feed.format.header, feed.format.trailer) = (.envelope, .envelope)
    feed.control.totals = [Total("amount", "SUM(amount)", isMoney: true)]
    return feed
  }
}
