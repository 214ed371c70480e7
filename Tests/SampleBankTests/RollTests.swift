import Foundation
import MartTesting
import SampleBank
import Testing

/// Elements of which more than a quarter of a megabyte waits in a file, beside an array of the same.
@Suite("a roll") struct RollTests {
  /// Twenty-four bytes, which four kilobytes are no multiple of.
  private struct Thing: Equatable, Sendable {
    var key: Int32
    var serial: Int
    var flag: UInt8 = 0
  }

  /// Four megabytes, of which a quarter of one stands in memory.
  private static let many = 180_000

  private func made(_ count: Int, keys: Int, in folder: String) -> (roll: Roll<Thing>, list: [Thing]) {
    var random = SeededRandom(seed: 11, "roll")
    var roll = Roll<Thing>(in: folder)
    var list: [Thing] = []
    for serial in 0..<count {
      list.append(Thing(key: Int32(random.below(keys)), serial: serial))
      roll.append(list[serial])
    }
    return (roll, list)
  }

  @Test("holds what an array holds, however it is read and written", arguments: [0, 1, 127, 128, 129, 5_000, many])
  func randomUses(count: Int) throws {
    let folder = try ScratchHome()
    var (roll, list) = made(count, keys: 1_000, in: folder.path)
    var random = SeededRandom(seed: 12, "uses")
    for _ in 0..<(count > 0 ? 100_000 : 0) {
      let place = random.below(count)
      if random.chance(1, in: 2) {
        list[place].serial += place
        list[place].flag = 7
        roll[place].serial += place
        roll[place].flag = 7
      } else {
        #expect(roll[place] == list[place])
      }
      let other = random.below(count)
      if roll.lone(other) != list[other] { Issue.record("a lone look at \(other) sees something else") }
    }
    #expect(roll.count == count && roll.elementsEqual(list) && roll.indices == list.indices)
    roll.revise { place, thing in thing.serial -= place }
    for place in list.indices { list[place].serial -= place }
    #expect(Array(roll) == list && roll.reversed().elementsEqual(list.reversed()))
    #expect(roll.reduce(0) { $0 + $1.serial } == list.reduce(0) { $0 + $1.serial })
    // The file has no name: nothing is left to be found, or to be deleted.
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test(
    "is in order of rank, equal ones as they stood",
    arguments: [(0, 9), (1, 9), (90_000, 3), (many, 640), (many, 170_000)])
  func order(count: Int, keys: Int) throws {
    let folder = try ScratchHome()
    let (roll, list) = made(count, keys: keys, in: folder.path)
    let sorted = roll.arranged { Int($0.key) }
    #expect(sorted.elementsEqual(list.sorted { ($0.key, $0.serial) < ($1.key, $1.serial) }))
    #expect(roll.elementsEqual(list), "the roll itself stays as it is")
  }

  @Test("is a value: who changes a copy changes that alone")
  func copies() throws {
    let folder = try ScratchHome()
    let (roll, list) = made(Self.many, keys: 5, in: folder.path)
    var copy = roll
    for place in stride(from: 0, to: Self.many, by: 1_000) { copy[place].key = -1 }
    copy.append(Thing(key: 8, serial: 8))
    #expect(roll.elementsEqual(list) && copy.count == Self.many + 1)
    #expect(copy[1_000].key == -1 && copy[1_001] == list[1_001])
  }

  @Test("is read by many at once")
  func readers() async throws {
    let folder = try ScratchHome()
    let (roll, list) = made(Self.many, keys: 5, in: folder.path)
    let sum = list.reduce(0) { $0 + $1.serial }
    await withTaskGroup(of: Int.self) { group in
      for first in 0..<4 {
        group.addTask { stride(from: first, to: Self.many, by: 4).reduce(0) { $0 + roll[$1].serial } }
      }
      var read = 0
      for await part in group { read += part }
      #expect(read == sum)
    }
  }

  /// A limit on the size of files stands for a full disk: to the program both are a write that fails.
  @Test("that cannot be written ends the program with a message, and nothing else", arguments: [64, 1_000])
  func fullDisk(kilobytes: Int) throws {
    let folder = try ScratchHome()
    let ran = try Program.system(
      "bash",
      [
        "-c", "trap '' XFSZ; ulimit -f \(kilobytes); exec \"$0\" --customers 22650 --history short --out \"$1\"",
        Program.folder + "/sample-bank", folder.file("bank"),
      ])
    #expect(ran.status == 73)
    #expect(ran.errors.hasPrefix("sample-bank: error: cannot write"), "\(ran.errors)")
    #expect(ran.errors.contains("File too large; free space or choose another --out"), "\(ran.errors)")
  }

  @Test("in a folder that takes no file ends the program, too")
  func noFolder() throws {
    let ran = try Program.system(
      Program.folder + "/sample-bank", ["--customers", "22650", "--history", "short", "--out", "/proc/none/bank"])
    #expect(ran.status == 73 && ran.errors.contains("cannot make a file in /proc"), "\(ran.errors)")
  }
}
