import Foundation

/// Those who have no delivery left to read, and what they may do for one that is still being read: of what one thread does
/// with a large delivery, reading ahead, hashing, inflating and keeping the copy are what somebody else can do.
package final class IdleHands: @unchecked Sendable {
  private let worthwhile: Int64
  private let condition = NSCondition()
  private var offers: [() -> Void] = []
  /// Streams that have been offered.
  private var belts: [Belt] = []
  /// Deliveries that have not ended, and may have something to offer.
  private var open: Int

  /// - worthwhile: bytes of a landed file from which on help is worth its trouble.
  package init(deliveries: Int, worthwhile: Int64 = 1 << 20) {
    open = deliveries
    self.worthwhile = worthwhile
  }

  /// Helps until the last delivery has ended.
  package func help() { while let offer = next() { offer() } }

  /// Reads a little ahead for others, between two deliveries of one's own.
  package func helpBriefly() {
    for belt in condition.withLock({ belts }) { belt.carry(briefly: true) }
  }

  /// The same in the midst of a delivery that needs no help itself.
  func helpBriefly(from stream: any ByteStream) {
    if !(stream is SharedStream) { helpBriefly() }
  }

  private func next() -> (() -> Void)? {
    condition.withLock {
      while offers.isEmpty, open > 0 { condition.wait() }
      return offers.popLast()
    }
  }

  /// One of the deliveries has ended.
  package func ended() {
    condition.withLock {
      open -= 1
      if open == 0 { condition.broadcast() }
    }
  }

  private func offer(_ work: @escaping () -> Void) {
    condition.withLock {
      offers.append(work)
      condition.signal()
    }
  }

  /// Offers what the file of this size has to be done.
  func offer(_ work: Meanwhile, for file: LandedFile) {
    if file.size >= worthwhile { offer(work.begin) }
  }

  /// The stream, to be read by whoever asked or by whoever has nothing else to do; itself where its file is small.
  func offered(_ stream: any ByteStream) -> any ByteStream {
    guard stream.input.file.size >= worthwhile else { return stream }
    let belt = Belt(stream)
    condition.withLock { belts.append(belt) }
    offer { belt.carry(briefly: false) }
    return SharedStream(stream.input, belt)
  }
}

/// A stream on its belt. `input` may be another thread's until `read` has given 0, or thrown.
private final class SharedStream: ByteStream {
  let input: RawInput
  private let belt: Belt

  init(_ input: RawInput, _ belt: Belt) {
    self.input = input
    self.belt = belt
  }

  deinit { belt.abandon() }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int { try belt.read(into: buffer) }
}
