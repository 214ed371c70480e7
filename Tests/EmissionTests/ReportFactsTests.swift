import Contracts
import Emission
import Foundation
import MartCore
import MartStore
import MartTesting
import Testing

/// What the report shows of other nights, of landing and of the stewards' queue.
@Suite("the report beyond one night") struct ReportFactsTests {
  private let rows = """
    CREATE TABLE mgt_kpi (kpi_id TEXT, org TEXT, unit TEXT, basis TEXT, value INTEGER, base_value INTEGER) STRICT;
    INSERT INTO mgt_kpi VALUES ('K01', 'BANK', 'persons', 'P', 755, 700), ('K02', 'BANK', 'fen', 'P', NULL, NULL);
    INSERT INTO meta_metric VALUES ('K01', 'Customers', '客户', '', '', '', 'retail');
    """

  private func page(_ facts: NightFacts, stoppedBy causes: [String] = []) throws -> String {
    let home = try ScratchHome()
    try home.mart(rows)
    if !causes.isEmpty {
      try home.mart(
        "INSERT INTO meta_check VALUES ('K01 fell', 'stop', 'retail', 7, 'failed', '');", at: "refused.sqlite")
    }
    let date = try #require(BusinessDate(iso: "2024-09-30"))
    try writeReport(
      Pipeline(figures: "mgt_kpi"), candidate: home.path, businessDate: date, generation: "2024-09-30.1", facts: facts,
      stoppedBy: causes)
    return try String(contentsOfFile: home.file("report.html"), encoding: .utf8)
  }

