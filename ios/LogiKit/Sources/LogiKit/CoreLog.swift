import LogiCore

/// What the core says about its work, for the app's own log. No secret is ever in it. There is one log in a process.
public enum CoreLog {
    /// How much a line matters.
    public enum Level: CaseIterable, Hashable, Sendable {
        /// Something failed.
        case error
        /// Something is odd.
        case warning
        /// What happens.
        case info
        /// Details, for development.
        case debug
    }

    /// One line.
    public struct Line: Hashable, Sendable {
        /// How much it matters.
        public let level: Level
        /// The part of the core that speaks, as `logi_core::api`.
        public let source: String
        /// In English; never with a secret.
        public let text: String

        public init(level: Level, source: String, text: String) {
            self.level = level
            self.source = source
            self.text = text
        }
    }

    /// Gives every line that is at least as important as `level` to `take`, in the place of an earlier receiver. It is called
    /// from any thread and must return soon.
    public static func send(_ level: Level, to take: @escaping @Sendable (Line) -> Void) throws(CoreLogError) {
        try CoreLogError.askingNow { try setLogSink(sink: Sink(take: take), level: .init(level)) }
    }

    /// Gives lines to nobody.
    public static func stop() throws(CoreLogError) {
        try CoreLogError.askingNow { try setLogSink(sink: nil, level: .error) }
    }
}

private final class Sink: LogiCore.LogSink {
    private let take: @Sendable (CoreLog.Line) -> Void

    init(take: @escaping @Sendable (CoreLog.Line) -> Void) {
        self.take = take
    }

    func log(level: LogiCore.LogLevel, target: String, text: String) throws {
        take(CoreLog.Line(level: .init(level), source: target, text: text))
    }
}

extension LogiCore.LogLevel {
    fileprivate init(_ level: CoreLog.Level) {
        self =
            switch level {
            case .error: .error
            case .warning: .warn
            case .info: .info
            case .debug: .debug
            }
    }
}

extension CoreLog.Level {
    fileprivate init(_ level: LogiCore.LogLevel) {
        self =
            switch level {
            case .error: .error
            case .warn: .warning
            case .info: .info
            case .debug: .debug
            }
    }
}
