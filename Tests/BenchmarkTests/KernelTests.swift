import Foundation
import MartTesting
import Testing

/// The regression guard: counts of instructions, which a busy machine does not change, beside those on record.
@Suite("kernels") struct KernelTests {
  private static let hasTools =
    (try? Program.system("sh", ["-c", "command -v valgrind && command -v strip"]).status) == 0
  /// Other builds have other instructions.
  private static let isPlainRelease: Bool = {
    #if DEBUG
      false
    #else
      !Program.folder.contains("/asan")
    #endif
  }()

  @Test(
    "take no more instructions than on record, within the tolerance",
    .enabled(if: hasTools, "there is no valgrind (`make tools`)"),
    .enabled(if: isPlainRelease, "the record is of an optimised build without sanitizers"))
  func instructions() throws {
    let home = try ScratchHome()
    let ended = try Program.system(
      "python3", ["Benchmarks/kernels.py", Program.folder + "/mart-bench", home.file("kernels")])
    #expect(ended.status == 0, "\(ended.output)\(ended.errors)")
    let kernels = ended.output.matches(of: /(decode|extract) [a-z_]+ +[0-9,]+ +[0-9,]+/).count
    #expect(kernels == 8 || ended.output.hasPrefix("not compared: the record is of"), "\(ended.output)")
  }

  @Test("a kernel above its record by more than the tolerance is told")
  func above() throws {
    let asked = """
      import sys; sys.path.insert(0, 'Benchmarks'); import kernels
      print(kernels.compare({'a': 105, 'b': 106, 'c': 90}, {'a': 100, 'b': 100, 'c': 100}))
      """
    let told = try Program.system("python3", ["-c", asked])
    let lines = told.output.split(separator: "\n")
    #expect(lines.count == 4 && lines.last == "1", "\(told.output)\(told.errors)")
    #expect(lines[1].hasSuffix("MORE") && lines[0].hasSuffix("%") && lines[2].hasSuffix("keeps it"), "\(told.output)")
  }

  @Test("run alone, they count the rows of each feed")
  func rows() throws {
    let bank = try BankHome()
    let ended = try Program("mart-bench").run([
      "kernels", "--bank", bank.path, "--feed", "card_txn", "--pipeline", bank.pipeline, "--work",
      bank.path + "/kernels",
    ])
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(Set(ended.output.split(separator: "\n").map { $0.split(separator: "\t")[2] }).count == 1)
    #expect(!FileManager.default.fileExists(atPath: bank.path + "/kernels"))
  }
}
