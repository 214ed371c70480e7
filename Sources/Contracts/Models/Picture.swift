import MartCore

/// A picture of the report: how it is drawn, and the query that gives what it shows.
public struct Picture: Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    case bars, columns, lines, heatmap, intervals, graph

    /// What each row of its query says, in the order of the columns.
    package var roles: [String] {
      switch self {
      case .bars, .columns: ["label", "value"]
      case .lines: ["series", "label", "value"]
      case .heatmap: ["row", "column", "value"]
      case .intervals: ["label", "value", "low", "high"]
      case .graph: ["from", "to", "label"]
      }
    }
  }

  public var id: String
  public var title: String
  public var zh: String
  public var doc: String
  public var kind: Kind
  /// `fen` is shown as yuan, `bp` as a percentage, anything else as it is.
  public var unit: String
  public var sql: String
  public var sqlLocation: FileLocation
  public var location: FileLocation
}

extension Picture {
  package init(_ id: String, _ kind: Kind, title: String, zh: String = "", unit: String = "", sql: String) {
    let place = FileLocation(file: "pictures/\(id).yaml", line: 1)
    self.init(
      id: id, title: title, zh: zh, doc: "", kind: kind, unit: unit, sql: sql, sqlLocation: place, location: place)
  }

  static func blank(_ place: FileLocation) -> Picture {
    Picture(id: "", title: "", zh: "", doc: "", kind: .bars, unit: "", sql: "", sqlLocation: place, location: place)
  }

  static let shape = Shape<Picture>(
    "Picture", "`pictures/**/*.yaml`: a picture of the report, drawn in the order of the files' names.",
    [
      .required("picture", .name, \.id, "Its name.", "parcels_by_depot"),
      .required("title", .text, \.title, "What it shows, for people.", "Parcels by depot"),
      .optional("zh", .text, \.zh, else: "empty", "The title in Chinese.", "各网点包裹"),
      .optional("doc", .text, \.doc, else: "empty", "How to read it.", "of the last closed month"),
      .required(
        "kind", .choice(), \.kind,
        "How it is drawn, and what the columns of its query are: `bars` and `columns` label, value; `lines` series, "
          + "label, value; `heatmap` row, column, value; `intervals` label, value, low, high; `graph` from, to, label.",
        "bars"),
      .optional(
        "unit", .text, \.unit, else: "empty", "`fen` is shown as yuan, `bp` as a percentage, anything else as it is.",
        "parcels"),
      .required(
        "sql", .sql, \.sql, "The SELECT, rows in the order in which they are drawn; no key of a person.",
        "SELECT depot_no, parcel_cnt FROM parcel_day ORDER BY 1"),
    ])
}

/// Judges the query of one picture.
func pictureFindings(_ contract: Contract<Picture>) -> [Finding] {
  PortableSubset.findings(
    contract.value.sql, from: contract.origin(contract.document.root.entry("sql")), use: .query, kind: "picture")
}
