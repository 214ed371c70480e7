import Contracts
import Foundation
import MartCore
import MartStore

extension Gate {
  /// Every output left its three files with the hash that its control announces, or the note that it is held.
  func outputResults() throws -> [CheckResult] {
    try pipeline.outputs.map { output in
      let stem = "\(candidate)/outbox/\(output.user)/\(output.stem(on: businessDate))"
      let fault = try fault(stem)
      return CheckResult(
        "output.\(output.id)", .stop, owner: output.owner, failing: fault == nil ? 0 : 1,
        what: "output \(output.id) (\(output.title)) \(fault ?? "is complete")", at: FileLocation(file: stem),
        remedy: "run the emission again; nothing was published")
    }
  }

  private func fault(_ stem: String) throws -> String? {
    if Files.exists("\(stem).held") { return nil }
    for ending in ["csv.gz", "ctl", "ok"] where !Files.exists("\(stem).\(ending)") { return "has no .\(ending) file" }
    let announced = try Files.read("\(stem).ctl").split(separator: "\n").first { $0.hasPrefix("sha256=") }
    let digest = try FileDigest(of: "\(stem).csv.gz")
    return announced.map { $0.dropFirst(7) == digest.sha256 } == true
      ? nil : "is not the file that its control announces"
  }
}
