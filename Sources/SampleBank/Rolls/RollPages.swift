import Synchronization

/// The bytes of a roll, by page: those of the pages that were used last in memory, the others in a file.
///
/// Read by several writers of feeds at once, so that each use takes a lock: some twenty nanoseconds, of a row's two thousand.
final class RollPages: Sendable {
  let folder: String
  let elementsPerPage: Int
  private let shift: Int
  private let stride: Int
  private let state: Mutex<PagePool>
  private static let pageBytes = 4_096

  init(in folder: String, stride: Int) {
    (self.folder, self.stride) = (folder, stride)
    shift = max(0, Int.bitWidth - 1 - (Self.pageBytes / stride).leadingZeroBitCount)
    elementsPerPage = 1 << shift
    state = Mutex(PagePool(in: folder, pageBytes: stride << shift))
  }

  deinit { state.withLock { $0.close() } }

  func element<Element: Sendable>(_ place: Int) -> Element {
    state.withLock { $0.bytes(of: place >> shift).load(fromByteOffset: offset(place), as: Element.self) }
  }

  /// For who looks up far apart: an element of a page that is not in memory is read without the rest of the page.
  func lone<Element: Sendable>(_ place: Int) -> Element {
    state.withLock { $0.lone(page: place >> shift, at: offset(place)) }
  }

  func set<Element: Sendable>(_ place: Int, to element: Element) {
    state.withLock {
      $0.changeableBytes(of: place >> shift).storeBytes(of: element, toByteOffset: offset(place), as: Element.self)
    }
  }

  private func offset(_ place: Int) -> Int { (place & (elementsPerPage - 1)) * stride }

  /// The elements of some places.
  func elements<Element: Sendable>(_ places: Range<Int>) -> [Element] {
    state.withLock { pool in
      var elements: [Element] = []
      elements.reserveCapacity(places.count)
      for place in places {
        elements.append(pool.bytes(of: place >> shift).load(fromByteOffset: offset(place), as: Element.self))
      }
      return elements
    }
  }

  /// The elements from a place on up to the end of its page or of the roll.
  func page<Element: Sendable>(from place: Int, _ end: Int) -> [Element] {
    let last = min(end, (place >> shift + 1) << shift)
    return state.withLock { $0.elements(last - place, page: place >> shift, from: offset(place)) }
  }
}

/// Pages of equal size, of which at most so many are in memory.
private struct PagePool {
  private let pageBytes: Int
  private var file: ScratchFile
  /// The pages in memory.
  private var frames: [Frame] = []
  /// By page: the frame it is in, or where else it is.
  private var places: [Int32] = []
  /// The frame that is looked at next when one has to go: the first that was not used since it was looked at last.
  private var hand = 0

  /// Frames, a quarter of a megabyte of pages of four kilobytes.
  private static let most = 64
  private static let nowhere: Int32 = -1
  private static let filed: Int32 = -2

  private struct Frame {
    let bytes: UnsafeMutableRawPointer
    var page: Int
    var isChanged = false
    var wasUsed = true
  }

  init(in folder: String, pageBytes: Int) {
    self.pageBytes = pageBytes
    file = ScratchFile(in: folder)
  }

  mutating func close() {
    for frame in frames { frame.bytes.deallocate() }
    frames = []
    file.close()
  }

  mutating func bytes(of page: Int) -> UnsafeMutableRawPointer { frames[frame(of: page)].bytes }

  mutating func changeableBytes(of page: Int) -> UnsafeMutableRawPointer {
    let frame = frame(of: page)
    frames[frame].isChanged = true
    return frames[frame].bytes
  }

  /// An element of a page, wherever that is; it is not taken into memory for it.
  func lone<Element>(page: Int, at offset: Int) -> Element {
    let place = places[page]
    if place >= 0 { return frames[Int(place)].bytes.load(fromByteOffset: offset, as: Element.self) }
    return withUnsafeTemporaryAllocation(of: Element.self, capacity: 1) { room in
      let bytes = UnsafeMutableRawBufferPointer(start: room.baseAddress, count: MemoryLayout<Element>.stride)
      file.read(bytes, at: page * pageBytes + offset)
      return room[0]
    }
  }

  /// Elements of a page, wherever that is; it is not taken into memory for it.
  func elements<Element>(_ count: Int, page: Int, from offset: Int) -> [Element] {
    [Element](unsafeUninitializedCapacity: count) { elements, filled in
      let target = UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: elements[..<count]))
      let place = places[page]
      if place >= 0 {
        target.copyMemory(from: UnsafeRawBufferPointer(start: frames[Int(place)].bytes + offset, count: target.count))
      } else {
        file.read(target, at: page * pageBytes + offset)
      }
      filled = count
    }
  }

  private mutating func frame(of page: Int) -> Int {
    while page >= places.count { places.append(Self.nowhere) }
    let place = places[page]
    if place >= 0 {
      frames[Int(place)].wasUsed = true
      return Int(place)
    }
    let frame = freeFrame()
    if place == Self.filed {
      file.read(UnsafeMutableRawBufferPointer(start: frames[frame].bytes, count: pageBytes), at: page * pageBytes)
    } else {
      frames[frame].bytes.initializeMemory(as: UInt8.self, repeating: 0, count: pageBytes)
    }
    (frames[frame].page, frames[frame].wasUsed, frames[frame].isChanged) = (page, true, place != Self.filed)
    places[page] = Int32(frame)
    return frame
  }

  /// A frame that no page is in.
  private mutating func freeFrame() -> Int {
    if frames.count < Self.most {
      let bytes = UnsafeMutableRawPointer.allocate(byteCount: pageBytes, alignment: 16)
      frames.append(Frame(bytes: bytes, page: 0))
      return frames.count - 1
    }
    while frames[hand].wasUsed {
      frames[hand].wasUsed = false
      hand = (hand + 1) % frames.count
    }
    defer { hand = (hand + 1) % frames.count }
    let frame = frames[hand]
    if frame.isChanged {
      file.write(UnsafeRawBufferPointer(start: frame.bytes, count: pageBytes), at: frame.page * pageBytes)
    }
    places[frame.page] = Self.filed
    return hand
  }
}
