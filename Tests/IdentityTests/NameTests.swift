import Identity
import Testing

@Suite("names") struct NameTests {
  let rule = NameRule(compoundSurnames: ["欧阳", "司马"], placeholders: ["无", "测试"])

  @Test(
    "names that one person may bear are compatible, either way round",
    arguments: [
      ("王伟", "王伟"), ("王伟", "王小伟"), ("欧阳娜", "欧阳丽娜"), ("MARIA DA SILVA", "Silva, Maria"),
      ("Anna-Lena Weber", "WEBER ANNA LENA"), ("阿不都·热合曼", "阿不都•热合曼·买买提"), ("阿不都·热", "阿不都·热合曼"),
      ("Ａ１ 王", "A1 王"), (" 王  伟 ", "王 伟"), ("李Ａ", "李A"),
    ])
  func compatible(left: String, right: String) {
    #expect(
      rule.compatible(PersonName(left), PersonName(right)) && rule.compatible(PersonName(right), PersonName(left)))
  }

  @Test(
    "names of two people are not, nor is a name that says nothing",
    arguments: [
      ("欧阳娜", "欧娜"), ("王伟", "李伟"), ("Maria Silva", "Maria Souza"), ("Maria", "Maria Silva"),
      ("阿不都·热合曼", "阿不都·买买提"), ("王伟", "WANG WEI"), ("无", "无"), ("", ""), ("测试", "测试员"),
    ])
  func incompatible(left: String, right: String) {
    #expect(
      !rule.compatible(PersonName(left), PersonName(right)) && !rule.compatible(PersonName(right), PersonName(left)))
  }
}
