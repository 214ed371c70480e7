import Contracts
import Foundation
import MartTesting
import Testing

/// The files of the sample bank, whose contracts people wrote, guessed without them.
@Suite("the files of the sample bank") struct SampleFilesTests {
  private let pipeline: Pipeline
  private let landing = Program.repository + "/SampleData/landing"

  init() throws { pipeline = try Pipeline.load(folder: Program.repository + "/Pipelines/retail") }

  /// The largest file of a feed.
  private func file(of feed: Feed) throws -> String? {
    try FileManager.default.contentsOfDirectory(atPath: landing).filter { name in
      name.hasPrefix(feed.file.stem) && name.hasSuffix(feed.file.suffix)
        && !name.hasSuffix(".ctl") && name.dropFirst(feed.file.stem.count).first?.isNumber == true
    }.max { try size($0) < size($1) }
  }

  private func size(_ name: String) throws -> Int {
    (try FileManager.default.attributesOfItem(atPath: landing + "/" + name)[.size] as? NSNumber)?.intValue ?? 0
  }

  @Test("what people keep in the vault is vaulted by a guess too, or asked about; fixed width is refused and said")
  func classes() throws {
    var (vaulted, asked, columns, alike) = (0, 0, 0, 0)
    for feed in pipeline.feeds {
      guard let file = try file(of: feed) else { continue }
      let guessed = try Program("mart").run(["guess", landing + "/" + file, "--feed", feed.name])
      guard feed.format.kind != .fixed else {
        #expect(guessed.status == 65 && guessed.errors.contains("fixed width"), "\(file): \(guessed.errors)")
        continue
      }
      #expect(guessed.status == 0, "\(file): \(guessed.errors)")
      let guess = try Feed.read(guessed.output, file: "\(feed.name).yaml")
      #expect(guess.delivery == feed.delivery || guessed.errors.contains("delivery"), "\(file)")
      alike += guess.delivery == feed.delivery && guess.key.count == feed.key.count ? 1 : 0
      for (index, column) in feed.columns.enumerated() {
        let isByName = guess.format.header == .names || guess.format.kind != .separated
        let found = isByName ? guess.columns.first { $0.source == column.source } : guess.columns[index]
        guard let found else { continue }
        columns += 1
        guard column.dataClass.isVaulted else { continue }
        if found.dataClass.isVaulted { vaulted += 1 } else { asked += 1 }
        #expect(
          found.dataClass.isVaulted || guessed.errors.contains("? \(found.name): "),
          "\(file): \(column.name) as \(found.name) is \(found.dataClass.rawValue) without a word")
      }
    }
    #expect(columns > 300 && vaulted > 50 && asked * 10 < vaulted, "\(vaulted) vaulted, \(asked) asked about")
    #expect(alike >= 20, "\(alike) feeds have delivery and key of the size that people wrote")
  }
}