  @Test("a figure has its change since the night before and since the base, and a line that says in words how it went")
  func trend() throws {
    var facts = NightFacts()
    facts.figures = [("2024-09-28", 750), ("2024-09-29", 760), ("2024-09-30", 755)].map {
      FigureDay(day: $0.0, values: ["K01": Int64($0.1)])
    }
    let text = try page(facts)
    #expect(
      text.contains(
        "aria-label=\"K01 Customers, 3 nights: 750 on 2024-09-28, 755 on 2024-09-30; lowest 750, highest 760\""))
    #expect(text.contains("points=\"5.0,19.0 59.0,5.0 113.0,12.0\""))
    #expect(
      text.contains("<td class=\"n\">755</td><td class=\"n\">−5</td>") && text.contains("<td class=\"n\">55</td>"))
    #expect(text.contains("Trend: 3 nights, 2024-09-28 to 2024-09-30"))
    #expect(text.components(separatedBy: "class=\"spark\"").count == 2, "a figure without values has no line")
    let alone = try page(NightFacts())
    #expect(
      !alone.contains("class=\"spark\"") && !alone.contains("id=\"review\"") && !alone.contains("id=\"picture-due\""))
  }

  @Test("deliveries stand beside their due times, early to the left and late to the right, and words say both")
  func dueTimes() throws {
    let date = try #require(BusinessDate(iso: "2024-09-30"))
    func arrival(_ feed: String, landed: String?, minutes: Int?) -> DueArrival {
      DueArrival(
        feed: feed, businessDate: date, due: "2024-10-01 01:00", dueBy: "2024-09-30T17:00:00Z", landed: landed,
        minutesLate: minutes)
    }
    var facts = NightFacts()
    facts.arrivals = [
      arrival("early", landed: "2024-09-30 23:58", minutes: -62),
      arrival("late", landed: "2024-10-01 01:12", minutes: 12),
      arrival("old", landed: "2026-01-01 00:00", minutes: 657_300), arrival("absent", landed: nil, minutes: 90),
      arrival("open", landed: nil, minutes: nil),
    ]
    facts.arrivals[1].nights = 30
    facts.arrivals[1].lateNights = 4
    let text = try page(facts)
    for words in [
      "1 h 2 min early", "12 min late", "456 days late", "nothing came, 1 h 30 min over", "nothing came yet",
      "3 of 5 late", "<td class=\"n\">30</td><td class=\"n\">4</td>",
    ] { #expect(text.contains(words), "\(words)") }
    let left = try #require(text.firstMatch(of: /cx="([0-9.]+)" cy="34"/)?.1)
    #expect(Double(left) ?? 0 < 500)
    #expect(text.contains("cx=\"740.0\" cy=\"74\""), "what is beyond six hours ends with the picture")
    #expect(text.components(separatedBy: "<circle").count == 4, "what did not come has no dot")
  }

  @Test("the stewards' queue is told by reason, weight and age")
  func queue() throws {
    var facts = NightFacts()
    facts.questions = []
    #expect(try page(facts).contains("No question waits for a steward."))
    func group(_ rule: String, _ weight: String, _ since: String, _ count: Int64) -> QuestionGroup {
      QuestionGroup(rule: rule, weight: weight, since: BusinessDate(iso: since), count: count)
    }
    facts.questions = [
      group("D2", "", "2024-09-29", 3), group("D2", "", "2024-06-01", 2), group("F2", "20–24", "2024-09-10", 4),
      group("F2", "24–28", "", 1),
    ]
    let text = try page(facts)
    let cells = ["<td class=\"n\">5</td>", "3", "0", "0", "2"].map {
      $0.hasPrefix("<") ? $0 : "<td class=\"n\">\($0)</td>"
    }
    #expect(text.contains("not weighed</td>" + cells.joined() + "<td>2024-06-01</td>"))
    #expect(text.contains("F2, 20–24 bits") && text.contains("before the ledger") && text.contains("href=\"#review\""))
  }

  @Test("a night that the gate stopped says why first, and shows what the gate has found")
  func stopped() throws {
    let text = try page(NightFacts(), stoppedBy: ["check 'K01 fell' found 7 rows <b>"])
    #expect(text.contains("Not published: the gate stopped this night") && text.contains("未发布"))
    #expect(text.contains("found 7 rows &lt;b&gt;") && text.contains("<td>K01 fell</td>"))
    let good = try page(NightFacts())
    #expect(good.contains("✓ Published") && !good.contains("K01 fell"))
  }

  @Test("words can be read and lines be seen on their paper, light and dark: 4.5 : 1 and 3 : 1, as WCAG 2.1 asks")
  func contrast() throws {
    let style = try page(NightFacts())
    let blocks = style.components(separatedBy: "@media (prefers-color-scheme: dark)")
    let light = colours(blocks[0])
    let dark = light.merging(colours(blocks[1].components(separatedBy: "} }")[0])) { $1 }
    #expect(light.count >= 14 && dark["paper"] != light["paper"])
    for (scheme, tones) in [("light", light), ("dark", dark)] {
      func tone(_ name: String) throws -> [Double] { try #require(tones[name], "\(scheme) \(name)") }
      for paper in ["paper", "card"] {
        for words in ["ink", "soft", "good", "bad", "mild", "bar"] {
          let ratio = contrast(try tone(words), try tone(paper))
          #expect(ratio >= 4.5, "\(scheme): \(words) on \(paper) has \(ratio)")
        }
      }
      for line in ["bar", "bar2", "bar3", "bar4", "bar5", "bar6"] {
        let ratio = contrast(try tone(line), try tone("card"))
        #expect(ratio >= 3, "\(scheme): \(line) has \(ratio)")
      }
      // The darkest cell of a heat map.
      for cell in ["bar", "bar2"] {
        let mixed = zip(try tone(cell), try tone("card")).map { $0 * 0.48 + $1 * 0.52 }
        let ratio = contrast(try tone("ink"), mixed)
        #expect(ratio >= 4.5, "\(scheme): words on a cell of \(cell) have \(ratio)")
      }
    }
  }

  private func colours(_ style: String) -> [String: [Double]] {
    var found: [String: [Double]] = [:]
    for match in style.matches(of: /--([a-z0-9]+): #([0-9a-f]{3,6})/) {
      let digits = match.2.count == 3 ? match.2.map { "\($0)\($0)" }.joined() : String(match.2)
      let value = Int(digits, radix: 16) ?? 0
      found[String(match.1)] = [value >> 16, value >> 8 & 255, value & 255].map(Double.init)
    }
    return found
  }

  private func contrast(_ one: [Double], _ other: [Double]) -> Double {
    func light(_ colour: [Double]) -> Double {
      let parts = colour.map { part -> Double in
        let share = part / 255
        return share <= 0.03928 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
      }
      return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
    let pair = [light(one), light(other)].sorted()
    return (pair[1] + 0.05) / (pair[0] + 0.05)
  }
}
