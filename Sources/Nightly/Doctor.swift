import Contracts
import Extraction
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
  let checked = Result { try checkedPipeline(pipelineFolder).pipeline }
  var list = [sqlite(), space(layout, try? checked.get())]
  list += privateFolders(layout)
  do {
    let pipeline = try checked.get()
    list.append(Diagnosis(verdict: .ok, subject: "pipeline", words: "\(pipelineFolder) is good"))
    list.append(key(pipeline))
    if pipeline.namedTokenAlgorithm == .hmacSM3 { list.append(sm3(Result { try SM3.library() })) }
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

/// What the next night wants; where the pipeline cannot be read, of all that lies in landing.
private func space(_ layout: HomeLayout, _ pipeline: Pipeline?) -> Diagnosis {
  let need = SpaceNeed(layout, waitingFiles(layout, pipeline), night: "the next night")
  let enough = need.free >= need.bytes
  return Diagnosis(
    verdict: enough ? .ok : .fail, subject: "space", words: "\(need.night) wants about \(need.text)",
    exit: .cannotWrite)
}

private func waitingFiles(_ layout: HomeLayout, _ pipeline: Pipeline?) -> [String] {
  guard let pipeline else { return (try? Files.list(below: layout.landing))?.map { "\(layout.landing)/\($0)" } ?? [] }
  let today = RunClock.system.today(in: pipeline.timeZone)
  guard let scan = try? Landing.scan(layout.landing, pipeline.feeds, today: today) else { return [] }
  let published = try? PublishedNights(layout)
  let waiting = scan.deliveries.filter { delivery in
    delivery.isComplete && !(published?.holds(delivery.feed, delivery.businessDate, delivery.sequence) ?? false)
  }
  let next = waiting.map(\.businessDate).filter { date in published?.current.map { date > $0.businessDate } ?? true }
    .min()
  return waiting.filter { delivery in next.map { delivery.businessDate <= $0 } ?? true }.compactMap(\.dataPath)
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

/// - library: as it was found.
package func sm3(_ library: Result<SM3, any Error>) -> Diagnosis {
  switch library {
  case .success: Diagnosis(verdict: .ok, subject: "tokens", words: "hmac-sm3, by OpenSSL's libcrypto")
  case .failure(let error):
    Diagnosis(
      verdict: .fail, subject: "tokens",
      words: (error as? Failure).map { "\($0.what); \($0.remedy)" } ?? "hmac-sm3 cannot be made here")
  }
}

/// How the key that the repository publishes for its tests begins.
let testKeyMark = "7e57"
