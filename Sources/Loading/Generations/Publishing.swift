import Foundation
import MartCore
import MartStore

/// One small act of publishing; after any of them a crash leaves a complete night current.
package struct PublishStep {
  package var name: String
  package var run: () throws -> Void
}

extension Generations {
  /// Publishes the candidate, then removes old nights. `mart.sqlite` must be closed.
  ///
  /// - basis: what the rows were made by, for the next night to compare with its own.
  /// - outputs: what is promised of each output, by id, for the same.
  /// - held: tables that keep the rows of an earlier night.
  /// - sealedIn: the ledger that keeps what the generation was, for `verify`.
  package func publish(
    _ next: NextGeneration, pipelineVersion: String, basis: String = "", outputs: [String: OutputContract] = [:],
    held: [String] = [], sealedIn ledger: Ledger? = nil
  ) throws {
    let steps = publishSteps(
      next, pipelineVersion: pipelineVersion, basis: basis, outputs: outputs, held: held, sealedIn: ledger)
    for step in steps { try step.run() }
    try removeOld()
  }

  /// The acts in their order: all is written aside and synced, then one rename shows it.
  package func publishSteps(
    _ next: NextGeneration, pipelineVersion: String, basis: String = "", outputs: [String: OutputContract] = [:],
    held: [String] = [], sealedIn ledger: Ledger? = nil
  ) -> [PublishStep] {
    [
      PublishStep(name: "set modes") { try tidy() },
      PublishStep(name: "write the manifest") {
        let parent = try link()
        // The mart comes to the disk meanwhile: hashing its 560 MB at 1:10,000 takes as long as that.
        let work: [() throws -> Void] = [
          {
            try Manifest(
              of: candidate, next, pipelineVersion: pipelineVersion, basis: basis, outputs: outputs, held: held,
              parent: parent
            )
            .write(to: candidate)
          },
          { try Files.sync("\(candidate)/mart.sqlite") },
        ]
        for done in sideBySide(work.count, jobs: work.count, { index in Result { try work[index]() } }) {
          try done.get()
        }
      },
      PublishStep(name: "keep the seal") { try ledger?.keep(try seal(candidate, next)) },
      PublishStep(name: "sync the files") { try Files.syncTree(candidate) },
      PublishStep(name: "name the folder") { try Files.rename(candidate, to: folder(of: next.label)) },
      PublishStep(name: "sync the name") { try Files.sync(folder) },
    ] + linkSteps(next.label)
  }

  /// The acts that make a complete night current; going back to an earlier one is the same.
  package func linkSteps(_ label: String) -> [PublishStep] {
    let aside = "\(home)/current.new"
    return [
      PublishStep(name: "link aside") {
        try Files.remove(aside)
        guard symlink("generations/\(label)", aside) == 0 else { throw Files.failure("link", aside) }
      },
      PublishStep(name: "show it") { try Files.rename(aside, to: "\(home)/current") },
      PublishStep(name: "sync the home") { try Files.sync(home) },
    ]
  }

  /// Working files go, and what readers may see gets its mode.
  private func tidy() throws {
    for name in [GateAnswers.name, outputRows, "handover.sqlite", "handover.sqlite-journal", "mart.sqlite-journal"] {
      try Files.remove("\(candidate)/\(name)")
    }
    for name in ["mart.sqlite", "report.html", "mart.prom", "lineage.ndjson"] where Files.exists("\(candidate)/\(name)")
    {
      try Files.setMode("\(candidate)/\(name)", 0o640)
    }
  }
}
