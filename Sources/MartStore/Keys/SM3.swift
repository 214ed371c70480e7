import Glibc
import MartCore

/// SM3 of OpenSSL's libcrypto, found at run time: only a pipeline that asks for it needs the library.
///
/// - Source: GB/T 32905-2016; OpenSSL, EVP_DigestInit(3).
package final class SM3: @unchecked Sendable {
  // Unchecked: pointers to functions of a library that stays loaded; they are never written after `init`.
  typealias Make = @convention(c) () -> OpaquePointer?
  typealias Free = @convention(c) (OpaquePointer?) -> Void
  typealias Copy = @convention(c) (OpaquePointer?, OpaquePointer?) -> Int32
  typealias Begin = @convention(c) (OpaquePointer?, OpaquePointer?, OpaquePointer?) -> Int32
  typealias Update = @convention(c) (OpaquePointer?, UnsafeRawPointer?, Int) -> Int32
  typealias Finish =
    @convention(c) (OpaquePointer?, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<UInt32>?) ->
    Int32
  private typealias Prepare = @convention(c) (UInt64, OpaquePointer?) -> Int32

  package static let libraries = ["libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.so"]
  package static let remedy =
    "install OpenSSL (Debian: apt-get install libssl3; Red Hat: dnf install openssl-libs), or set token_algorithm: hmac-sha256"
  /// Of "abc": example 1 of the standard, by which a library proves itself before it is trusted.
  private static let proof = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
  /// OPENSSL_INIT_NO_LOAD_CONFIG: no file of the host moves a token.
  private static let noConfiguration: UInt64 = 0x80
  private static let found = Result { try SM3(libraries) }

  let make: Make
  let free: Free
  let copy: Copy
  let begin: Begin
  let update: Update
  let finish: Finish
  private let digest: OpaquePointer

  /// The machine's own.
  /// - Throws: `Failure` with `.pipeline` where there is none that knows SM3; it says what to install.
  package static func library() throws -> SM3 { try found.get() }

  /// - names: the first that can be loaded is taken.
  package init(_ names: [String]) throws {
    guard let handle = names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first else {
      throw Self.absent("hmac-sm3 needs OpenSSL's libcrypto, and there is none here")
    }
    func symbol<T>(_ name: String, _: T.Type) throws -> T {
      guard let address = dlsym(handle, name) else {
        throw Self.absent("this machine's libcrypto has no \(name), which hmac-sm3 needs")
      }
      return unsafeBitCast(address, to: T.self)
    }
    if let address = dlsym(handle, "OPENSSL_init_crypto") {
      _ = unsafeBitCast(address, to: Prepare.self)(Self.noConfiguration, nil)
    }
    make = try symbol("EVP_MD_CTX_new", Make.self)
    free = try symbol("EVP_MD_CTX_free", Free.self)
    copy = try symbol("EVP_MD_CTX_copy_ex", Copy.self)
    begin = try symbol("EVP_DigestInit_ex", Begin.self)
    update = try symbol("EVP_DigestUpdate", Update.self)
    finish = try symbol("EVP_DigestFinal_ex", Finish.self)
    guard let digest = try symbol("EVP_sm3", Make.self)() else {
      throw Self.absent("this machine's libcrypto was built without SM3")
    }
    self.digest = digest
    guard hexadecimal(try hash(Array("abc".utf8))) == Self.proof else {
      throw Self.absent("this machine's libcrypto makes another SM3 than the standard's")
    }
  }

  /// 32 bytes.
  package func hash(_ bytes: [UInt8]) throws -> [UInt8] {
    let context = try begun(with: bytes)
    var digest = [UInt8](repeating: 0, count: 32)
    guard finish(context.pointer, &digest, nil) == 1 else { throw Self.broken }
    return digest
  }

  /// A hash that has taken in some bytes.
  func begun(with bytes: [UInt8]) throws -> SM3Context {
    let context = try SM3Context(self)
    guard begin(context.pointer, digest, nil) == 1, update(context.pointer, bytes, bytes.count) == 1 else {
      throw Self.broken
    }
    return context
  }

  static let broken = Failure(
    .internal, "libcrypto failed while it made a token", remedy: "see whether memory ran out; run again")

  private static func absent(_ what: String) -> Failure { Failure(.pipeline, what, remedy: remedy) }
}

/// A hash under way. One that is only copied from may be shared between threads.
final class SM3Context: @unchecked Sendable {
  let pointer: OpaquePointer
  private let library: SM3

  init(_ library: SM3) throws {
    guard let pointer = library.make() else { throw SM3.broken }
    self.pointer = pointer
    self.library = library
  }

  deinit { library.free(pointer) }
}
