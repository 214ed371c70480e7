import Contracts
import Extraction
import MartCore
import MartStore

/// What the rows of a part depend on beside the bytes of the delivery: two parts of another basis are of two extractions.
/// What was erased, and the rows of the night before, are asked where parts are combined.
struct PartBasis {
  /// To be raised where parts of a version of this program cannot be combined by another one.
  private static let form = "parts 1"

  private let pipeline: String
  private let key: String

  init(_ pipeline: Pipeline, _ tokenizer: Tokenizer) throws {
    var rows = pipeline
    // Whatever runs the models, rows are extracted alike.
    rows.engine = ""
    self.pipeline = try RowBasis.digest(rows)
    key = String(try tokenizer.token(kind: "part", value: "key"))
  }

  /// - windowFrom: rows up to this date are late.
  func digest(_ delivery: LandedDelivery, windowFrom: BusinessDate?) -> String {
    let name = "\(delivery.feed) \(delivery.businessDate) \(delivery.sequence)"
    return sha256(of: [Self.form, pipeline, key, name, windowFrom?.description ?? ""].joined(separator: "|"))
  }
}
