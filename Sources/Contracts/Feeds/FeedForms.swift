import MartCore

extension Form where Value == FilePattern {
  /// A file name with exactly one date.
  static let filePattern: Form = Form<String>.text.map("a file name with one date") { text, entry, reading in
    let dates = FilePattern.DateForm.allCases.flatMap { form in
      text.ranges(of: form.rawValue).map { (form, $0) }
    }
    guard dates.count == 1, let (form, range) = dates.first, text.utf8.count(where: { $0 == UInt8(ascii: "{") }) == 1
    else {
      reading.note(
        "the file name must hold exactly one date", "file", at: entry.value.place,
        remedy: "write {yyyymmdd} or {yyyy-mm-dd} once, as in SCAN_{yyyymmdd}.csv")
      return nil
    }
    let pattern = FilePattern(
      stem: String(text[..<range.lowerBound]), dateForm: form, suffix: String(text[range.upperBound...]))
    if let problem = pattern.problem {
      reading.note(problem.0, "file", at: entry.value.place, remedy: problem.1)
      return nil
    }
    return pattern
  }
}

extension FilePattern {
  /// What is wrong with the name around its date, and what to do.
  var problem: (String, String)? {
    let bad = (stem + suffix).utf8.contains { $0 <= 0x20 || $0 == 0x7F || "/\\*?:\"'".utf8.contains($0) }
    if bad || stem.hasPrefix(".") || stem.hasPrefix("-") || (stem + "0" + suffix).contains("..") {
      return (
        "the file name must be a plain name, without folders, spaces or wildcards", "all files land in one folder"
      )
    }
    if !suffix.isEmpty && !suffix.hasPrefix(".") {
      return ("after the date only a suffix may stand", "put '\(suffix)' before the date, or begin it with a dot")
    }
    let last = suffix.split(separator: ".").last.map(String.init) ?? ""
    if ["ctl", "ok", "part"].contains(last) {
      return (
        "'.\(last)' is the ending of a control, not of data", "name the data file; its control is found by itself"
      )
    }
    return nil
  }
}

extension Form where Value == String {
  /// `HH:mm`.
  static let clock: Form = Form<String>.text.map("a time HH:mm") { text, entry, reading in
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    if text.utf8.count == 5, parts.count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]),
      (0...23).contains(hour), (0...59).contains(minute)
    {
      return text
    }
    reading.note(
      "'\(entry.key)' must be a time of the day", "time", at: entry.value.place, remedy: "write it like \"01:30\"")
    return nil
  }
}

extension Form where Value == [UInt8] {
  static let separator: Form = Form<String>.text.map("a text") { text, entry, reading in
    if text.contains("\\") {
      reading.note(
        "the separator holds a backslash", "separator", at: entry.value.place,
        remedy: "write it in double quotes, as in \"\\x01\" or \"\\t\"")
    }
    if text.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D || $0 == 0x22 || $0 >= 0x80 }) {
      reading.note(
        "the separator must be of ASCII characters without quotes and line ends", "separator", at: entry.value.place,
        remedy: "write it as the file has it, like \"|+|\"")
    }
    return Array(text.utf8)
  }
}
