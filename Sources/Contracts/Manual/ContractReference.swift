/// The reference of every key of every contract, in Markdown, from the declarations by which they are read.
package func contractReference() -> String {
  let shapes = [
    PipelineDraft.shape.text, FeedDraft.shape.text, Model.shape.text, Check.shape.text, ConservationPath.shape.text,
    Metric.shape.text, Output.shape.text, Picture.shape.text, CheckWaiver.shape.text,
    Occasion.shape.text, Policy.shape.text, RowTestDraft.shape.text,
  ]
  var page = ReferencePage()
  for shape in shapes { page.add(shape, level: 2) }
  return page.text
}

private struct ReferencePage {
  private(set) var text = """
    # What contracts say

    Every key of the files of a pipeline folder. This page is written from the declarations by which the files
    are read; to change it, change them and run the tests once with `RECORD=1`.
    A key that is not listed here is refused, with its place and the nearest key.

    `reference/*.csv` are tables with a header line (RFC 4180, UTF-8); an empty field is null. `codes.csv` holds
    the code lists in columns `list, code, title, title_zh, parent_code, sort_no, value, valid_from, valid_to`;
    a code holds from `valid_from` to the day before `valid_to`.

    """
  private var written: Set<String> = []

  mutating func add(_ shape: ShapeText, level: Int) {
    guard written.insert(shape.title).inserted else { return }
    text += "\n\(String(repeating: "#", count: level)) \(shape.title)\n\n\(shape.doc)\n\n"
    text += "| key | holds | needed | meaning | example |\n|---|---|---|---|---|\n"
    for key in shape.keys { text += row(key) }
    for inner in shape.keys.flatMap(\.inner) { add(inner, level: min(level + 1, 3)) }
  }

  private func row(_ key: KeyText) -> String {
    let needed = key.isRequired ? "yes" : key.fallback.isEmpty ? "no" : "else \(key.fallback)"
    let cells = ["`\(key.name)`", key.holds, needed, key.doc, "`\(key.name): \(key.example)`"]
    return "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
  }
}
