import Contracts
import Foundation
import MartCore

/// Lines of `reference/codes.csv` for lists that the pipeline lacks; each title is the code itself until people name it.
struct CodesText {
  static let header = "list,code,title,title_zh,parent_code,sort_no,value,valid_from,valid_to"

  let lists: [(list: String, codes: [String])]

  /// The lists of a guess, of which nothing is in the book.
  init(_ guess: FeedGuess, without book: CodeBook) {
    lists = guess.columns.compactMap { column in
      guard column.type == .code, let list = column.list, !column.codes.isEmpty, book.lists[list] == nil else {
        return nil
      }
      return (list, column.codes)
    }
  }

  var lines: [String] {
    lists.flatMap { list, codes in
      codes.enumerated().map { "\(list),\($1),\($1),,,\($0 + 1),,1900-01-01," }
    }
  }

  /// The file with lines added.
  ///
  /// - old: nil where there is none yet.
  /// - Throws: `Failure` where the file has other columns.
  static func text(_ lines: [String], addedTo old: String?, at path: String) throws -> String {
    guard let old, !old.isEmpty else { return ([header] + lines).joined(separator: "\n") + "\n" }
    let first = old.prefix { !$0.isNewline }.replacing("\u{FEFF}", with: "")
    guard first == header else {
      throw Failure(
        .pipeline, "the columns of codes.csv are not those that a guess can add to",
        at: FileLocation(file: path, line: 1),
        remedy: "let its first line be \(header)")
    }
    return old + (old.hasSuffix("\n") ? "" : "\n") + lines.map { $0 + "\n" }.joined()
  }
}
