/// Countries whose passports occur, as ISO 3166 alpha-3 and the numeric code on a residence card.
enum Country {
  static let china = "CHN"
  static let foreign: [(code: String, number: String)] = [
    ("USA", "840"), ("GBR", "826"), ("JPN", "392"), ("KOR", "410"), ("SGP", "702"), ("MYS", "458"), ("THA", "764"),
    ("DEU", "276"), ("FRA", "250"), ("RUS", "643"), ("AUS", "036"), ("CAN", "124"),
  ]
}
