import Contracts
import Foundation
import Glibc
import MartCore
import MartStore

/// Requests and approvals of acts that need a second person, as files of `HOME/approvals`.
///
/// The operating system says who wrote a file, so nobody has to be believed: the owner of a request and the owner of its
/// approval must differ. An approval names the hash of the request that it is for, so a request that is changed afterwards
/// has none. A file that is a link, or has a second name, counts for nothing.
package struct Approvals {
  /// What one person asks another to approve.
  package struct Request: Codable, Sendable {
    /// The first digits of the hash of the rest.
    package var id = ""
    package var act: String
    /// What the act is about: a feed, a generation, a check, persons by party_id; empty where there is nothing to name.
    package var subject: String
    package var because: String
    /// RFC 3339, UTC.
    package var asked: String
    /// Seconds since 1970 after which it holds no more; nil: as long as what it is about.
    package var ends: Double?
    /// Of a waiver: the hash of what it says.
    package var content: String
  }

  /// A request and how far it is.
  package struct Line: Sendable {
    package var request: Request
    package var by: String
    /// `waiting`, `approved`, `spent`, `ended`.
    package var state: String
    package var approvedBy: String
  }

  /// Two people behind one act, for the ledger.
  package struct Approved: Sendable {
    package var id: String
    package var by: String
    package var approvedBy: String

    /// What the ledger says behind the name of who acted.
    var text: String { ", asked by \(by), approved by \(approvedBy)" }
  }

  private struct Approval: Codable { var request: String }

  /// Of what stops for want of a second person.
  static let rule = "policy"

  private let layout: HomeLayout
  private let policy: Policy
  private let clock: RunClock

  package init(_ layout: HomeLayout, _ policy: Policy, _ clock: RunClock = .system) {
    (self.layout, self.policy, self.clock) = (layout, policy, clock)
  }

  private var folder: String { layout.home + "/approvals" }
  private func file(_ id: String, _ kind: String) -> String { "\(folder)/\(id).\(kind).json" }

  // MARK: Asking and approving

  /// - Returns: the id that the second person names.
  /// - Throws: a usage failure where the act needs nobody else.
  package func request(_ act: Policy.Act, _ subject: String, because: String, content: String = "") throws -> Request {
    guard policy.needsTwo(act) else {
      throw Failure(
        .usage, "\(act.rawValue) needs no second person", at: policy.location,
        remedy: "do it; `second_person:` of policy.yaml lists the acts that do")
    }
    try prepareFolder()
    var request = Request(
      act: act.rawValue, subject: subject, because: because, asked: clock.instant,
      ends: act == .waiver ? nil : clock.now() + Double(policy.validDays) * 86_400, content: content)
    request.id = String(sha256(of: "\(request)").prefix(8))
    try write(request, to: file(request.id, "request"))
    return request
  }

  /// - Throws: a usage failure where there is no such request, where the asker approves himself, or where it has ended.
  package func approve(_ id: String) throws -> Line {
    guard let line = try list().first(where: { $0.request.id == id }), let asked = owned(file(id, "request")) else {
      throw Failure(
        .usage, "there is no request '\(id)'", at: FileLocation(file: folder),
        remedy: "`mart approve` without an id lists those that wait")
    }
    guard line.state == "waiting" else {
      throw Failure(.usage, "request \(id) is \(line.state)", at: FileLocation(file: folder), remedy: "ask anew")
    }
    guard asked.owner != geteuid() else {
      throw Failure(
        .usage, "you asked for \(id) yourself", at: FileLocation(file: file(id, "request")),
        remedy: "have another user of this machine run `mart approve \(id)`")
    }
    try write(Approval(request: sha256(of: asked.text)), to: file(id, "approval"))
    return try list().first { $0.request.id == id } ?? line
  }

  /// In the order in which they were asked.
  package func list() throws -> [Line] {
    guard Files.exists(folder) else { return [] }
    return try Files.names(in: folder).filter { $0.hasSuffix(".request.json") }.compactMap(line).sorted {
      ($0.request.asked, $0.request.id) < ($1.request.asked, $1.request.id)
    }
  }

  private func line(_ name: String) throws -> Line? {
    let id = String(name.dropLast(".request.json".count))
    guard let asked = owned(file(id, "request")), var request: Request = decoded(asked.text) else { return nil }
    request.id = id
    var line = Line(request: request, by: userName(asked.owner), state: "waiting", approvedBy: "")
    if let answer = owned(file(id, "approval")), let approval: Approval = decoded(answer.text),
      approval.request == sha256(of: asked.text), answer.owner != asked.owner
    {
      (line.state, line.approvedBy) = ("approved", userName(answer.owner))
    }
    if request.ends.map({ clock.now() > $0 }) ?? false { line.state = "ended" }
    if Files.exists(file(id, "spent")) { line.state = "spent" }
    return line
  }

  // MARK: Acting

  /// Proves that two people are behind an act.
  ///
  /// - Returns: who; nil where one is enough.
  /// - Throws: `Failure` with `.refused`, which says how to ask.
  package func require(_ act: Policy.Act, _ subject: String, content: String = "") throws -> Approved? {
    guard policy.needsTwo(act) else { return nil }
    let fitting = try list().filter {
      $0.request.act == act.rawValue && $0.request.subject == subject && $0.request.content == content
    }
    if let line = fitting.last(where: { $0.state == "approved" }) {
      return Approved(id: line.request.id, by: line.by, approvedBy: line.approvedBy)
    }
    let waiting = fitting.last { $0.state == "waiting" }?.request.id
    throw Failure(
      .refused, "\(act.rawValue)\(subject.isEmpty ? "" : " \(subject)") needs a second person, who has not approved it",
      rule: Self.rule, at: policy.location,
      remedy: waiting.map { "have another user run `mart approve \($0)`, then run again" }
        ?? "ask with `mart request \(act.rawValue)\(subject.isEmpty ? "" : " '\(subject)'") --because …`")
  }

  /// An approval serves once; a waiver's holds as long as the waiver.
  package func spend(_ approved: [Approved]) throws {
    for one in approved { try Files.write("{}\n", to: file(one.id, "spent"), mode: 0o640) }
  }

  // MARK: Files

  /// Whoever may write into the home's group may ask and approve; nobody may remove another's file.
  private func prepareFolder() throws {
    guard !Files.exists(folder) else { return }
    guard mkdir(folder, 0o770) == 0, chmod(folder, 0o3770) == 0 else {
      throw Failure(
        .cannotWrite, "the folder cannot be made", at: FileLocation(file: folder),
        remedy: "have the owner of the home make it, mode 3770, for the group of the operators")
    }
  }

  private func write(_ value: some Encodable, to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    let text = String(decoding: try encoder.encode(value), as: UTF8.self)
    try Files.write(text + "\n", to: path, mode: 0o640)
  }

  private func decoded<Value: Decodable>(_ text: String) -> Value? {
    try? JSONDecoder().decode(Value.self, from: Data(text.utf8))
  }

  /// The text of a plain file with one name, and who owns it.
  private func owned(_ path: String) -> (text: String, owner: uid_t)? {
    let file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var about = stat()
    guard fstat(file, &about) == 0, about.st_mode & S_IFMT == S_IFREG, about.st_nlink == 1, about.st_size < 65_536
    else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(about.st_size))
    let count = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
    guard count == bytes.count else { return nil }
    return (String(decoding: bytes, as: UTF8.self), about.st_uid)
  }

  private func userName(_ owner: uid_t) -> String {
    getpwuid(owner).map { String(cString: $0.pointee.pw_name) } ?? "uid \(owner)"
  }
}

extension Approvals {
  /// All that the options of a run decide, in the order of the acts.
  func required(by options: NightOptions) throws -> [String: Approved] {
    guard !options.decisionsStand else { return [:] }
    var found: [String: Approved] = [:]
    func add(_ act: Policy.Act, _ subject: String) throws {
      if let approved = try require(act, subject) { found["\(act.rawValue) \(subject)"] = approved }
    }
    for feed in options.allowMissing.sorted() { try add(.allowMissing, feed) }
    for feed in options.acceptDrop.sorted() { try add(.acceptDrop, feed) }
    if options.acceptMerges { try add(.acceptMerges, "") }
    return found
  }
}

/// The hash of what a waiver of the pipeline says, so that an approval is of these words.
/// - Throws: a usage failure where no waiver is of this check.
package func waiverHash(_ check: String, _ folder: String) throws -> String {
  let waivers = try Pipeline.load(folder: folder).waivers
  guard let waiver = waivers.first(where: { $0.checkID == check }) else {
    throw Failure(
      .usage, "there is no waiver of check '\(check)'", at: FileLocation(file: folder + "/waivers"),
      remedy: "write it first; what it says is what is approved")
  }
  return sha256(of: waiver.text)
}
