import Contracts
import Foundation
import MartCore
import MartStore
import Transformation

/// What was proved of a pipeline, kept with a home: a night whose contracts are the last one's proves nothing again
/// (decision 0067).
///
/// It holds for the same bytes of all files, read by the same program file with the same SQLite. Only files that were
/// proved good are known; what is found wrong is found anew each time.
struct PipelineProof {
  private struct Kept: Codable {
    var models: [String]
    var plan: ModelPlan
    /// Their files are relative to the pipeline's folder.
    var warnings: [Finding]
  }

  /// How many are kept: each of the four stages' programs has its own, and two versions of a pipeline may take turns.
  static let limit = 12

  private let pipelineFolder: String
  private let home: HomeLayout
  private let files: String
  private let program: String

  /// Nil where the folder cannot be read, which whoever loads it says better.
  init?(of pipelineFolder: String, in home: HomeLayout) {
    guard let files = Self.files(of: pipelineFolder), let program = Self.program() else { return nil }
    (self.pipelineFolder, self.home, self.files, self.program) = (pipelineFolder, home, files, program)
  }

  private var path: String { "\(home.proofs)/\(sha256(of: "\(program) \(files)")).json" }

  /// The plan of a pipeline that was loaded after this was made; nil where it has not been proved here, or where its
  /// files changed while it was loaded.
  func plan(of pipeline: Pipeline) -> ModelPlan? {
    guard let data = FileManager.default.contents(atPath: path),
      let kept = try? JSONDecoder().decode(Kept.self, from: data), Self.files(of: pipelineFolder) == files
    else { return nil }
    let models = Dictionary(pipeline.models.map { ($0.name, $0) }) { first, _ in first }
    var plan = kept.plan
    plan.order = kept.models.compactMap { models[$0] }
    plan.warnings = kept.warnings.map { warning in moved(warning) { "\(pipeline.folder)/\($0)" } }
    return plan.order.count == pipeline.models.count ? plan : nil
  }

  /// Keeps what was proved; not where the files changed in between.
  func keep(_ plan: ModelPlan, of pipeline: Pipeline) throws {
    let start = pipeline.folder + "/"
    guard plan.warnings.allSatisfy({ $0.location.file.hasPrefix(start) }), Self.files(of: pipelineFolder) == files
    else { return }
    let warnings = plan.warnings.map { warning in moved(warning) { String($0.dropFirst(start.count)) } }
    let kept = Kept(models: plan.order.map(\.name), plan: plan, warnings: warnings)
    try Files.makeFolder(home.proofs, mode: 0o700)
    try forgetOldest()
    let part = path + ".part"
    try Files.write(String(decoding: JSONEncoder().encode(kept), as: UTF8.self), to: part, mode: 0o600)
    try Files.rename(part, to: path)
  }

  private func moved(_ warning: Finding, _ file: (String) -> String) -> Finding {
    var moved = warning
    moved.location.file = file(warning.location.file)
    return moved
  }

  /// Makes room for one more; a part that a killed run left is one of them.
  private func forgetOldest() throws {
    let aged = try Files.names(in: home.proofs).map { name -> (age: Int, path: String) in
      var status = stat()
      let path = "\(home.proofs)/\(name)"
      return (lstat(path, &status) == 0 ? status.st_mtim.tv_sec : 0, path)
    }
    for old in aged.sorted(by: { $0.age > $1.age }).dropFirst(Self.limit - 1) { try Files.remove(old.path) }
  }

  private static func files(of folder: String) -> String? {
    try? PipelineArchive.digest(PipelineArchive.files(of: folder), of: folder)
  }

  /// Another build, another upgrade of SQLite: another name. A program file is known as `make` knows it.
  private static func program() -> String? {
    var status = stat()
    guard stat("/proc/self/exe", &status) == 0 else { return nil }
    let times = [status.st_mtim, status.st_ctim].map { "\($0.tv_sec).\($0.tv_nsec)" }
    return "\(status.st_dev) \(status.st_ino) \(status.st_size) \(times) \(sqliteVersion())"
  }
}
