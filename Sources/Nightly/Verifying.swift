import Loading
import MartCore
import MartStore

/// What `mart verify` found of one generation.
package struct Verified: Sendable {
  package var label: String
  package var faults: [Finding]
}

/// Proves the current generation, the one named, or all that are kept. Nothing is changed.
///
/// - Throws: a usage failure where nothing is published, or no such generation is kept.
package func verify(_ layout: HomeLayout, label: String?, all: Bool) throws -> [Verified] {
  let generations = Generations(home: layout.home)
  guard let current = try generations.current() else {
    throw Failure(.usage, "nothing has been published in '\(layout.home)' yet", remedy: "run `mart run` first")
  }
  let ledger = try Ledger(home: layout.home)
  defer { try? ledger.close() }
  // By folder, not by readable manifest: a generation whose manifest is torn is shown as such.
  let kept = try Files.names(in: generations.folder).filter { !$0.hasPrefix(".") }
  let labels = all ? kept : [label ?? current.label]
  let verification = Verification(generations, ledger)
  return try labels.map { Verified(label: $0, faults: try verification.faults(of: $0)) }
}
