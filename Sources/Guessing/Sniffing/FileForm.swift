import Contracts
import Extraction
import MartCore

/// How bytes become fields in a file: what stands under `format:` of its contract, and the names of its columns.
struct FileForm {
  var kind = Format.Kind.separated
  var encoding = Format.Encoding.utf8
  var separator: [UInt8] = []
  var quoted = false
  /// A double quote stands somewhere in the file.
  var hasQuotes = false
  var header = Format.Header.none
  /// Of a header `HDR`.
  var headerDate: BusinessDate?
  /// Fields of a last line `TRL`: rows and totals; nil where there is none.
  var trailer: [String]?
  /// For a JSON document.
  var rows = ""
  /// Header's or JSON's; nil: the columns have no names.
  var names: [String]?
  var width = 0
  var doubts: [Doubt] = []
}

/// Looks at a file as a whole.
struct FormJudge {
  let survey: Survey
  /// Nil: judge by the content.
  let hasHeader: Bool?
  let look: FileLook

  init(_ survey: Survey, hasHeader: Bool?) throws {
    self.survey = survey
    self.hasHeader = hasHeader
    look = try FileLook(survey)
  }

  /// - Throws: `Failure` where no contract can be made.
  func form() throws -> FileForm {
    var form = FileForm(encoding: look.encoding, hasQuotes: look.hasQuotes, doubts: look.doubts)
    let first = look.sample.first { line in line.contains { $0 > 0x20 } } ?? []
    switch first.first(where: { $0 > 0x20 }) {
    case UInt8(ascii: "{"), UInt8(ascii: "["): try readObjects(first, &form)
    default: try readSeparated(&form)
    }
    let names = form.names ?? []
    if let twin = names.indices.first(where: { names[..<$0].contains(names[$0]) }) {
      throw hopeless(
        "columns \((names.firstIndex(of: names[twin]) ?? 0) + 1) and \(twin + 1) have the same name", survey.path,
        remedy: "ask its owner for names that differ; if the first line is data, --header no")
    }
    return form
  }

  // MARK: JSON

  private func readObjects(_ first: [UInt8], _ form: inout FileForm) throws {
    guard look.encoding == .utf8 else {
      throw hopeless("JSON that is not UTF-8", survey.path, remedy: "ask its owner for UTF-8, which JSON has to be")
    }
    let isLines = first.first { $0 > 0x20 } == UInt8(ascii: "{") && first.last { $0 > 0x20 } == UInt8(ascii: "}")
    form.kind = isLines ? .jsonLines : .json
    if !isLines, first.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") { form.rows = try arrayName() }
    var (names, seen, isNested, rows): ([String], Set<String>, Bool, Int) = ([], [], false, 0)
    func note(_ object: UnsafeBufferPointer<UInt8>) {
      guard object.contains(where: { $0 > 0x20 }) else { return }
      let found = ObjectNames.names(of: object)
      rows += 1
      isNested = isNested || found.isNested
      for name in found.names where seen.count < 2_000 && seen.insert(name).inserted { names.append(name) }
    }
    if isLines {
      try survey.lines { _, bytes in
        note(bytes)
        return true
      }
    } else {
      try survey.objects(of: form.rows) { bytes in
        note(bytes)
        return true
      }
    }
    guard !names.isEmpty else { throw hopeless("the JSON holds no objects with names", survey.path) }
    if isNested {
      form.doubts.append(
        Doubt("objects or arrays stand inside the objects; contracts read flat ones alone", isGrave: true))
    }
    form.names = names
    form.width = names.count
  }

  /// The first name in the document whose value is an array.
  private func arrayName() throws -> String {
    let text = look.sample.joined(separator: [0x0A])
    var (depth, index, name): (Int, Int, [UInt8]) = (0, 0, [])
    let bytes = Array(text)
    while index < bytes.count {
      switch bytes[index] {
      case 0x22:
        let end = bytes[(index + 1)...].firstIndex(of: 0x22) ?? bytes.count
        if depth == 1 { name = Array(bytes[(index + 1)..<end]) }
        index = end
      case UInt8(ascii: "["):
        if depth == 1 { return String(decoding: name, as: UTF8.self) }
        depth += 1
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
      index += 1
    }
    throw hopeless("the JSON document has no array of rows", survey.path)
  }

  // MARK: Separated

  private func readSeparated(_ form: inout FileForm) throws {
    guard let (cut, rivals) = SeparatorSearch(look).best() else { return try readSingle(&form) }
    (form.separator, form.quoted, form.width) = (cut.separator, cut.quoted, cut.width)
    if let rival = rivals.first {
      form.doubts.append(
        Doubt(
          "\(shown(rival.separator)) divides the lines almost as evenly as \(shown(cut.separator)), which was taken"))
    }
    if cut.share < 0.98 {
      let others = Int((1 - cut.share) * 100 + 0.5)
      form.doubts.append(Doubt("\(others) % of the first lines do not have \(cut.width) fields"))
    }
    readEnds(cut.records, &form)
  }

  private func readEnds(_ records: [[[UInt8]]], _ form: inout FileForm) {
    let judge = HeaderJudge(records: records, width: form.width)
    var (first, isCertain) = judge.first()
    if let hasHeader {
      let head = (records.first ?? []).map { String(decoding: $0, as: UTF8.self) }
      (first, isCertain) = (hasHeader ? .names(head) : .data, true)
    }
    switch first {
    case .data:
      if !isCertain {
        form.doubts.append(Doubt("the first line was taken for data; if it names columns: --header yes"))
      }
    case .names(let names):
      (form.header, form.names, form.width) = (.names, names, names.count)
      if !isCertain {
        form.doubts.append(Doubt("the first line was taken for names of columns; if it is data: --header no"))
      }
    case .envelope(let date): (form.header, form.headerDate) = (.envelope, date)
    }
    readTrailer(&form)
  }

  private func readTrailer(_ form: inout FileForm) {
    let fields = Splitting(separator: form.separator, quoted: false).cut(look.last, isWhole: true).records.first ?? []
    guard fields.count != form.width, look.lines > 2 else { return }
    let parts = fields.map { String(decoding: $0, as: UTF8.self) }
    if parts.count > 1, parts[0] == "TRL", Int(parts[1]) != nil {
      form.trailer = Array(parts.dropFirst())
    } else if !look.last.contains(0x22) {
      form.doubts.append(
        Doubt(
          "the last line has \(counted(fields.count, "field", "fields")) instead of \(form.width): if it is a trailer, "
            + "contracts read `TRL`, rows and totals alone; as it is, it will go to quarantine every night"))
    }
  }

  /// No separator divides the lines.
  private func readSingle(_ form: inout FileForm) throws {
    if let length = look.commonLength, length >= 20 {
      throw hopeless(
        "the lines have \(length) bytes each and nothing divides them: fixed width, whose widths only its description tells",
        survey.path, remedy: "write the contract by hand with `kind: fixed`, as ContractReference.md says")
    }
    (form.separator, form.width) = (Array(",".utf8), 1)
    form.doubts.append(
      Doubt("nothing divides the lines: one column was taken, and ',' as a separator that never comes"))
    readEnds(
      Splitting(separator: form.separator, quoted: false).cut(
        Array(look.sample.joined(separator: [0x0A])), isWhole: look.isWhole
      ).records, &form)
  }
}

/// A separator as contracts write it.
func shown(_ separator: [UInt8]) -> String { yamlText(String(decoding: separator, as: UTF8.self), always: true) }
