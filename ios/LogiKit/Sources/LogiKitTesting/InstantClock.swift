import Foundation

/// A clock on which every wait is over at once, so that a test does not wait for what would be seconds.
public final class InstantClock: Clock, @unchecked Sendable {
    public struct Instant: InstantProtocol {
        let offset: Duration

        public func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        public func duration(to other: Instant) -> Duration { other.offset - offset }
        public static func < (one: Instant, other: Instant) -> Bool { one.offset < other.offset }
    }

    private let lock = NSLock()
    private var time = Instant(offset: .zero)
    private var waited: [Duration] = []

    public init() {}

    public var now: Instant { lock.withLock { time } }
    public var minimumResolution: Duration { .zero }

    /// How long each wait would have been.
    public var waits: [Duration] { lock.withLock { waited } }

    public func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        lock.withLock {
            waited.append(time.duration(to: deadline))
            time = max(time, deadline)
        }
        await Task.yield()
    }
}
