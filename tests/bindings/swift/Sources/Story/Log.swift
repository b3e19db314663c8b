import Foundation
import LogiCore

/// Step S31: what the core says of its work.
struct Log {
    let host: Host

    /// Keeps what it is told, and throws.
    private final class Sink: LogSink, @unchecked Sendable {
        private let lock = NSLock()
        private var lines: [String] = []

        var told: [String] { lock.withLock { lines } }

        func log(level: LogLevel, target: String, text: String) throws {
            lock.withLock { lines.append("\(name(level)) \(text)") }
            throw Failed("a mistake of the sink")
        }
    }

    func tellsItsLog() async throws -> [String] {
        let (phone, authenticator) = try await Phone.enrolled(host)
        let flow = try await authenticator.begin(text: try await host.login().text, source: .camera)
        let first = told(try await flow.nextState())
        let words = "a mistake of the app"
        phone.keys.set(.throwing(Failed(words)))
        let sink = Sink()
        try setLogSink(sink: sink, level: .warn)
        let refused = try await refusal { try await flow.approve(granted: []) }
        let lines = sink.told
        try setLogSink(sink: sink, level: .debug)
        let again = try await refusal { try await flow.approve(granted: []) }
        try require(sink.told.contains { $0.contains(words) }, "nothing of the words: \(sink.told)")
        try setLogSink(sink: nil, level: .debug)
        let before = sink.told
        let unheard = try await refusal { try await flow.approve(granted: []) }
        try require(sink.told == before, "told without being asked")
        phone.keys.set(.works)
        try await flow.approve(granted: [])
        let end = told(try await flow.nextState())
        return [first, refused] + lines + [again, "told the words at Debug", unheard, "told nothing", end]
    }
}
