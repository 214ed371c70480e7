import MartCore
import Testing

@Suite("business dates") struct BusinessDateTests {
  @Test("every day of eight centuries survives the trip through its text, and days count by one")
  func roundTrip() throws {
    var previous: BusinessDate?
    for year in 1600...2400 {
      for month in 1...12 {
        for day in 1...BusinessDate.daysIn(month: month, of: year) {
          let date = try #require(BusinessDate(year: year, month: month, day: day))
          #expect(BusinessDate(iso: date.description) == date && BusinessDate(compact: date.compact) == date)
          if let previous { #expect(date - previous == 1) }
          previous = date
        }
      }
    }
  }

  @Test(
    "no day is read that the calendar lacks",
    arguments: ["2023-02-29", "2024-13-01", "2024-00-10", "2024-1-01", "20240101", "2024-04-31"])
  func refused(text: String) { #expect(BusinessDate(iso: text) == nil) }

  @Test("a month later than the 31st is the last day of a shorter month")
  func months() throws {
    let date = try #require(BusinessDate(iso: "2024-01-31"))
    #expect(date.adding(months: 1).description == "2024-02-29")
    #expect(date.adding(months: -2).description == "2023-11-30")
  }
}

@Test("a slip of the hand finds its name, a strange word finds none")
func nearestName() {
  #expect(nearest(to: "typ", in: ["type", "token", "max"]) == "type")
  #expect(nearest(to: "wibble", in: ["type", "token", "max"]) == nil)
}
