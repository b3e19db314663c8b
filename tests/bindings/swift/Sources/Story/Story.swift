import Foundation
import LogiCore

/// Tells the story of `tests/bindings/story.md` and writes down what it saw.
@main
struct Story {
    static func main() async {
        do {
            try await tell()
        } catch {
            FileHandle.standardError.write(Data("story: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func tell() async throws {
        let environment = ProcessInfo.processInfo.environment
        guard let issuer = environment["LOGI_STORY_ISSUER"], let control = environment["LOGI_STORY_CONTROL"].flatMap(URL.init),
            let linkHost = environment["LOGI_STORY_LINK_HOST"], let file = environment["LOGI_STORY_TRANSCRIPT"]
        else { throw Failed("the variables that say where the story is told are not there") }
        try await tell(Host(issuer: issuer, control: control, linkHost: linkHost), try Transcript(file))
    }

    private static func tell(_ host: Host, _ saw: Transcript) async throws {
        try await Beginning.tell(host, saw).goOn(saw)
        try await Answering(host: host).tell(saw)
        let (trouble, badInput) = (Trouble(host: host), BadInput(host: host))
        try await trouble.tellOfKeys(saw)
        try saw("S19", try badInput.readsFramesThatAreNone())
        try saw("S20", try await badInput.opensLinksThatAreNone())
        try saw("S21", try await trouble.hasTroubleWithItsStore())
        try saw("S22", try await badInput.answersTwoLoginsAtOnce())
        try saw("S23", try badInput.survivesAPanic())
        try saw("S24", try await badInput.isOpenedWrongly())
        try await Here(host: host).tell(saw)
        try saw("S30", try await badInput.hasAWrongClock())
        try saw("S31", try await Log(host: host).tellsItsLog())
    }
}

/// The file in which the story is written down: one line of JSON for each step.
struct Transcript: Sendable {
    private let file: String

    private struct Seen: Encodable {
        let step: String
        let saw: [String]
    }

    /// An empty transcript at `file`.
    init(_ file: String) throws {
        self.file = file
        try Data().write(to: URL(fileURLWithPath: file))
    }

    func callAsFunction(_ step: String, _ saw: [String]) throws {
        guard let handle = FileHandle(forWritingAtPath: file) else { throw Failed("\(file) cannot be written") }
        try handle.seekToEnd()
        try handle.write(contentsOf: JSONEncoder().encode(Seen(step: step, saw: saw)) + Data("\n".utf8))
        try handle.close()
    }
}
