import Contracts
import Extraction
import MartCore
import MartStore

extension Pipeline {
  /// The key of the marks of what was erased, beside the token key: `retail.key` → `retail.tombstone.key`.
  var tombstoneKeyPath: String { Nightly.tombstoneKeyPath(beside: keyPath) }
}

func tombstoneKeyPath(beside path: String) -> String {
  (path.hasSuffix(".key") ? String(path.dropLast(4)) : path) + ".tombstone.key"
}

extension Tombstones {
  /// What a home knows to be erased; nil where nothing ever was.
  /// - Throws: `Failure` with `.pipeline` where there are marks and no key to compare them by.
  static func of(_ pipeline: Pipeline, _ layout: HomeLayout) throws -> Tombstones? {
    let list = try ErasureDecisions.tombstones(in: layout.state)
    if list.isEmpty { return nil }
    guard Files.exists(pipeline.tombstoneKeyPath) else {
      throw Failure(
        .pipeline, "persons were erased here, and the key that knows them again is gone",
        at: FileLocation(file: pipeline.tombstoneKeyPath),
        remedy: "bring it back from its backup; without it whoever was erased would be taken in again")
    }
    let key = try KeyFile.read(pipeline.tombstoneKeyPath)
    return Tombstones(try KeyedHash(pipeline.namedTokenAlgorithm, key: key), list)
  }
}
