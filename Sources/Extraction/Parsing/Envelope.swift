import Contracts
import MartCore

/// The records of a delivery without its header and trailer lines, which are read here, and without a blank last line.
final class Envelope {
  private let reader: any RecordReader
  private let feed: Feed
  private let delivery: LandedDelivery
  private let marks: EnvelopeMarks
  /// A trailer or a blank line is only data if another record follows it; lines count from 1, 0: none waits.
  private var trailerLine = 0
  private var blankLine = 0
  private var held = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
  private var heldCapacity = 1
  private var heldCount = 0
  private var released: [Record] = []
  private var incoming: Record?
  /// One of these two holds something; seldom.
  private var isHoldingBack = false
  /// What the trailer announces, once `next` has given nil.
  private(set) var trailer: Announcement?

  init(_ reader: any RecordReader, _ feed: Feed, _ delivery: LandedDelivery, _ totals: TotalReader) {
    self.reader = reader
    self.feed = feed
    self.delivery = delivery
    marks = EnvelopeMarks(feed, totals, fileName(delivery.dataPath ?? ""))
  }

  deinit { held.deallocate() }

  /// Reads and checks the header line, if the format has one. A file whose header names columns may be quite empty.
  ///
  /// - Throws: `Failure` with DL-02, DL-04, DL-05 or DL-08.
  func readHeader() throws {
    guard feed.format.header != .none else { return }
    guard let record = try reader.next() else {
      if feed.format.header == .names { return }
      throw refusal("DL-02", "the header line HDR is missing", marks.name)
    }
    if feed.format.header == .names {
      try HeaderNames(feed, marks.name).check(record)
    } else {
      let header = try marks.header(record)
      let place = FileLocation(file: marks.name, line: record.line)
      try checkDate(header.date, of: delivery, at: place)
      try checkSequence(header.sequence, of: delivery, at: place)
    }
  }

  /// The next record of data; nil at the end.
  ///
  /// - Throws: `Failure` with DL-02 for a trailer that is missing or cannot be read.
  func next() throws -> Record? {
    while true {
      var waiting: Record?
      if isHoldingBack {
        if !released.isEmpty { return released.removeFirst() }
        (waiting, incoming, isHoldingBack) = (incoming, nil, false)
      }
      guard let record = try waiting ?? reader.next() else { break }
      if isWaiting(record) { continue }
      if trailerLine > 0 || blankLine > 0 {
        release()
        incoming = record
        isHoldingBack = true
      } else if feed.format.trailer == .envelope, marks.isTrailer(record) {
        hold(record)
      } else {
        return record
      }
    }
    try end()
    return nil
  }

  /// True for the first blank line in a row, which may be the last of the file.
  private func isWaiting(_ record: Record) -> Bool {
    guard feed.format.kind != .json, record.isBlank, blankLine == 0 else { return false }
    blankLine = record.line
    return true
  }

  private func release() {
    if trailerLine > 0 {
      released.append(Record(line: trailerLine, start: UnsafePointer(held), count: heldCount))
    }
    if blankLine > 0 { released.append(Record(line: blankLine, start: UnsafePointer(held), count: 0)) }
    (trailerLine, blankLine) = (0, 0)
  }

  private func hold(_ record: Record) {
    if heldCapacity < record.count {
      held.deallocate()
      held = .allocate(capacity: record.count)
      heldCapacity = record.count
    }
    held.update(from: record.start, count: record.count)
    (trailerLine, heldCount) = (record.line, record.count)
  }

  private func end() throws {
    guard feed.format.trailer == .envelope else { return }
    guard trailerLine > 0 else {
      throw refusal("DL-02", "the trailer line TRL is missing; the file is not complete", marks.name)
    }
    trailer = try marks.trailer(Record(line: trailerLine, start: UnsafePointer(held), count: heldCount))
  }
}
