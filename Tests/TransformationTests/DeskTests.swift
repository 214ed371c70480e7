import Contracts
import Dispatch
import Testing
import Transformation

@Suite("readers find work on the desk")
struct DeskTests {
  private typealias Words = Desk<String, String>
  private let desk = Words([Question(sql: "later", round: 1), Question(sql: "now", round: 0)])

  private func model(_ name: String) -> Model { Model(name, sql: "") }

  /// What a reader is given, in words.
  private func next() -> String {
    switch desk.next() {
    case .model(let job): job.model.name
    case .question(let query): "? \(query)"
    case nil: "nothing"
    }
  }

  private func job() throws -> Words.Job {
    guard case .model(let job) = desk.next() else { throw Absent() }
    return job
  }

  private struct Absent: Error {}

  /// Begins a round; the returned work ends when it is over.
  private func round(_ models: [Words.Ready]) -> DispatchWorkItem {
    let work = DispatchWorkItem { [desk] in desk.make(models, telling: "all") }
    DispatchQueue.global().async(execute: work)
    return work
  }

  @Test("who finds no model answers a question whose tables stand, and the round waits for the answer")
  func questions() throws {
    let first = round([Words.Ready(model("a"), until: 0, rank: 0)])
    let a = try job()
    #expect(next() == "? now")
    desk.done(a, .success("made"))
    #expect(first.wait(timeout: .now() + .milliseconds(50)) == .timedOut)
    desk.answered()
    first.wait()
    let second = round([Words.Ready(model("b"), until: 1, rank: 0)])
    let b = try job()
    #expect(next() == "? later")
    desk.answered()
    desk.done(b, .success("made"))
    second.wait()
    desk.close()
    #expect(next() == "nothing")
    #expect(try desk.results(of: [model("a"), model("b")]).count == 2)
  }

  @Test("the model for which most wait comes first, whenever it is taken over")
  func ranks() throws {
    let work = round([Words.Ready(model("soon"), until: 0, rank: 2), Words.Ready(model("long"), until: 3, rank: 1)])
    let long = try job()
    let soon = try job()
    #expect([long.model.name, soon.model.name] == ["long", "soon"])
    desk.done(long, .success("made"))
    #expect(work.wait(timeout: .now() + .milliseconds(50)) == .timedOut)
    desk.done(soon, .success("made"))
    work.wait()
    desk.close()
  }

  @Test(
    "what can wait is begun only where it is expected to end before what the round waits for; a question fills the gap")
  func outlasting() throws {
    let work = round([
      Words.Ready(model("soon"), until: 0, rank: 0, seconds: 60),
      Words.Ready(model("longer"), until: 3, rank: 1, seconds: 90),
      Words.Ready(model("shorter"), until: 3, rank: 2, seconds: 1),
    ])
    let (soon, shorter) = (try job(), try job())
    #expect([soon.model.name, shorter.model.name] == ["soon", "shorter"])
    desk.done(shorter, .success("made"))
    #expect(next() == "? now")
    desk.answered()
    desk.done(soon, .success("made"))
    work.wait()
    let rest = round([Words.Ready(model("last"), until: 1, rank: 0)])
    let last = try job()
    // Nobody knows how long it takes, so that everything fits.
    let longer = try job()
    #expect(longer.model.name == "longer")
    desk.done(last, .success("made"))
    #expect(rest.wait(timeout: .now() + .milliseconds(50)) == .timedOut)
    desk.done(longer, .success("made"))
    rest.wait()
    desk.close()
  }
}
