/// What a stream means, told day by day over dictionaries: neither SQL nor generations, and no order of arrival.
struct StreamOracle {
  let stream: RandomStream

  static let queries = [
    "SELECT cust_no, grade, valid_from, valid_to FROM stg_person ORDER BY 1, 3",
    "SELECT account_no, owner, valid_from, valid_to, is_current FROM stg_account ORDER BY 1, 3",
    "SELECT id, amount_fen, paid_on FROM stg_payment ORDER BY 1",
  ]

  /// The answers to `queries`.
  var answers: [[String]] { [persons, accounts, payments] }

  /// What each snapshot lists holds until the next one; a day without one changes nothing.
  private var persons: [String] {
    versions(of: stream.inForce("person")) { delivery, _ in
      Dictionary(delivery.lines.map { ($0.key, $0.value) }) { $1 }
    }
  }

  /// Changes of one day in their order; the last state of the day holds. What is not known cannot be deleted.
  private var accounts: [String] {
    versions(of: stream.inForce("account")) { delivery, before in
      delivery.lines.reduce(into: before) { state, line in
        state[line.key] = line.op == "D" ? nil : line.value
      }
    }.map { $0 + ($0.hasSuffix("9999-12-31") ? "|1" : "|0") }
  }

  /// The first that told of an id holds; others are repeats, or put aside.
  private var payments: [String] {
    var first: [String: String] = [:]
    for line in stream.inForce("payment").flatMap(\.lines) where first[line.key] == nil {
      first[line.key] = "\(line.key)|\(line.value)|\(line.on)"
    }
    return first.values.sorted()
  }

  private func versions(
    of deliveries: [RandomStream.Delivery],
    _ after: (RandomStream.Delivery, [String: String]) -> [String: String]
  ) -> [String] {
    var found: [String] = []
    var open: [String: (value: String, from: String)] = [:]
    for delivery in deliveries {
      let state = after(delivery, open.mapValues(\.value))
      for key in Set(open.keys).union(state.keys) where open[key]?.value != state[key] {
        if let old = open[key] { found.append("\(key)|\(old.value)|\(old.from)|\(delivery.date)") }
        open[key] = state[key].map { ($0, delivery.date) }
      }
    }
    found += open.map { "\($0.key)|\($0.value.value)|\($0.value.from)|9999-12-31" }
    return found.sorted { left, right in
      let (a, b) = (left.split(separator: "|"), right.split(separator: "|"))
      return (a[0], a[2]) < (b[0], b[2])
    }
  }
}
