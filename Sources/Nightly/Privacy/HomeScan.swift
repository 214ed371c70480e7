import Extraction
import Foundation
import MartCore
import MartStore

/// Looks for values, byte by byte, in every file of a home, compressed ones as they were before.
struct HomeScan {
  let layout: HomeLayout
  let finder: ByteFinder

  /// - values: looked for in UTF-8 and GB18030.
  init(_ layout: HomeLayout, values: [String]) {
    self.layout = layout
    finder = ByteFinder(values.flatMap { [Array($0.utf8)] + (bytes(of: $0, in: .gb18030).map { [$0] } ?? []) })
  }

  struct Place: Sendable {
    /// `archive`, `state/vault.sqlite`, …
    var name: String
    var files: Int = 0
    /// Occurrences, and files that hold some.
    var found: Int = 0
    var holders: [String] = []
  }

  /// By place, in the order of their names.
  func run() throws -> [Place] {
    var places: [String: Place] = [:]
    func look(_ path: String, _ name: String) throws {
      let found = try occurrences(of: finder, in: path)
      places[name, default: Place(name: name)].files += 1
      guard found > 0 else { return }
      places[name]?.found += found
      places[name]?.holders.append(path)
    }
    for file in try Files.list(below: layout.home) {
      let parts = file.split(separator: "/").map(String.init)
      try look("\(layout.home)/\(file)", Self.place(parts))
    }
    let apart = layout.landing != layout.home + "/landing" && Files.exists(layout.landing)
    if apart { for file in try Files.list(below: layout.landing) { try look("\(layout.landing)/\(file)", "landing") } }
    return places.values.sorted { $0.name < $1.name }
  }

  private static func place(_ parts: [String]) -> String {
    switch parts.first ?? "" {
    case "state": parts.prefix(2).joined(separator: "/")
    case "generations":
      parts.count > 3 && parts[2] == "outbox" ? "outbox" : parts.count > 3 ? "generations: \(parts[2])" : "generations"
    case let first where parts.count == 1: first
    case let first: first
    }
  }
}
