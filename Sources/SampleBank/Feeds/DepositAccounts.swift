import MartCore

/// The deposit accounts: a delta of fixed-width records.
struct DepositAccounts: RowFeed {
  let spec = FeedSpec(
    name: "deposit_account", prefix: "DPACCT_", suffix: ".dat", delivery: .delta, format: FixFormat(),
    control: .envelope,
    columns: [
      Column("op", .code, [.required, .operation]), Column("account_no", .text(32), [.required, .key]),
      Column("acct_type", .code, [.required]), Column("ccy", .code, [.required, .governs]),
      Column("cust_no", .text(20), [.required]), Column("joint_cust_no", .text(20)),
      Column("joint_share_bp", .integer), Column("product_code", .text(20), [.required]),
      Column("branch_no", .text(12), [.required]), Column("open_date", .date, [.required]),
      Column("close_date", .date), Column("status", .code, [.required]), Column("open_mode", .code, [.required]),
      Column("manage_level", .code, [.required]), Column("protect_level", .integer, [.required]),
      Column("messenger", .flag, [.required]), Column("tp_pay", .flag, [.required]),
    ], totals: [])

  func entries(_ bank: Bank) -> [RollPart<DeltaEntry>] {
    bank.deltas(
      bank.accounts.indices, openedOn: { bank.accounts[$0].openedOn },
      changes: { index in
        let account = bank.accounts[index]
        let days = [account.messengerFrom, account.paymentFrom, account.frozenFrom, account.closedOn]
        return bank.changes(days.compactMap { $0 }.sorted(), ofBranch: account.branch)
      },
      changed: { index, before, day in
        let account = bank.accounts[index]
        return account.state(on: before) != account.state(on: day)
          || bank.branch(account.branch, on: before) != bank.branch(account.branch, on: day)
      })
  }

  func row(_ entry: DeltaEntry, _ bank: Bank, on date: BusinessDate) -> Row {
    let account = bank.accounts[entry.index]
    let state = account.state(on: date)
    return Row(fields: [
      entry.operation, .serial(account.serial), .text(account.kind.rawValue),
      .text(account.currency.map { DepositCurrency.all[$0].code } ?? "CNY"),
      bank.numbers[account.holder].field, account.joint.map { bank.numbers[$0.number].field } ?? .null,
      account.joint.map { .number($0.share) } ?? .null, .text(account.product),
      .text(bank.branch(account.branch, on: date)),
      .date(account.openedOn), account.closedOn.flatMap { $0 <= date ? .date($0) : nil } ?? .null,
      .text(state.status), .text(account.mode.rawValue), .text(account.level.rawValue), .number(account.protection),
      .flag(state.hasMessenger), .flag(state.paysThirdParties),
    ])
  }

  func withFreshKey(_ fields: [Field], delivery: Int, serial: Int, on date: BusinessDate) -> [Field] {
    var fresh = fields
    fresh[0] = .text("I")
    fresh[1] = .text("0299\(date.compact)\(1_000 + serial)")
    return fresh
  }
}
