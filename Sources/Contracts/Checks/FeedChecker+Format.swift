import MartCore

extension FeedChecker {
  mutating func checkFormat() {
    let format = feed.format
    let isSeparated = format.kind == .separated
    let isLines = isSeparated || format.kind == .fixed
    if isSeparated, format.separator.isEmpty {
      note(
        "separated text needs its separator", "separator", at: document.place("format"),
        remedy: "write 'separator: \",\"'")
    }
    misplaced("separator", !isSeparated && !format.separator.isEmpty, "separated text")
    misplaced("quoted", !isSeparated && format.quoted, "separated text")
    misplaced("header", !isLines && format.header != .none, "separated or fixed-width text")
    misplaced("trailer", !isLines && format.trailer != .none, "separated or fixed-width text")
    misplaced("rows", format.kind != .json && !format.rows.isEmpty, "a json document")
    if format.kind == .fixed, format.header == .names {
      note(
        "fixed-width text has no line of names", "header", at: document.place("format", "header"),
        remedy: "write none or HDR")
    }
    if format.kind == .json || format.kind == .jsonLines, format.encoding != .utf8 {
      note("JSON is UTF-8", "encoding", at: document.place("format", "encoding"), remedy: "write 'encoding: utf8'")
    }
    checkControl()
  }

  private mutating func misplaced(_ key: String, _ isWritten: Bool, _ kind: String) {
    if isWritten {
      note(
        "'\(key)' belongs to \(kind)", "format", at: document.place("format", key),
        remedy: "take it away, or correct 'kind'")
    }
  }

  /// An envelope lives in the file; so its form and the file's first and last line belong together.
  private mutating func checkControl() {
    let format = feed.format
    if feed.control.form == .envelope, format.header != .envelope || format.trailer != .envelope {
      note(
        "an envelope needs header and trailer in the file", "control", at: document.place("control", "form"),
        remedy: "write 'header: HDR, trailer: TRL' in format, or another form")
    }
    var seen: Set<String> = []
    for total in feed.control.totals where !seen.insert(total.name).inserted {
      note(
        "total '\(total.name)' is declared twice", "control", at: document.place("control", total.name),
        remedy: "keep one")
    }
  }
}
