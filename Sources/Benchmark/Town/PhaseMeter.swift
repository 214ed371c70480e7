import Glibc
import Identity
import MartStore

/// What each step of identity takes: CPU seconds of the process, and the most memory that was resident during it.
final class PhaseMeter {
  private var current: IdentityPhase?
  private var began = 0.0
  private var seconds: [IdentityPhase: Double] = [:]
  private var peaks: [IdentityPhase: Double] = [:]

  /// A step begins, and the one before ends. A step may come again.
  func enter(_ phase: IdentityPhase) {
    end()
    current = phase
    began = Cost.usage().cpuSeconds
    Self.forgetPeak()
  }

  func end() {
    guard let phase = current else { return }
    seconds[phase, default: 0] += Cost.usage().cpuSeconds - began
    peaks[phase] = max(peaks[phase] ?? 0, Self.peakMiB)
    current = nil
  }

  func lines() -> [String] {
    let all = IdentityPhase.allCases.filter { seconds[$0] != nil }
    let rows = all.map { phase in
      "\(phase.rawValue): \(decimal(seconds[phase] ?? 0)) CPU s, peak \(Int(peaks[phase] ?? 0)) MiB"
    }
    func sum(_ phases: [IdentityPhase]) -> Double { phases.reduce(0) { $0 + (seconds[$1] ?? 0) } }
    let matching: [IdentityPhase] = [.block, .score, .cluster]
    let peak = matching.compactMap { peaks[$0] }.max() ?? 0
    return rows + [
      "blocking, scoring and clustering: \(decimal(sum(matching))) CPU s, peak \(Int(peak)) MiB",
      "all steps: \(decimal(sum(all))) CPU s, peak \(Int(peaks.values.max() ?? 0)) MiB",
    ]
  }

  /// Since `forgetPeak`; what the system counts as VmHWM.
  private static var peakMiB: Double {
    guard let status = try? Files.read("/proc/self/status"),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
    else { return 0 }
    return (line.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0) / 1024
  }

  /// The system forgets the peak where it lets us (Linux: clear_refs, 5); else the peak is that of the whole run.
  private static func forgetPeak() {
    let file = open("/proc/self/clear_refs", O_WRONLY)
    guard file >= 0 else { return }
    _ = write(file, "5", 1)
    close(file)
  }
}
