import Foundation
import MartTesting
import Testing

@Suite("backup and restore") struct BackupTests {
  @Test("a home restored from its backup is whole, and its next night is the one that would have been")
  func drill() throws {
    let bank = try BankHome(after: .butLast)
    let shelf = try ScratchHome()
    let made = try bank.mart(["backup", shelf.path])
    #expect(made.status == 0 && made.output.contains("\(shelf.path)/2024-09-29.1 holds"), "\(made.errors)")
    let again = try bank.mart(["backup", shelf.path])
    #expect(again.status == 64 && again.errors.contains("there is a backup of 2024-09-29.1 already"), "\(again.errors)")

    let other = try BankHome(landingOf: bank)
    let key = other.pipeline + "/../../keys/retail.key"
    try FileManager.default.removeItem(atPath: key)
    let restored = try other.mart(["restore", shelf.file("2024-09-29.1")])
    #expect(restored.status == 0, "\(restored.errors)")
    #expect(restored.output == "2024-09-29.1 is current; every generation that is kept is whole\n")
    #expect(other.current == "2024-09-29.1")
    #expect(try Program.system("stat", ["-c", "%a", key, other.path + "/state/journal.sqlite"]).output == "600\n600\n")
    for home in [bank, other] { #expect(try home.mart(["run"]).status == 0) }
    #expect(other.current == "2024-09-30.1")
    #expect(try other.bytes() == bank.bytes())
    let verified = try other.mart(["verify", "--all"])
    #expect(verified.status == 0 && verified.output.hasSuffix("2024-09-30.1 is whole\n"), "\(verified.errors)")

    let occupied = try other.mart(["restore", shelf.file("2024-09-29.1")])
    #expect(occupied.status == 64 && occupied.errors.contains("the home holds published nights"), "\(occupied.errors)")
  }

  @Test("a backup that is not as it was, or that names a file outside, brings nothing back")
  func tampered() throws {
    let bank = try BankHome(after: .opening)
    let shelf = try ScratchHome()
    #expect(try bank.mart(["backup", shelf.path]).status == 0)
    let folder = shelf.file("2023-12-31.1")
    let other = try BankHome(landingOf: bank)

    let note = try #require(FileManager.default.contents(atPath: folder + "/backup.json"))
    let text = String(decoding: note, as: UTF8.self)
    try text.replacing("\"ledger.sqlite\"", with: "\"../ledger.sqlite\"").write(
      toFile: folder + "/backup.json", atomically: true, encoding: .utf8)
    let outside = try other.mart(["restore", folder])
    #expect(outside.status == 65 && outside.errors.contains("does not belong into a home"), "\(outside.errors)")
    try note.write(to: URL(fileURLWithPath: folder + "/backup.json"))

    let state = folder + "/state/journal.sqlite"
    var bytes = try #require(FileManager.default.contents(atPath: state))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(fileURLWithPath: state))
    let changed = try other.mart(["restore", folder])
    #expect(changed.status == 65 && changed.errors.contains("not as it was"), "\(changed.errors)")
    #expect(other.current == "")
    #expect(try FileManager.default.contentsOfDirectory(atPath: other.path).contains("state") == false)
  }
}
