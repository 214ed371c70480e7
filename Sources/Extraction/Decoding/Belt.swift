import Foundation

/// A stream that whoever parses reads alone as long as nobody else reads ahead of him.
final class Belt: @unchecked Sendable {
  /// Pieces that lie ready at most: some 8 ms of parsing.
  private static let places = 8

  private let stream: any ByteStream
  private let condition = NSCondition()
  /// Who reads the stream now: nobody, whoever parses, or somebody ahead of him.
  private enum Reader { case nobody, parser, helper }
  private var reader = Reader.nobody
  private var isAbandoned = false
  private var end: Result<Void, any Error>?
  /// Nobody needs them before somebody helps.
  private var rooms: [UnsafeMutableRawBufferPointer] = []
  /// Bytes of each room's piece.
  private var counts = [Int](repeating: 0, count: places)
  /// Pieces since the beginning.
  private var (filled, taken) = (0, 0)
  /// What is left of the piece in hand, which keeps its room.
  private var rest = UnsafeRawBufferPointer(start: nil, count: 0)
  private var isHeld = false

  init(_ stream: any ByteStream) { self.stream = stream }

  deinit { freeRooms() }

  // MARK: Whoever parses

  /// Fills the buffer or a part of it; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    if rest.isEmpty {
      guard let piece = try take() else { return try readAlone(into: buffer) }
      rest = piece
    }
    let count = min(rest.count, buffer.count)
    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<count]))
    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    return count
  }

  /// The next piece, valid until the one after it is asked for; empty at the end, nil where whoever asks has to read.
  private func take() throws -> UnsafeRawBufferPointer? {
    try condition.withLock {
      isHeld = false
      condition.broadcast()
      while filled == taken, end == nil, reader == .helper { condition.wait() }
      if filled == taken {
        if let end {
          try end.get()
          return UnsafeRawBufferPointer(start: nil, count: 0)
        }
        reader = .parser
        return nil
      }
      let place = taken % Self.places
      taken += 1
      isHeld = true
      return UnsafeRawBufferPointer(rebasing: rooms[place][..<counts[place]])
    }
  }

  private func readAlone(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let result = Result { try stream.read(into: buffer) }
    condition.withLock {
      reader = .nobody
      note(result)
      condition.broadcast()
    }
    return try result.get()
  }

  /// Nobody parses any more.
  func abandon() {
    condition.withLock {
      isAbandoned = true
      if reader != .helper { freeRooms() }
      condition.broadcast()
    }
  }

  private func freeRooms() {
    for room in rooms { room.deallocate() }
    rooms = []
  }

  // MARK: Whoever helps

  /// Reads ahead to the end of the stream, or until nobody parses it any more.
  ///
  /// - briefly: only where that can begin at once, and until no more pieces fit.
  func carry(briefly: Bool) {
    guard begin(briefly) else { return }
    while let place = freePlace(briefly) {
      let result = Result { try stream.read(into: rooms[place]) }
      condition.withLock {
        note(result)
        if end == nil, case .success(let count) = result {
          counts[place] = count
          filled += 1
        }
        condition.broadcast()
      }
    }
    condition.withLock {
      reader = .nobody
      if isAbandoned { freeRooms() }
      condition.broadcast()
    }
  }

  private func begin(_ briefly: Bool) -> Bool {
    condition.withLock {
      while reader != .nobody, !briefly, !isAbandoned { condition.wait() }
      guard reader == .nobody, !isAbandoned, end == nil else { return false }
      reader = .helper
      if rooms.isEmpty {
        for _ in 0..<Self.places { rooms.append(.allocate(byteCount: RawInput.pieceSize, alignment: 64)) }
      }
      return true
    }
  }

  private func freePlace(_ briefly: Bool) -> Int? {
    condition.withLock {
      while !hasFreePlace, !briefly, !isAbandoned { condition.wait() }
      return hasFreePlace && !isAbandoned && end == nil ? filled % Self.places : nil
    }
  }

  private var hasFreePlace: Bool { filled - taken + (isHeld ? 1 : 0) < Self.places }

  private func note(_ read: Result<Int, any Error>) {
    switch read {
    case .success(let count) where count > 0: break
    default: end = read.map { _ in }
    }
  }
}
