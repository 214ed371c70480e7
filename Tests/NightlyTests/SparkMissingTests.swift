import Foundation
import MartTesting
import Testing

/// What a run says where Spark cannot be started; none of it needs Spark.
@Suite("a machine without Spark") struct SparkMissingTests {
  @Test("without Java or the command nothing is published, and the message says what to install")
  func missing() throws {
    let market = try Market(nights: 1)
    func run(_ before: String, _ settings: String) throws -> Program.Ended {
      try Data(settings.utf8).write(to: URL(fileURLWithPath: market.home + "/spark.json"))
      return try market.shell(before, "run --engine spark")
    }
    let java = try run("JAVA_HOME=/nowhere", #"{"command": ["python3"]}"#)
    #expect(java.status == 64 && java.errors.contains("[spark.missing]; nothing was published"), "\(java.errors)")
    #expect(java.errors.contains("openjdk-17-jre-headless"))
    let tool = try run("", #"{"command": ["no-such-spark"]}"#)
    #expect(tool.status == 64 && tool.errors.contains("make spark-deps"), "\(tool.errors)")
    let runner = try run("", #"{"command": ["python3"], "runner": "nowhere/night.py"}"#)
    #expect(runner.status == 64 && runner.errors.contains("nowhere/night.py"), "\(runner.errors)")
    let typed = try run("", #"{"masters": "yarn"}"#)
    #expect(typed.status == 78 && typed.errors.contains("did you mean 'master'"), "\(typed.errors)")
    #expect(market.current == "")
    #expect(try market.mart("run").status == 0 && market.current == "2024-09-01.1")
  }
}
