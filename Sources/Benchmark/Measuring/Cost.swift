import Glibc

/// What a piece of work took.
struct Cost: Sendable, Hashable {
  /// Seconds by the clock on the wall.
  var wall: Double
  /// Seconds of all cores, the kernel's work among them.
  var cpu: Double

  /// What `body` takes of this process, all of its threads.
  static func of(_ body: () throws -> Void) rethrows -> Cost {
    let clock = ContinuousClock()
    let before = usage().cpuSeconds
    let wall = try clock.measure(body)
    return Cost(wall: wall / .seconds(1), cpu: usage().cpuSeconds - before)
  }

  /// Of this process so far.
  static func usage() -> rusage {
    var usage = rusage()
    getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
    return usage
  }

  static func + (one: Cost, other: Cost) -> Cost { Cost(wall: one.wall + other.wall, cpu: one.cpu + other.cpu) }

  /// Round by round.
  static func sums(_ costs: [[Cost]]) -> [Cost] {
    guard let first = costs.first else { return [] }
    return first.indices.map { round in costs.reduce(Cost(wall: 0, cpu: 0)) { $0 + $1[round] } }
  }

  /// Never less than a microsecond, so that it may divide.
  static func - (whole: Cost, part: Cost) -> Cost {
    Cost(wall: max(1e-6, whole.wall - part.wall), cpu: max(1e-6, whole.cpu - part.cpu))
  }
}

extension rusage {
  var cpuSeconds: Double {
    Double(ru_utime.tv_sec + ru_stime.tv_sec) + Double(ru_utime.tv_usec + ru_stime.tv_usec) / 1e6
  }

  /// The most memory that was resident at once, in MiB.
  var peakMiB: Double { Double(ru_maxrss) / 1024 }
}

extension Array where Element == Cost {
  /// The middle wall and the middle CPU time; zero of none.
  var median: Cost { Cost(wall: map(\.wall).median, cpu: map(\.cpu).median) }
}

extension Array where Element == Double {
  /// The middle value, of an even count the mean of the two; 0 of none.
  var median: Double {
    guard !isEmpty else { return 0 }
    let sorted = sorted()
    return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
  }
}
