import Contracts

/// The fixed tables of every mart: how it was made, what was delivered, what it means, what was proved.
package enum MetaTables {
  package static let all: [TableDefinition] = [
    build, delivery, quarantine, conservation, path, check, table, column, lineage, metric,
  ]

  package static let build = fixed(
    "meta_build", "What made this mart", "构建信息", key: ["business_date"],
    [
      text("pipeline_version", "version that pipeline.yaml states", "流水线版本"),
      text("business_date", "day that the mart describes", "业务日期"),
      text("generation", "name of the generation: business date and count", "代次"),
      text("parent_rows", "SHA-256 over the row hashes of the night before", "上一代行散列"),
      text("engine", "engine and its version", "引擎"),
      text("sqlite", "version of SQLite", "SQLite 版本"),
      text("zlib", "version of zlib", "zlib 版本"),
      text("token_algorithm", "how tokens are made", "标识算法"),
    ])

  package static let delivery = fixed(
    "meta_delivery", "Every delivery since the first night", "数据到达",
    key: ["feed", "business_date", "sequence", "delivery_id"],
    [
      integer("delivery_id", "the delivery", "批次标识"),
      text("feed", "the feed", "数据源"),
      text("business_date", "day that the delivery describes", "业务日期"),
      text("file", "name of the data file", "文件名"),
      integer("sequence", "1, higher for a corrected delivery", "序号"),
      text("sha256", "of the data file", "文件散列"),
      text("status", "accepted, repeated, superseded or stale", "状态"),
      integer("rows", "rows announced", "申报行数", unit: "rows"),
      integer("accepted", "rows accepted", "接收行数", unit: "rows"),
      integer("quarantined", "rows put aside", "隔离行数", unit: "rows"),
      integer("repeated", "rows seen before", "重复行数", unit: "rows"),
    ])

  package static let quarantine = fixed(
    "meta_quarantine", "Rows put aside, without their values", "隔离明细", key: ["delivery_id", "line", "rule"],
    [
      integer("delivery_id", "the delivery", "批次标识"),
      integer("line", "line of the data file", "行号"),
      text("column_name", "the column at fault; empty: the row", "字段", required: false),
      text("rule", "the rule that says so", "规则"),
      text("reason", "why, without a value", "原因"),
    ])

  package static let conservation = fixed(
    "meta_conservation", "The account of every declared amount", "守恒账",
    key: ["business_date", "feed", "delivery_id", "measure"],
    [
      integer("delivery_id", "the delivery", "批次标识"),
      text("business_date", "day that the delivery describes", "业务日期"),
      text("feed", "the feed", "数据源"),
      text("measure", "the declared amount", "计量"),
      text("unit", "its unit", "单位"),
      integer("announced", "as the control says", "申报"),
      integer("accepted", "in accepted rows", "接收"),
      integer("quarantined", "in rows put aside", "隔离"),
      integer("repeated", "in rows seen before", "重复"),
      integer("staged", "in the journal", "暂存", required: false),
      integer("published", "in the mart", "发布", required: false),
      integer("difference", "what is not accounted for: 0", "差额"),
    ])

  package static let path = fixed(
    "meta_path", "The amounts along each conservation path", "守恒路径",
    key: ["path_id", "business_date", "step_no", "reported_as", "table_name", "measure"],
    [
      text("path_id", "the path", "路径"),
      integer("step_no", "step, from 1", "步骤"),
      text("table_name", "where it is measured", "表"),
      text("measure", "what is measured", "计量"),
      text("business_date", "the night", "业务日期"),
      integer("amount", "in the path's unit", "金额", required: false),
      text("reported_as", "name of a reported line; empty for the step itself", "列示"),
      integer("difference", "to the step before, reported lines included: 0", "差额", required: false),
    ])

  package static let check = fixed(
    "meta_check", "What was checked before publishing", "检查结果", key: ["check_id"],
    [
      text("check_id", "the check", "检查"),
      text("severity", "stop, hold or warn", "级别"),
      text("owner", "who answers for it", "负责人"),
      integer("failing", "rows that fail", "不合格行数", unit: "rows"),
      text("status", "ok, failed or waived", "结果"),
      text("waiver", "who waived it and why", "豁免", required: false),
    ])
}

extension MetaTables {
  package static let table = fixed(
    "meta_table", "State of every table", "表状态", key: ["table_name"],
    [
      text("table_name", "the table", "表"),
      text("as_of", "day of its rows; earlier than the mart's where it is held", "数据日期"),
      integer("rows", "how many", "行数", unit: "rows"),
      text("row_hash", "equal rows have an equal hash, in any order", "行散列"),
    ])

  package static let column = fixed(
    "meta_column", "The dictionary", "数据字典", key: ["table_name", "column_name"],
    [
      text("table_name", "the table", "表"),
      text("column_name", "the column", "字段"),
      text("title", "what it means", "含义"),
      text("title_zh", "what it means, in Chinese", "中文含义"),
      text("type", "integer, text or real", "类型"),
      text("unit", "fen, bp, days …; empty where it is no measure", "单位"),
      text("class", "C1 internal, C2 personal", "数据分级"),
      text("additive", "yes, semi (not over time), no; empty where it is no measure", "可加性"),
      text("owner", "who answers for it", "负责人"),
      text("source", "the file that declares it", "出处"),
    ])

  package static let lineage = fixed(
    "meta_lineage", "What each column is made of", "血缘",
    key: ["table_name", "column_name", "from_table", "from_column"],
    [
      text("table_name", "the table", "表"),
      text("column_name", "the column", "字段"),
      text("from_table", "a table it is made of", "来源表"),
      text("from_column", "the column there", "来源字段"),
      text("certainty", "exact: a copy; may: part of its expression", "确定性"),
    ])

  package static let metric = fixed(
    "meta_metric", "What each figure means", "指标定义", key: ["kpi_id"],
    [
      text("kpi_id", "the figure", "指标"),
      text("title", "its name", "名称"),
      text("title_zh", "its name in Chinese", "中文名称"),
      text("definition", "how it is counted", "口径"),
      text("unit", "its unit", "单位"),
      text("basis", "what stands behind it", "依据"),
      text("owner", "who answers for it", "负责人"),
    ])

  private static func fixed(
    _ name: String, _ title: String, _ zh: String, key: [String], _ columns: [TableColumn]
  ) -> TableDefinition { TableDefinition(name, title: title, zh: zh, owner: "engine", columns: columns, key: key) }

  private static func text(_ name: String, _ title: String, _ zh: String, required: Bool = true) -> TableColumn {
    TableColumn(name, .text, required: required, title: title, zh: zh)
  }

  private static func integer(
    _ name: String, _ title: String, _ zh: String, required: Bool = true, unit: String = ""
  ) -> TableColumn { TableColumn(name, .integer, required: required, unit: unit, title: title, zh: zh) }
}
