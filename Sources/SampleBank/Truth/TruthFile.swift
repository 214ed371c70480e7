import MartCore

/// What the mart must find, as `truth.json`.
struct TruthFile {
  let bank: Bank
  /// See `Figures`; none of a bank that lives.
  let metrics: [(String, Int?)]
  /// By feed, by delivery.
  let tallies: [(feed: String, deliveries: [FeedTally])]
  /// What goes wrong, and how the run after each drop ends; nil where nothing does.
  let ugly: UglyBank.Result?
  /// What arrives otherwise than on its night, and what customers live through; nil where figures are planted.
  var life: (arrivals: [NightFolders.Arrival], events: [LifeEvent])? = nil

  func text() -> String {
    if let life { return lived(life.arrivals, life.events) }
    return JSONValue.object(
      [
        ("scale", .number(scale)), ("seed", .number(Int(bank.options.seed))),
        ("history", .text(bank.options.history.rawValue)), ("as_of", .text(bank.calendar.asOf.description)),
        ("parties", .optional(metrics.first?.1)), ("feeds", .object(feeds)),
        (
          "tables",
          TableFigures(bank: bank).json(
            cardVersions: accepted("card_account"), consentRows: accepted("customer_consent"),
            ledgerRows: accepted("gl_balance"))
        ),
        ("metrics", .object(metrics.map { ($0.0, .optional($0.1)) })),
        ("ugly", .list((ugly?.entries ?? []).map(\.json))),
      ] + drops + [("deliveries", .list(deliveries))]
    ).rendered() + "\n"
  }

  /// Of a bank that lives: rows of its deliveries, how they arrive, and what happened; no figure, and no table.
  private func lived(_ arrivals: [NightFolders.Arrival], _ events: [LifeEvent]) -> String {
    JSONValue.object([
      ("scale", .number(scale)), ("seed", .number(Int(bank.options.seed))),
      ("history", .text(bank.options.history.rawValue)), ("as_of", .text(bank.lastNight.description)),
      ("uncalibrated", .text("no figure is planted")),
      ("nights", .list(bank.nights.map { .text($0.description) })), ("feeds", .object(feeds)),
      (
        "arrivals",
        .list(
          arrivals.map { arrival in
            .object([
              ("night", .text(arrival.night.description)), ("kind", .text(arrival.kind)), ("feed", .text(arrival.feed)),
              ("date", .text(arrival.date.description)),
            ])
          })
      ),
      (
        "events",
        .list(
          events.filter { $0.day <= bank.lastNight }.map { event in
            .object([
              ("night", .text(event.day.description)), ("kind", .text(event.kind)),
              ("source", .text(event.source.rawValue)), ("number", .text(event.number)),
            ])
          })
      ),
      ("deliveries", .list(deliveries)),
    ]).rendered() + "\n"
  }

  private var drops: [(String, JSONValue)] {
    ugly.map { [("drops", .list($0.ends.map(\.json)))] } ?? []
  }

  /// Real persons for one of the bank.
  private var scale: Int {
    let scaling = bank.options.scaling
    return (10_000 * scaling.whole + scaling.part / 2) / scaling.part
  }

  private var feeds: [(String, JSONValue)] {
    tallies.map { feed, deliveries in
      (feed, deliveries.reduce(into: FeedTally()) { $0.add($1) }.json)
    }
  }

  /// Rows of the feed that are accepted.
  private func accepted(_ feed: String) -> Int {
    tallies.first { $0.feed == feed }?.deliveries.reduce(0) { $0 + $1.accepted } ?? 0
  }

  /// The counts of each delivery, for whoever looks for the night that differs.
  private var deliveries: [JSONValue] {
    tallies.flatMap { feed, deliveries in
      zip(FeedList.dates(of: feed, bank.calendar), deliveries).map { date, tally in
        .object([("feed", .text(feed)), ("date", .text(date.description)), ("counts", tally.json)])
      }
    }
  }
}
