import Contracts
import Extraction
import MartCore

/// The parts of one delivery that lie ready when its night begins.
struct WaitingParts {
  /// All parts of one cut, to be combined; empty where there is no such set.
  private(set) var parts: [PartFile] = []
  /// Why parts that are there are not used; nil where they are, or where there are none.
  private(set) var unused: StagedNight.InWhole?

  /// - basis: what parts must have been made by.
  /// - sha256: of the delivery as it lies in landing.
  init(_ delivery: LandedDelivery, in folder: PartsFolder, basis: String, sha256: String) throws {
    let files = try folder.files(of: delivery)
    if files.isEmpty { return }
    let readable = files.compactMap { try? PartFile($0) }
    let fitting = readable.filter { $0.madeBy == basis && $0.sha256 == sha256 }
    let cuts = Dictionary(grouping: fitting, by: \.number.count)
    if let whole = cuts.sorted(by: { $0.key < $1.key }).first(where: { $0.value.count == $0.key }) {
      parts = whole.value.sorted { $0.number.number < $1.number.number }
      return
    }
    unused = StagedNight.InWhole(delivery, because: Self.cause(files.count, readable, fitting, cuts))
  }

  private static func cause(
    _ files: Int, _ readable: [PartFile], _ fitting: [PartFile], _ cuts: [Int: [PartFile]]
  ) -> String {
    let stale = readable.filter { part in !fitting.contains { $0.path == part.path } }.map(\.number.description)
    var causes: [String] = []
    if files > readable.count { causes.append("\(files - readable.count) cannot be read") }
    if !stale.isEmpty {
      causes.append("\(list(stale)) of another file, pipeline, key, calendar or program version")
    }
    for (count, found) in cuts.sorted(by: { $0.key < $1.key }) {
      let missing = (1...count).filter { number in !found.contains { $0.number.number == number } }
      causes.append("\(list(missing.map { "\($0)/\(count)" })) missing")
    }
    return causes.joined(separator: "; ")
  }

  private static func list(_ parts: [String]) -> String {
    parts.prefix(4).joined(separator: ", ") + (parts.count > 4 ? " and \(parts.count - 4) more" : "")
      + (parts.count == 1 ? " is" : " are")
  }
}
