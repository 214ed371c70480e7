import Glibc

/// Says from how many bytes on an array goes back to the system as soon as it is freed, where its C library can be told: by
/// itself that comes to keep all but the largest for what is built next.
func giveBackAtOnce(from bytes: CInt) {
  guard let function = dlsym(nil, "mallopt") else { return }
  let threshold: CInt = -3
  _ = unsafeBitCast(function, to: (@convention(c) (CInt, CInt) -> CInt).self)(threshold, bytes)
}
