/// The material of personal names; none of these characters spells a word of banking.
enum PersonNames {
  /// Surnames with their frequency in per mille.
  static let surnames: [(String, Int)] = [
    ("王", 72), ("李", 71), ("张", 68), ("刘", 54), ("陈", 46), ("杨", 31), ("赵", 23), ("黄", 22), ("周", 20), ("吴", 20),
    ("徐", 15), ("孙", 15), ("胡", 13), ("朱", 13), ("高", 12), ("林", 12), ("何", 12), ("郭", 12), ("马", 11), ("罗", 10),
    ("梁", 9), ("宋", 8), ("郑", 8), ("谢", 7), ("韩", 7), ("唐", 7), ("冯", 6), ("董", 6), ("萧", 6), ("程", 6), ("曹", 6),
    ("袁", 6), ("邓", 6), ("许", 5), ("傅", 5), ("沈", 5), ("曾", 5), ("彭", 5), ("吕", 5), ("苏", 5), ("卢", 5), ("蒋", 5),
    ("蔡", 5), ("贾", 4), ("丁", 4), ("魏", 4), ("薛", 4), ("叶", 4), ("阎", 4), ("潘", 4), ("杜", 4), ("戴", 4), ("夏", 4),
    ("钟", 4), ("汪", 4), ("田", 4), ("任", 4), ("姜", 4), ("范", 4), ("姚", 4), ("谭", 4), ("廖", 4), ("邹", 4), ("熊", 4),
    ("陆", 4), ("郝", 3), ("孔", 3), ("崔", 3), ("康", 3), ("毛", 3), ("邱", 3), ("秦", 3), ("史", 3), ("顾", 3), ("侯", 3),
    ("邵", 3), ("孟", 3), ("龙", 3), ("段", 3), ("雷", 3), ("汤", 3), ("尹", 3), ("黎", 3), ("易", 3), ("武", 3), ("乔", 3),
    ("贺", 3), ("赖", 3), ("龚", 3), ("庞", 2), ("樊", 2), ("兰", 2), ("殷", 2), ("施", 2), ("陶", 2), ("洪", 2), ("翟", 2),
    ("欧阳", 2), ("司马", 1), ("上官", 1), ("诸葛", 1), ("司徒", 1), ("夏侯", 1), ("皇甫", 1), ("尉迟", 1), ("慕容", 1),
    ("令狐", 1),
  ]
  static let maleGiven = Array("伟强磊军勇杰涛明超刚辉鹏斌波宇浩凯健俊帆晨昊峰亮龙祥涵博轩睿霖毅恒诚泽瑞翔楠森坤栋铭").map(String.init)
  static let femaleGiven = Array("芳娜敏静丽艳娟霞燕玲桂雪梅琳莹洁倩婷颖佳怡欣妍萱蓉薇岚瑶璐珊淑惠秀雯菲彤珍茜").map(String.init)
  static let sharedGiven = Array("文华红玉春晓云海天子思雨一小志建国永清新嘉若梓安宁乐然可奕家景书诗").map(String.init)
  /// Characters that take four bytes in GB18030.
  static let rareGiven = ["𠮷", "𬭎", "𤋮", "㛃"]

  /// Parts of names that are joined by a middle dot, first name before father's name.
  static let dottedMale = ["阿卜杜拉", "买买提", "吐尔逊", "艾力", "玉素甫", "依明", "库尔班", "卡哈尔", "阿迪力", "热合曼", "巴图", "斯琴"]
  static let dottedFemale = ["古丽", "帕提古丽", "热依汗", "迪丽拜尔", "阿依努尔", "米日古丽", "其曼古丽", "左热古丽"]

  static let latinMale = [
    "JOHN", "CARLOS", "DAVID", "PIERRE", "HIROSHI", "MIN JUN", "AHMED", "IVAN", "LUCAS", "THOMAS", "WEI MING",
  ]
  static let latinFemale = [
    "MARIA", "ANNA", "SOPHIE", "YUKO", "JI WOO", "FATIMA", "OLGA", "EMILY", "LAURA", "SITI", "MEI LING",
  ]
  static let latinFamily = [
    "SMITH", "GARCIA", "DOS SANTOS", "DUPONT", "TANAKA", "KIM", "HASSAN", "PETROV", "MUELLER", "JOHNSON", "WILLIAMS",
    "TAN",
    "SUZUKI", "PARK", "NOVAK", "ROSSI", "JANSEN", "NGUYEN", "IBRAHIM", "O'BRIEN", "FERNANDEZ", "SCHNEIDER", "LEFEBVRE",
  ]
}
