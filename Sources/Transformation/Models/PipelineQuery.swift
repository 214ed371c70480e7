import Contracts
import MartCore
import MartStore

/// One query that a pipeline states, and what it may read.
struct PipelineQuery {
  enum Kind: String {
    case model, check, output, picture, path, rule, publication, ground
  }
  var kind: Kind
  /// For messages and for the plan: the model's name, the check's id.
  var name: String
  var sql: String
  /// Where the SQL begins; without a column where it is one value of a YAML file.
  var location: FileLocation
  /// True where `location` is the very place of the first byte.
  var isPlaced: Bool
  var isView = false

  /// `model 'dim_card'`.
  var subject: String { "\(kind.rawValue) '\(name)'" }

  /// The place in the file of a byte of the SQL; the query's beginning where that is unknown.
  func place(_ offset: Int?) -> FileLocation {
    guard isPlaced, let offset, location.line > 0 else { return location }
    var place = location
    var column = max(1, location.column)
    for scalar in (String(sql.utf8.prefix(offset)) ?? "").unicodeScalars {
      if scalar == "\n" {
        place.line += 1
        column = 1
      } else {
        column += 1
      }
    }
    place.column = column
    return place
  }

  func finding(
    _ problem: String, _ rule: String, at offset: Int? = nil, severity: Finding.Severity = .error, remedy: String
  ) -> Finding {
    Finding(
      "\(subject) \(problem)", rule: "\(kind.rawValue).\(rule)", at: place(offset), severity: severity, remedy: remedy)
  }

  /// Every query of the pipeline, models first.
  static func all(_ pipeline: Pipeline) -> [PipelineQuery] {
    let models = pipeline.models.map {
      PipelineQuery(
        kind: .model, name: $0.name, sql: $0.sql, location: $0.sqlLocation, isPlaced: true, isView: $0.refresh == .view)
    }
    let checks = pipeline.checks.map {
      PipelineQuery(kind: .check, name: $0.id, sql: $0.sql, location: $0.sqlLocation, isPlaced: true)
    }
    let outputs = pipeline.outputs.map {
      PipelineQuery(kind: .output, name: $0.id, sql: $0.sql, location: $0.sqlLocation, isPlaced: true)
    }
    let pictures = pipeline.pictures.map {
      PipelineQuery(kind: .picture, name: $0.id, sql: $0.sql, location: $0.sqlLocation, isPlaced: true)
    }
    return models + checks + outputs + pictures + paths(pipeline) + feeds(pipeline)
  }

  private static func paths(_ pipeline: Pipeline) -> [PipelineQuery] {
    pipeline.paths.flatMap { path in
      path.steps.flatMap { [$0.sql] + $0.lines.map(\.sql) }.map {
        PipelineQuery(kind: .path, name: path.id, sql: $0, location: path.location, isPlaced: false)
      }
    }
  }

  private static func feeds(_ pipeline: Pipeline) -> [PipelineQuery] {
    pipeline.feeds.flatMap { feed in
      let rules = feed.journalRules.map {
        PipelineQuery(
          kind: .rule, name: "\(feed.name) \($0.id)", sql: $0.query, location: $0.location, isPlaced: false)
      }
      guard let publishes = feed.publishes else { return rules }
      let totals = publishes.totals.sorted { $0.key < $1.key }.map(\.value)
      let sql = "SELECT \((totals + ["COUNT(*)"]).joined(separator: ", ")) FROM \(sqlName(publishes.table))"
      return rules + [
        PipelineQuery(kind: .publication, name: feed.name, sql: sql, location: feed.location, isPlaced: false)
      ]
    }
  }
}

/// Which tables there are while a pipeline is checked, and who may read which.
struct ReadableTables {
  /// By lower-case name.
  let tables: [String: TableDefinition]
  private let models: Set<String>
  private let sources: Set<String>
  private let journal: Set<String>
  private let shared: Set<String>
  private let published: Set<String>

  init(_ pipeline: Pipeline) {
    func names(_ tables: [TableDefinition]) -> Set<String> { Set(tables.map { $0.name.lowercased() }) }
    let models = pipeline.models.map { MartSchema.definition(of: $0, folder: pipeline.folder) }
    let context = RunContext.table(pipeline.parameters)
    let references = SourceSchema.references(pipeline)
    let staged = SourceSchema.forModels(pipeline)
    let rules = SourceSchema.forRules(pipeline)
    self.models = names(models).union([context.name])
    sources = names(staged)
    journal = names(rules)
    shared = names(references).union([context.name])
    published = names(MetaTables.all + [SourceSchema.metricHeadline])
    let all = staged + rules + MetaTables.all + [SourceSchema.metricHeadline, context] + models
    tables = Dictionary(all.map { ($0.name.lowercased(), $0) }) { first, _ in first }
  }

  /// What a query may read, in lower case.
  func readable(by query: PipelineQuery) -> Set<String> {
    switch query.kind {
    case .model: query.isView ? models : models.union(sources)
    case .check, .output, .picture, .path: models.union(published)
    case .publication, .ground: models
    case .rule: journal.union(shared)
    }
  }

  /// The same in words.
  static func rule(of query: PipelineQuery) -> String {
    switch query.kind {
    case .model:
      query.isView
        ? "a view reads models and run_context; what stands in tables of the night needs refresh: full"
        : "a model reads stg_, ref_ and id_ tables, run_context and other models"
    case .check, .output, .picture, .path, .publication: "it reads models, run_context and meta_ tables"
    case .ground: "a ground reads models and run_context"
    case .rule: "a journal rule reads jrn_ and ref_ tables and run_context"
    }
  }
}
