import Contracts
import Extraction
import Foundation
import MartCore

extension Guess {
  /// Adds the contract to a pipeline folder, its codes to `reference/codes.csv`, and its first model where it is wanted.
  /// What was there is never overwritten; where the folder then does not hold, all is as before.
  ///
  /// - Returns: the files that were written, from the folder.
  /// - Throws: a usage failure where the feed is there already; `Findings` of the whole folder.
  package func add(to folder: String, withModel: Bool) throws -> [String] {
    let contractPath = "feeds/\(feed.name).yaml"
    let modelPath = "models/\(table).sql"
    for path in [contractPath] + (withModel ? [modelPath] : [])
    where FileManager.default.fileExists(atPath: "\(folder)/\(path)") {
      throw Failure(
        .usage, "there is such a file already", at: FileLocation(file: "\(folder)/\(path)"),
        remedy: "give --feed another name, or remove the file if it is only a guess of before")
    }
    let codesPath = "\(folder)/reference/codes.csv"
    let oldCodes = FileManager.default.contents(atPath: codesPath).map { String(decoding: $0, as: UTF8.self) }
    let newCodes = codes.isEmpty ? nil : try CodesText.text(codes, addedTo: oldCodes, at: codesPath)
    for part in ["feeds", "models", "reference"] { try makeFolder("\(folder)/\(part)", 0o755) }
    var written = [contractPath]
    try writeText(contract, to: "\(folder)/\(contractPath)")
    if withModel {
      try writeText(model, to: "\(folder)/\(modelPath)")
      written.append(modelPath)
    }
    if let newCodes { try writeText(newCodes, to: codesPath) }
    do { _ = try Pipeline.load(folder: folder) } catch {
      for path in written { try? FileManager.default.removeItem(atPath: "\(folder)/\(path)") }
      if newCodes != nil {
        if let oldCodes {
          try writeText(oldCodes, to: codesPath)
        } else {
          try? FileManager.default.removeItem(atPath: codesPath)
        }
      }
      throw error
    }
    return written + (newCodes == nil ? [] : ["reference/codes.csv"])
  }

  /// - Throws: a usage failure where a landing folder has the delivery already.
  package func needRoom(in landing: String) throws {
    for name in [feed.file.dataName(date), feed.file.controlName(date, form: feed.control.form)]
    where FileManager.default.fileExists(atPath: "\(landing)/\(name)") {
      throw Failure(
        .usage, "there is such a delivery already", at: FileLocation(file: "\(landing)/\(name)"),
        remedy: "give --date another day, or remove data and control if they are only a try of before")
    }
  }

  /// Copies the file into a landing folder under the name that the contract says, and then writes a control for it,
  /// counted from the file itself.
  ///
  /// - Returns: names of data and control.
  /// - Throws: a usage failure where the delivery is there already.
  package func land(in landing: String) throws -> (data: String, control: String) {
    let (data, control) = (feed.file.dataName(date), feed.file.controlName(date, form: feed.control.form))
    try needRoom(in: landing)
    try makeFolder(landing, 0o700)
    do {
      try FileManager.default.copyItem(atPath: survey.path, toPath: "\(landing)/.\(data).part")
      try FileManager.default.moveItem(atPath: "\(landing)/.\(data).part", toPath: "\(landing)/\(data)")
    } catch {
      throw Failure(
        .cannotWrite, "the file cannot be copied", at: FileLocation(file: "\(landing)/\(data)"),
        remedy: "look at the permissions of the folder, and at the space that is left")
    }
    try writeText(controlText, to: "\(landing)/\(control)")
    return (data, control)
  }

  /// What the owner would announce; empty where the file's own trailer does.
  private var controlText: String {
    guard feed.control.form == .lines else { return "" }
    let totals = proof.sums.map { name, sum in
      let decimals = feed.column(name)?.currency.map { CurrencyCodes.currencies.decimals[$0] ?? 2 } ?? 2
      return "total.\(name)=\(feed.format.money == .decimal ? decimalText(sum, decimals: decimals) : "\(sum)")"
    }
    return (["business_date=\(date)", "rows=\(proof.rows)"] + totals + ["sequence=1"]).joined(separator: "\n") + "\n"
  }
}
