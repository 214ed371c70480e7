/// The known name closest to what was written, if it is close enough to be a slip of the hand: at most
/// a third of its letters differ.
public func nearest(to written: String, in known: some Sequence<String>) -> String? {
  let candidates = known.map { (distance(written.lowercased(), $0.lowercased()), $0) }
  guard let best = candidates.min(by: { $0 < $1 }) else { return nil }
  return best.0 <= max(1, (best.1.count + 1) / 3) ? best.1 : nil
}

/// `did you mean 'x'?`, or `otherwise` where nothing is near.
public func didYouMean(_ written: String, in known: some Sequence<String>, otherwise: String = "") -> String {
  nearest(to: written, in: known).map { "did you mean '\($0)'?" } ?? otherwise
}

/// Levenshtein distance by characters.
func distance(_ left: String, _ right: String) -> Int {
  let (a, b) = (Array(left), Array(right))
  var row = Array(0...b.count)
  for i in a.indices {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let replaced = diagonal + (a[i] == b[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, diagonal + 1, row[j] + 1)
    }
  }
  return row[b.count]
}
