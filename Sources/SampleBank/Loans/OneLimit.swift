import MartCore

/// Watches that no one owes more than the cap of his class (K41), but those who are to.
struct OneLimit {
  let numbers: [CustomerNumber]
  /// By person: what his loans owe on the as-of day, in fen, and the worst of their classes.
  private var borne: [Int: (fen: Int, rank: Int)] = [:]
  /// LOAN numbers whose persons are to owe more than their cap, and do not yet.
  private var lacking: [Int] = []

  init(numbers: [CustomerNumber]) { self.numbers = numbers }

  /// The cap of each class, 1 pass to 5 loss, in fen.
  ///
  /// - Source: code list `limit_cap`.
  static let caps = [0, 500_000_000, 200_000_000, 100_000_000, 50_000_000, 50_000_000]
  /// What a card may owe beside loans, in fen.
  private static let room = 15_000_000

  func fits(_ draft: LoanDraft, _ number: Int) -> Bool {
    let (fen, rank) = with(draft, number)
    return fen + Self.room <= Self.caps[rank] && !lacking.contains(number)
  }

  mutating func bear(_ draft: LoanDraft, _ number: Int) { borne[numbers[number].person] = with(draft, number) }

  /// From now on the person gets mortgages until he owes more than his cap.
  mutating func exceed(_ number: Int) { lacking.append(number) }

  /// The borrower of a mortgage, where someone is to owe more.
  mutating func lacking(_ draft: LoanDraft, knownOn start: BusinessDate) -> Int? {
    guard draft.type == .mortgage, draft.bucket == 0, draft.closing == nil else { return nil }
    guard let place = lacking.firstIndex(where: { numbers[$0].openedOn <= start }) else { return nil }
    let number = lacking[place]
    bear(draft, number)
    let (fen, rank) = borne[numbers[number].person] ?? (0, 1)
    if fen > Self.caps[rank] { lacking.remove(at: place) }
    return number
  }

  private func with(_ draft: LoanDraft, _ number: Int) -> (fen: Int, rank: Int) {
    let before = borne[numbers[number].person] ?? (0, 1)
    return (before.fen + draft.balance, max(before.rank, draft.rank))
  }
}
