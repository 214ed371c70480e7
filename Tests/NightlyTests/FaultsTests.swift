import Foundation
import MartTesting
import Testing

/// Runs that are struck at their own system calls by Tests/Faults/faults.c; `make faults` strikes many more.
@Suite("runs that are killed, stopped, or out of space") struct FaultsTests {
  /// Nil, with a word, where there is no C compiler.
  private func library(in folder: ScratchHome) throws -> String? {
    let path = folder.file("faults.so")
    let made = try Program.system("python3", ["Tests/Oracles/faults.py", "--library", path])
    guard FileManager.default.fileExists(atPath: path) else {
      print(made.output)
      return nil
    }
    return path
  }

  @Test(
    "struck at calls spread over all stages, by SIGKILL, a full disk, an input/output error and SIGTERM: nothing is torn, lost or different"
  )
  func spread() throws {
    let struck = try Program.system(
      "python3",
      ["Tests/Oracles/faults.py", Program.folder + "/mart", "--kills", "50", "--errors", "50", "--terms", "20"])
    #expect(struck.status == 0, "\(struck.output)\(struck.errors)")
    #expect(struck.output.contains("120 points, 0 faults") || struck.output.hasPrefix("skipped: "), "\(struck.output)")
    print(struck.output)
  }

  @Test("shards are the whole between them, and points that held are not struck again by the same program")
  func shards() throws {
    let folder = try ScratchHome()
    func strike(_ shard: String) throws -> String {
      let options = [
        "--kills", "4", "--errors", "2", "--terms", "0", "--results", folder.file("held"), "--shard", shard,
      ]
      let ended = try Program.system("python3", ["Tests/Oracles/faults.py", Program.folder + "/mart"] + options)
      #expect(ended.status == 0, "\(ended.output)\(ended.errors)")
      return ended.output
    }
    let first = try strike("1/2")
    guard !first.hasPrefix("skipped: ") else { return }
    #expect(first.contains("6 points in all, 3 in shard 1/2, 0 of them held before\n"), "\(first)")
    #expect(first.hasSuffix("3 points, 0 faults\n3 of 6 points held by now\n"), "\(first)")
    let whole = try strike("1/1")
    #expect(whole.contains("6 points in all, 6 in shard 1/1, 3 of them held before\n"), "\(whole)")
    #expect(whole.hasSuffix("3 points, 0 faults\n6 of 6 points held by now\n"), "\(whole)")
  }

  @Test("too little space is said with figures before anything is begun, by the run and by the doctor")
  func space() throws {
    let market = try Market(nights: 5)
    guard let library = try library(in: market.folder) else { return }
    let little = "LD_PRELOAD='\(library)' FAULTS_FREE=10000000 exec"
    let refused = try market.shell(little, "run")
    #expect(refused.status == 73, "\(refused.errors)")
    #expect(
      refused.errors.contains("the night of 2024-09-01 wants about")
        && refused.errors.contains("and 10 MiB are free; free space there, then run again; nothing was begun"),
      "\(refused.errors)")
    #expect(market.current == "")
    #expect(try FileManager.default.contentsOfDirectory(atPath: market.home + "/staging") == [])
    let doctor = try market.shell(little, "doctor")
    #expect(doctor.output.contains("fail  space        the next night wants about"), "\(doctor.output)")
    #expect(try market.shell("", "run").status == 0)
    #expect(try market.shell("", "doctor").output.contains("ok    space        the next night wants about"))
  }

  @Test(
    "a signal ends a run within two seconds with a word on what comes next; the lock is free, and the next run goes on",
    arguments: [("TERM", 143), ("INT", 130)])
  func signals(_ name: String, _ code: Int32) throws {
    let market = try Market(nights: 24)
    let stopped = try Program.system(
      "sh",
      [
        "-c",
        "'\(Program.folder)/mart' run \(market.arguments) & sleep 0.4; kill -\(name) $!; s=$(date +%s%N); wait $!; code=$?; "
          + "echo $(( ($(date +%s%N) - s) / 1000000 )); exit $code",
      ])
    #expect(stopped.status == code, "\(stopped.errors)")
    #expect(
      stopped.errors.contains("stopped by SIG\(name)") && stopped.errors.contains("run the same command again"),
      "\(stopped.errors)")
    let milliseconds = try #require(Int(stopped.output.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(milliseconds < 2000)
    let next = try market.shell("", "run")
    #expect(next.status == 0 && market.current == "2024-09-24.1", "\(next.errors)")
  }

  @Test(
    "a second run ends with 75 in under a second and names who works; a lock whose holder was killed holds nobody up")
  func locked() throws {
    let market = try Market(nights: 24)
    let arguments = market.arguments
    let mart = "'\(Program.folder)/mart'"
    let both = try Program.system(
      "sh",
      [
        "-c",
        "\(mart) run \(arguments) & first=$!; sleep 0.3; s=$(date +%s%N); \(mart) run \(arguments); code=$?; "
          + "echo $(( ($(date +%s%N) - s) / 1000000 )) $first $(hostname); kill -9 $first; exit $code",
      ])
    #expect(both.status == 75, "\(both.errors)")
    let words = both.output.split(whereSeparator: \.isWhitespace).map(String.init)
    try #require(words.count == 3, "\(both.output)")
    #expect(try #require(Int(words[0])) < 1000)
    #expect(
      both.errors.contains("another run holds the lock: process \(words[1]) on \(words[2]) since 20"), "\(both.errors)")
    let next = try market.shell("", "run --verbose")
    #expect(next.status == 0, "\(next.errors)")
    #expect(next.errors.contains("the run of process \(words[1]) on \(words[2])"), "\(next.errors)")
  }
}
