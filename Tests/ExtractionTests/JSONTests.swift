import Contracts
import Extraction
import MartCore
import Testing

@Suite("JSON") struct JSONTests {
  @Test("escapes, surrogates, white space and absent names are read as JSON means them")
  func values() throws {
    let scene = try Scene(Feeds.json())
    let text = #"""
      {"id":"1","text":"a\"\\\/\b\f\n\r\t\u4e2d\ud83d\ude00😀","amount_fen":"12.30","count":7,"active":true}
       { "active" : false , "count" : "-8" , "id" : "2", "text": null, "amount_fen": "" }
      {"id":"3","at":"2024-09-30T23:59:59.9999Z","\u0074ext":"x"}
      """#
    try scene.deliver(text, rows: 3)
    try scene.extract()
    #expect(try scene.quarantine == [])
    #expect(
      try scene.staged("SELECT id, text, amount_fen, count, active, at FROM row") == [
        "1|a\"\\/\u{8}\u{c}\n\r\t中😀😀|1230|7|1|", "2|||-8|0|", "3|x||||2024-10-01T07:59:59.999+08:00",
      ])
  }

  @Test(
    "what is wrong inside a line is its row's, with rule and column",
    arguments: [
      (#"{"id":"1","amount_fen":12.30}"#, "amount_fen|DQ-08|a JSON number; amounts are written as texts"),
      (#"{"id":"1","count":1.0}"#, "count|DQ-08|not an integer"),
      (#"{"id":"1","count":1e3}"#, "count|DQ-08|not an integer"),
      (#"{"id":"1","active":1}"#, "active|DQ-12|not Y or N"), (#"{"id":1}"#, "id|DQ-05|not a text"),
      (#"{"text":"a"}"#, "id|DQ-03|empty, but required"),
      (#"{"id":"1","at":"2024-09-30T12:00:00"}"#, "at|DQ-06|a time without an offset"),
      (#"{"id":"1","text":"\ud83d"}"#, "|DQ-04|half of a surrogate pair"),
      (#"{"id":"1","text":"\ude00\ud83d"}"#, "|DQ-04|half of a surrogate pair"),
      (#"{"id":"1","text":"a\u0000"}"#, "|DQ-04|a character U+0000"),
      (#"{"id":"1","text":["a"]}"#, "|DQ-01|not one flat JSON object, from byte 18"),
      (#"{"id":"1","id":"2"}"#, "|DQ-01|a name stands twice, at byte 11"),
      (#"{"id":"1","cvn":"2"}"#, "|DQ-01|a name that the contract lacks, at byte 11"),
      (#"{"id":"1"}x"#, "|DQ-01|not one flat JSON object, from byte 11"),
      (#"{"id":"1",}"#, "|DQ-01|not one flat JSON object, from byte 11"),
      (#"{"id":"1""#, "|DQ-01|not one flat JSON object, from byte 10"),
      (#"{"id":01}"#, "|DQ-01|not one flat JSON object, from byte 9"),
      ("{\"id\":\"a\tb\"}", "|DQ-01|not one flat JSON object, from byte 9"),
      ("[]", "|DQ-01|not one flat JSON object, from byte 1"),
    ])
  func wrong(line: String, expected: String) throws {
    let scene = try Scene(Feeds.json())
    try scene.deliver(line + "\n{\"id\":\"ok\"}\n", rows: 2)
    #expect(try scene.extract().accepted == 1)
    #expect(try scene.quarantine == ["1|\(expected)"])
  }

  @Test("a document's array is read object by object, each with the line where it begins")
  func document() throws {
    let scene = try Scene(Feeds.json(.json))
    let text = """
      { "made": {"by": ["x", "]}"], "n": 1}, "rows": [
        {"id": "1",
         "text": "} ] \\" {"},
        {"id": "2"}, {"id": "3", "count": true}
      ], "end": [1, {"rows": []}] }
      """
    try scene.deliver(text, rows: 3)
    try scene.extract()
    #expect(try scene.staged("SELECT line_no, id, text FROM row WHERE rule IS NULL") == ["2|1|} ] \" {", "4|2|"])
    #expect(try scene.quarantine == ["5|count|DQ-08|not an integer"])
  }
}
