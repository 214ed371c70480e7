/// A part that cannot be used for the delivery as it lies in landing. The delivery can be extracted in whole.
package struct BrokenPart: Error, Sendable {
  package var path: String
}
