import Glibc

/// Says from how many bytes on an array goes back to the system as soon as it is freed, where its C library can be told: by
/// itself that comes to keep all but the largest for what is built next.
func giveBackAtOnce(from bytes: CInt) {
  guard let function = dlsym(nil, "mallopt") else { return }
  let threshold: CInt = -3
  _ = unsafeBitCast(function, to: (@convention(c) (CInt, CInt) -> CInt).self)(threshold, bytes)
}

/// What was freed between things that stay goes back to the system where its C library can do that, so that what is built
/// next does not come on top of it.
func giveBackMemory() {
  guard let function = dlsym(nil, "malloc_trim") else { return }
  _ = unsafeBitCast(function, to: (@convention(c) (Int) -> Int32).self)(0)
}
