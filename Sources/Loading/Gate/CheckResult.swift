import Contracts
import MartCore

/// A line of `meta_check`.
package struct CheckResult: Sendable, Hashable {
  /// `held`: it speaks of tables that keep their last rows, and fails of them or of tonight's rows, but not of both.
  package enum Status: String, Sendable, CaseIterable { case ok, failed, waived, held }
  package var id: String
  package var severity: Severity
  package var owner: String
  /// Rows that should not be there.
  package var failing: Int64
  package var status: Status
  /// The waiver's text where there is one, else empty.
  package var waiver: String
  /// What failed, for the person on call.
  package var what: String
  package var location: FileLocation?
  package var remedy: String

  init(
    _ id: String, _ severity: Severity, owner: String, failing: Int64, what: String, at location: FileLocation? = nil,
    remedy: String, waiver: String? = nil
  ) {
    self.id = id
    self.severity = severity
    self.owner = owner
    self.failing = failing
    self.what = what
    self.location = location
    self.remedy = remedy
    self.waiver = failing > 0 ? waiver ?? "" : ""
    status = failing == 0 ? .ok : waiver == nil ? .failed : .waived
  }

  var failure: Failure { Failure(.refused, what, rule: id, at: location, remedy: remedy) }

  var warning: Finding {
    Finding(
      what + (status == .waived ? " (waived by \(waiver))" : ""), rule: id, at: location ?? FileLocation(file: ""),
      severity: .warning, remedy: remedy)
  }
}
