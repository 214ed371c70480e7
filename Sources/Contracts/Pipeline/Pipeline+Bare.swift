import MartCore

extension Pipeline {
  /// A pipeline without a folder and without feeds, for looking at files before there is any.
  package static func bare(currencies: Currencies) -> Pipeline {
    var pipeline = PipelineDraft(folder: "", place: FileLocation(file: "")).pipeline
    pipeline.timeZone = "+00:00"
    pipeline.currencies = currencies
    return pipeline
  }
}

extension CodeBook {
  /// Lets a code hold on all days, where the list does not have it yet.
  package mutating func add(_ code: String, to list: String) {
    guard lists[list]?[code] == nil,
      let first = BusinessDate(year: 1, month: 1, day: 1), let last = BusinessDate(year: 9999, month: 12, day: 31)
    else { return }
    lists[list, default: [:]][code] = [Validity(from: first, to: last)]
  }
}

/// Whether a column of this name can stand in a feed's contract.
package func isColumnName(_ name: String) -> Bool {
  isName(name) && !SQLWords.reserved.contains(name.uppercased()) && ColumnDraft.takenNames[name] == nil
}

/// Whether a feed or a model can have this name.
package func isTableName(_ name: String) -> Bool { isName(name) && !SQLWords.reserved.contains(name.uppercased()) }
