import MartCore

/// A complete night of the mart, as its manifest describes it.
package struct Generation: Sendable, Hashable {
  /// Business date and the count of its publications, such as `2024-09-30.1`.
  package var label: String
  /// Count of all publications of this home.
  package var number: Int64
  package var businessDate: BusinessDate
  package var pipelineVersion: String
  /// What its rows were made by, as the night said when it published; empty where it did not.
  package var basis: String = ""
  /// What it promised of each output, by id; empty where it did not say.
  package var outputs: [String: OutputContract] = [:]
  /// Tables whose rows are of an earlier night; the next night makes them in full.
  package var held: [String] = []

  /// The count behind the date.
  package var suffix: Int { Int(label.split(separator: ".").last ?? "") ?? 0 }
}

/// The name and number that a night will have once it is published.
package struct NextGeneration: Sendable, Hashable {
  package var label: String
  package var number: Int64
  package var businessDate: BusinessDate

  package init(label: String, number: Int64, businessDate: BusinessDate) {
    self.label = label
    self.number = number
    self.businessDate = businessDate
  }
}
