import Foundation
import MartCore

/// Who may see personal values: whoever owns the vault, where nobody else can read it.
struct VaultOwner {
  let layout: HomeLayout

  /// - Throws: `Failure` with `.refused` for anybody else, and where others can read the vault.
  func require() throws {
    let vault = layout.state + "/vault.sqlite"
    let facts = try? FileManager.default.attributesOfItem(atPath: vault)
    let owner = (facts?[.ownerAccountID] as? NSNumber)?.uint32Value
    let mode = (facts?[.posixPermissions] as? NSNumber)?.intValue
    guard let owner, let mode else {
      throw Failure(
        .refused, "there is no vault whose owner could ask for values", at: FileLocation(file: vault),
        remedy: "name the home with --home")
    }
    guard owner == geteuid() else {
      throw Failure(
        .refused, "values are shown to the owner of the vault alone", at: FileLocation(file: vault),
        remedy: "ask whoever runs the nights, or look at file and line without --show-values")
    }
    guard mode == 0o600 else {
      throw Failure(
        .refused, "others can read the vault: its mode is \(String(mode, radix: 8)) instead of 600",
        at: FileLocation(file: vault), remedy: "chmod 600 \(vault), and find out who read it; see `mart doctor`")
    }
  }
}
