import MartCore

/// What a source says of one customer number; an empty text: nothing.
struct TownRecord {
  var source: Source
  var number: String
  var opened: String
  var kind = ""
  var document = ""
  var country = ""
  var name: String
  var phone = ""
  var birth = ""
  var sex = ""
  var address = ""
  var device = ""

  static let header = "source,customer_number,opened,kind,document,country,name,phone,birth_date,sex,address,device\n"

  /// A line of CSV; no value of the town needs quotes but a name with a comma.
  func append(to bytes: inout [UInt8]) {
    let name = self.name.contains(",") ? "\"\(self.name)\"" : self.name
    let fields = [
      source.rawValue, number, opened, kind, document, country, name, phone, birth, sex, address, device,
    ]
    for (place, field) in fields.enumerated() {
      if place > 0 { bytes.append(0x2c) }
      bytes.append(contentsOf: field.utf8)
    }
    bytes.append(0x0a)
  }
}

/// Someone of the town, as a careful clerk would write it.
struct TownPerson {
  var name: String
  var document: Document
  var birth: BusinessDate
  var sex: Sex
  var region: Int
  var phone: String
  var address: String
  var device: String
  /// The name before, for those who changed it.
  var earlierName: String?
}
