import Contracts
import Extraction
import Foundation
import MartCore
import MartStore
import MartTesting
import Testing

@Suite("tokens by SM3") struct SM3Tests {
  /// Written from the standard alone, in Tests/Oracles/sm3.py.
  private func oracle(_ what: String, _ data: [UInt8], key: [UInt8]? = nil) throws -> String {
    let arguments = ["Tests/Oracles/sm3.py", what, hexadecimal(data)] + (key.map { [hexadecimal($0)] } ?? [])
    let ended = try Program.system("python3", arguments)
    #expect(ended.status == 0, "\(ended.errors)")
    return ended.output.trimmingCharacters(in: .newlines)
  }

  private func code(_ key: [UInt8], _ data: [UInt8]) throws -> String {
    let hash = try KeyedHash(.hmacSM3, key: key)
    let words = try data.withUnsafeBytes { try hash.code($0) }
    return [words.0, words.1, words.2, words.3].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  @Test("the examples of GB/T 32905-2016: \"abc\", and \"abcd\" sixteen times")
  func digests() throws {
    let library = try SM3.library()
    #expect(
      hexadecimal(try library.hash(Array("abc".utf8)))
        == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0")
    let long = Array(String(repeating: "abcd", count: 16).utf8)
    #expect(
      hexadecimal(try library.hash(long)) == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732")
    for count in [0, 55, 56, 63, 64, 65, 200] {
      let data = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 5) }
      #expect(try hexadecimal(library.hash(data)) == oracle("hash", data), "\(count) bytes")
    }
  }

  @Test("the codes of GM/T 0042-2015, appendix D.3, and of Bouncy Castle's tests")
  func codes() throws {
    #expect(
      try code((1...37).map { $0 }, [UInt8](repeating: 0xcd, count: 50))
        == "220bf579ded555393f0159f66c99877822a3ecf610d1552154b41d44b94db3ae")
    #expect(
      try code([UInt8](repeating: 0x0b, count: 20), Array("Hi There".utf8))
        == "51b00d1fb49832bfb01c3ce27848e59f871d9ba938dc563b338ca964755cce70")
  }

  @Test("keys of any length, and tokens, are as Python makes them from the standard", arguments: [1, 32, 64, 65, 200])
  func tokens(keyLength: Int) throws {
    let key = (0..<keyLength).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let text = "客户|CORE|123"
    let expected = try oracle("hmac", Array(text.utf8), key: key)
    #expect(try code(key, Array(text.utf8)) == expected)
    #expect(try KeyedHash(.hmacSM3, key: key).hexCode(text) == expected)
    let token = try Tokenizer(key: key, .hmacSM3).token(kind: "客户", value: "CORE|123")
    #expect(UInt64(expected.prefix(16), radix: 16).map { Int64($0 >> 1) } == token)
    #expect(try token != Tokenizer(key: key).token(kind: "客户", value: "CORE|123"))
    // One byte more, and a prefix, are as if all were one text.
    let split = try KeyedHash(.hmacSM3, key: key, prefix: Array("客户|".utf8))
    let joined = try Array("CORE|12".utf8).withUnsafeBytes { try split.code($0, and: UInt8(ascii: "3")) }
    #expect(joined.0 == UInt64(expected.prefix(16), radix: 16))
  }

  @Test("one keyed hash serves many threads at once")
  func threads() throws {
    let hash = try KeyedHash(.hmacSM3, key: [1, 2, 3])
    let expected = try (0..<200).map { try hash.code("value \($0)").0 }
    nonisolated(unsafe) let wrong = UnsafeMutablePointer<Int>.allocate(capacity: 8)
    defer { wrong.deallocate() }
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      wrong[thread] = (0..<200).count { (try? hash.code("value \($0)").0) != expected[$0] }
    }
    #expect((0..<8).allSatisfy { wrong[$0] == 0 })
  }

  @Test("without libcrypto, or with one that lacks what is needed, it is said what to install")
  func absent() throws {
    let none = #expect(throws: Failure.self) { try SM3(["libno-such-crypto.so.9"]) }
    #expect(none?.exit == .pipeline && none?.remedy.contains("apt-get install libssl3") == true)
    let other = #expect(throws: Failure.self) { try SM3(["libz.so.1"]) }
    #expect(other?.what.contains("EVP_MD_CTX_new") == true)
    #expect(throws: Never.self) { try SM3(["libno-such-crypto.so.9"] + SM3.libraries) }
  }
}
