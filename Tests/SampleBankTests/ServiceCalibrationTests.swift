import SampleBank
import Testing

@Suite("facilities, services and campaigns") struct ServiceCalibrationTests {
  private let exact = Calibration(Scaling(scale: 10_000))

  @Test("at 1:10,000 facilities, packs, services and campaigns are as the bank says")
  func planted() {
    #expect(exact.elderBranches == 1_826 && exact.pensionBranches == 96)
    #expect(exact.otherFacilities == [2_648, 74, 517, 27, 21] && exact.centresByScene == [9, 8, 6, 2, 2])
    #expect(exact.acquiring.count == 236 && exact.acquiring.fen == 60_000_000)
    #expect(exact.packs.map(\.count) == [420, 150, 3])
    #expect(exact.packs.reduce(0) { $0 + $1.count * $1.fen } == 20_130_000)
    #expect(exact.visitorServices.map(\.count) == [184, 312])
    #expect(exact.servedStaff == 305 && exact.followers == 4_900 && exact.followPairs == 7_265)
    #expect(exact.campaignSpend.reduce(0, +) == 2_140_830_000)
  }

  @Test(
    "a larger bank has no more facilities, a smaller one at least one of each kind", arguments: [755, 7_550, 755_000])
  func sizes(customers: Int) {
    let calibration = Calibration(Scaling(customers: customers))
    #expect(calibration.otherFacilities.allSatisfy { $0 > 0 } && calibration.elderBranches > 0)
    #expect(
      calibration.otherFacilities[0] <= 2_648
        && calibration.centresByScene.reduce(0, +) == calibration.otherFacilities[3])
    #expect(calibration.followPairs >= calibration.followers + calibration.strangers)
  }
}
