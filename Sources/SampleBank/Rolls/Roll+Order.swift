extension Roll {
  /// The elements by rank, those of one rank as they stand: sorted in runs of two megabytes, which are then merged.
  ///
  /// - rank: of an element, from 0 to `UInt32.max`.
  package func arranged(by rank: (Element) -> Int) -> Roll {
    let run = Swift.max(1, Self.runBytes / MemoryLayout<Element>.stride / elementsPerPage) * elementsPerPage
    var runs = Roll(in: folder)
    for start in stride(from: 0, to: count, by: run) {
      var elements: [Element] = []
      elements.reserveCapacity(Swift.min(run, count - start))
      while elements.count < run, start + elements.count < count {
        elements += page(from: start + elements.count)
      }
      for place in Arrangement(elements.count, by: { rank(elements[$0]) }).old { runs.append(elements[Int(place)]) }
    }
    guard count > run else { return runs }
    return merged(runs, run, rank)
  }

  private static var runBytes: Int { 1 << 21 }

  /// - runs: sorted runs, one after another, each of so many elements but for the last.
  private func merged(_ runs: Roll, _ run: Int, _ rank: (Element) -> Int) -> Roll {
    var result = Roll(in: folder)
    var heads: [Head] = []
    // By run: the rank of its first element that is left, and the run, which decides among equals; the least first.
    var heap: [UInt64] = []
    for (index, start) in stride(from: 0, to: count, by: run).enumerated() {
      heads.append(Head(next: start, end: Swift.min(start + run, count), page: runs.page(from: start)))
      heap.append(UInt64(rank(heads[index].first)) << 32 | UInt64(index))
    }
    heap.sort()
    while let least = heap.first {
      let index = Int(least & 0xFFFF_FFFF)
      result.append(heads[index].first)
      heads[index].advance(in: runs)
      if heads[index].isOver {
        heap[0] = heap[heap.count - 1]
        heap.removeLast()
      } else {
        heap[0] = UInt64(rank(heads[index].first)) << 32 | UInt64(index)
      }
      Self.sink(&heap)
    }
    return result
  }

  /// What is left of a run.
  private struct Head {
    var next: Int
    let end: Int
    var page: [Element]
    var offset = 0

    var first: Element { page[offset] }
    var isOver: Bool { next == end }

    mutating func advance(in runs: Roll) {
      (next, offset) = (next + 1, offset + 1)
      guard offset == page.count, next < end else { return }
      (page, offset) = (runs.page(from: next), 0)
    }
  }

  /// Puts the first of a heap where it belongs.
  private static func sink(_ heap: inout [UInt64]) {
    var place = 0
    while 2 * place + 1 < heap.count {
      var child = 2 * place + 1
      if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
      guard heap[child] < heap[place] else { return }
      heap.swapAt(child, place)
      place = child
    }
  }
}
