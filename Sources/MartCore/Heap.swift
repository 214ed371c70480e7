import Foundation

/// What was freed between things that stay goes back to the system where its C library can do that, so that what is made
/// next does not come on top of it.
package func giveBackMemory() {
  guard let function = dlsym(nil, "malloc_trim") else { return }
  _ = unsafeBitCast(function, to: (@convention(c) (Int) -> Int32).self)(0)
}
