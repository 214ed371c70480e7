import Contracts

extension RefreshWorld {
  static var models: [Model] {
    [
      xref, party, partyNow, dimCard, cardOwner, holding, factPay, factVisit, visitDay, partyMonth, tariff, cardCost,
      closed,
      board,
    ]
  }

  private static let xref = model(
    "xref", key: "src_cust_id valid_from", refresh: .by("src_cust_id"),
    "src_cust_id integer C2, party_id integer C2 !, status text, valid_from text, valid_to text !",
    """
    SELECT o.cust_no AS src_cust_id, a.party_id, o.status,
           CASE WHEN a.valid_from > o.valid_from THEN a.valid_from ELSE o.valid_from END AS valid_from,
           CASE WHEN a.valid_to < o.valid_to THEN a.valid_to ELSE o.valid_to END AS valid_to
      FROM stg_owner AS o
      JOIN id_assignment AS a ON a.src_cust_id = o.cust_no AND a.valid_from < o.valid_to AND a.valid_to > o.valid_from
    """)

  private static let party = model(
    "party", key: "party_id", refresh: .by("party_id"),
    "party_id integer C2, numbers integer !, first_from text !, best text",
    """
    WITH ranked AS (
      SELECT party_id, src_cust_id, valid_from, status,
             ROW_NUMBER() OVER (PARTITION BY party_id ORDER BY status, src_cust_id, valid_from) AS place
        FROM xref
    )
    SELECT party_id, COUNT(*) AS numbers, MIN(valid_from) AS first_from, MIN(CASE place WHEN 1 THEN status END) AS best
      FROM ranked GROUP BY party_id
    """)

  private static let partyNow = model(
    "party_now", key: "party_id", refresh: .view, "party_id integer C2, as_of text, numbers integer",
    "SELECT p.party_id, c.as_of, p.numbers FROM party AS p CROSS JOIN run_context AS c")

  private static let dimCard = model(
    "dim_card", key: "card_id valid_from", refresh: .by("card_id"),
    "card_id integer C2, src_cust_id integer C2 !, account_id integer C2, party_id integer C2, kind text, valid_from text, valid_to text !",
    """
    SELECT c.card_no AS card_id, c.cust_no AS src_cust_id, c.account_no AS account_id, a.party_id, c.kind, c.valid_from, c.valid_to
      FROM stg_card AS c
      LEFT JOIN id_assignment AS a ON a.src_cust_id = c.cust_no AND a.valid_from <= c.valid_from AND a.valid_to > c.valid_from
    """)

  private static let cardOwner = model(
    "card_owner", key: "card_id valid_from", refresh: .view,
    "card_id integer C2, owner_id integer C2, valid_from text, valid_to text",
    "SELECT card_id, party_id AS owner_id, valid_from, valid_to FROM dim_card WHERE party_id IS NOT NULL")

  private static let holding = model(
    "holding", key: "account_id src_cust_id", refresh: .by("account_id"),
    "account_id integer C2, src_cust_id integer C2, cards integer !, kinds text",
    """
    SELECT account_id, src_cust_id, COUNT(DISTINCT card_id) AS cards, MIN(kind) AS kinds
      FROM dim_card WHERE account_id IS NOT NULL GROUP BY account_id, src_cust_id
    """)

  private static let factPay = model(
    "fact_pay", key: "pay_id", cluster: "card_id paid_on", refresh: .by("card_id"),
    "pay_id text, card_id integer C2, account_id integer C2, paid_on text, amount_fen integer C2 !, reverses_id text, delivery_id integer !, line_no integer !, late integer !",
    """
    SELECT p.pay_id, p.card_no AS card_id, c.account_id, p.paid_on, p.amount_fen, p.reverses_id, p.delivery_id, p.line_no, p.late
      FROM stg_pay AS p
      LEFT JOIN dim_card AS c ON c.card_id = p.card_no AND c.valid_from <= p.paid_on AND c.valid_to > p.paid_on
    """)

  private static let factVisit = model(
    "fact_visit", key: "visit_id", indexes: ["party_id came_on"], refresh: .by("src_cust_id"),
    "visit_id text, src_cust_id integer C2, party_id integer C2, came_on text !, delivery_id integer !, line_no integer !, late integer !",
    """
    SELECT v.visit_id, v.cust_no AS src_cust_id, a.party_id, v.came_on, v.delivery_id, v.line_no, v.late
      FROM stg_visit AS v
      LEFT JOIN id_assignment AS a ON a.src_cust_id = v.cust_no AND a.valid_from <= v.came_on AND a.valid_to > v.came_on
    """)

  /// Of visitors whom nobody knows too: their rows have no party, some no number either.
  private static let visitDay = model(
    "visit_day", key: "visit_id", refresh: .by("party_id"),
    "visit_id text, src_cust_id integer C2, party_id integer C2, visits integer !",
    """
    SELECT MIN(visit_id) AS visit_id, src_cust_id, party_id, COUNT(*) AS visits
      FROM fact_visit GROUP BY src_cust_id, party_id, came_on
    """)

  private static let partyMonth = model(
    "party_month", key: "party_id month", refresh: .by("party_id"),
    "party_id integer C2, month text, spend_fen integer C2 !, payments integer !",
    """
    SELECT o.owner_id AS party_id, substr(p.paid_on, 1, 7) AS month, SUM(p.amount_fen) AS spend_fen, COUNT(*) AS payments
      FROM fact_pay AS p
      JOIN card_owner AS o ON o.card_id = p.card_id AND o.valid_from <= p.paid_on AND o.valid_to > p.paid_on
     GROUP BY o.owner_id, substr(p.paid_on, 1, 7)
    """)

  /// Made in full, and looked up.
  private static let tariff = model(
    "tariff", key: "kind valid_from", "kind text, fee_fen integer !, valid_from text, valid_to text !",
    "SELECT kind, fee_fen, valid_from, valid_to FROM stg_fee")

  private static let cardCost = model(
    "card_cost", key: "card_id valid_from", refresh: .by("card_id"),
    "card_id integer C2, valid_from text, fee_fen integer, kind text",
    """
    SELECT c.card_id, c.valid_from, t.fee_fen, c.kind
      FROM dim_card AS c
      LEFT JOIN tariff AS t ON t.kind = c.kind AND t.valid_to = '9999-12-31'
    """)

  /// Changes with the month alone.
  private static let closed = model(
    "closed", key: "party_id", refresh: .by("party_id"), "party_id integer C2, numbers integer !, closed_to text !",
    "SELECT p.party_id, p.numbers, c.closed_to FROM party AS p CROSS JOIN run_context AS c")

  private static let board = model(
    "board", key: "as_of", "as_of text, parties integer C2 !, spend_fen integer C2 !",
    """
    SELECT c.as_of, (SELECT COUNT(*) FROM party) AS parties, (SELECT COALESCE(SUM(amount_fen), 0) FROM fact_pay) AS spend_fen
      FROM run_context AS c
    """)
}
