/// What a column's name hints at, in English and Chinese. A hint alone decides nothing that could be seen in the values.
enum Hint: CaseIterable, Sendable {
  case person, document, phone, mail, address, card, holder, account, birth, sex, money, minor, day, otherDay, number,
    code
  case currency, operation, rate, thing, remark, asOf, device

  /// Words of a name; two words with a blank must both be there.
  var words: [String] {
    switch self {
    case .person:
      ["name", "fullname", "surname", "firstname", "lastname", "holder", "payee", "payer", "beneficiary", "contact"]
    case .document:
      [
        "idcard", "idno", "id no", "id number", "passport", "cert no", "cert number", "certno", "doc no", "document no",
        "ssn", "national id", "licence",
      ]
    case .phone: ["phone", "mobile", "tel", "telephone", "cell", "msisdn", "fax"]
    case .mail: ["mail", "email"]
    case .address: ["address", "addr", "street"]
    case .card: ["card", "pan"]
    case .holder: ["customer", "cust", "client", "member", "party", "cif", "user", "holder no", "policyholder"]
    case .account: ["account", "acct", "acc", "iban", "policy", "contract", "agreement", "wallet"]
    case .birth: ["birth", "dob", "birthday", "birthdate", "born"]
    case .sex: ["sex", "gender"]
    case .money:
      [
        "amount", "amt", "balance", "bal", "fee", "price", "limit", "principal", "interest", "paid", "cost", "total",
        "sum",
        "money", "salary", "income", "premium", "charge", "value", "turnover", "debt", "payment", "credit", "debit",
      ]
    case .minor: ["fen", "cent", "cents", "minor", "pence"]
    case .day:
      [
        "txn", "trans", "transaction", "trade", "post", "posted", "posting", "business", "biz", "value date", "booked",
        "booking",
        "event", "occurred", "paid", "acct date", "data date", "etl", "date", "day", "dt",
      ]
    case .otherDay:
      [
        "birth", "dob", "open", "opened", "opening", "expiry", "expire", "expires", "valid", "due", "start", "end",
        "close",
        "closed", "issue", "issued", "maturity", "created", "updated", "registered", "since", "join", "joined",
      ]
    case .number: ["id", "no", "num", "number", "key", "ref", "serial", "seq", "code", "sn", "uuid"]
    case .code:
      [
        "type", "kind", "status", "state", "code", "flag", "level", "grade", "class", "category", "channel", "cd",
        "method",
      ]
    case .currency: ["currency", "ccy", "cur", "curr"]
    case .operation: ["op", "operation", "dml", "action", "optype", "change type"]
    case .rate:
      [
        "rate", "ratio", "pct", "percent", "share", "lat", "lon", "lng", "score", "weight", "qty", "quantity", "units",
        "factor", "cnt", "count", "times",
      ]
    case .thing:
      [
        "product", "prod", "branch", "merchant", "shop", "item", "goods", "campaign", "city", "country", "province",
        "org",
        "organisation", "bank", "file", "table", "column", "event", "station", "depot", "district", "channel",
        "company",
      ]
    case .device: ["device", "imei", "imsi", "mac", "ip", "idfa", "cookie"]
    case .asOf:
      ["as of", "asof", "data date", "stat date", "snapshot", "report date", "balance date", "etl date", "load date"]
    case .remark: ["remark", "remarks", "memo", "note", "notes", "comment", "description", "desc", "text", "summary"]
    }
  }

