import Foundation

/// SIGTERM, SIGINT and SIGHUP as something to look at, for commands that serve until they are told to stop.
enum Signals {
  /// What came last; 0 while none has. Written by the handler.
  private nonisolated(unsafe) static var came: Int32 = 0

  /// The signal that came; nil while none has.
  static var caught: Int32? { came == 0 ? nil : came }

  /// Begins to watch. SIGHUP stays ignored where whoever started the command has it ignored, as `nohup` does.
  static func watch() {
    let handler: @convention(c) (Int32) -> Void = { Signals.came = $0 }
    var before = sigaction()
    sigaction(SIGHUP, nil, &before)
    let isIgnored = unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self) == 1
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGTERM, SIGINT] + (isIgnored ? [] : [SIGHUP]) {
      _ = signal(number, handler)
      sigaddset(&signals, number)
    }
    // Who starts a command from a thread that lets no signal through hands that on.
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}

extension Process {
  /// Ends it and whatever it started in its group, and waits until it is gone: by the signal, and after the grace by SIGKILL.
  ///
  /// - grace: seconds.
  func end(_ number: Int32 = SIGTERM, grace: Double = 5) {
    guard isRunning else { return }
    // It leads a group of its own; where it does not yet, it is alone.
    let target = getpgid(processIdentifier) == processIdentifier ? -processIdentifier : processIdentifier
    kill(target, number)
    let until = Date().addingTimeInterval(grace)
    while isRunning, Date() < until { Thread.sleep(forTimeInterval: 0.02) }
    if isRunning { kill(target, SIGKILL) }
    waitUntilExit()
  }
}
