import Contracts
import Extraction
import Foundation
import MartCore

/// A contract for a file that was never seen before, proved by reading the file under it.
package struct Guess {
  package let contract: String
  package let feed: Feed
  /// A first table of the feed.
  package let model: String
  package let table: String
  /// Lines for `reference/codes.csv`.
  package let codes: [String]
  package let doubts: [Doubt]
  package let proof: Proof
  package let date: BusinessDate
  let guessed: FeedGuess
  let survey: Survey
}

/// What reading the whole file under the guessed contract gave.
package struct Proof: Sendable {
  package var rows = 0
  package var sound = 0
  /// What rows are refused for, with their number and the first line.
  package var faults: [(fault: SurveyedFault, count: Int, line: Int)] = []
  /// By the names of the declared totals, in whole minor units.
  package var sums: [(name: String, sum: Int64)] = []
}

/// Looks at files.
package struct Guesser {
  let path: String
  let wishes: GuessWishes
  /// The pipeline that the feed is for; nil: none yet.
  let pipeline: Pipeline?

  package init(path: String, wishes: GuessWishes, pipeline: Pipeline?) {
    self.path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    self.wishes = wishes
    self.pipeline = pipeline
  }

  private var currencies: Currencies {
    guard let pipeline else { return CurrencyCodes.currencies }
    if !pipeline.currencies.decimals.isEmpty { return pipeline.currencies }
    // Without a table of its own, a pipeline gives every currency two decimals.
    return Currencies(decimals: CurrencyCodes.currencies.decimals.filter { $0.value == 2 })
  }

  private var context: Pipeline { pipeline ?? .bare(currencies: currencies) }

  /// - publishing: events publish to the model that is written with the contract.
  /// - Throws: `Failure` where no contract can be made of the file.
  package func guess(publishing: Bool) throws -> Guess {
    let survey = Survey(path: path, isGzip: try isGzip())
    var form = try FormJudge(survey, hasHeader: wishes.hasHeader).form()
    let name = try FileName(fileName, wanted: wishes.feed, isGzip: survey.isGzip)
    let date = wishes.date ?? form.headerDate ?? name.date
    let asked = date ?? BusinessDate(dayNumber: Int32(Date().timeIntervalSince1970 / 86_400))
    let profile = try self.profile(survey, &form, name, asked)
    guard profile.rows > profile.spoiled else { throw hopeless("the file has no row that can be read", path) }
    var judge = FeedJudge(
      profile: profile, wishes: wishes, currencies: currencies, lists: context.codes,
      guess: FeedGuess(
        name: name.feed, pattern: name.pattern, form: form, columns: columnNames(form), date: asked, doubts: name.doubts
      ))
    judge.judge()
    let draft = try draftFeed(form, judge.guess)
    try judge.judgeKey { search in
      try survey.rows(as: draft, context, on: asked) { row in
        if row.fault?.spoilsRecord != true { search.add((0..<form.width).map { hash(row.field($0)) }) }
      }
    }
    if date == nil { settleDate(&judge.guess, profile) }
    judge.judgeTogether()
    var guess = judge.guess
    noteSharedTokens(&guess)
    try matchTrailer(&guess, survey)
    if publishing, guess.delivery == .events { guess.publishes = guess.table }
    return try finish(guess, survey)
  }

  private var fileName: String { path.split(separator: "/").last.map(String.init) ?? path }

  private func isGzip() throws -> Bool {
    guard let file = FileHandle(forReadingAtPath: path), let head = try? file.read(upToCount: 4) ?? Data() else {
      throw Failure(.usage, "the file cannot be read", at: FileLocation(file: path), remedy: "give the path of a file")
    }
    for (magic, kind) in [
      ([0x50, 0x4B, 3, 4], "zip"), ([0x28, 0xB5, 0x2F, 0xFD], "zstd"), ([0x42, 0x5A, 0x68], "bzip2"),
      ([0xFD, 0x37, 0x7A, 0x58], "xz"),
    ] as [([UInt8], String)]
    where head.starts(with: magic) {
      throw hopeless(
        "the file is compressed by \(kind)", path, remedy: "deliveries are plain or gzip: unpack it, or ask for .gz")
    }
    return head.starts(with: [0x1F, 0x8B])
  }

  // MARK: The first look

  /// Reads all fields as texts. Where quotes turn up that the sample did not have, reads again with quotes.
  private func profile(_ survey: Survey, _ form: inout FileForm, _ name: FileName, _ date: BusinessDate) throws
    -> FileProfile
  {
    func read(_ form: FileForm) throws -> FileProfile {
      let guess = FeedGuess(name: name.feed, pattern: name.pattern, form: form, columns: columnNames(form), date: date)
      return try FileProfile.read(
        survey, try draftFeed(form, guess), context, on: form.headerDate ?? date, hasTrailer: form.trailer != nil)
    }
    let plain = try read(form)
    guard form.kind == .separated else { return plain }
    var other = form
    other.quoted.toggle()
    let isSuspect = plain.spoiled > 0 ? form.hasQuotes : !form.quoted && plain.columns.contains { $0.wrapped > 0 }
    guard isSuspect else { return plain }
    let again = try read(other)
    guard again.spoiled < plain.spoiled || (other.quoted && again.spoiled == plain.spoiled) else { return plain }
    form = other
    return again
  }

  /// A contract that takes every field as text, whatever it holds.
  private func draftFeed(_ form: FileForm, _ guess: FeedGuess) throws -> Feed {
    var draft = guess
    draft.form.trailer = nil
    draft.doubts = []
    draft.form.doubts = []
    (draft.delivery, draft.isDatedByControl, draft.totals, draft.money) = (.snapshot, false, [], .decimal)
    draft.columns = columnNames(form)
    for index in draft.columns.indices { draft.columns[index].max = 1 << 30 }
    draft.key = [draft.columns[0].name]
    return try read(draft)
  }

  private func read(_ guess: FeedGuess) throws -> Feed {
    try Feed.read(ContractText(guess: guess, prefix: prefix, file: fileName).text, file: "\(guess.name).yaml")
  }

  private var prefix: String { pipeline.map { $0.name.uppercased() } ?? "BANK" }

  private func hash(_ field: SurveyedField) -> UInt64? {
    guard !field.bytes.isEmpty else { return nil }
    var hash = ValueHash()
    hash.add(field.bytes)
    return hash.mixed
  }

  // MARK: The end

  /// A file whose name tells no date is of the last day in its column of days.
  private func settleDate(_ guess: inout FeedGuess, _ profile: FileProfile) {
    let days = guess.columns.indices.filter { index in
      let column = guess.columns[index]
      guard let last = profile.columns[index].lastDay, last <= guess.date else { return false }
      return column.type == .date && !column.isVaulted && column.hints.isDisjoint(with: [.otherDay, .birth])
    }
    let latest = days.max { left, right in
      (profile.columns[left].lastDay ?? guess.date) < (profile.columns[right].lastDay ?? guess.date)
    }
    if let day = latest, let last = profile.columns[day].lastDay {
      guess.date = last
      guess.doubts.append(
        Doubt("the business date \(last) was taken from the last day in \(guess.columns[day].name) (--date)"))
    } else {
      guess.doubts.append(Doubt("nothing tells the business date; today was taken (--date)"))
    }
  }

  /// Numbers of two systems are one number only where both mean the same by it.
  private func noteSharedTokens(_ guess: inout FeedGuess) {
    for token in Set(guess.columns.compactMap(\.token)).sorted() {
      let others = (pipeline?.feeds ?? []).filter { feed in feed.columns.contains { $0.token == token } }.map(\.name)
      guard !others.isEmpty else { continue }
      guess.doubts.append(
        Doubt(
          "equal numbers of kind \(token) are taken for the same as in \(others.joined(separator: ", ")): where systems number "
            + "differently, give each its own `prefix`"))
    }
  }

  /// Finds the columns whose sums the trailer tells.
  private func matchTrailer(_ guess: inout FeedGuess, _ survey: Survey) throws {
    guard let trailer = guess.form.trailer else { return }
    guard trailer.count > 1 else { return guess.totals = [] }
    var plain = guess
    plain.form.trailer = nil
    let amounts = guess.columns.filter { [.money, .integer].contains($0.type) && !$0.isVaulted }
    plain.totals = amounts.map(\.name)
    let proof = try prove(try read(plain), plain, survey, skipsTrailer: true)
    var totals: [String] = []
    for text in trailer.dropFirst() {
      let found = amounts.first { column in
        guard let sum = proof.sums.first(where: { $0.name == column.name })?.sum else { return false }
        let decimals = column.currency.map { currencies.decimals[$0] ?? 2 } ?? 2
        let written = column.type == .money && guess.money == .decimal ? decimalText(sum, decimals: decimals) : "\(sum)"
        return written == text && !totals.contains(column.name)
      }
      if let found { totals.append(found.name) }
    }
    if totals.count < trailer.count - 1 {
      guess.doubts.append(
        Doubt(
          "\(trailer.count - 1 - totals.count) of the trailer's totals is the sum of no column: say under control what it is",
          isGrave: true))
    }
    guess.totals = totals
  }

  private func finish(_ guess: FeedGuess, _ survey: Survey) throws -> Guess {
    let feed = try read(guess)
    var proof = Proof()
    var refusal: Failure?
    do { proof = try prove(feed, guess, survey, skipsTrailer: false) } catch let failure as Failure {
      refusal = failure
    }
    let codes = CodesText(guess, without: context.codes)
    var doubts = guess.allDoubts
    if let refusal {
      doubts.append(Doubt("a night would refuse the file under this contract: \(refusal.what)", isGrave: true))
    } else if proof.sound == 0 {
      doubts.append(Doubt("no row is sound under this contract", isGrave: true))
    }
    return Guess(
      contract: ContractText(guess: guess, prefix: prefix, file: fileName).text, feed: feed,
      model: ModelText(guess: guess).text, table: guess.table, codes: codes.lines, doubts: doubts, proof: proof,
      date: guess.date, guessed: guess, survey: survey)
  }

  /// Reads the whole file as a night would.
  private func prove(_ feed: Feed, _ guess: FeedGuess, _ survey: Survey, skipsTrailer: Bool) throws -> Proof {
    var context = context
    for column in guess.columns { for code in column.codes { context.codes.add(code, to: column.list ?? "") } }
    var (proof, sums): (Proof, [Int64]) = (Proof(), feed.control.totals.map { _ in 0 })
    var found: [SurveyedFault: (count: Int, line: Int)] = [:]
    let places = guess.totals.map { name in feed.columns.firstIndex { $0.name == name } ?? 0 }
    let operation = feed.columns.firstIndex { $0.role == .op }
    try survey.rows(as: feed, context, on: guess.date) { row in
      if skipsTrailer, row.raw.starts(with: "TRL".utf8) { return }
      proof.rows += 1
      if let fault = row.fault { found[fault, default: (0, row.line)].count += 1 } else { proof.sound += 1 }
      guard row.fault?.spoilsRecord != true else { return }
      // Rows that delete carry no amounts.
      if let operation, row.field(operation).bytes.elementsEqual("D".utf8) { return }
      for (index, place) in places.enumerated() { sums[index] &+= row.integer(place) ?? 0 }
    }
    proof.faults = found.map { ($0.key, $0.value.count, $0.value.line) }.sorted {
      ($1.count, $0.line) < ($0.count, $1.line)
    }
    proof.sums = zip(guess.totals, sums).map { ($0, $1) }
    return proof
  }
}

/// Minor units with their point.
func decimalText(_ value: Int64, decimals: Int) -> String {
  guard decimals > 0 else { return "\(value)" }
  var digits = String(value.magnitude)
  while digits.count <= decimals { digits = "0" + digits }
  return (value < 0 ? "-" : "") + digits.dropLast(decimals) + "." + digits.suffix(decimals)
}
