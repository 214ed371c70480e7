import Contracts

/// Active codes of ISO 4217 and their decimals, for pipelines that have no list of their own yet.
///
/// - Source: ISO 4217 maintenance agency (SIX), list one.
enum CurrencyCodes {
  private static let all =
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP "
    + "CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR "
    + "IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU "
    + "MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG "
    + "SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV "
    + "WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG"
  private static let none: Set = [
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF",
  ]
  private static let three: Set = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]

  private static func decimals(_ code: String) -> Int { none.contains(code) ? 0 : three.contains(code) ? 3 : 2 }

  static var currencies: Currencies {
    Currencies(
      decimals: Dictionary(uniqueKeysWithValues: all.split(separator: " ").map { (String($0), decimals(String($0))) }))
  }

  static var csv: String {
    "code,minor_units\n" + all.split(separator: " ").map { "\($0),\(decimals(String($0)))\n" }.joined()
  }
}
