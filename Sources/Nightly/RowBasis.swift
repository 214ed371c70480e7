import Contracts
import Foundation
import MartCore
import MartStore

/// What the rows of a mart were made by: the contracts that say what they are, and the versions of the programs.
///
/// Two nights of equal basis differ by their data alone, so that the later one may begin with the earlier one's rows.
enum RowBasis {
  /// SHA-256 over versions, and over names and contents of every file that can move a row.
  static func digest(_ pipeline: Pipeline) throws -> String {
    var text = ""
    func add(_ line: String) { text += line + "\n" }
    add("\(pipeline.engine) \(engineVersion)|sqlite \(sqliteVersion())|\(pipeline.tokenAlgorithm)")
    let folder = pipeline.folder
    var files = ["pipeline.yaml"]
    for part in ["feeds", "models", "reference", "identity"] where Files.exists("\(folder)/\(part)") {
      files += try Files.list(below: "\(folder)/\(part)", followsLinks: true).map { "\(part)/\($0)" }
    }
    for file in files where ["yaml", "sql", "csv", "json"].contains((file as NSString).pathExtension) {
      add("\(file) \(try FileDigest(of: "\(folder)/\(file)").sha256)")
    }
    return sha256(of: text)
  }
}
