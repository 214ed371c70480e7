import Contracts
import MartCore
import MartStore

/// Makes a mart of a day from a journal alone, in full: the tables that are asked for and what they are made of.
///
/// - path: of the mart, which must be absent.
/// - wanted: tables and views; nil: all, and the tables that describe them.
package func makePastMart(
  _ pipeline: Pipeline, _ plan: ModelPlan, journal: String, at path: String, on date: BusinessDate, wanted: Set<String>?
) throws {
  let mart = try Store(path, .scratch)
  try mart.use { session in
    try session.attach(journal, as: "journal")
    let clock = RunContext(businessDate: date, parameters: pipeline.parameters)
    try session.transaction {
      try createFixedTables(clock, session)
      try loadReferences(pipeline, session)
      let history = try History.open(session, pipeline)
      try buildModels(pipeline, plan.limited(to: wanted), session, clock)
      guard wanted == nil else { return }
      try history.fillMeta()
      try writeDictionary(pipeline, plan, session)
      try writeTables(pipeline, date, session)
    }
  }
  try mart.close()
}

extension ModelPlan {
  /// The plan that makes some tables and what they are made of; nil: all.
  package func limited(to wanted: Set<String>?) -> ModelPlan {
    guard let wanted else { return self }
    let needed = wanted.union(wanted.flatMap { ancestors(of: $0) })
    var plan = self
    plan.order = order.filter { needed.contains($0.name) }
    return plan
  }
}
