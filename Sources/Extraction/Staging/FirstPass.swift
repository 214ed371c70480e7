/// What one pass over a delivery, or over a part of it, leaves beside its rows, before rules look at all of them.
struct FirstPass {
  /// Records; rows of `row`; rows of `quarantine`; late ones of those that were kept.
  var rows: Int64 = 0
  var staged: Int64 = 0
  var quarantined: Int64 = 0
  var late: Int64 = 0
  /// Kept rows whose key another one may have (DQ-10), ascending.
  var suspects: [Int64] = []
  var findings = FindingLog()
  /// What the trailer announces.
  var trailer: Announcement?
  /// Of the file as it landed, all of it.
  var sha256 = ""
  var bytes: Int64 = 0
}
