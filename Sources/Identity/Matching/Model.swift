/// A Fellegi–Sunter model: how often each level of agreement occurs among pairs of one person (m) and of two (u).
package struct MatchModel: Hashable, Sendable {
  package struct Field: Hashable, Sendable {
    package var name: String
    /// By level, from 'differs' (index 0) to equal.
    package var m: [Double]
    package var u: [Double]
    /// Shares of frequent values, by hash; other values are as frequent as `rare`.
    package var frequent: [UInt64: Double]
    /// The share of a value that is not among the frequent ones.
    package var rare: Double

    package init(name: String, m: [Double], u: [Double], frequent: [UInt64: Double] = [:], rare: Double = 0) {
      self.name = name
      self.m = m
      self.u = u
      self.frequent = frequent
      self.rare = rare
    }
  }

  package var version: String
  /// The share of all possible pairs that are one person.
  package var prior: Double
  package var fields: [Field]

  package init(version: String, prior: Double, fields: [Field]) {
    self.version = version
    self.prior = prior
    self.fields = fields
  }

  /// Bits at which a pair is as likely one person as two.
  package var evenOdds: Double { Bits.log2((1 - prior) / prior) }
}

/// Weights in bits, ready for use: a look-up a field.
package struct Weights: Sendable {
  private let bits: [[Double]]
  /// By field and value; empty where the field weighs no frequencies.
  private let equal: [[Double]]

  /// - columns: nil: values weigh as the average one.
  package init(_ model: MatchModel, _ rules: MatchRules, _ columns: [ValueColumn]? = nil) {
    bits = model.fields.map { field in [0] + zip(field.m, field.u).map { Bits.log2($0 / $1) } }
    equal = rules.fields.indices.map { place in
      let field = model.fields[place]
      guard rules.fields[place].byFrequency, let column = columns?[place], let m = field.m.last else { return [] }
      return (0..<column.distinct).map { id in
        let share = field.frequent[column.hash(Int32(id))] ?? field.rare
        return Bits.log2(m / Swift.max(share, 1e-9))
      }
    }
  }

  package func weight(_ field: Int, _ level: Int, value: Int32) -> Double {
    if level + 1 == bits[field].count, !equal[field].isEmpty, value >= 0 { return equal[field][Int(value)] }
    return bits[field][level]
  }

  /// The pair's weight.
  ///
  /// - values: the first record's value of a field.
  package func sum(_ pattern: Pattern, values: (_ field: Int) -> Int32) -> Double {
    bits.indices.reduce(0) { $0 + weight($1, pattern[$1], value: values($1)) }
  }
}

enum Bits {
  /// Base-2 logarithm by the exponent and a series: the same on every machine.
  static func log2(_ value: Double) -> Double {
    guard value > 0, value.isFinite else { return value > 0 ? 1024 : -1024 }
    let exponent = Double(value.exponent)
    let mantissa = value.significand
    let x = (mantissa - 1) / (mantissa + 1)
    var (term, sum, k) = (x, x, 1.0)
    for _ in 0..<24 {
      term *= x * x
      k += 2
      sum += term / k
    }
    return exponent + 2 * sum / 0.693_147_180_559_945_3
  }

  /// 2 to the power of a number.
  static func exp2(_ value: Double) -> Double {
    guard value > -1000 else { return 0 }
    guard value < 1000 else { return .greatestFiniteMagnitude }
    let whole = value.rounded(.down)
    let x = (value - whole) * 0.693_147_180_559_945_3
    var (term, sum) = (1.0, 1.0)
    for k in 1..<20 {
      term *= x / Double(k)
      sum += term
    }
    return Double(sign: .plus, exponent: Int(whole), significand: sum)
  }
}
