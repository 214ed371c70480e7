/// Elements of one size, of which a bank may have more than memory should hold: what is in use stands in memory, a quarter of a
/// megabyte at most, the rest in a file that no one else sees and that is gone with the roll.
///
/// A value, as an array is: a copy that is changed becomes a roll of its own, at the price of all its bytes. What cannot be
/// written or read back ends the program, see `ScratchFile`.
package struct Roll<Element: Sendable>: RandomAccessCollection, MutableCollection, Sendable {
  private var pages: RollPages
  package private(set) var count = 0

  /// - folder: where the file may stand.
  package init(in folder: String) {
    precondition(_isPOD(Element.self), "\(Element.self) is not plain bytes")
    pages = RollPages(in: folder, stride: MemoryLayout<Element>.stride)
  }

  package init(_ elements: [Element], in folder: String) {
    self.init(in: folder)
    append(contentsOf: elements)
  }

  package var startIndex: Int { 0 }
  package var endIndex: Int { count }
  /// Where the file may stand.
  var folder: String { pages.folder }
  /// How many elements are read at once by who goes through all of them.
  var elementsPerPage: Int { pages.elementsPerPage }

  package subscript(place: Int) -> Element {
    get {
      precondition(place >= 0 && place < count, "the roll has no place \(place)")
      return pages.element(place)
    }
    set {
      precondition(place >= 0 && place < count, "the roll has no place \(place)")
      makeUnique()
      pages.set(place, to: newValue)
    }
  }

  /// As the subscript gives it, for who looks up elements that are far apart.
  package func lone(_ place: Int) -> Element {
    precondition(place >= 0 && place < count, "the roll has no place \(place)")
    return pages.lone(place)
  }

  package mutating func append(_ element: Element) {
    makeUnique()
    pages.set(count, to: element)
    count += 1
  }

  package mutating func append(contentsOf elements: some Sequence<Element>) {
    for element in elements { append(element) }
  }

  /// Changes every element where it stands.
  package mutating func revise(_ change: (_ place: Int, _ element: inout Element) -> Void) {
    makeUnique()
    for page in stride(from: 0, to: count, by: elementsPerPage) {
      var elements: [Element] = pages.page(from: page, count)
      for index in elements.indices { change(page + index, &elements[index]) }
      for index in elements.indices { pages.set(page + index, to: elements[index]) }
    }
  }

  /// The elements from a place on up to the end of its page, without taking up room among those in use.
  func page(from place: Int) -> [Element] { pages.page(from: place, count) }

  private mutating func makeUnique() {
    guard !isKnownUniquelyReferenced(&pages) else { return }
    let own = RollPages(in: pages.folder, stride: MemoryLayout<Element>.stride)
    for (place, element) in enumerated() { own.set(place, to: element) }
    pages = own
  }

  package func makeIterator() -> Iterator { Iterator(self) }

  /// Page by page. Who changes the roll meanwhile pays for a copy of it.
  package struct Iterator: IteratorProtocol {
    private let roll: Roll
    private var page: [Element] = []
    private var offset = 0
    private var start = 0

    fileprivate init(_ roll: Roll) { self.roll = roll }

    package mutating func next() -> Element? {
      if offset == page.count {
        start += page.count
        guard start < roll.count else { return nil }
        page = roll.page(from: start)
        offset = 0
      }
      defer { offset += 1 }
      return page[offset]
    }
  }
}

/// Some elements of a roll that stand one after another, counted from 0.
struct RollPart<Element: Sendable>: RandomAccessCollection, Sendable {
  private let roll: Roll<Element>
  private let places: Range<Int>

  init(_ roll: Roll<Element>, _ places: Range<Int>) { (self.roll, self.places) = (roll, places) }

  var startIndex: Int { 0 }
  var endIndex: Int { places.count }
  subscript(index: Int) -> Element { roll[places.lowerBound + index] }
  /// All of them at once.
  var all: [Element] { roll.elements(places) }
}

/// Where in a roll the elements of one owner stand, one after another: the many short lists of a bank, in six bytes each.
struct Strip: Sendable {
  @Packed<UInt32> private(set) var start: Int
  @Packed<UInt16> private(set) var count: Int

  /// No elements.
  init() { self.init(start: 0, count: 0) }

  fileprivate init(start: Int, count: Int) {
    (_start, _count) = (Packed(wrappedValue: start), Packed(wrappedValue: count))
  }

  var isEmpty: Bool { count == 0 }
  /// Where the elements stand in the roll.
  var places: Range<Int> { start..<start + count }
}

extension Roll {
  /// The elements of a strip.
  subscript(strip: Strip) -> [Element] {
    elements(strip.places)
  }

  fileprivate func elements(_ places: Range<Int>) -> [Element] {
    guard !places.isEmpty else { return [] }
    precondition(places.upperBound <= count, "the roll has no \(places)")
    return pages.elements(places)
  }

  /// The last element of a strip; nil where it has none.
  func last(of strip: Strip) -> Element? { strip.isEmpty ? nil : self[strip.places.upperBound - 1] }

  /// Puts down the elements as a strip, at the end.
  mutating func put(_ elements: [Element]) -> Strip {
    guard !elements.isEmpty else { return Strip() }
    defer { append(contentsOf: elements) }
    return Strip(start: count, count: elements.count)
  }

  /// Puts other elements in the place of a strip's: where those stood if there are as many, else at the end.
  mutating func put(_ elements: [Element], for strip: inout Strip) {
    guard elements.count == strip.count else { return strip = put(elements) }
    for (place, element) in zip(strip.places, elements) { self[place] = element }
  }
}