  /// Parts of Chinese names.
  var parts: [String] {
    switch self {
    case .person: ["姓名", "户名", "名称", "联系人", "收款人", "付款人", "持卡人"]
    case .document: ["证件号", "身份证", "护照", "证号"]
    case .phone: ["手机", "电话", "联系方式"]
    case .mail: ["邮箱", "邮件"]
    case .address: ["地址", "住址"]
    case .card: ["卡号"]
    case .holder: ["客户", "会员", "用户"]
    case .account: ["账号", "帐号", "账户", "帐户"]
    case .birth: ["出生", "生日"]
    case .sex: ["性别"]
    case .money: ["金额", "余额", "费", "价", "额度", "本金", "利息", "发生额"]
    case .minor: ["分)", "（分"]
    case .day: ["交易日", "记账日", "入账日", "业务日", "日期", "发生日"]
    case .otherDay: ["开户", "到期", "起始", "终止", "销户", "出生", "有效", "创建", "更新", "注册"]
    case .number: ["编号", "号码", "流水", "序号", "号", "主键"]
    case .code: ["类型", "状态", "代码", "标志", "级别", "等级", "类别", "渠道"]
    case .currency: ["币种", "货币"]
    case .operation: ["操作类型", "操作标志"]
    case .rate: ["率", "比例", "份额", "数量", "评分"]
    case .thing: ["产品", "商户", "机构", "网点", "支行", "城市", "商品", "活动", "公司"]
    case .device: ["设备"]
    case .asOf: ["数据日期", "统计日期", "报表日期", "快照"]
    case .remark: ["备注", "摘要", "附言", "说明", "描述"]
    }
  }
}

enum Hints {
  /// - name: small letters with `_` between words.
  /// - source: as the file writes it.
  static func of(_ name: String, source: String) -> Set<Hint> {
    let words = Set(plainName(name).split(separator: "_").map { String($0) })
    let joined = words.isEmpty ? "" : plainName(name).replacing("_", with: "")
    let isForeign = source.utf8.contains { $0 >= 0x80 }
    return Set(
      Hint.allCases.filter { hint in
        hint.words.contains { word in
          let parts = word.split(separator: " ").map { String($0) }
          return parts.allSatisfy(words.contains) || (parts.count == 1 && word.count > 4 && joined == word)
        } || (isForeign && hint.parts.contains { source.contains($0) })
      })
  }
}

/// A name in the form of contracts: `Cust No.` and `custNo` are `cust_no`; empty where nothing of it is Latin.
func plainName(_ source: String) -> String {
  var (name, last): (String, UInt8) = ("", 0x5F)
  for byte in source.utf8 {
    let isUpper = (0x41...0x5A).contains(byte)
    let isSmall = (0x61...0x7A).contains(byte)
    if isUpper || isSmall || Shapes.isDigit(byte) {
      let wasSmall = (0x61...0x7A).contains(last) || Shapes.isDigit(last)
      if isUpper, wasSmall { name += "_" }
      name.append(Character(Unicode.Scalar(byte | (isUpper ? 0x20 : 0))))
    } else if byte < 0x80, !name.isEmpty, !name.hasSuffix("_") {
      name += "_"
    }
    last = byte
  }
  while name.hasSuffix("_") { name.removeLast() }
  if name.first?.isNumber == true { name = "c_" + name }
  return name.contains { $0.isLetter } ? name : ""
}

/// A name for a Chinese header, by the first of these parts that stands in it; empty where none does.
func foreignName(_ source: String) -> String {
  let names = [
    ("客户号", "customer_no"), ("客户编号", "customer_no"), ("会员号", "member_no"), ("姓名", "name"), ("户名", "name"),
    ("证件类型", "document_type"), ("证件号", "document_no"), ("身份证", "document_no"), ("手机", "mobile"), ("电话", "phone"),
    ("邮箱", "email"), ("地址", "address"), ("卡号", "card_no"), ("账号", "account_no"), ("帐号", "account_no"),
    ("出生", "birth_date"), ("性别", "sex"), ("币种", "currency"), ("流水", "serial_no"), ("余额", "balance"), ("金额", "amount"),
    ("手续费", "fee"), ("数据日期", "data_date"), ("交易日", "txn_date"), ("记账日", "posting_date"), ("开户日", "open_date"),
    ("到期日", "due_date"), ("日期", "day"), ("状态", "status"), ("类型", "kind"), ("等级", "grade"), ("级别", "grade"),
    ("渠道", "channel"), ("摘要", "summary"), ("备注", "remark"), ("机构", "branch"), ("网点", "branch"), ("支行", "branch"),
    ("产品代码", "product_code"), ("产品", "product"),
  ]
  return names.first { source.contains($0.0) }?.1 ?? ""
}
