/// MD5 of one message, for row hashes only: a fingerprint that SQLite, Spark and Python agree on, no secret.
///
/// Written out because a general hash function is made for long messages, and pays for each one with a context and
/// a digest. Measured (release, one core): 500,000 messages of two blocks take 0.105 s; hashing 500,000 rows of 12
/// columns 0.36 s, of which SQLite's own stepping is 0.09 s.
enum MD5 {
  /// The first eight bytes of the digest as two big-endian numbers: what `md5` prints first, eight hex digits each.
  ///
  /// - message: `blocks` × 64 bytes, padded by the caller as RFC 1321 says.
  @inline(__always)
  static func lanes(_ message: UnsafePointer<UInt8>, blocks: Int) -> (UInt32, UInt32) {
    var state = (a: UInt32(0x6745_2301), b: UInt32(0xefcd_ab89), c: UInt32(0x98ba_dcfe), d: UInt32(0x1032_5476))
    var block = UnsafeRawPointer(message)
    for _ in 0..<blocks {
      compress(block, &state)
      block += 64
    }
    return (state.a.byteSwapped, state.b.byteSwapped)
  }

  @inline(__always)
  private static func turn(_ value: UInt32, _ bits: UInt32) -> UInt32 { value &<< bits | value &>> (32 &- bits) }

  /// Four steps of a round: the registers take turns, so that nothing is moved between them.
  @inline(__always)
  private static func four(
    _ s: inout (a: UInt32, b: UInt32, c: UInt32, d: UInt32), _ x: (UInt32, UInt32, UInt32, UInt32),
    _ k: (UInt32, UInt32, UInt32, UInt32), _ r: (UInt32, UInt32, UInt32, UInt32),
    _ mix: (UInt32, UInt32, UInt32) -> UInt32
  ) {
    s.a = s.b &+ turn(s.a &+ mix(s.b, s.c, s.d) &+ x.0 &+ k.0, r.0)
    s.d = s.a &+ turn(s.d &+ mix(s.a, s.b, s.c) &+ x.1 &+ k.1, r.1)
    s.c = s.d &+ turn(s.c &+ mix(s.d, s.a, s.b) &+ x.2 &+ k.2, r.2)
    s.b = s.c &+ turn(s.b &+ mix(s.c, s.d, s.a) &+ x.3 &+ k.3, r.3)
  }

  @inline(__always)
  private static func compress(
    _ block: UnsafeRawPointer, _ state: inout (a: UInt32, b: UInt32, c: UInt32, d: UInt32)
  ) {
    @inline(__always) func word(_ index: Int) -> UInt32 {
      UInt32(littleEndian: block.loadUnaligned(fromByteOffset: index &* 4, as: UInt32.self))
    }
    @inline(__always) func words(_ i: Int, _ j: Int, _ k: Int, _ l: Int) -> (UInt32, UInt32, UInt32, UInt32) {
      (word(i), word(j), word(k), word(l))
    }
    @inline(__always) func f(_ x: UInt32, _ y: UInt32, _ z: UInt32) -> UInt32 { z ^ (x & (y ^ z)) }
    @inline(__always) func g(_ x: UInt32, _ y: UInt32, _ z: UInt32) -> UInt32 { y ^ (z & (x ^ y)) }
    @inline(__always) func h(_ x: UInt32, _ y: UInt32, _ z: UInt32) -> UInt32 { x ^ y ^ z }
    @inline(__always) func i(_ x: UInt32, _ y: UInt32, _ z: UInt32) -> UInt32 { y ^ (x | ~z) }
    var s = state
    four(&s, words(0, 1, 2, 3), (0xd76a_a478, 0xe8c7_b756, 0x2420_70db, 0xc1bd_ceee), (7, 12, 17, 22), f)
    four(&s, words(4, 5, 6, 7), (0xf57c_0faf, 0x4787_c62a, 0xa830_4613, 0xfd46_9501), (7, 12, 17, 22), f)
    four(&s, words(8, 9, 10, 11), (0x6980_98d8, 0x8b44_f7af, 0xffff_5bb1, 0x895c_d7be), (7, 12, 17, 22), f)
    four(&s, words(12, 13, 14, 15), (0x6b90_1122, 0xfd98_7193, 0xa679_438e, 0x49b4_0821), (7, 12, 17, 22), f)
    four(&s, words(1, 6, 11, 0), (0xf61e_2562, 0xc040_b340, 0x265e_5a51, 0xe9b6_c7aa), (5, 9, 14, 20), g)
    four(&s, words(5, 10, 15, 4), (0xd62f_105d, 0x0244_1453, 0xd8a1_e681, 0xe7d3_fbc8), (5, 9, 14, 20), g)
    four(&s, words(9, 14, 3, 8), (0x21e1_cde6, 0xc337_07d6, 0xf4d5_0d87, 0x455a_14ed), (5, 9, 14, 20), g)
    four(&s, words(13, 2, 7, 12), (0xa9e3_e905, 0xfcef_a3f8, 0x676f_02d9, 0x8d2a_4c8a), (5, 9, 14, 20), g)
    four(&s, words(5, 8, 11, 14), (0xfffa_3942, 0x8771_f681, 0x6d9d_6122, 0xfde5_380c), (4, 11, 16, 23), h)
    four(&s, words(1, 4, 7, 10), (0xa4be_ea44, 0x4bde_cfa9, 0xf6bb_4b60, 0xbebf_bc70), (4, 11, 16, 23), h)
    four(&s, words(13, 0, 3, 6), (0x289b_7ec6, 0xeaa1_27fa, 0xd4ef_3085, 0x0488_1d05), (4, 11, 16, 23), h)
    four(&s, words(9, 12, 15, 2), (0xd9d4_d039, 0xe6db_99e5, 0x1fa2_7cf8, 0xc4ac_5665), (4, 11, 16, 23), h)
    four(&s, words(0, 7, 14, 5), (0xf429_2244, 0x432a_ff97, 0xab94_23a7, 0xfc93_a039), (6, 10, 15, 21), i)
    four(&s, words(12, 3, 10, 1), (0x655b_59c3, 0x8f0c_cc92, 0xffef_f47d, 0x8584_5dd1), (6, 10, 15, 21), i)
    four(&s, words(8, 15, 6, 13), (0x6fa8_7e4f, 0xfe2c_e6e0, 0xa301_4314, 0x4e08_11a1), (6, 10, 15, 21), i)
    four(&s, words(4, 11, 2, 9), (0xf753_7e82, 0xbd3a_f235, 0x2ad7_d2bb, 0xeb86_d391), (6, 10, 15, 21), i)
    state = (state.a &+ s.a, state.b &+ s.b, state.c &+ s.c, state.d &+ s.d)
  }
}
