import MartCore

/// U46: an order after its buyer's assessment had run out, one of the night that is too bold for its buyer, and one for
/// a product whose risk was raised meanwhile.
struct UnsuitableOrders: UglyCase {
  func plant(in bank: inout Bank) {
    let bought = bank.orders.filter { $0.side == .buy && $0.state == .confirmed }
    let byHolder = Dictionary(grouping: bought) { bank.positions[$0.position].holder }
    let single = bought.filter { order in
      let holder = bank.positions[order.position].holder
      return byHolder[holder]?.count == 1 && order.day >= bank.calendar.periodFrom && order.lateBy == 0
        && bank.numbers[holder].openedOn <= bank.calendar.opening && !bank.isUnsuitable(order)
    }
    if let late = single.first(where: { $0.night == nil }) {
      let holder = bank.positions[late.position].holder
      let level = bank.investorRisk(of: holder).level
      bank.assessments[holder] = InvestorRisk(level: level, validTo: late.orderedOn - 1)
    }
    let bold = single.first { order in
      let position = bank.positions[order.position]
      return order.night != nil && bank.products[position.product].risk > 1 && bank.assessments[position.holder] == nil
    }
    if let bold {
      let position = bank.positions[bold.position]
      bank.assessments[position.holder] = InvestorRisk(
        level: bank.products[position.product].risk - 1, validTo: bank.investorRisk(of: position.holder).validTo)
    }
    raise(bought, &bank)
  }

  /// A product of the second level becomes one of the fourth so early that one order for it is too bold.
  private func raise(_ bought: [Order], _ bank: inout Bank) {
    let orders = Dictionary(grouping: bought) { bank.positions[$0.position].product }
    for day in bank.calendar.dates where day > bank.calendar.base {
      for product in bank.products.indices where bank.products[product].risk == 2 {
        let bold = (orders[product] ?? []).filter { order in
          let holder = bank.positions[order.position].holder
          return order.orderedOn >= day && bank.assessments[holder] == nil && bank.investorRisk(of: holder).level < 4
        }
        guard bold.count == 1, bold[0].lateBy == 0 else { continue }
        bank.products[product].raised = (day, 4)
        return
      }
    }
  }

  func put(into site: UglySite) throws {
    let bank = site.bank
    let done = bank.orders.filter { $0.side == .buy && $0.state == .confirmed && bank.isUnsuitable($0) }
    for order in done {
      let night = bank.calendar.night(of: order.day)
      let found = try site.find("wealth_order", night) {
        $0.text("order_no", of: site.spec("wealth_order")) == order.number
      }
      guard let found else { continue }
      let entry = UglyEntry(id: "U46", feed: "wealth_order", date: night, rule: "SUI-01", rows: 1)
      site.note(entry, in: found.file, mark: found.file.mark(found.place))
    }
  }
}
