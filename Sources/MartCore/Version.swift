/// The version of the engine, as `meta_build` and `mart --version` tell it.
public let engineVersion = "0.1.0"
