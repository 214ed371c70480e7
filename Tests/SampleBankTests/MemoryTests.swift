import Foundation
import MartTesting
import SampleBank
import Testing

/// A bank of any size is made on a small machine: what there is most of stands in few bytes.
@Suite("the memory of a sample bank") struct MemoryTests {
  @Test("each of the things of which there are many takes few bytes")
  func strides() {
    #expect(MemoryLayout<CardTransaction>.stride <= 32 && _isPOD(CardTransaction.self))
    #expect(MemoryLayout<Balance>.stride <= 16 && _isPOD(Balance.self))
    #expect(MemoryLayout<Document>.size <= 20 && _isPOD(Document.self))
    #expect(MemoryLayout<Person>.stride <= 64)
    #expect(MemoryLayout<CustomerNumber>.stride <= 40)
    #expect(MemoryLayout<Card>.stride <= 40)
  }

  @Test("what waits in files is plain bytes")
  func plain() {
    #expect(MemoryLayout<DepositAccount>.stride <= 48 && _isPOD(DepositAccount.self))
    #expect(MemoryLayout<CreditAccount>.stride <= 56 && _isPOD(CreditAccount.self))
  }

  /// The peaks of two processes, so that what every bank takes is not counted, both beyond what rolls keep in memory. 470 bytes a
  /// customer, 660 when persons, positions and rows of feeds stood in memory, 1,450 when transactions, events and balances did, and
  /// 9,100 when numbers, events and persons held texts.
  @Test(
    "grows by less than 600 bytes a customer",
    .enabled(if: !Program.folder.contains("/asan"), "AddressSanitizer keeps what was freed"))
  func growth() throws {
    let (few, many) = (22_650, 45_300)
    let bytes = (try peak(customers: many) - peak(customers: few)) / (many - few)
    #expect(bytes < 600 && bytes > 100, "\(bytes) bytes a customer")
  }

  /// The most memory that the program held, in bytes.
  private func peak(customers: Int) throws -> Int {
    let folder = try ScratchHome()
    let script = """
      import resource, subprocess, sys
      done = subprocess.run(sys.argv[1:])
      print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
      sys.exit(done.returncode)
      """
    let ran = try Program.system(
      "python3",
      [
        "-c", script, Program.folder + "/sample-bank", "--customers", String(customers), "--history", "short", "--out",
        folder.file("bank"),
      ])
    #expect(ran.status == 0, "\(ran.errors)")
    return try #require(Int(ran.output.trimmingCharacters(in: .whitespacesAndNewlines))) * 1_024
  }
}
