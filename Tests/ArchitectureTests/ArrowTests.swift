import Testing

/// Dependencies point inward; stages meet in tables alone.
@Suite("the arrows between rooms") struct ArrowTests {
  static let stages: Set = ["Extraction", "Identity", "Transformation", "Emission", "Loading"]
  static let ground: Set = ["MartCore", "Contracts", "MartStore"]
  static let libraries: Set = ["CSQLite", "CZlib", "Crypto"]

  /// What each room may depend on at most.
  static let allowed: [String: Set<String>] = {
    var allowed: [String: Set<String>] = [
      "CSQLite": [], "CZlib": [], "MartCore": [], "Contracts": ["MartCore", "Yams"],
      "MartStore": ["MartCore", "Contracts", "GRDB", "CSQLite", "Crypto"], "Nightly": ground.union(stages),
      "SampleBank": ["MartCore", "CZlib"],
      "MartCLI": ground.union(["Nightly", "Guessing", "ArgumentParser", "Logging"]), "mart": ["MartCLI"],
      "sample-bank": ["SampleBank", "MartCore", "ArgumentParser"],
      "Benchmark": ground.union(["Extraction", "Identity"]),
      "Guessing": ["MartCore", "Contracts", "Extraction"],
      "Fuzzing": ground.union(["Extraction", "CSQLite", "CZlib"]),
      "mart-bench": ["Benchmark", "MartCore", "MartStore", "ArgumentParser"], "MartTesting": ground.union(["CZlib"]),
    ]
    for stage in ["extract", "transform", "emit", "load"] { allowed["mart-\(stage)"] = ["MartCLI"] }
    for stage in stages { allowed[stage] = ground.union(libraries) }
    return allowed
  }()

  /// Of the system; every room may use them.
  static let system: Set = ["Foundation", "Glibc", "Dispatch", "Synchronization"]

  @Test("no target depends on what its room may not know")
  func inward() throws {
    let package = Arrows(package: try House.text("Package.swift"))
    #expect(try Set(package.order) == Set(House.rooms()), "every folder of Sources is a target")
    for room in package.order {
      let allowed = try #require(Self.allowed[room], "say in ArrowTests what the new room \(room) may know")
      let wrong = package.from[room, default: []].subtracting(allowed)
      #expect(wrong.isEmpty, "\(room) may not depend on \(wrong.sorted().joined(separator: ", "))")
    }
  }

  @Test("Package.swift keeps the order and the arrows of Sources/README.md")
  func readme() throws {
    let package = Arrows(package: try House.text("Package.swift"))
    let readme = Arrows(readme: try House.text("Sources/README.md"))
    #expect(package.order == readme.order)
    for room in package.order { #expect(package.from[room] == readme.from[room], "\(room)") }
  }

  @Test("a file imports only what its target declares, and what is declared is imported somewhere")
  func imports() throws {
    let package = Arrows(package: try House.text("Package.swift"))
    var used: [String: Set<String>] = [:]
    for source in try House.sources() {
      // A line without the word is not tried: the pattern is slow, and lines are many.
      for line in source.lines where line.contains("import ") {
        guard
          let match = line.wholeMatch(
            of: /(?:@\w+(?:\(\w+\))? )*(?:(?:public|package|internal) )?import (?:\w+ )?(\w+)[\w.]*/)
        else { continue }
        let name = String(match.1)
        used[source.room, default: []].insert(name)
        let declared = package.from[source.room, default: []].union(Self.system)
        #expect(declared.contains(name), "\(source.path) imports \(name)")
      }
    }
    for room in package.order {
      let idle = package.from[room, default: []].subtracting(used[room, default: []])
      #expect(idle.isEmpty, "\(room) declares \(idle.sorted()) and imports nothing of it")
    }
  }

  @Test("the readers of a package and of a README see what is there")
  func readers() {
    let package = Arrows(
      package: """
        func room(_ name: String) {}
        .systemLibrary(name: "CX", pkgConfig: "x", providers: [.apt(["libx"])]),
        room("Core"), room("Store", ["Core", "CX", .product(name: "GRDB", package: "GRDB.swift"), crypto]),
        room(
          "Night",
          ["Core", "Store"]),
        tool("mart"),
        suite("Core", ["CX"]),
        """)
    #expect(package.order == ["CX", "Core", "Store", "Night", "mart"])
    #expect(package.from["Store"] == ["Core", "CX", "GRDB", "Crypto"] && package.from["Night"] == ["Core", "Store"])
    #expect(package.from["CX"] == [] && package.from["Core"] == [] && package.from["mart"] == ["MartCLI"])
    let readme = Arrows(
      readme: "| room | for | imports |\n|---|---|---|\n| `a-b` | One. | |\n| `C` | Two, three. | X, Y |\n")
    #expect(readme.order == ["a-b", "C"] && readme.from == ["a-b": [], "C": ["X", "Y"]])
  }
}
