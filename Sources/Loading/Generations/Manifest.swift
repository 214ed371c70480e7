import Foundation
import MartCore
import MartStore

/// `manifest.json`: which night this is, and the files that must be equal byte for byte whenever it is made again.
struct Manifest: Codable, Equatable {
  struct Entry: Codable, Equatable {
    var path: String
    var sha256: String
    var size: Int64
  }

  struct Link: Codable, Equatable {
    var generation: String
    var manifest: String
  }

  var generation: String
  var number: Int64
  var businessDate: String
  var pipelineVersion: String
  /// Absent where nobody said.
  var basis: String?
  /// What was promised of each output, by id; absent where nobody said.
  var outputs: [String: OutputContract]?
  /// Tables that keep the rows of an earlier night, because a check holds them; absent where none does.
  var held: [String]?
  /// The generation that was current when this one was made, and the SHA-256 of its manifest; absent in the first.
  var parent: Link?
  var files: [Entry]

  enum CodingKeys: String, CodingKey {
    case generation, number, basis, outputs, held, parent, files
    case businessDate = "business_date"
    case pipelineVersion = "pipeline_version"
  }

  static let name = "manifest.json"

  /// Reads and hashes `mart.sqlite` and everything below `outbox/` and `quarantine/`.
  init(
    of folder: String, _ next: NextGeneration, pipelineVersion: String, basis: String,
    outputs: [String: OutputContract] = [:], held: [String] = [], parent: Link?
  ) throws {
    generation = next.label
    number = next.number
    businessDate = next.businessDate.description
    self.pipelineVersion = pipelineVersion
    self.basis = basis.isEmpty ? nil : basis
    self.outputs = outputs.isEmpty ? nil : outputs
    self.held = held.isEmpty ? nil : held
    self.parent = parent
    files = try Files.list(below: folder).filter(Self.lists)
      .map { path in
        let digest = try FileDigest(of: "\(folder)/\(path)")
        return Entry(path: path, sha256: digest.sha256, size: digest.size)
      }
  }

  /// Files that must be equal whenever the night is made again.
  static func lists(_ path: String) -> Bool {
    path == "mart.sqlite" || path.hasPrefix("outbox/") || path.hasPrefix("quarantine/")
  }

  /// Reads a folder's manifest; nil where it has none or it is no complete one.
  init?(readFrom folder: String) {
    guard let data = FileManager.default.contents(atPath: "\(folder)/\(Self.name)"),
      let read = try? JSONDecoder().decode(Manifest.self, from: data)
    else { return nil }
    self = read
  }

  /// Sorted keys and no clock: equal nights, equal bytes.
  func write(to folder: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(self), as: UTF8.self)
    try Files.write(text + "\n", to: "\(folder)/\(Self.name)", mode: 0o640)
  }

  var described: Generation? {
    BusinessDate(iso: businessDate).map {
      Generation(
        label: generation, number: number, businessDate: $0, pipelineVersion: pipelineVersion, basis: basis ?? "",
        outputs: outputs ?? [:], held: held ?? [])
    }
  }
}

/// A file of a generation as its manifest lists it.
package struct GenerationFile: Sendable, Hashable {
  package var path: String
  package var sha256: String
  package var size: Int64
}

extension Generations {
  /// What must be equal byte for byte whenever the generation is made again; none where it is not kept.
  package func files(of label: String) throws -> [GenerationFile] { try Self.files(in: folder(of: label)) }

  package static func files(in folder: String) throws -> [GenerationFile] {
    (Manifest(readFrom: folder)?.files ?? []).map { GenerationFile(path: $0.path, sha256: $0.sha256, size: $0.size) }
  }
}
