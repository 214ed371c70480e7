import Contracts
import MartStore

/// Temporary views under the names of a model's sources that show the rows of touched groups only, so that the model's
/// own SELECT, unchanged, makes those groups' rows: TEMP names come before those of the mart.
struct Shadows {
  private let refresh: Refresh
  private let touched: Touched

  init(_ refresh: Refresh, _ touched: Touched) {
    self.refresh = refresh
    self.touched = touched
  }

  private var session: Session { refresh.session }
  private var history: History { refresh.night.history }

  func cast() throws {
    var people = Choice.all
    var events = Choice.all
    for source in touched.sources {
      if let feed = history.feed(staged: source.name) {
        try feed.makeStagedView(of: touched.choice(of: source))
      } else if source.name == SourceSchema.idAssignment.name {
        people = touched.choice(of: source)
      } else if source.name == SourceSchema.idEventLog.name {
        events = touched.choice(of: source)
      } else {
        let name = sqlName(source.name)
        try session.execute(
          "CREATE TEMP VIEW \(name) AS SELECT o.* \(touched.choice(of: source).from("main.\(name)", "o"))")
      }
    }
    try Assignments.makeViews(session, of: people, events: events)
    for view in touched.footprint.views {
      guard let model = refresh.pipeline.model(view) else { continue }
      try session.execute(MartSchema.createView(model, in: "temp"))
    }
  }

  /// Brings the whole sources back.
  func lift() throws {
    for view in touched.footprint.views { try session.execute("DROP VIEW temp.\(sqlName(view))") }
    for source in touched.sources {
      if let feed = history.feed(staged: source.name) {
        try feed.makeStagedView()
      } else if refresh.pipeline.model(source.name) != nil {
        try session.execute("DROP VIEW temp.\(sqlName(source.name))")
      }
    }
    try Assignments.makeViews(session)
  }
}
