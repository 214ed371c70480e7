import Contracts
import Loading
import MartCore
import MartStore
import MartTesting

/// A small night that ties: one events feed with two deliveries, one snapshot, a path of two steps and a line.
struct Night {
  let home: ScratchHome
  var pipeline: Pipeline
  let date = BusinessDate(iso: "2024-09-30") ?? BusinessDate(dayNumber: 0)

  init(candidate: String = "candidate") throws {
    home = try ScratchHome()
    try Files.makeFolder(home.file(candidate), mode: 0o700)
    try home.mart(Self.mart, at: "\(candidate)/mart.sqlite")
    try home.database("\(candidate)/handover.sqlite", Self.handover)
    pipeline = Pipeline(
      feeds: [
        Feed(
          "card_txn",
          publishes: Publication(
            "fact",
            [
              "rows": "COUNT(*)", "amount_fen": "SUM(fen)",
              "debit_fen": "SUM(CASE WHEN kind = 'D)' THEN fen ELSE 0 END)",
            ])), Feed("cif", .snapshot),
      ],
      models: [Model("fact", key: ["txn_id"], cluster: ["account"]), Model("dim", key: ["id"], cluster: ["id"])],
      paths: [
        ConservationPath(
          "V1", owner: "cards",
          steps: [
            .init("fact", "fen", "SELECT SUM(fen) FROM fact", compares: false),
            .init(
              "month", "fen", "SELECT SUM(fen) FROM month",
              lines: [.init("orphan cards", "fact", "SELECT SUM(fen) FROM fact WHERE account = 0")]),
          ])
      ])
  }

  func load(waivers: [Waiver] = [], jobs: Int = 1) throws -> GateReport {
    try Loading.load(pipeline, candidate: home.file("candidate"), businessDate: date, waivers: waivers, jobs: jobs)
  }

  func mart(_ sql: String) throws { try home.database("candidate/mart.sqlite", sql) }

  func query(_ sql: String) throws -> [[SQLValue]] { try home.query("candidate/mart.sqlite", sql) }

  static let mart = """
    CREATE TABLE fact (account INTEGER, txn_id TEXT, kind TEXT, fen INTEGER, delivery_id INTEGER,
                       PRIMARY KEY (account, txn_id)) STRICT, WITHOUT ROWID;
    INSERT INTO fact VALUES (1, 'a', 'D)', 100, 11), (1, 'b', 'C', 50, 12), (2, 'c', 'D)', 7, 11), (0, 'd', 'C', 3, 12);
    CREATE TABLE month (fen INTEGER) STRICT;
    INSERT INTO month VALUES (150), (7);
    INSERT INTO meta_delivery VALUES
      (11, 'card_txn', '2024-09-29', 'a', 1, '', 'accepted', 3, 2, 1, 0),
      (12, 'card_txn', '2024-09-30', 'b', 1, '', 'accepted', 3, 2, 0, 1),
      (13, 'card_txn', '2024-09-30', 'b.1', 0, '', 'superseded', 9, 0, 0, 0),
      (14, 'cif', '2024-09-30', 'c', 1, '', 'accepted', 5, 5, 0, 0);
    """

  static let handover = """
    CREATE TABLE conservation_input (
      delivery_id INTEGER NOT NULL, business_date TEXT NOT NULL, feed TEXT NOT NULL, measure TEXT NOT NULL,
      unit TEXT NOT NULL, announced INTEGER NOT NULL, accepted INTEGER NOT NULL, quarantined INTEGER NOT NULL,
      repeated INTEGER NOT NULL, staged INTEGER NOT NULL, PRIMARY KEY (delivery_id, measure)) STRICT, WITHOUT ROWID;
    INSERT INTO conservation_input VALUES
      (11, '2024-09-29', 'card_txn', 'rows', 'rows', 3, 2, 1, 0, 2),
      (11, '2024-09-29', 'card_txn', 'amount_fen', 'fen', 110, 107, 3, 0, 107),
      (11, '2024-09-29', 'card_txn', 'debit_fen', 'fen', 107, 107, 0, 0, 107),
      (12, '2024-09-30', 'card_txn', 'rows', 'rows', 3, 2, 0, 1, 2),
      (12, '2024-09-30', 'card_txn', 'amount_fen', 'fen', 56, 53, 0, 3, 53),
      (12, '2024-09-30', 'card_txn', 'debit_fen', 'fen', 0, 0, 0, 0, 0),
      (13, '2024-09-30', 'card_txn', 'rows', 'rows', 9, 0, 0, 0, 0),
      (14, '2024-09-30', 'cif', 'rows', 'rows', 5, 5, 0, 0, 5);
    """
}
