/// The b-tree of one table, laid down page by page from its first key to its last. Its root must be an empty leaf.
final class PageTree {
  /// A table with row numbers, or one without.
  enum Kind {
    case table, index

    var leafMark: UInt8 { self == .table ? 0x0d : 0x0a }
    var innerMark: UInt8 { self == .table ? 0x05 : 0x02 }
    /// The most bytes of a payload that may stand in its page; of a longer one, most go to pages of their own.
    fileprivate var mostLocal: Int {
      self == .table ? PageFile.pageSize - 35 : (PageFile.pageSize - 12) * 64 / 255 - 23
    }

    /// How much of a payload stands in its page.
    func local(_ payload: Int) -> Int {
      guard payload > mostLocal else { return payload }
      let least = (PageFile.pageSize - 12) * 32 / 255 - 23
      let fitting = least + (payload - least) % PageTree.overflowRoom
      return fitting <= mostLocal ? fitting : least
    }
  }

  private static let leafHeader = 8
  private static let innerHeader = 12
  /// What a page of a long payload holds behind the number of the next one.
  static let overflowRoom = PageFile.pageSize - 4

  let kind: Kind
  private let file: PageFile
  private let root: UInt32
  private let page = UnsafeMutablePointer<UInt8>.allocate(capacity: PageFile.pageSize)
  private var header = leafHeader
  private var cells = 0
  private var content = PageFile.pageSize
  private var lastKey: Int64 = 0
  private var lastSize = 0
  /// The pages below the next level, and what stands between each and the one after.
  private var children: [UInt32] = []
  private var dividers = Dividers()

  init(_ file: PageFile, _ kind: Kind, root: UInt32) {
    self.file = file
    self.kind = kind
    self.root = root
    clear(Self.leafHeader)
  }

  deinit { page.deallocate() }

  /// Where the next cell is to be written, all of its bytes.
  ///
  /// - key: of a table its row number, above the one before.
  func place(_ size: Int, key: Int64) throws -> UnsafeMutablePointer<UInt8> {
    if !fits(size) { try endLeaf() }
    (lastKey, lastSize) = (key, size)
    return add(size)
  }

  /// Lays down the end of a payload in pages of its own.
  ///
  /// - Returns: the first one's number.
  func overflow(_ start: UnsafePointer<UInt8>, _ size: Int) throws -> UInt32 {
    let first = file.count + 1
    let page = UnsafeMutablePointer<UInt8>.allocate(capacity: PageFile.pageSize)
    defer { page.deallocate() }
    var done = 0
    while done < size {
      let part = min(size - done, Self.overflowRoom)
      page.initialize(repeating: 0, count: PageFile.pageSize)
      put32(done + part < size ? file.count + 2 : 0, page)
      (page + 4).update(from: start + done, count: part)
      _ = try file.append(page)
      done += part
    }
    return first
  }

  /// Writes what is left, and the levels up to the root.
  func finish() throws {
    guard cells > 0 || !children.isEmpty else { return }
    seal(kind.leafMark)
    guard !children.isEmpty else { return try file.replace(root, by: page) }
    children.append(try file.append(page))
    while children.count > 1 { try addLevel() }
  }

  private func fits(_ size: Int) -> Bool { header + (cells + 1) * 2 + size <= content }

  private func add(_ size: Int) -> UnsafeMutablePointer<UInt8> {
    content -= size
    put16(content, page + header + cells * 2)
    cells += 1
    return page + content
  }

  private func clear(_ header: Int) {
    page.initialize(repeating: 0, count: PageFile.pageSize)
    self.header = header
    (cells, content) = (0, PageFile.pageSize)
  }

  private func seal(_ mark: UInt8) {
    page[0] = mark
    put16(cells, page + 3)
    put16(content, page + 5)
  }

