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
    let first = round([(model: model("a"), until: 0, rank: 0)])
    let a = try job()
    #expect(next() == "? now")
    desk.done(a, .success("made"))
    #expect(first.wait(timeout: .now() + .milliseconds(50)) == .timedOut)
    desk.answered()
    first.wait()
    let second = round([(model: model("b"), until: 1, rank: 0)])
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
    let work = round([(model: model("soon"), until: 0, rank: 2), (model: model("long"), until: 3, rank: 1)])
    let long = try job()
    let soon = try job()
    #expect([long.model.name, soon.model.name] == ["long", "soon"])
    desk.done(long, .success("made"))
    #expect(work.wait(timeout: .now() + .milliseconds(50)) == .timedOut)
    desk.done(soon, .success("made"))
    work.wait()
    desk.close()
  }
}
