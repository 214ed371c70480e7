import Foundation
import MartTesting
import Testing

@Suite("exported tables") struct ExportCommandTests {
  @Test("a slice of some tables is a SQLite file with their contracts, and what cannot be exported is refused")
  func slice() throws {
    let market = try Market(nights: 2)
    #expect(try market.mart("run").status == 0)
    let out = market.folder.file("slice.sqlite")
    let slice = "stall_no IN (SELECT stall_no FROM dim_stall WHERE stall_no <= 'S002')"
    let made = try market.mart(
      "export", "--to", "sqlite", "--tables", "fact_sale", "dim_stall", "--where", slice, "--out", out)
    #expect(made.status == 0, "\(made.errors)")
    let asked = "SELECT COUNT(*), SUM(amount_fen), (SELECT COUNT(*) FROM dim_stall) FROM fact_sale"
    let copy = try Program.system("sqlite3", ["-readonly", out, asked])
    let wanted = try market.ask(
      "SELECT COUNT(*), SUM(amount_fen), (SELECT COUNT(*) FROM dim_stall WHERE \(slice)) FROM fact_sale WHERE \(slice)")
    #expect(copy.output.trimmingCharacters(in: .whitespacesAndNewlines) == wanted && !wanted.hasPrefix("0|"))
    let schema = try Program.system("sqlite3", ["-readonly", out, ".schema fact_sale"])
    #expect(schema.output.contains("STRICT, WITHOUT ROWID") && schema.output.contains("PRIMARY KEY"))

    func refusal(_ arguments: String..., file: String = "other.sqlite") throws -> String {
      let ended = try Program("mart").run(
        [
          "export", "--to", "sqlite", "--out", market.folder.file(file), "--home", market.home, "--pipeline",
          market.pipeline,
        ]
          + arguments)
      #expect(ended.status == 64)
      return ended.errors
    }
    #expect(try refusal("--tables", "fact_sale", file: "slice.sqlite").contains("is there already"))
    #expect(try refusal("--tables", "fact_sail").contains("did you mean 'fact_sale'"))
    #expect(try refusal("--tables", "fact_sale", "--where", "no_column = 1").contains("no such column"))
    #expect(!FileManager.default.fileExists(atPath: market.folder.file("other.sqlite")))
  }
}
