import Contracts
import MartCore
import MartStore

/// `"card_id integer C2 !, name text"`: name, type, then in any order a class, `!` for required.
func columns(_ text: String, at location: FileLocation) -> [ModelColumn] {
  text.split(separator: ",").enumerated().map { index, part in
    let words = part.split(separator: " ").map(String.init)
    var place = location
    place.line += index + 1
    var column = ModelColumn(words[0], Storage(rawValue: words[1]) ?? .text, at: place)
    column.required = words.contains("!")
    column.dataClass = words.compactMap(DataClass.init).first ?? .internalData
    return column
  }
}

func model(
  _ name: String, key: String, cluster: String = "", indexes: [String] = [], refresh: Model.Refresh = .full,
  _ layout: String, _ sql: String
) -> Model {
  var model = Model(name, sql: sql)
  model.key = key.split(separator: " ").map(String.init)
  model.cluster = cluster.split(separator: " ").map(String.init)
  model.indexes = indexes.map { $0.split(separator: " ").map(String.init) }
  model.refresh = refresh
  model.columns = columns(layout, at: model.location)
  return model
}

func output(_ id: String, key: String, _ layout: String, _ sql: String) -> Output {
  var output = Output(id, sql: sql)
  output.key = key.split(separator: " ").map(String.init)
  output.columns = columns(layout, at: output.location)
  return output
}

/// Cards with a holder, a secret number and a limit; delivered as snapshots.
func cardFeed() -> Feed {
  var feed = Feed("card")
  feed.delivery = .snapshot
  feed.key = ["card_no"]
  var number = Column("card_no", .text)
  (number.dataClass, number.token, number.required) = (.sensitive, "card", true)
  var holder = Column("cust_no", .text)
  (holder.dataClass, holder.token, holder.required) = (.identifying, "customer", true)
  var born = Column("birth_date", .date)
  born.dataClass = .sensitive
  var limit = Column("limit_fen", .money)
  limit.dataClass = .personal
  var kind = Column("kind", .code)
  (kind.list, kind.required) = ("kind", true)
  var op = Column("op", .code)
  op.role = .op
  feed.columns = [op, number, holder, born, limit, kind]
  feed.derived = [
    DerivedColumn("birth_year", from: "birth_date", .year, .personal)
  ]
  return feed
}

/// Payments: events with an amount.
func payFeed() -> Feed {
  var feed = Feed("pay")
  feed.key = ["pay_id"]
  var id = Column("pay_id", .text)
  (id.max, id.required) = (12, true)
  var card = Column("card_no", .text)
  (card.dataClass, card.token, card.required) = (.sensitive, "card", true)
  var day = Column("paid_on", .date)
  (day.role, day.required) = (.businessDate, true)
  var amount = Column("amount_fen", .money)
  (amount.dataClass, amount.required, amount.unit) = (.personal, true, "fen")
  feed.columns = [id, card, day, amount]
  return feed
}

/// A pipeline of two feeds and one reference, with the given models.
func pipeline(_ models: [Model] = []) -> Pipeline {
  var pipeline = Pipeline()
  pipeline.feeds = [cardFeed(), payFeed()]
  pipeline.references = [
    Reference(
      "code", [.init("list", .text), .init("code", .text), .init("value", .integer)],
      rows: [["kind", "DEBIT", "1"], ["kind", "CREDIT", "2"], ["kind", "OTHER", nil]])
  ]
  pipeline.codes = CodeBook(lists: ["kind": ["DEBIT": [], "CREDIT": []]])
  pipeline.parameters = [
    Parameter("floor_fen", .integer(5)), Parameter("region", .text("north")),
  ]
  pipeline.models = models
  return pipeline
}

let dimCard = model(
  "dim_card", key: "card_id", "card_id integer C2, holder_id integer C2 !, kind text !, limit_fen integer C2",
  """
  SELECT c.card_no AS card_id, c.cust_no AS holder_id, c.kind, c.limit_fen
    FROM stg_card AS c
   WHERE c.is_current = 1
  """)

let factPay = model(
  "fact_pay", key: "pay_id", cluster: "card_id paid_on",
  "pay_id text, card_id integer C2, paid_on text, amount_fen integer C2 !, delivery_id integer !, line_no integer !, late integer !",
  "SELECT pay_id, card_no AS card_id, paid_on, amount_fen, delivery_id, line_no, late FROM stg_pay")

let spendMonth = model(
  "spend_month", key: "card_id month", "card_id integer C2, month text, spend_fen integer C2 !, kind text",
  """
  SELECT p.card_id, substr(p.paid_on, 1, 7) AS month, SUM(p.amount_fen) AS spend_fen, MAX(d.kind) AS kind
    FROM fact_pay AS p JOIN dim_card AS d ON d.card_id = p.card_id
   GROUP BY p.card_id, substr(p.paid_on, 1, 7)
  """)

let cardNow = model(
  "card_now", key: "card_id", refresh: .view, "card_id integer C2, as_of text, kind text",
  "SELECT d.card_id, c.as_of, d.kind FROM dim_card AS d CROSS JOIN run_context AS c")
