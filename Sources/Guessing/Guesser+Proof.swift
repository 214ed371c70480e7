import Contracts
import Extraction
import MartCore

extension Guesser {
  /// A file whose name tells no date is of the last day in its column of days.
  func settleDate(_ guess: inout FeedGuess, _ profile: FileProfile) {
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
  func noteSharedTokens(_ guess: inout FeedGuess) {
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
  func matchTrailer(_ guess: inout FeedGuess, _ survey: Survey) throws {
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

  func finish(_ guess: FeedGuess, _ survey: Survey) throws -> Guess {
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
