/// The parts of a neighbourhood: clusters that grow best edge first under C1 and C2.
struct Grouping {
  /// By founder.
  private(set) var parts: [Part] = []
  /// What became of each edge of the neighbourhood.
  private(set) var fates: [(edge: Edge, fate: EdgeStore.Fate)] = []
  /// Questions to a steward.
  private(set) var asks: Set<Ask> = []
  private let partition: Partition
  private let answers: Answers
  private let list: [IdentityRecord]
  private let places: [Number: Int]
  private var clusters: Clusters
  private var tree: [Int: [(other: Int, rule: Edge.Rule)]] = [:]
  private var leaders: [Int] = []
  private var documents: [Int: [Substring: String]] = [:]
  private var parted: Set<[Int]> = []

  init(_ here: Neighbourhood, _ partition: Partition, _ answers: Answers) {
    self.partition = partition
    self.answers = answers
    list = here.records.values.sorted { $0.number < $1.number }
    places = Dictionary(list.enumerated().map { ($1.number, $0) }) { first, _ in first }
    clusters = Clusters(count: list.count)
    constrain()
    let groups = Dictionary(grouping: list.filter { $0.document != nil }) { $0.document ?? "" }
      .sorted { $0.key < $1.key }.map { partition.parts($0.value) }
    let borne = groups.flatMap { $0 }.flatMap(Self.star)
    for edge in (borne + here.edges.filter(\.joins)).sorted(by: Edge.better) { join(edge) }
    leaders = clusters.leaders()
    parts = Dictionary(grouping: list.indices) { leaders[$0] }.values.map { Part($0.map { list[$0] }) }
      .sorted { left, right in
        guard let a = left.founder, let b = right.founder else { return false }
        return Part.founds(a, b)
      }
    sum()
    askAboutDocuments(groups)
    askAboutEdges(here.edges.filter { !$0.joins })
  }

  private mutating func constrain() {
    var (kinds, values): ([Substring: Int32], [String: Int32]) = ([:], [:])
    for (place, record) in list.enumerated() {
      guard let family = record.family, let document = record.document else { continue }
      let kind = kinds[family] ?? Int32(kinds.count)
      let value = values[document] ?? Int32(values.count)
      (kinds[family], values[document]) = (kind, value)
      clusters.label(place, kind: kind, value: value)
    }
    for (pair, word) in answers.words where word == .different {
      if let a = places[pair.a], let b = places[pair.b] { clusters.keepApart(a, b) }
    }
  }

  private static func star(_ part: Part) -> [Edge] {
    guard let founder = part.founder else { return [] }
    return part.records.dropFirst().map { Edge(founder.number, $0.number, .document) }
  }

  private mutating func join(_ edge: Edge) {
    guard let a = places[edge.a], let b = places[edge.b] else {
      // A number that no source knows any more, or not yet.
      fates.append((edge, .ended))
      return
    }
    let answer = clusters.join(a, b)
    if answer == .joined {
      tree[a, default: []].append((b, edge.rule))
      tree[b, default: []].append((a, edge.rule))
    }
    if edge.rule == .document { return }
    switch answer {
    case .joined, .already: fates.append((edge, .held))
    case .apart: fates.append((edge, .refusedBySteward))
    case .labels:
      fates.append((edge, .refusedByDocuments))
      asks.insert(Ask(edge.a, edge.b, "C1"))
    }
  }

  /// The weakest rule on the way from one number to another of its part; from a number to itself, the strongest that ties
  /// it to any other. Nil where nothing ties them.
  func rule(from one: Number, to other: Number) -> Edge.Rule? {
    guard let start = places[one], let end = places[other] else { return nil }
    if start == end { return tree[start]?.map(\.rule).min() }
    var (queue, next) = ([start], 0)
    var weakest: [Int: Edge.Rule] = [:]
    while next < queue.count, weakest[end] == nil {
      let place = queue[next]
      next += 1
      for (neighbour, rule) in tree[place] ?? [] where neighbour != start && weakest[neighbour] == nil {
        weakest[neighbour] = max(rule, weakest[place] ?? rule)
        queue.append(neighbour)
      }
    }
    return weakest[end]
  }

  /// D2: parts of one document that did not come together otherwise, and of which no steward spoke.
  private mutating func askAboutDocuments(_ groups: [[Part]]) {
    for parts in groups {
      guard let first = parts.first?.founder else { continue }
      for other in parts.dropFirst().compactMap(\.founder) where mayAsk(first.number, other.number) {
        asks.insert(Ask(first.number, other.number, "D2"))
      }
    }
  }

  /// F2: the best edge between two parts, where neither documents nor a steward say that they are two.
  private mutating func askAboutEdges(_ edges: [Edge]) {
    var asked: Set<[Int]> = []
    for edge in edges {
      guard let a = places[edge.a], let b = places[edge.b] else { continue }
      if leaders[a] == leaders[b] {
        fates.append((edge, .held))
      } else if parted.contains(pair(a, b)) {
        fates.append((edge, .refusedBySteward))
      } else if documentsDiffer(a, b) {
        fates.append((edge, .refusedByDocuments))
      } else {
        fates.append((edge, .asked))
        if asked.insert(pair(a, b)).inserted {
          asks.insert(Ask(edge.a, edge.b, "F2"))
        }
      }
    }
  }

  private func mayAsk(_ one: Number, _ other: Number) -> Bool {
    guard let a = places[one], let b = places[other], leaders[a] != leaders[b] else { return false }
    return !parted.contains(pair(a, b))
  }

  private func pair(_ a: Int, _ b: Int) -> [Int] { [leaders[a], leaders[b]].sorted() }

  private func documentsDiffer(_ a: Int, _ b: Int) -> Bool {
    guard let left = documents[leaders[a]], let right = documents[leaders[b]] else { return false }
    return left.contains { family, document in right[family].map { $0 != document } ?? false }
  }

  /// Which parts bear which documents, and which of them a steward holds apart.
  private mutating func sum() {
    for (place, record) in list.enumerated() {
      if let family = record.family { documents[leaders[place], default: [:]][family] = record.document }
    }
    for (said, word) in answers.words where word == .different {
      if let a = places[said.a], let b = places[said.b] { parted.insert(pair(a, b)) }
    }
  }
}

/// A question to a steward: are these two numbers one human?
struct Ask: Hashable {
  var pair: NumberPair
  /// D2, F2, or C1 where an edge met two documents of one kind.
  var rule: String

  init(_ a: Number, _ b: Number, _ rule: String) {
    pair = NumberPair(a, b)
    self.rule = rule
  }

  /// D2 where documents alone tell: between the first part of a document and each other one.
  static func documents(_ parts: [Part]) -> [Ask] {
    guard let first = parts.first?.founder else { return [] }
    return parts.dropFirst().compactMap(\.founder).map { Ask(first.number, $0.number, "D2") }
  }
}
