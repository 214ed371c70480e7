import MartCore
import MartStore

extension Generations {
  /// The current generation as the next one's manifest names it.
  func link() throws -> Manifest.Link? {
    guard let current = try current() else { return nil }
    let manifest = try FileDigest(of: "\(folder(of: current.label))/\(Manifest.name)")
    return Manifest.Link(generation: current.label, manifest: manifest.sha256)
  }

  /// What a folder with a manifest is now.
  func seal(_ folder: String, _ next: NextGeneration) throws -> Seal {
    Seal(
      label: next.label, number: next.number, manifest: try FileDigest(of: "\(folder)/\(Manifest.name)").sha256,
      others: try others(folder))
  }

  /// SHA-256 over the names and hashes of the files that the manifest does not list: the report, and what tells times.
  func others(_ folder: String) throws -> String {
    let lines = try Files.list(below: folder).filter { !Manifest.lists($0) && $0 != Manifest.name }.sorted()
      .map { "\(try FileDigest(of: "\(folder)/\($0)").sha256) \($0)\n" }
    return sha256(of: lines.joined())
  }
}
