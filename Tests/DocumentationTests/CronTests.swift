import Foundation
import MartTesting
import Testing

/// What Documentation/Operations.md gives to cron and systemd.
@Suite("schedulers") struct CronTests {
  /// Lines of the first fence below a heading.
  private func fence(below heading: String) throws -> [String] {
    let page = try #require(try Page.all().first { $0.path == "Documentation/Operations.md" })
    let start = try #require(page.lines.firstIndex(of: heading))
    let open = try #require(page.lines[start...].firstIndex { $0.hasPrefix("```") })
    return Array(page.lines[(open + 1)...].prefix { !$0.hasPrefix("```") })
  }

  @Test("the line in cron publishes and says nothing with cron's environment alone: a bare PATH, no terminal, no TZ")
  func cron() throws {
    let bank = try BankHome()
    let root = try ScratchHome()
    let files = FileManager.default
    let pipelines = (bank.pipeline as NSString).deletingLastPathComponent
    let keys = (pipelines as NSString).deletingLastPathComponent + "/keys"
    for (name, target) in [("home", bank.path), ("Pipelines", pipelines), ("keys", keys)] {
      try files.createSymbolicLink(atPath: root.file(name), withDestinationPath: target)
    }
    try files.createDirectory(atPath: root.file(".build"), withIntermediateDirectories: true)
    try files.createSymbolicLink(atPath: root.file(".build/release"), withDestinationPath: Program.folder)
    let table = try fence(below: "## The line in cron").map { $0.replacing("/srv/mart", with: root.path) }
    // As cron: HOME and LOGNAME of the user, the table's own variables, and nothing else but what `make asan` tells its programs.
    let watched = ProcessInfo.processInfo.environment["ASAN_OPTIONS"].map { ["ASAN_OPTIONS=\($0)"] } ?? []
    let variables = table.filter { $0.contains(/^[A-Z]+=/) } + ["HOME=\(root.path)", "LOGNAME=mart"] + watched
    let line = try #require(table.last { $0.hasPrefix("*/20") })
    let command = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)[5]
    for _ in 0..<2 {
      let ended = try Program.system(
        "setsid", ["-w", "env", "-i"] + variables + ["/bin/sh", "-c", command.trimmingCharacters(in: .whitespaces)])
      #expect(ended.status == 0 && ended.output.isEmpty && ended.errors.isEmpty, "\(ended)")
    }
    #expect(bank.current == "2024-09-30.1")
    let user = try Program.system(
      "sqlite3", ["-readonly", bank.path + "/ledger.sqlite", "SELECT COUNT(*) FROM run WHERE status = 'published'"])
    #expect(user.output == "4\n")
  }

  @Test("the units of systemd are units: what they start is the line of cron, and systemd finds nothing wrong")
  func systemd() throws {
    let text = try fence(below: "### By systemd")
    let starts = text.filter { $0.hasPrefix("# /etc/systemd/system/") }
    #expect(starts.map { ($0 as NSString).lastPathComponent } == ["mart.service", "mart.timer"])
    #expect(text.contains("ExecStart=/srv/mart/.build/release/mart run --home /srv/mart/home"))
    guard (try? Program.system("systemd-analyze", ["--version"]).status) == 0 else { return }
    let folder = try ScratchHome()
    var name = ""
    var units: [String: [String]] = [:]
    for line in text {
      if line.hasPrefix("# /etc/") {
        name = (line as NSString).lastPathComponent
      } else {
        units[name, default: []].append(line)
      }
    }
    for (name, lines) in units {
      let unit = lines.joined(separator: "\n").replacing("/srv/mart/.build/release/mart", with: "/bin/true")
      try (unit + "\n").write(toFile: folder.file(name), atomically: true, encoding: .utf8)
      let checked = try Program.system("systemd-analyze", ["verify", "--man=no", folder.file(name)])
      #expect(!checked.errors.contains(name), "\(checked.errors)")
    }
  }
}
