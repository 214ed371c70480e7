import CSQLite
import MartCore

/// Judges a question before it is asked: on a connection of its own, read-only, with SQLite's authorizer on. A question
/// reads tables of the mart and calls functions of a list; everything else is refused, whatever the library offers.
package struct QuestionGuard {
  package static let rule = "question.forbidden"
  private let path: String

  package init(_ path: String) { self.path = path }

  /// - Throws: `Failure` with ``rule`` that names what is refused; what SQLite itself does not understand is left to the
  ///   one who asks.
  package func judge(_ sql: String) throws {
    var handle: OpaquePointer?
    defer { sqlite3_close_v2(handle) }
    guard sqlite3_open_v2(path, &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK else { return }
    let watch = Watch()
    sqlite3_set_authorizer(handle, Watch.callback, Unmanaged.passUnretained(watch).toOpaque())
    var statement: OpaquePointer?
    sqlite3_prepare_v2(handle, sql, -1, &statement, nil)
    // VACUUM INTO copies the mart into another file, and the authorizer hears of it only when it runs.
    let writes = statement != nil && sqlite3_stmt_readonly(statement) == 0
    sqlite3_finalize(statement)
    guard let refused = watch.refused ?? (writes ? "write or change anything" : nil) else { return }
    throw Failure(
      .usage, "a question may not \(refused)", rule: Self.rule,
      remedy: "it reads tables of the mart with plain functions; `mart status` lists the tables")
  }

  private final class Watch {
    var refused: String?

    static let callback:
      @convention(c) (
        UnsafeMutableRawPointer?, Int32, UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<CChar>?,
        UnsafePointer<CChar>?
      ) -> Int32 = { context, action, first, second, _, _ in
        guard let context else { return SQLITE_OK }
        return Unmanaged<Watch>.fromOpaque(context).takeUnretainedValue().judge(action, first, second)
      }

    private func judge(_ action: Int32, _ first: UnsafePointer<CChar>?, _ second: UnsafePointer<CChar>?) -> Int32 {
      switch action {
      case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE: return SQLITE_OK
      case SQLITE_FUNCTION:
        let name = second.map { String(cString: $0).lowercased() } ?? ""
        return functions.contains(name) ? SQLITE_OK : refuse("call \(name)()")
      case SQLITE_PRAGMA:
        let name = first.map { String(cString: $0).lowercased() } ?? ""
        return pragmas.contains(name) ? SQLITE_OK : refuse("run the pragma '\(name)'")
      case SQLITE_CREATE_VTABLE: return refuse("make a table of '\(second.map { String(cString: $0) } ?? "")'")
      case SQLITE_ATTACH, SQLITE_DETACH: return refuse("attach or detach a database")
      default: return refuse("write or change anything")
      }
    }

    private func refuse(_ what: String) -> Int32 {
      refused = refused ?? what
      return SQLITE_DENY
    }
  }
}

/// Pragmas that describe the mart, as table functions.
private let pragmas: Set<String> = [
  "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list",
]

/// Functions that compute from their arguments alone.
private let functions: Set<String> = Set(
  """
  abs avg bm25 ceil ceiling changes char coalesce concat concat_ws count cume_dist date datetime dense_rank exp
  first_value floor format glob group_concat string_agg hex unhex ifnull iif if instr json json_array json_array_length
  json_each json_extract json_group_array json_group_object json_object json_quote json_type json_valid julianday lag
  last_value lead length like likelihood likely ln log log10 log2 lower ltrim max median min mod nth_value ntile nullif
  percent_rank pi pow power printf quote radians random rank replace round row_number rtrim sign sqlite_version sqrt
  strftime substr substring subtype sum time timediff total trim trunc typeof unicode unixepoch unlikely upper -> ->>
  cos sin tan octet_length stddev regexp match
  """.split(whereSeparator: \.isWhitespace).map(String.init))
