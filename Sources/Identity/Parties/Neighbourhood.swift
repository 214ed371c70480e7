import Contracts
import MartStore

/// Everything that tonight's partition can depend on: records, and the edges between them, closed over documents and edges
/// old and new.
struct Neighbourhood {
  var records: [Number: IdentityRecord] = [:]
  /// Edges that hold or are asked about tonight.
  var edges: [Edge] = []
  /// Edges that the vault holds and that are no more.
  var ended: [Edge] = []
  /// Every number that was looked at, known or not.
  var numbers: Set<Number> = []

  /// - fixed: declared links and stewards' words, all that hold.
  /// - seeds: numbers to begin with, beside the changed ones.
  /// - ends: every number that has, or once had, an edge.
  static func around(
    _ changes: [RecordChange], seeds: Set<Number>, fixed: [Edge], weighed: Weighed, ends: Set<Number>,
    records store: RecordStore, edges edgeStore: EdgeStore
  ) throws -> Neighbourhood {
    var here = Neighbourhood()
    let known = Dictionary(changes.map { ($0.new.number, $0.new) }) { first, _ in first }
    let byNumber = Self.byNumber(fixed + weighed.edges)
    let wanted = Set((fixed + weighed.edges).map(Key.init))
    let anyKept = try !edgeStore.isEmpty()
    var edges: [Key: Edge] = [:]
    var ended: [Key: Edge] = [:]
    var documents: Set<String> = []
    var frontier = Set(known.keys).union(seeds)
    var sought = Set(changes.compactMap { $0.old?.document })
    while !frontier.isEmpty || !sought.isEmpty {
      var next: Set<Number> = []
      for number in frontier where here.numbers.insert(number).inserted {
        if let record = try here.records[number] ?? known[number] ?? store.current(number), record.isKnown {
          here.records[number] = record
          if let document = record.document { sought.insert(document) }
        }
        for edge in byNumber[number] ?? [] {
          edges[Key(edge)] = edge
          next.insert(edge.pair.other(number))
        }
        for edge in anyKept && ends.contains(number) ? try edgeStore.edges(of: number) : []
        where !wanted.contains(Key(edge)) {
          let isWeighed = edge.rule == .phone || edge.rule == .weighed || edge.rule == .asked
          let holds = isWeighed && !weighed.numbers.contains(edge.a) && !weighed.numbers.contains(edge.b)
          if holds { edges[Key(edge)] = edge } else { ended[Key(edge)] = edge }
          next.insert(edge.pair.other(number))
        }
      }
      sought.subtract(documents)
      documents.formUnion(sought)
      for record in try sought.isEmpty ? [] : store.bearing(sought).values.flatMap({ $0 }) {
        if known[record.number] == nil { here.records[record.number] = record }
        next.insert(record.number)
      }
      sought = []
      frontier = next.subtracting(here.numbers)
    }
    here.edges = edges.values.sorted(by: Edge.better)
    here.ended = ended.values.sorted(by: Edge.better)
    return here
  }

  private struct Key: Hashable {
    var pair: NumberPair
    var rule: Edge.Rule

    init(_ edge: Edge) {
      pair = edge.pair
      rule = edge.rule
    }
  }

  private static func byNumber(_ edges: [Edge]) -> [Number: [Edge]] {
    var byNumber: [Number: [Edge]] = [:]
    for edge in edges {
      byNumber[edge.a, default: []].append(edge)
      byNumber[edge.b, default: []].append(edge)
    }
    return byNumber
  }
}
