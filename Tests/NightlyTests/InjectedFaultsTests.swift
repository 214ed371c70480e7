import MartTesting
import Testing

@Suite("faults put into deliveries after their control was written") struct InjectedFaultsTests {
  @Test("two of each kind: exact checks catch all of them; rows in another order give the same mart")
  func caught() throws {
    let injected = try Program.system("python3", ["Tests/Oracles/inject.py", Program.folder + "/mart"])
    #expect(injected.status == 0, "\(injected.output)\(injected.errors)")
    #expect(injected.output.contains("70 faults of 35 kinds, 0 not caught"), "\(injected.output)")
  }
}
