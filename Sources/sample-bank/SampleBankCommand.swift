import ArgumentParser
import Foundation
import MartCore
import SampleBank

/// Flags in, a bank out.
struct SampleBankCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample-bank", abstract: "Make a sample bank: its raw files, and the truth about them.",
    discussion: "Example: sample-bank --customers 755 --history short --out /tmp/bank")

  @Option(help: "Real persons for one of the bank (default: 10000).") var scale: Int?
  @Option(help: "Customers of the bank, instead of a scale.") var customers: Int?
  @Option(help: "How much of the past: full or short.") var history: HistoryLength = .full
  @Option(help: "A night for every day from this one (yyyy-mm-dd) to the end of the story, 2024-09-30.")
  var from: String?
  @Option(help: "The last of those nights; for --uncalibrated.") var to: String?
  @Flag(
    help:
      "No planted figures, but customers who live from --from to --to: numbers come, move, are mistaken and mended, deleted and come back; deliveries come late, corrected and twice. What arrives with each night stands in nights/DATE."
  )
  var uncalibrated = false
  @Option(help: "Another number makes other persons with the same figures.") var seed: UInt64 = 1
  @Flag(help: "With what goes wrong at banks; later files stand in drops/2, drops/3 and so on.") var ugly = false
  @Flag(
    help: "With busy and quiet days (weekends, paydays, quarter ends, festivals), and two branches that become one.")
  var seasons = false
  @Option(help: "Not a bank, but records of people as five sources keep them, so many, to measure matching on.")
  var town: Int?
  @Option(help: "The folder to write.") var out = "home"

  func validate() throws {
    if scale != nil, customers != nil { throw ValidationError("give --scale or --customers, not both") }
    guard (10...1_000_000).contains(scale ?? 10_000) else { throw ValidationError("--scale is 10 to 1000000") }
    guard (755...75_500_000).contains(customers ?? 755) else {
      throw ValidationError("--customers is 755 to 75500000")
    }
    if let from, nightsFrom == nil {
      let days = DeliveryCalendar.possibleNights
      throw ValidationError("--from is a day from \(days.lowerBound) to \(days.upperBound), not '\(from)'")
    }
    if uncalibrated {
      guard !ugly else { throw ValidationError("give --ugly or --uncalibrated, not both") }
      guard let nightsFrom, let through = through, nightsFrom <= through else {
        throw ValidationError("--uncalibrated lives from --from to --to, two days of which the second is not earlier")
      }
    } else if to != nil {
      throw ValidationError("--to goes with --uncalibrated")
    }
    guard (100...10_000_000).contains(town ?? 100) else { throw ValidationError("--town is 100 to 10000000") }
    guard seed <= UInt64(Int.max) else { throw ValidationError("--seed is at most \(Int.max)") }
  }

  private var nightsFrom: BusinessDate? {
    from.flatMap { BusinessDate(iso: $0) }.flatMap { DeliveryCalendar.possibleNights.contains($0) ? $0 : nil }
  }

  private var through: BusinessDate? {
    guard let to else { return DeliveryCalendar.possibleNights.upperBound }
    return BusinessDate(iso: to).flatMap { DeliveryCalendar.possibleNights.contains($0) ? $0 : nil }
  }

  private var life: (from: BusinessDate, through: BusinessDate)? {
    guard uncalibrated, let nightsFrom, let through else { return nil }
    return (nightsFrom, through)
  }

  func run() throws {
    let scaling = customers.map { Scaling(customers: $0) } ?? Scaling(scale: scale ?? 10_000)
    do {
      if let town {
        var made = Town(records: town, seed: seed)
        return try made.write(to: out)
      }
      try SampleBank(
        BankOptions(
          scaling: scaling, history: history, nightsFrom: nightsFrom, seed: seed, isUgly: ugly, hasSeasons: seasons,
          life: life, scratch: out)
      ).write(to: out)
    } catch let failure as Failure {
      writeToStandardError("sample-bank: \(failure)\n")
      throw ArgumentParser.ExitCode(failure.exit.rawValue)
    }
  }
}

extension HistoryLength: ExpressibleByArgument {}