  private func endLeaf() throws {
    if kind == .table {
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 9) { room in
        guard let start = room.baseAddress else { return }
        dividers.append(start, putVarint(UInt64(bitPattern: lastKey), start))
      }
    } else {
      // Of an index, the last cell stands between the pages, and nowhere else.
      dividers.append(page + content, lastSize)
      (page + content).update(repeating: 0, count: lastSize)
      content += lastSize
      cells -= 1
      put16(0, page + header + cells * 2)
    }
    seal(kind.leafMark)
    children.append(try file.append(page))
    clear(Self.leafHeader)
  }

  /// Puts pages above `children`; where one is enough, it is the root.
  private func addLevel() throws {
    var (above, rising) = ([UInt32](), Dividers())
    var next = 0
    while next < children.count {
      clear(Self.innerHeader)
      let last = lastChild(from: next)
      for child in next..<last {
        let cell = add(4 + dividers.size(child))
        put32(children[child], cell)
        dividers.copy(child, to: cell + 4)
      }
      put32(children[last], page + 8)
      seal(kind.innerMark)
      if next == 0, last == children.count - 1 {
        try file.replace(root, by: page)
        children = [root]
        return
      }
      above.append(try file.append(page))
      if last < children.count - 1 { rising.append(dividers, last) }
      next = last + 1
    }
    (children, dividers) = (above, rising)
  }

  /// The last child of the page that begins with `first`; never leaves a single one for the page after.
  private func lastChild(from first: Int) -> Int {
    var (child, used) = (first, Self.innerHeader)
    while child < children.count - 1 {
      used += 2 + 4 + dividers.size(child)
      if used > PageFile.pageSize { break }
      child += 1
    }
    return child == children.count - 2 ? child - 1 : child
  }
}

/// Cells that stand between pages, one after the other.
private struct Dividers {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  func size(_ index: Int) -> Int { ends[index] - (index == 0 ? 0 : ends[index - 1]) }

  mutating func append(_ start: UnsafePointer<UInt8>, _ size: Int) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: size))
    ends.append(bytes.count)
  }

  mutating func append(_ other: Dividers, _ index: Int) {
    bytes += other.bytes[(other.ends[index] - other.size(index))..<other.ends[index]]
    ends.append(bytes.count)
  }

  func copy(_ index: Int, to place: UnsafeMutablePointer<UInt8>) {
    let (size, end) = (size(index), ends[index])
    bytes.withUnsafeBufferPointer { bytes in
      if let start = bytes.baseAddress { place.update(from: start + end - size, count: size) }
    }
  }
}

@inline(__always)
func put16(_ value: Int, _ place: UnsafeMutablePointer<UInt8>) {
  place[0] = UInt8(truncatingIfNeeded: value >> 8)
  place[1] = UInt8(truncatingIfNeeded: value)
}

func put32(_ value: UInt32, _ place: UnsafeMutablePointer<UInt8>) {
  put16(Int(value >> 16), place)
  put16(Int(value & 0xffff), place + 2)
}

/// Bytes that a number takes where small ones are to be short.
@inline(__always)
func varintSize(_ value: UInt64) -> Int {
  value < 0x80 ? 1 : value < 0x4000 ? 2 : value >> 56 != 0 ? 9 : (70 - value.leadingZeroBitCount) / 7
}

/// Seven bits a byte, the first ones first; a ninth byte has eight.
///
/// - Returns: how many bytes it took.
@inline(__always)
func putVarint(_ value: UInt64, _ place: UnsafeMutablePointer<UInt8>) -> Int {
  if value < 0x80 {
    place[0] = UInt8(truncatingIfNeeded: value)
    return 1
  }
  let size = varintSize(value)
  var rest = value
  if size == 9 {
    place[8] = UInt8(truncatingIfNeeded: rest)
    rest >>= 8
  }
  let seven = min(size, 8)
  for index in stride(from: seven - 1, through: 0, by: -1) {
    place[index] = UInt8(truncatingIfNeeded: rest & 0x7f) | (index == size - 1 ? 0 : 0x80)
    rest >>= 7
  }
  return size
}
