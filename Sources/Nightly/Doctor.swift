import Contracts
import Foundation
import MartCore
import MartStore

/// One thing that a night needs, and how it stands.
package struct Diagnosis: Sendable {
  package enum Verdict: String, Sendable { case ok, warn, fail }
  package var verdict: Verdict
  package var subject: String
  package var words: String
  package var exit: ExitCode = .pipeline
}

/// Looks at everything that a night needs before it begins; changes nothing.
package func diagnose(pipelineFolder: String, layout: HomeLayout) -> [Diagnosis] {
  var list = [sqlite(), space(layout)]
  list += privateFolders(layout)
  do {
    let pipeline = try checkedPipeline(pipelineFolder).pipeline
    list.append(Diagnosis(verdict: .ok, subject: "pipeline", words: "\(pipelineFolder) is good"))
    list.append(key(pipeline))
  } catch {
    list.append(Diagnosis(verdict: .fail, subject: "pipeline", words: "run `mart check` and mend what it says"))
  }
  return list
}

private func sqlite() -> Diagnosis {
  let version = sqliteVersion()
  let parts = version.split(separator: ".").compactMap { Int($0) }
  let enough = parts.count >= 2 && (parts[0], parts[1]) >= (3, 38)
  return Diagnosis(
    verdict: enough ? .ok : .fail, subject: "sqlite",
    words: enough ? "version \(version)" : "version \(version) is too old; install 3.38 or later")
}

private func space(_ layout: HomeLayout) -> Diagnosis {
  let place = FileManager.default.fileExists(atPath: layout.home) ? layout.home : "."
  let attributes = try? FileManager.default.attributesOfFileSystem(forPath: place)
  let free = (attributes?[.systemFreeSize] as? NSNumber)?.int64Value ?? 0
  let mart = (try? FileManager.default.attributesOfItem(atPath: layout.current + "/mart.sqlite")[.size] as? NSNumber)
  let wanted = max(1 << 30, 4 * (mart?.int64Value ?? 0))
  let enough = free >= wanted
  return Diagnosis(
    verdict: enough ? .ok : .fail, subject: "space",
    words: "\(free >> 20) MiB free at \(place)" + (enough ? "" : "; a night wants \(wanted >> 20) MiB"),
    exit: .cannotWrite)
}

private func privateFolders(_ layout: HomeLayout) -> [Diagnosis] {
  [layout.landing, layout.archive, layout.state].compactMap { folder in
    guard
      let mode = (try? FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions] as? NSNumber)?.intValue
    else { return nil }
    let isPrivate = mode & 0o077 == 0
    return Diagnosis(
      verdict: isPrivate ? .ok : .warn, subject: (folder as NSString).lastPathComponent,
      words: isPrivate ? "private" : "others can look into \(folder); run: chmod 700 \(folder)")
  }
}

private func key(_ pipeline: Pipeline) -> Diagnosis {
  let path = pipeline.keyPath
  guard FileManager.default.fileExists(atPath: path) else {
    return Diagnosis(verdict: .fail, subject: "key", words: "there is no key at \(path); `make run` makes one")
  }
  let mode =
    (try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue ?? 0
  guard mode & 0o077 == 0 else {
    return Diagnosis(verdict: .fail, subject: "key", words: "others can read \(path); run: chmod 600 \(path)")
  }
  let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  guard !text.hasPrefix(testKeyMark) else {
    return Diagnosis(
      verdict: .fail, subject: "key",
      words: "\(path) is the published test key; make one of your own: remove the file and run `make run`")
  }
  return Diagnosis(verdict: .ok, subject: "key", words: "private and not the test key")
}

/// How the key that the repository publishes for its tests begins.
let testKeyMark = "7e57"
