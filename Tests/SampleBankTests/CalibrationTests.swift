import SampleBank
import Testing

@Suite("the planted stocks") struct CalibrationTests {
  private let exact = Calibration(Scaling(scale: 10_000))

  @Test("at 1:10,000 types and buckets of loans are two margins of one stock")
  func loans() {
    #expect(exact.loanCounts.reduce(0, +) == 6_040 && exact.bucketCounts.reduce(0, +) == 6_040)
    #expect(exact.loanBalances.reduce(0, +) == 81_781_492_535)
    #expect(exact.bucketBalances.reduce(0, +) == 81_781_492_535)
    #expect(exact.bucketBalances[4...].reduce(0, +) == 834_219_040)
    #expect(exact.consumerBase == [2_240_011_300, 975_000_000])
  }

  @Test("at 1:10,000 assets by kind add up to what customers hold")
  func assets() {
    #expect(exact.assetsNow.reduce(0, +) == 220_086_041_237)
    #expect(exact.assetsBase.reduce(0, +) == 207_118_220_054)
    #expect(exact.reached == [18_640, 360] && exact.reachedRises == 9_964 && exact.reachedLargeRises == 7_912)
    #expect(exact.bundleHolders == 104 && exact.bundlePositions == 131 && exact.bundleFen == 612_044_000)
  }

  @Test("a bucket without loans has no money, which the largest has instead", arguments: [755, 1_000, 7_550])
  func emptyBuckets(customers: Int) {
    let calibration = Calibration(Scaling(customers: customers))
    for (count, fen) in zip(calibration.bucketCounts, calibration.bucketBalances) {
      #expect((count == 0) == (fen == 0))
    }
    #expect(calibration.bucketBalances.reduce(0, +) == calibration.loanBalances.reduce(0, +))
  }
}
