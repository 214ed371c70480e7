import Contracts
import Extraction
import Foundation
import MartCore

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

  var currencies: Currencies {
    guard let pipeline else { return CurrencyCodes.currencies }
    if !pipeline.currencies.decimals.isEmpty { return pipeline.currencies }
    // Without a table of its own, a pipeline gives every currency two decimals.
    return Currencies(decimals: CurrencyCodes.currencies.decimals.filter { $0.value == 2 })
  }

  var context: Pipeline { pipeline ?? .bare(currencies: currencies) }

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

  var fileName: String { path.split(separator: "/").last.map(String.init) ?? path }

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

  func read(_ guess: FeedGuess) throws -> Feed {
    try Feed.read(ContractText(guess: guess, prefix: prefix, file: fileName).text, file: "\(guess.name).yaml")
  }

  var prefix: String { pipeline.map { $0.name.uppercased() } ?? "BANK" }

  private func hash(_ field: SurveyedField) -> UInt64? {
    guard !field.bytes.isEmpty else { return nil }
    var hash = ValueHash()
    hash.add(field.bytes)
    return hash.mixed
  }
}
