import Foundation
import MartTesting
import Testing

/// What people see while a run works: at a terminal, which python3's `pty` plays.
@Suite("progress") struct ProgressTests {
  /// Runs `mart` at a terminal of so many columns, its standard error alone where `errorsOnly`; prints what came, and the
  /// exit code last.
  private func terminal(_ bank: BankHome, columns: Int, _ arguments: [String], term: String = "xterm") throws
    -> [String]
  {
    let script = """
      import fcntl, os, pty, struct, sys, termios
      child, end = pty.fork()
      if child == 0:
          fcntl.ioctl(2, termios.TIOCSWINSZ, struct.pack('HHHH', 24, int(sys.argv[1]), 0, 0))
          os.environ['TERM'] = sys.argv[2]
          os.execv(sys.argv[3], sys.argv[3:])
      seen = b''
      while True:
          try: piece = os.read(end, 65536)
          except OSError: break
          if not piece: break
          seen += piece
      status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
      sys.stdout.buffer.write(seen)
      print('\\rexit', status)
      """
    let ran = try Program.system(
      "python3",
      ["-c", script, "\(columns)", term, Program.folder + "/mart"] + arguments
        + ["--home", bank.path, "--pipeline", bank.pipeline])
    #expect(ran.status == 0, "\(ran.errors)")
    return ran.output.replacing("\u{1B}[K", with: "").replacing("\r\n", with: "\r").split(separator: "\r").map(
      String.init)
  }

  @Test("a terminal sees files, rows a second, models done of all, and the time left, on one line that is cleared")
  func watched() throws {
    let bank = try BankHome()
    let lines = try terminal(bank, columns: 200, ["run"])
    #expect(lines.last == "exit 0\n" || lines.last == "exit 0", "\(lines.suffix(3))")
    #expect(lines.contains { $0.contains(/^night 2023-12-31 \(1 of 4\) · extract · \d+ of 30 files · \d+ rows\/s/) })
    #expect(lines.contains { $0.contains(/· transform · (\d+) of \1 models/) }, "the last model is told")
    // The first night has nothing to go by; later ones have.
    #expect(!lines.contains { $0.hasPrefix("night 2023-12-31") && $0.contains(" left") })
    let left = lines.filter { $0.hasPrefix("night 2024-09-30 (4 of 4)") }.compactMap {
      $0.firstMatch(of: /· (?:(\d+) min )?(\d+) s left/).map { (Int($0.1 ?? "0") ?? 0) * 60 + (Int($0.2) ?? 0) }
    }
    #expect(left.count > 2 && (left.last ?? 0) <= (left.first ?? 0), "\(left)")
    for stage in ["extract", "transform", "emit", "load"] {
      #expect(lines.contains { $0.hasPrefix("night 2024-08-31 (2 of 4) · \(stage)") }, "\(stage)")
    }
    #expect(!lines.contains { $0.contains("\u{1B}") })
  }

  @Test("it fits a narrow terminal, and is not there for a dumb one, with --quiet, or where nobody watches")
  func unwatched() throws {
    let bank = try BankHome()
    let narrow = try terminal(bank, columns: 40, ["run", "--date", "2023-12-31"])
    let shown = narrow.filter { $0.hasPrefix("night ") }
    #expect(!shown.isEmpty && shown.allSatisfy { $0.count <= 39 }, "\(shown.suffix(3))")
    let quiet = try terminal(bank, columns: 80, ["run", "--date", "2024-08-31", "--quiet"])
    #expect(quiet.count == 1 && quiet[0].hasPrefix("exit 0"), "\(quiet)")
    let dumb = try terminal(bank, columns: 80, ["run", "--date", "2024-09-29"], term: "dumb")
    #expect(!dumb.contains { $0.hasPrefix("night ") })
    let piped = try bank.mart(["run"])
    #expect(piped.status == 0 && piped.errors.isEmpty, "\(piped.errors)")
  }
}
