import Foundation
import Fuzzing
import MartCore
import MartTesting
import Testing

/// The inputs of Fuzz/corpus and changed ones, through the entry points that libFuzzer calls. `FUZZ=100000` tries so many
/// of each target, `FUZZ_SEED` other ones.
@Suite("the readers of what strangers wrote") struct FuzzingTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let wanted = environment["FUZZ"].flatMap { Int($0) } ?? 4_000
  private static let seed = environment["FUZZ_SEED"].flatMap { UInt64($0) } ?? 20_240_930

  private static func corpus(_ target: FuzzTarget) throws -> [[UInt8]] {
    let folder = "\(Program.repository)/Fuzz/corpus/\(target.rawValue)"
    return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { name in
      Array(FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data())
    }
  }

  @Test(
    "keep their promises over every input of the corpus, and over inputs made of them", arguments: FuzzTarget.allCases)
  func corpus(target: FuzzTarget) throws {
    let scratch = try FuzzScratch()
    let corpus = try Self.corpus(target)
    #expect(corpus.count > 5)
    for input in corpus { #expect(throws: Never.self) { try target.judge(input, in: scratch) } }
    let count = target == .contracts ? Self.wanted / 20 : Self.wanted
    for number in 0..<count {
      var chance = SystemOfChance(Self.seed &+ UInt64(number))
      let input = chance.changed(corpus)
      do { try target.judge(input, in: scratch) } catch {
        Issue.record(
          "\(error): \(target.rawValue), FUZZ_SEED=\(Self.seed &+ UInt64(number)) FUZZ=1, \(input.count) bytes")
        return
      }
    }
  }

  @Test("are fed with little: the committed corpus is small")
  func small() throws {
    let bytes = try FuzzTarget.allCases.flatMap { try Self.corpus($0) }.reduce(0) { $0 + $1.count }
    #expect(bytes < 300_000)
  }

  @Test("are told from readers that break a promise")
  func broken() throws {
    let scratch = try FuzzScratch()
    // What the oracle of each target says where a reader is wrong is seen by asking it of what no reader would give.
    #expect(throws: (any Error).self) { try FuzzTarget.promiseOfLines(["a", "b"], of: "a\nc\n") }
    #expect(throws: (any Error).self) { try FuzzTarget.promiseOfLines(["a"], of: "a\nb\nc\nd\n") }
    #expect(throws: Never.self) { try FuzzTarget.promiseOfLines(["a", "b"], of: "a\nb\n") }
    #expect(throws: Never.self) { try FuzzTarget.gzip.judge([], in: scratch) }
  }
}

/// Changes inputs as a fuzzer does, from a seed.
private struct SystemOfChance: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  private static let odd: [[UInt8]] = [
    [0], [0x0A], [0x0D, 0x0A], [0x22], [0x22, 0x22], [0xFF], [0x81], [0xE2, 0x82], Array("|+|".utf8),
    Array("\\u0000".utf8),
    Array("99999999999999999999".utf8), Array("TRL|+|".utf8), Array("-".utf8), Array(": ".utf8), [0x1F, 0x8B],
    [0xEF, 0xBB, 0xBF],
  ]

  mutating func changed(_ corpus: [[UInt8]]) -> [UInt8] {
    var input = corpus.randomElement(using: &self) ?? []
    for _ in 0...Int.random(in: 0...5, using: &self) {
      let place = Int.random(in: 0...input.count, using: &self)
      switch Int.random(in: 0..<6, using: &self) {
      case 0 where place < input.count: input[place] ^= UInt8(1 << Int.random(in: 0..<8, using: &self))
      case 1 where place < input.count: input.remove(at: place)
      case 2: input.insert(contentsOf: Self.odd.randomElement(using: &self) ?? [], at: place)
      case 3: input.removeSubrange(place..<min(input.count, place + Int.random(in: 0...20, using: &self)))
      case 4: input.insert(contentsOf: input[place..<min(input.count, place + 30)], at: place)
      default:
        let other = corpus.randomElement(using: &self) ?? []
        input = Array(input.prefix(place)) + other.suffix(Int.random(in: 0...other.count, using: &self))
      }
    }
    return input
  }
}
