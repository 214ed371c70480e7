import Glibc
import MartCore

/// The records of one table of a finished file, in the order of their keys, read page by page.
///
/// - Source: https://www.sqlite.org/fileformat2.html, pages of b-trees.
final class TreeReader {
  /// A page on the way from the root to the record in hand.
  private struct Level {
    let page: UnsafeMutablePointer<UInt8>
    var isLeaf = false
    var cells = 0
    /// How many of its cells, and of the pages below it, have been visited.
    var visited = 0
  }

  /// No tree of ours is deeper; a broken file may seem so.
  private static let deepest = 20
  /// What may be read behind a page or a record by whoever reads a number there.
  private static let slack = 16
  private static let longest = 1 << 30

  private let path: String
  private let kind: PageTree.Kind
  private let descriptor: Int32
  private let pages: UInt32
  private var levels: [Level] = []
  private var depth = 0
  private var long = UnsafeMutablePointer<UInt8>.allocate(capacity: slack)
  private var longRoom = 0

  /// The record in hand, until the next one is asked for; it has slack behind it.
  private(set) var record = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
  /// Its row number, in a table that has them.
  private(set) var number: Int64 = 0

  /// - Throws: `BrokenPart` where there is no such file, here and while it is read.
  init(_ path: String, _ kind: PageTree.Kind, root: UInt32) throws {
    self.path = path
    self.kind = kind
    descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    var status = stat()
    guard descriptor >= 0, fstat(descriptor, &status) == 0 else { throw BrokenPart(path: path) }
    pages = UInt32(truncatingIfNeeded: Int(status.st_size) / PageFile.pageSize)
    try descend(to: root)
  }

  deinit {
    close(descriptor)
    for level in levels { level.page.deallocate() }
    long.deallocate()
  }

  /// False at the end.
  func next() throws -> Bool {
    while depth > 0 {
      let top = depth - 1
      let step = levels[top].visited
      levels[top].visited += 1
      if levels[top].isLeaf {
        guard step < levels[top].cells else {
          depth -= 1
          continue
        }
        try take(levels[top].page, try cell(step, of: levels[top], header: 8))
        return true
      }
      // Of an index, a cell above stands between the pages left and right of it.
      let (child, isCell) = kind == .table ? (step, false) : (step / 2, step % 2 == 1)
      guard child < levels[top].cells || (child == levels[top].cells && !isCell) else {
        depth -= 1
        continue
      }
      if isCell {
        try take(levels[top].page, try cell(child, of: levels[top], header: 12) + 4)
        return true
      }
      let page = levels[top].page
      let place = child == levels[top].cells ? 8 : try cell(child, of: levels[top], header: 12)
      try descend(to: word(page + place))
    }
    return false
  }

  private func descend(to number: UInt32) throws {
    guard depth < Self.deepest else { throw BrokenPart(path: path) }
    if depth == levels.count {
      let page = UnsafeMutablePointer<UInt8>.allocate(capacity: PageFile.pageSize + Self.slack)
      page.initialize(repeating: 0, count: PageFile.pageSize + Self.slack)
      levels.append(Level(page: page))
    }
    let page = levels[depth].page
    try read(number, page)
    guard page[0] == kind.leafMark || page[0] == kind.innerMark else { throw BrokenPart(path: path) }
    levels[depth].isLeaf = page[0] == kind.leafMark
    levels[depth].cells = Int(page[3]) << 8 | Int(page[4])
    levels[depth].visited = 0
    depth += 1
  }

  private func read(_ number: UInt32, _ page: UnsafeMutablePointer<UInt8>) throws {
    guard number > 1, number <= pages,
      pread(descriptor, page, PageFile.pageSize, (Int(number) - 1) * PageFile.pageSize) == PageFile.pageSize
    else { throw BrokenPart(path: path) }
  }

  /// Where a cell begins in its page.
  private func cell(_ index: Int, of level: Level, header: Int) throws -> Int {
    let pointer = header + index * 2
    guard pointer + 2 <= PageFile.pageSize else { throw BrokenPart(path: path) }
    let place = Int(level.page[pointer]) << 8 | Int(level.page[pointer + 1])
    guard place >= header, place + 4 <= PageFile.pageSize else { throw BrokenPart(path: path) }
    return place
  }

  private func take(_ page: UnsafeMutablePointer<UInt8>, _ place: Int) throws {
    let payload = varint(at: page + place)
    var start = place + payload.size
    if kind == .table {
      let key = varint(at: page + start)
      number = Int64(bitPattern: key.value)
      start += key.size
    }
    guard payload.value <= Self.longest else { throw BrokenPart(path: path) }
    let size = Int(payload.value)
    let local = kind.local(size)
    guard start + local + (local < size ? 4 : 0) <= PageFile.pageSize else { throw BrokenPart(path: path) }
    if local == size {
      record = UnsafeBufferPointer(start: page + start, count: size)
    } else {
      try takeLong(page + start, local, size)
    }
  }

  private func takeLong(_ start: UnsafeMutablePointer<UInt8>, _ local: Int, _ size: Int) throws {
    if longRoom < size {
      long.deallocate()
      long = .allocate(capacity: size + Self.slack)
      longRoom = size
    }
    (long + size).initialize(repeating: 0, count: Self.slack)
    long.update(from: start, count: local)
    let page = UnsafeMutablePointer<UInt8>.allocate(capacity: PageFile.pageSize)
    defer { page.deallocate() }
    var (done, next) = (local, word(start + local))
    while done < size {
      try read(next, page)
      let part = min(size - done, PageTree.overflowRoom)
      (long + done).update(from: page + 4, count: part)
      done += part
      next = word(page)
    }
    record = UnsafeBufferPointer(start: long, count: size)
  }

  private func word(_ place: UnsafePointer<UInt8>) -> UInt32 {
    (0..<4).reduce(0) { $0 << 8 | UInt32(place[$1]) }
  }
}
