import MartCore
import SampleBank
import Testing

/// What a bank numbers is spelled as it was when a text was made for each.
@Suite("a serial") struct SerialTests {
  @Test("is its letters and its number, with zeros before it where it has a width")
  func numbers() {
    #expect(Serial("CC", 20_000_012_345).text == "CC20000012345")
    #expect(Serial("0", 28_800_000_000_000_001).text == "028800000000000001")
    #expect(Serial(6_209_911_234_567_890_123).text == "6209911234567890123")
    #expect(Serial(742, width: 4).text == "0742")
    #expect(Serial("B", 0).text == "B0")
    #expect(Serial(.max).text == "18446744073709551615")
  }

  @Test("bears the day in six digits; what needs more digits than its width has them all")
  func days() throws {
    let day = try #require(BusinessDate(year: 2024, month: 9, day: 3))
    #expect(Serial("T", day, 17, width: 7).text == "T240903-0000017")
    #expect(Serial("CE", day, 1_234_567, width: 6).text == "CE240903-1234567")
    let other = try #require(BusinessDate(year: 2000, month: 1, day: 1))
    #expect(Serial("", other, 1, width: 5).text == "000101-00001")
  }
}
