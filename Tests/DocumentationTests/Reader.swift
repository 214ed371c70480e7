import Foundation
import MartTesting

/// Somebody who has cloned the repository, has built it, has a key and the small bank with its nights, and types.
///
/// Scripts that note what they are asked stand in for the compiler, since the programs are those under test, for libFuzzer and
/// Datasette, and for the Python of Spark where the machine has none. Sizes that the Makefile takes from the environment are small ones.
struct Reader {
  let folder: ScratchHome
  /// What stands on the pages, and what this reader puts in.
  private let replacements: [(String, String)]

  /// A virtual environment with pyspark, where the machine has one.
  static let sparkFolder: String? = ProcessInfo.processInfo.environment["SPARK_PYTHON"].map {
    (($0 as NSString).deletingLastPathComponent as NSString).deletingLastPathComponent
  }

  private static let sizes = [
    "SCALE": "1000000", "ROUNDS": "1", "NIGHTS": "1", "KILLS": "2", "ERRORS": "1", "TERMS": "1", "RETAIL": "0",
    "FAULTS": "6", "SOAK": "1",
  ]

  /// A key, and the small bank whose nights but the last have been run: made once, since every reader begins so.
  private nonisolated(unsafe) static let bank = Result {
    try folder(
      """
      umask 077; mkdir keys; head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \\n' > keys/retail.key
      cp -R '\(Program.repository)/SampleData/.' home
      """, nights: "--from 2023-12-31 --to 2024-09-29")
  }

  /// The same with its last night.
  private nonisolated(unsafe) static let finishedBank = Result {
    try folder("cp -a '\(bank.get().path)/.' .", nights: "")
  }

  private static func folder(_ prepare: String, nights: String) throws -> ScratchHome {
    let folder = try ScratchHome()
    let made = try shell(
      """
      \(prepare)
      ln -s '\(Program.repository)/Pipelines' . && mart run --home home \(nights) && rm Pipelines
      """, in: folder.path)
    guard made.status == 0 else { throw Unprepared(errors: made.errors) }
    return folder
  }

  /// - lastNight: whether the last night of the bank is run too, or waits.
  init(lastNight: Bool = true) throws {
    folder = try ScratchHome()
    let made = try Self.shell(
      """
      umask 077; mkdir -p .build/explore/bin .spark/bin standins .config/fish/completions .zsh/completions
      mkdir -p .local/share/bash-completion/completions
      ln -s '\(Program.folder)' .build/release
      for each in '\(Program.repository)'/*; do
        case $each in */home|*/keys|*/Documentation) ;; *) ln -s "$each" . ;; esac
      done
      cp -R '\(Program.repository)/Documentation' .
      printf '#!/bin/sh\\necho "$@" >> "\(folder.path)/asked-of-swift"\\n' > standins/swift
      mkdir -p .build/fuzz/release; echo datasette > .build/explore/packages
      printf '#!/bin/sh\\necho "$@" >> "\(folder.path)/asked-of-fuzz"\\necho Done 1 runs\\n' > .build/fuzz/release/mart-fuzz
      printf '#!/bin/sh\\necho pyspark stands in\\n' > .spark/bin/python
      printf '#!/bin/sh\\necho "$@" >> "\(folder.path)/asked-of-datasette"\\nexec sleep 60\\n' > .build/explore/bin/datasette
      chmod +x .build/fuzz/release/mart-fuzz standins/swift .build/explore/bin/datasette .spark/bin/python
      cp -a '\((lastNight ? Self.finishedBank : Self.bank).get().path)/.' .; cp home/truth.json numbers.json
      """, in: folder.path)
    guard made.status == 0 else { throw Unprepared(errors: made.errors) }
    let path = folder.path
    func one(_ sql: String) throws -> String {
      try Self.shell("mart query --home home --format csv \"\(sql)\" | tail -1", in: path).output
        .trimmingCharacters(in: .whitespacesAndNewlines)
    }
    let party = try one("SELECT MIN(party_id) FROM dim_party WHERE status = 'A'")
    let core = try one("SELECT MIN(src_cust_id) FROM id_xref WHERE src = 'CORE'")
    let card = try one("SELECT MAX(src_cust_id) FROM id_xref WHERE src = 'CARD'")
    try "\(party)\n".write(toFile: folder.file("persons.txt"), atomically: true, encoding: .utf8)
    replacements = [
      ("/srv/mart/", ""), ("/backup/mart", "backup"), ("--home /tmp/bank", "--home home"), ("/tmp/", ""),
      ("/var/log/mart/", ""), ("KEY", try one("SELECT MIN(txn_id) FROM fact_card_txn")), ("1234567", party),
      ("--number-token 173941915529444178", "--number-token \(core)"), ("173941915529444178", party),
      ("CORE:12,CARD:34", "CORE:\(core),CARD:\(card)"),
      // Nobody is to be written to, and the committed bank is not to be made anew.
      ("mail -s \"customer mart\" oncall", "cat"), ("--out SampleData", "--out made"),
    ]
  }

  /// A line of a page. What serves until it is stopped is asked to stop after ten seconds.
  func type(_ line: String) throws -> Program.Ended {
    let typed = replacements.reduce(line) { $0.replacing($1.0, with: $1.1) }
    return try Self.shell(line.hasPrefix("make explore") ? "timeout 10 \(typed)" : typed, in: folder.path)
  }

  /// What a stand-in was asked, a line a call.
  func asked(of program: String) -> String {
    (try? String(contentsOfFile: folder.file("asked-of-\(program)"), encoding: .utf8)) ?? ""
  }

  private static func shell(_ command: String, in folder: String) throws -> Program.Ended {
    let sizes = sizes.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " ")
    let spark = sparkFolder.map { "SPARK='\($0)' MART_SPARK_PYTHON='\($0)/bin/python'" } ?? ""
    return try Program.system(
      "sh",
      [
        "-c",
        """
        cd '\(folder)' && PATH="\(folder)/standins:\(Program.folder):$PATH" HOME='\(folder)' && unset MAKEFLAGS MAKELEVEL CI
        export PATH HOME \(sizes) \(spark)
        \(command)
        """,
      ])
  }

  struct Unprepared: Error { var errors: String }
}
