import Contracts
import MartCore
import MartStore

/// Waivers that would hold tonight, had a second person approved what they say.
struct PendingWaivers {
  private let notes: [String: String]

  init(_ waivers: [CheckWaiver], on date: BusinessDate, _ approvals: Approvals) throws {
    var notes: [String: String] = [:]
    for waiver in waivers where waiver.until.map({ $0 >= date }) ?? false {
      if let asked = try approvals.missing(waiver) { notes[waiver.checkID] = Self.note(waiver, asked) }
    }
    self.notes = notes
  }

  private static func note(_ waiver: CheckWaiver, _ asked: Approvals.Missing) -> String {
    let said = "; its waiver (\(waiver.text)) does not count yet, for want of a second person: "
    switch asked {
    case .waiting(let line):
      return said + "\(line.by) asked (\(line.request.because)), and another user approves it with "
        + "`mart approve \(line.request.id)`"
    case .nobody: return said + "ask for one with `mart request waiver \(waiver.checkID) --because …`"
    }
  }

  /// Failures of checks, those with such a waiver saying so.
  func told(_ failures: [Failure]) -> [Failure] {
    failures.map { failure in
      var failure = failure
      failure.what += notes[failure.rule] ?? ""
      return failure
    }
  }

  /// Warnings of checks, alike.
  func told(_ warnings: [Finding]) -> [Finding] {
    warnings.map { warning in
      var warning = warning
      warning.problem += notes[warning.rule] ?? ""
      return warning
    }
  }
}

extension Approvals {
  /// Why an act has no second person yet.
  enum Missing {
    case waiting(Line)
    case nobody
  }

  /// Nil where the waiver needs nobody else, or was approved as it stands.
  func missing(_ waiver: CheckWaiver) throws -> Missing? {
    let content = sha256(of: waiver.text)
    do {
      _ = try require(.waiver, waiver.checkID, content: content)
      return nil
    } catch let failure as Failure where failure.rule == Self.rule {
      let line = try list().last {
        $0.request.act == Policy.Act.waiver.rawValue && $0.request.subject == waiver.checkID
          && $0.request.content == content && $0.state == "waiting"
      }
      return line.map(Missing.waiting) ?? .nobody
    }
  }
}
