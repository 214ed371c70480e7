import MartCore

/// A part with the key of its party.
struct SettledPart {
  enum Origin {
    /// The party was there before tonight.
    case kept
    /// It is new tonight.
    case made
    /// It has its old key back.
    case revived
  }

  var part: Part
  var key: Int64
  var origin: Origin
  /// Keys of parties that end in this one.
  var ended: [Int64]

  /// A number that was under the key before; else the founder.
  func keeper(_ current: [Number: PartySpan]) -> Number? {
    part.records.first { current[$0.number]?.party == key }?.number ?? part.founder?.number
  }
}

/// Gives each part its key. A party stays with its founder's record; where parties meet, the older key survives; a
/// part without a party takes its old key back, or its founder's token. No key goes to another human.
struct PartyKeys {
  let date: BusinessDate
  let isOpening: Bool
  let parties: PartyStore
  /// The party of each number before tonight.
  let current: [Number: PartySpan]
  /// Numbers that stand for another human from tonight on.
  let moved: Set<Number>

  private struct Claim {
    var part: Int
    var record: IdentityRecord
    var isFounder: Bool
  }

  /// - parts: by founder.
  func settle(_ parts: [Part]) throws -> [SettledPart] {
    let claims = claims(parts)
    var kept = Array(repeating: [Int64](), count: parts.count)
    for (party, claim) in claims.sorted(by: { $0.key < $1.key }) { kept[claim.part].append(party) }
    var taken = Set(claims.keys)
    return try parts.enumerated().map { index, part in
      if let key = try oldest(kept[index], claims) {
        return SettledPart(part: part, key: key, origin: .kept, ended: kept[index].filter { $0 != key })
      }
      if let key = try formerKey(part, taken) {
        taken.insert(key)
        return SettledPart(part: part, key: key, origin: .revived, ended: [])
      }
      let key = try freshKey(part, taken)
      taken.insert(key)
      return SettledPart(part: part, key: key, origin: .made, ended: [])
    }
  }

  /// Which part keeps each party: that of its founder, else that of its earliest record.
  private func claims(_ parts: [Part]) -> [Int64: Claim] {
    var claims: [Int64: Claim] = [:]
    for (index, part) in parts.enumerated() {
      for record in part.records {
        guard let party = current[record.number]?.party, !moved.contains(record.number) else { continue }
        let claim = Claim(
          part: index, record: record, isFounder: record.number.token == party && !record.hasMoved)
        guard let other = claims[party] else {
          claims[party] = claim
          continue
        }
        let wins = claim.isFounder || (!other.isFounder && Part.founds(record, other.record))
        if wins { claims[party] = claim }
      }
    }
    return claims
  }

  /// The party that was founded first; of one night, the one whose founder is the earlier record.
  private func oldest(_ keys: [Int64], _ claims: [Int64: Claim]) throws -> Int64? {
    guard keys.count > 1 else { return keys.first }
    let dated = try keys.map { (key: $0, founded: try parties.founded($0) ?? "", claim: claims[$0]) }
    return dated.min { left, right in
      if left.founded != right.founded { return left.founded < right.founded }
      guard let a = left.claim?.record, let b = right.claim?.record, a != b else { return left.key < right.key }
      return Part.founds(a, b)
    }?.key
  }

  /// The key that one of the part's records founded earlier and that nobody bears now.
  private func formerKey(_ part: Part, _ taken: Set<Int64>) throws -> Int64? {
    if isOpening { return nil }
    return try part.records.first { record in
      let token = record.number.token
      return try !record.hasMoved && !taken.contains(token) && parties.founded(token) != nil
        && parties.numbers(of: token).isEmpty
    }?.number.token
  }

  /// The founder's token; where that has named another human, a number made from it and the date.
  private func freshKey(_ part: Part, _ taken: Set<Int64>) throws -> Int64 {
    guard let founder = part.founder else { return 0 }
    func isFree(_ key: Int64) throws -> Bool { try !taken.contains(key) && (isOpening || parties.founded(key) == nil) }
    if !founder.hasMoved, try isFree(founder.number.token) { return founder.number.token }
    var key = founder.number.token
    repeat { key = Self.mixed(key, date) } while try !isFree(key)
    return key
  }

  /// 63 bits, never 0 in practice (SplitMix64's finaliser).
  private static func mixed(_ token: Int64, _ date: BusinessDate) -> Int64 {
    var bits = UInt64(bitPattern: token) &+ 0x9e37_79b9_7f4a_7c15 &* UInt64(bitPattern: Int64(date.dayNumber) + 1)
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return Int64((bits ^ (bits >> 31)) & 0x7fff_ffff_ffff_ffff)
  }
}
