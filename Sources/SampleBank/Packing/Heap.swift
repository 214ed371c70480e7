import Glibc

/// Arrays of more than 128 kilobytes go back to the system once they are freed, where its C library can do that: by itself it
/// comes to keep all but the largest for what is built next, and what is not built again stays.
func keepLargeArraysApart() {
  guard let function = dlsym(nil, "mallopt") else { return }
  let threshold: CInt = -3
  _ = unsafeBitCast(function, to: (@convention(c) (CInt, CInt) -> CInt).self)(threshold, 1 << 17)
}

/// What was freed between things that stay goes back to the system where its C library can do that, so that what is built
/// next does not come on top of it.
func giveBackMemory() {
  guard let function = dlsym(nil, "malloc_trim") else { return }
  _ = unsafeBitCast(function, to: (@convention(c) (Int) -> Int32).self)(0)
}
