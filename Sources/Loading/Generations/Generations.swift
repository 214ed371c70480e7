import Foundation
import MartCore
import MartStore

/// The complete nights of a home, and the one that readers see through `current`.
package struct Generations: Sendable {
  package let home: String
  /// How many complete nights are kept, the current one among them.
  package let kept: Int

  package init(home: String, kept: Int = 3) {
    self.home = home
    self.kept = max(1, kept)
  }

  package var folder: String { "\(home)/generations" }
  /// Where tonight is made.
  package var candidate: String { "\(folder)/.candidate" }

  package func folder(of label: String) -> String { "\(folder)/\(label)" }

  /// The night that readers see; nil before the first.
  /// - Throws: `Failure(.internal)` where `current` leads to no complete night.
  package func current() throws -> Generation? {
    let link = "\(home)/current"
    var status = stat()
    guard lstat(link, &status) == 0 else { return nil }
    guard let found = Manifest(readFrom: link)?.described else {
      throw Failure(
        .internal, "current leads to no complete generation", at: FileLocation(file: link),
        remedy: "point the link at a folder of generations/ that has a \(Manifest.name)")
    }
    return found
  }

  /// Complete nights, the earliest published first.
  package func list() throws -> [Generation] {
    try Files.names(in: folder).filter { !$0.hasPrefix(".") }
      .compactMap { Manifest(readFrom: "\(folder)/\($0)")?.described }
      .sorted { $0.number < $1.number }
  }

  /// Label and number for one more night of this date after the current one.
  package func next(for businessDate: BusinessDate) throws -> NextGeneration {
    let current = try current()
    let number = current?.number ?? 0
    let published = try list().filter { $0.businessDate == businessDate && $0.number <= number }
    let suffix = (published.map(\.suffix).max() ?? 0) + 1
    return NextGeneration(label: "\(businessDate).\(suffix)", number: number + 1, businessDate: businessDate)
  }

  /// Makes an empty candidate after removing what failed attempts left.
  /// - Returns: the candidate's folder.
  package func prepare() throws -> String {
    try Files.makeFolder(folder, mode: 0o750)
    try removeLeftovers()
    try Files.makeFolder(candidate, mode: 0o750)
    return candidate
  }

  /// Gives the candidate the rows of the current mart.
  package func copyCurrentMart() throws {
    guard let current = try current() else { return }
    try Files.copy("\(folder(of: current.label))/mart.sqlite", to: "\(candidate)/mart.sqlite", mode: 0o640)
  }

  /// Removes the candidate, nights that were written and never became current, and halves of removed ones.
  package func removeLeftovers() throws {
    let number = try current()?.number ?? 0
    try Files.remove("\(home)/current.new")
    for name in try Files.names(in: folder) {
      let manifest = Manifest(readFrom: "\(folder)/\(name)")
      if name.hasPrefix(".") || manifest == nil || manifest.map({ $0.number > number }) == true {
        try remove(name)
      }
    }
  }

  /// Removes all but the last nights; the current one always stays.
  /// - Returns: the labels removed.
  @discardableResult
  package func removeOld() throws -> [String] {
    guard let current = try current() else { return [] }
    let older = try list().filter { $0.number < current.number }
    let removed = older.dropLast(kept - 1).map(\.label)
    for label in removed { try remove(label) }
    return removed
  }

  /// The manifest goes first, so that what a crash leaves of the folder counts as nothing.
  private func remove(_ name: String) throws {
    try Files.remove("\(folder)/\(name)/\(Manifest.name)")
    try Files.remove("\(folder)/\(name)")
  }
}
