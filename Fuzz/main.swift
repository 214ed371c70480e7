/// libFuzzer's own driver: SwiftPM names the entry of a program itself, so that libFuzzer's `main` is never the first.
/// - Source: `FuzzerInterface`'s `LLVMFuzzerRunDriver`, LLVM.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ judge: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

var count = CommandLine.argc
var arguments = CommandLine.unsafeArgv
_ = runDriver(&count, &arguments) { bytes, count in testOneInput(bytes, count) }
