/// Words of SQL and what the portable subset says of them.
enum SQLWords {
  /// Words that cannot be names without quotes, in SQLite or in Spark SQL.
  static let reserved: Set<String> = [
    "ALL", "ALTER", "AND", "ANY", "AS", "BETWEEN", "BOTH", "BY", "CASE", "CAST", "CHECK", "COLLATE", "COLUMN", "COMMIT",
    "CONSTRAINT", "CREATE", "CROSS", "DEFAULT", "DELETE", "DISTINCT", "DROP", "ELSE", "END", "ESCAPE", "EXCEPT",
    "EXISTS", "FALSE", "FILTER", "FOR", "FOREIGN", "FROM", "FULL", "GRANT", "GROUP", "HAVING", "IN", "INDEX", "INNER",
    "INSERT", "INTERSECT", "INTO", "IS", "ISNULL", "JOIN", "LATERAL", "LEADING", "LEFT", "LIMIT", "NATURAL", "NOT",
    "NOTNULL", "NULL", "ON", "OR", "ORDER", "OUTER", "OVER", "PRIMARY", "REFERENCES", "RIGHT", "SELECT", "SET", "TABLE",
    "THEN", "TO", "TRAILING", "TRANSACTION", "TRUE", "UNION", "UNIQUE", "UPDATE", "USING", "VALUES", "WHEN", "WHERE",
    "WITH",
  ]

  /// Words of an expression that are no columns.
  static let expression: Set<String> = reserved.union([
    "BIGINT", "VARCHAR", "DOUBLE", "PARTITION", "ROWS", "RANGE", "UNBOUNDED", "PRECEDING", "FOLLOWING", "CURRENT",
    "ROW",
    "ASC", "DESC", "NULLS", "FIRST", "LAST", "OFFSET",
  ])

  /// Words that are refused wherever they stand alone, with what to write.
  static let refused: [String: String] = [
    "LIKE": "compare with substr or instr", "ILIKE": "compare with substr or instr",
    "RLIKE": "compare with substr or instr", "REGEXP": "compare with substr or instr",
    "GLOB": "compare with substr or instr", "COLLATE": "leave it out: both engines compare by code points",
    "RECURSIVE": "join a reference table of steps, or unfold the steps as CTEs",
    "QUALIFY": "compute the window in a CTE and filter it with WHERE",
    "ROLLUP": "write the levels as SELECTs with UNION ALL", "CUBE": "write the levels as SELECTs with UNION ALL",
    "CURRENT_DATE": "read business_date of run_context", "CURRENT_TIME": "read business_date of run_context",
    "CURRENT_TIMESTAMP": "read business_date of run_context",
    "CREATE": "one SELECT; the contract creates tables and indexes",
    "DROP": "one SELECT; the contract creates tables and indexes",
    "ALTER": "one SELECT; the contract creates tables and indexes",
    "INSERT": "one SELECT; the engine writes its rows", "UPDATE": "one SELECT; the engine writes its rows",
    "DELETE": "one SELECT; the engine writes its rows", "MERGE": "one SELECT; the engine writes its rows",
    "PRAGMA": "one SELECT; the engine sets up the connection",
    "ATTACH": "one SELECT; the engine sets up the connection",
    "DETACH": "one SELECT; the engine sets up the connection",
    "VACUUM": "one SELECT; the engine sets up the connection",
    "INDEXED": "declare the index in the contract", "NOTNULL": "write IS NOT NULL", "ISNULL": "write IS NULL",
    "ROWID": "name the key's columns",
  ]

  /// Functions that are refused, with what to write.
  static let refusedCalls: [String: String] = {
    var calls = [
      "IIF": "write CASE WHEN … THEN … ELSE … END", "IF": "write CASE WHEN … THEN … ELSE … END",
      "TOTAL": "write COALESCE(SUM(…), 0)", "PRINTF": "join with || and substr", "FORMAT": "join with || and substr",
      "TYPEOF": "types are proved by the contracts", "QUOTE": "join with ||", "UNICODE": "compare with substr",
      "LIKE": "compare with substr or instr", "GLOB": "compare with substr or instr",
      "UPPER": "compare codes as they are written: beyond ASCII the engines differ",
      "LOWER": "compare codes as they are written: beyond ASCII the engines differ",
      "NVL": "write COALESCE", "LAST_INSERT_ROWID": "name the key's columns", "CHANGES": "count with COUNT(*)",
    ]
    for name in [
      "DATE", "TIME", "DATETIME", "JULIANDAY", "STRFTIME", "UNIXEPOCH", "TIMEDIFF", "NOW", "DATEDIFF", "DATE_ADD",
    ] {
      calls[name] = "read dates from run_context, join dim_date for differences, slice with substr"
    }
    for name in ["RANDOM", "RANDOMBLOB", "RAND", "UUID"] { calls[name] = "derive it from the key" }
    for name in ["GROUP_CONCAT", "STRING_AGG", "LISTAGG", "COLLECT_LIST", "COLLECT_SET", "ARRAY_AGG"] {
      calls[name] = "keep one row a value"
    }
    for name in ["MD5", "SHA1", "SHA2", "SHA256", "SHA3", "HASH", "XXHASH64", "CRC32"] {
      calls[name] = "keep the columns themselves"
    }
    return calls
  }()

  /// Types that a CAST may name, and what to write for others.
  static func castAdvice(_ type: String) -> String? {
    switch type {
    case "BIGINT", "VARCHAR", "DOUBLE": nil
    case "INT", "INTEGER", "SMALLINT", "TINYINT", "LONG": "write BIGINT"
    case "TEXT", "STRING", "CHAR": "write VARCHAR(n)"
    case "DATE", "TIMESTAMP", "DATETIME": "keep dates as text yyyy-mm-dd"
    case "REAL", "FLOAT": "write DOUBLE"
    default: "write BIGINT, VARCHAR(n) or DOUBLE"
    }
  }
}
