import Contracts
import Extraction
import Foundation
import MartCore

/// Makes a new pipeline folder that holds nothing yet and works.
package struct Scaffold {
  package let folder: String
  package let name: String

  /// - name: nil takes the folder's own, or that of the folder above `pipeline`, in the form of names.
  /// - Throws: a usage failure where no name can be made.
  package init(folder: String, name: String?) throws {
    self.folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    var parts = URL(fileURLWithPath: folder).standardizedFileURL.pathComponents
    if parts.last == "pipeline", parts.count > 2 { parts.removeLast() }
    let wanted = name ?? plainName(parts.last ?? "")
    guard isTableName(wanted) else {
      throw Failure(
        .usage, "'\(wanted)' cannot name a pipeline",
        remedy: "give --name: small letters, digits and _, beginning with a letter")
    }
    self.name = wanted
  }

  /// Where the key of tokens lies, from the folder.
  package var key: String { "keys/\(name).key" }

  /// Writes the folder; what is there already is never touched.
  ///
  /// - Throws: a usage failure where the folder holds something.
  package func make() throws {
    let files = FileManager.default
    if let names = try? files.contentsOfDirectory(atPath: folder), !names.isEmpty {
      throw Failure(
        .usage, "the folder is not empty", at: FileLocation(file: folder),
        remedy: "give a folder that does not exist yet; `mart guess FILE --out \(folder)` adds feeds to a pipeline")
    }
    for part in ["feeds", "models", "checks", "outputs", "reference"] { try makeFolder(folder + "/" + part, 0o755) }
    try makeFolder(folder + "/keys", 0o700)
    for part in ["feeds", "models", "checks", "outputs"] { try write("", to: "\(part)/.gitkeep") }
    try write(pipelineText, to: "pipeline.yaml")
    try write(CodesText.header + "\n", to: "reference/codes.csv")
    try write(CurrencyCodes.csv, to: "reference/currency.csv")
    try write("# Keys of tokens: whoever has one can guess customer numbers back.\nkeys/\n*.key\n", to: ".gitignore")
    try write(readme, to: "README.md")
    _ = try KeyFile.create(folder + "/" + key)
  }

  private var pipelineText: String {
    """
    pipeline: \(name)
    title: \(yamlText("TODO title of \(name)", always: true))
    version: "1"
    time_zone: "+08:00"              # hours and minutes from UTC of the bank's days
    key: \(key)              # makes tokens of personal numbers: back it up, and keep it out of version control
    references:
      currency: { minor_units: integer }
    lists:
      currency: { reference: currency, column: code }
    currencies: { reference: currency, code: code, decimals: minor_units }

    """
  }

  private var readme: String {
    """
    # \(name)
    A pipeline of CustomerMart: what its feeds promise, and the tables that are made of them.

    | folder | holds |
    |---|---|
    | `feeds/` | one YAML file a feed; `mart guess FILE --out .` writes a first one |
    | `models/` | one SQL file a table of the mart |
    | `checks/` | queries that must return no row before a night is published |
    | `outputs/` | files that leave for users |
    | `reference/` | code lists (`codes.csv`) and other small tables (`currency.csv`: ISO 4217) |
    | `keys/` | the key of tokens; in no version control, with a copy in a safe place: without it every number changes |

    `mart check --pipeline .` says everything that is wrong here, with file, line and remedy.

    """
  }

  private func write(_ text: String, to name: String) throws { try writeText(text, to: folder + "/" + name) }
}

func makeFolder(_ path: String, _ mode: Int) throws {
  do {
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: mode])
  } catch {
    throw Failure(
      .cannotWrite, "the folder cannot be made", at: FileLocation(file: path),
      remedy: "look at the permissions of the folder above it")
  }
}

func writeText(_ text: String, to path: String) throws {
  do { try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
    throw Failure(
      .cannotWrite, "the file cannot be written", at: FileLocation(file: path),
      remedy: "look at its permissions, and at the space that is left")
  }
}
