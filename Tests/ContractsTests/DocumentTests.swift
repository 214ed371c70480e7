import Contracts
import Testing

@Suite("identity documents are read as the pipeline describes them") struct DocumentTests {
  static let kinds: [String: DocumentKind] = [
    "ID18": kind("99999999999999999X", .mod11_2, "resident", birth: 7...14, prefixes: ["11", "44", "83"]),
    "ID15": kind("999999999999999", .mod11_2, "resident", birth: 7...14, prefixes: ["11"], insert: "19"),
    "HKM": kind("[HM]99999999(99)", .none, "hk-permit", compare: 9),
    "TWN": kind("99999999(99)", .none, "tw-permit", compare: 8),
    "HMTRP": kind("99999999999999999X", .mod11_2, "hmt-residence", birth: 7...14, prefixes: ["810000", "830000"]),
    "FPR23": kind("999999999999999999", .mod11_2, "foreign-2023", prefixes: ["9"]),
    "PASSPORT": kind("*+", .none, "passport", perCountry: true),
    "OTHER": kind("*", .none, "other"),
  ]

  static func kind(
    _ form: String, _ checksum: DocumentKind.Checksum, _ family: String, birth: ClosedRange<Int>? = nil,
    prefixes: [String] = [], compare: Int? = nil, insert: String? = nil, perCountry: Bool = false
  ) -> DocumentKind {
    DocumentKind(
      form: form, checksum: checksum, family: family, birth: birth, prefixes: prefixes, compare: compare,
      insert: insert, insertAfter: 6, perCountry: perCountry)
  }

  let reader = DocumentReader(kinds: kinds)

  @Test("the sample of GB 11643 is valid, in small letters, full width and with spaces around it")
  func sample() {
    for number in ["11010519491231002X", "11010519491231002x", "１１０１０５19491231002Ｘ", "  11010519491231002X "] {
      let document = reader.read(kind: "ID18", number: number)
      #expect(document?.key == "resident|11010519491231002X")
      #expect(document?.birth?.description == "1949-12-31")
    }
  }

  @Test("a first-generation card is the same document as its later form")
  func firstGeneration() {
    #expect(
      reader.read(kind: "ID15", number: "110105491231002") == reader.read(kind: "ID18", number: "11010519491231002X"))
  }

  @Test("every slip of one digit and every swap of neighbours is found")
  func slips() throws {
    let good = Array("440524198001010013")
    #expect(reader.read(kind: "ID18", number: String(good)) != nil)
    for place in 0..<17 {
      for digit in "0123456789" where digit != good[place] {
        var bad = good
        bad[place] = digit
        #expect(reader.read(kind: "ID18", number: String(bad)) == nil)
      }
      var swapped = good
      swapped.swapAt(place, place + 1)
      if swapped != good { #expect(reader.read(kind: "ID18", number: String(swapped)) == nil) }
    }
  }

  @Test(
    "what the kind does not allow is no document",
    arguments: [
      ("ID18", "11010519491231002"), ("ID18", "11010519490231002X"), ("ID18", "99010519491231002X"), ("ID18", ""),
      ("ID15", "11010549123100X"), ("HKM", "H1234567"), ("HKM", "H123456781"), ("HKM", "K12345678"),
      ("PASSPORT", "E12345678"), ("LIBRARY", "1"),
    ])
  func refused(kind: String, number: String) { #expect(reader.read(kind: kind, number: number) == nil) }

  @Test("permits are compared without their issue digits, passports with their country")
  func compared() {
    #expect(reader.read(kind: "HKM", number: "h1234567801") == reader.read(kind: "HKM", number: "H12345678"))
    #expect(reader.read(kind: "TWN", number: "1234567801")?.comparable == "12345678")
    #expect(reader.read(kind: "FPR23", number: "911124198108030024") != nil)
    #expect(reader.read(kind: "FPR23", number: "932682198501010017") != nil)
    #expect(reader.read(kind: "OTHER", number: "军字第2001988号")?.comparable == "军字第2001988号")
    let french = reader.read(kind: "PASSPORT", number: "12ab34567", country: "FRA")
    #expect(french?.key == "passport|FRA|12AB34567")
    #expect(french != reader.read(kind: "PASSPORT", number: "12ab34567", country: "DEU"))
  }

  @Test(
    "a form that cannot be read says why",
    arguments: ["", "(99)", "99)", "9(9)9", "[", "[]", "+9", "9]"])
  func malformed(form: String) {
    #expect(DocumentForm.problem(in: form) != nil && DocumentForm(form) == nil)
  }
}
