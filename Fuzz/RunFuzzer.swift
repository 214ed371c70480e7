import Foundation
import Fuzzing

// What libFuzzer calls for every input. FUZZ_TARGET names the target. Built by Scripts/fuzz.sh alone.

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  do {
    try Session.target.judge(Array(UnsafeBufferPointer(start: bytes, count: count)), in: Session.scratch.get())
  } catch { stop("\(error)") }
  return 0
}

/// One thread calls it.
private enum Session {
  nonisolated(unsafe) static let scratch = Result { try FuzzScratch() }
  static let target: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
      stop("FUZZ_TARGET is one of \(FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")), not '\(name)'")
    }
    return target
  }()
}

private func stop(_ message: String) -> Never {
  FileHandle.standardError.write(Data("mart-fuzz: \(message)\n".utf8))
  abort()
}
