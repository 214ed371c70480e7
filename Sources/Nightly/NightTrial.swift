import Foundation
import Loading
import MartCore
import MartStore
import Synchronization
import Transformation

/// The next night on a copy of the home, up to where its tables are foretold: nothing of the home is changed.
struct NightTrial {
  let options: NightOptions
  let date: BusinessDate

  private struct Enough: Error {}

  /// What the night would do to each table, in their order; empty where it makes all of them in full.
  ///
  /// - Throws: what the night itself would stop with before its tables are made; `.locked` while a run works on the
  ///   home.
  func foretold() throws -> [ForetoldTable] {
    let scratch = try ScratchFolder(options.layout, "foretell")
    try copyHome(to: scratch.path)
    let told = Mutex<[ForetoldTable]>([])
    try withExtendedLifetime(scratch) {
      var night = options
      night.layout = HomeLayout(home: scratch.path, landing: options.layout.landing)
      night.dates = .exactly(date)
      night.foretold = { tables in
        told.withLock { $0 = tables }
        throw Enough()
      }
      do { _ = try runNights(night) } catch is Enough {}
    }
    return told.withLock { $0 }
  }

  /// What a night begins with. The archive is linked, since its files are never written to.
  private func copyHome(to target: String) throws {
    let layout = options.layout
    let lock = try RunLock(home: layout.home)
    defer { lock.release() }
    guard let current = try Generations(home: layout.home).current() else { return }
    let copy = HomeLayout(home: target)
    try copyTree(layout.state, to: copy.state) { try Files.copy($0, to: $1, mode: 0o600) }
    try copyTree("\(layout.generations)/\(current.label)", to: "\(copy.generations)/\(current.label)") {
      try Files.copy($0, to: $1, mode: 0o600)
    }
    try copyTree(layout.archive, to: copy.archive) {
      if link($0, $1) != 0 { try Files.copy($0, to: $1, mode: 0o600) }
    }
    try Files.copy(layout.ledger, to: copy.ledger, mode: 0o600)
    guard symlink("generations/\(current.label)", copy.current) == 0 else { throw Files.failure("link", copy.current) }
  }

  private func copyTree(_ source: String, to target: String, _ copy: (String, String) throws -> Void) throws {
    try Files.makeFolder(target, mode: 0o700)
    guard Files.exists(source) else { return }
    for name in try Files.list(below: source) {
      let path = "\(target)/\(name)"
      try Files.makeFolder((path as NSString).deletingLastPathComponent, mode: 0o700)
      try copy("\(source)/\(name)", path)
    }
  }
}
