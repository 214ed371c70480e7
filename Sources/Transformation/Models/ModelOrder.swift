import Contracts
import MartCore

/// Every model after all that it reads; where that leaves a choice, by name.
/// - Returns: the models that can be ordered, and a finding for each ring of models that read each other.
func modelOrder(_ models: [Model], _ reads: [String: [TableColumns]]) -> ([Model], [Finding]) {
  let names = Set(models.map(\.name))
  var waitsFor: [String: Set<String>] = [:]
  for model in models { waitsFor[model.name] = Set((reads[model.name] ?? []).map(\.table)).intersection(names) }
  var order: [Model] = []
  var waiting = models.sorted { $0.name < $1.name }
  while let index = waiting.firstIndex(where: { waitsFor[$0.name]?.isEmpty ?? true }) {
    let next = waiting.remove(at: index)
    order.append(next)
    for model in waiting { waitsFor[model.name]?.remove(next.name) }
  }
  return (order, rings(waiting, waitsFor))
}

/// Walks from each unordered model along its first unordered source until a name comes again.
private func rings(_ models: [Model], _ waitsFor: [String: Set<String>]) -> [Finding] {
  var told: Set<Set<String>> = []
  return models.compactMap { start in
    var path = [start.name]
    while let next = waitsFor[path[path.count - 1]]?.min() {
      if let first = path.firstIndex(of: next) {
        let ring = Array(path[first...])
        guard ring.contains(start.name), told.insert(Set(ring)).inserted else { return nil }
        return Finding(
          "model '\(start.name)' is made from itself: \((ring + [next]).joined(separator: " reads "))",
          rule: "model.cycle", at: start.location, remedy: "move what both need into a model that reads neither")
      }
      path.append(next)
    }
    return nil
  }
}
