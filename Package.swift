// swift-tools-version: 6.1
// The targets stand in the order a row travels; Sources/README.md says what each room is for, and
// Tests/ArchitectureTests fails when an arrow is added here that the style of the house does not allow.
import PackageDescription

/// Scripts/fuzz.sh alone: our modules report their paths to libFuzzer, what they depend on does not.
let fuzzing = Context.environment["MART_FUZZ"] != nil
let watched = ["-sanitize=fuzzer,address"]

let settings: [SwiftSetting] =
  [.swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny")] + (fuzzing ? [.unsafeFlags(watched)] : [])

/// Tests are built without optimisation, to save minutes; what they test is optimised all the same.
let testSettings = settings + [.unsafeFlags(["-Onone"])]

func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tool(_ name: String) -> Target {
  .executableTarget(name: name, dependencies: ["MartCLI"], swiftSettings: settings)
}

func suite(_ room: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(room)Tests", dependencies: [.target(name: room), "MartTesting"] + dependencies,
    swiftSettings: testSettings)
}

/// A suite about the repository itself rather than about one room.
func houseSuite(_ name: String) -> Target {
  .testTarget(name: "\(name)Tests", dependencies: ["MartTesting"], swiftSettings: testSettings)
}

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

let package = Package(
  name: "CustomerMart",
  products: [
    .executable(name: "mart", targets: ["mart"]),
    .executable(name: "mart-extract", targets: ["mart-extract"]),
    .executable(name: "mart-transform", targets: ["mart-transform"]),
    .executable(name: "mart-emit", targets: ["mart-emit"]),
    .executable(name: "mart-load", targets: ["mart-load"]),
    .executable(name: "sample-bank", targets: ["sample-bank"]),
    .executable(name: "mart-bench", targets: ["mart-bench"]),
    .library(name: "MartTesting", targets: ["MartTesting"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    room("MartCore"),
    room("Contracts", ["MartCore", .product(name: "Yams", package: "Yams")]),
    room("MartStore", ["MartCore", "Contracts", "CSQLite", .product(name: "GRDB", package: "GRDB.swift"), crypto]),
    room("Extraction", ["MartCore", "Contracts", "MartStore", "CSQLite", "CZlib", crypto]),
    room("Identity", ["MartCore", "Contracts", "MartStore"]),
    room("Transformation", ["MartCore", "Contracts", "MartStore", "CSQLite", "CZlib"]),
    room("Emission", ["MartCore", "Contracts", "MartStore", "CZlib", crypto]),
    room("Loading", ["MartCore", "Contracts", "MartStore"]),
    room(
      "Nightly",
      ["MartCore", "Contracts", "MartStore", "Extraction", "Identity", "Transformation", "Emission", "Loading"]),
    room("Guessing", ["MartCore", "Contracts", "Extraction"]),
    room("Fuzzing", ["MartCore", "Contracts", "MartStore", "Extraction", "CSQLite", "CZlib"]),
    room("SampleBank", ["MartCore", "CZlib"]),
    room(
      "MartCLI",
      [
        "MartCore", "Contracts", "MartStore", "Nightly", "Guessing",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    tool("mart"),
    tool("mart-extract"),
    tool("mart-transform"),
    tool("mart-emit"),
    tool("mart-load"),
    .executableTarget(
      name: "sample-bank",
      dependencies: ["SampleBank", "MartCore", .product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: settings),
    room("Benchmark", ["MartCore", "Contracts", "MartStore", "Extraction", "Identity"]),
    .executableTarget(
      name: "mart-bench",
      dependencies: [
        "Benchmark", "MartCore", "MartStore", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    room("MartTesting", ["MartCore", "Contracts", "MartStore", "CZlib"]),
    suite("MartCore"),
    suite("Nightly", ["MartCore", "Contracts", "MartStore", "Extraction", "Identity", "Transformation"]),
    suite("Emission"),
    suite("Loading"),
    suite("Contracts"),
    suite("MartStore", ["MartCore", "Contracts"]),
    suite("Identity", ["MartCore", "Contracts", "MartStore"]),
    suite("Transformation", ["MartCore", "Contracts", "MartStore"]),
    suite("SampleBank", ["CZlib"]),
    suite("Extraction", ["MartCore", "Contracts", "MartStore", "CZlib"]),
    suite("Benchmark"),
    suite("Guessing", ["Contracts"]),
    suite("Fuzzing"),
    houseSuite("Spark"),
    houseSuite("Architecture"),
    houseSuite("Documentation"),
  ]
)

// The program around libFuzzer.
if fuzzing {
  let fuzzer = "mart-fuzz"
  package.targets.append(
    .executableTarget(
      name: fuzzer, dependencies: ["Fuzzing"], path: "Fuzz", exclude: ["corpus"], swiftSettings: settings,
      linkerSettings: [.unsafeFlags(watched)]))
}
