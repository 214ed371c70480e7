import Foundation
import MartTesting
import Testing

/// A short form of `make bench-town`: that nights of matching are right at the published rates of error, not how fast.
@Suite("the town of the benchmark") struct TownTests {
  @Test("no wrong pair, recall 0.993, few in review; two nights part the numbers as one of all does")
  func town() throws {
    let home = try ScratchHome()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.repository + "/Scripts/bench-town.sh")
    process.arguments = ["sample-bank", "mart-bench"].map { Program.folder + "/" + $0 } + ["2000", home.path]
    process.currentDirectoryURL = URL(fileURLWithPath: Program.repository)
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(said)")
    #expect(said.components(separatedBy: "wrong pairs: 0\n").count == 4, "\(said)")
    #expect(said.contains("parted like the other: yes"), "\(said)")
    let recalls = said.matches(of: /recall: ([0-9.]+)/).compactMap { Double($0.1) }
    #expect(recalls.count == 3 && recalls.allSatisfy { $0 >= 0.993 }, "\(said)")
    let reviews = said.matches(of: /records in review: [0-9]+ \(([0-9.]+) %\)/).compactMap { Double($0.1) }
    #expect(reviews.count == 3 && reviews.allSatisfy { $0 <= 0.5 }, "\(said)")
  }
}
