import Foundation

/// The states of one login, each time they change, until it is over.
public struct LoginStates: AsyncSequence, Sendable {
    public typealias Element = LoginState

    let steps: any LoginSteps
    let pause: Pause

    public func makeAsyncIterator() -> Iterator {
        Iterator(steps, pause)
    }

    /// Drives the login. Let go before the end, it leaves the login: the core's calls end only when they are told to.
    public final class Iterator: AsyncIteratorProtocol {
        /// How long the person is waited for before the login is read again, and a missing answer before the same call.
        static let interval = Duration.seconds(3)
        /// Missing answers in a row before the loop ends with the error. It can be begun anew.
        static let patience = 20

        private let steps: any LoginSteps
        private let pause: Pause
        private var last: LoginState?
        private var missing = 0
        private var isOver = false
        /// It ended with an error: the login stands where it stood, for another loop.
        private var hasFailed = false

        init(_ steps: any LoginSteps, _ pause: Pause) {
            self.steps = steps
            self.pause = pause
        }

        deinit {
            if !isOver && !hasFailed { steps.cancel() }
        }

        /// The next state that differs from the last. ``LoginError`` where the login cannot go on; it stands where it stood.
        public func next() async throws -> LoginState? {
            while !isOver {
                if let wait = waitBeforeNext { await pause.wait(wait) }
                guard let state = try await settled() else {
                    isOver = true
                    return nil
                }
                guard state != last else { continue }
                last = state
                isOver = state.isOver
                return state
            }
            return nil
        }

        private func settled() async throws(LoginError) -> LoginState? {
            hasFailed = true
            let state = try await step()
            hasFailed = false
            return state
        }

        private var waitBeforeNext: Duration? {
            switch last {
            case .presented, .reconnecting: retryAfter ?? Self.interval
            default: nil
            }
        }

        private var retryAfter: Duration?

        private func step() async throws(LoginError) -> LoginState? {
            retryAfter = nil
            do {
                let state = try await whole(steps)
                missing = 0
                return state
            } catch .server(let fault) where fault.isPassing && missing < Self.patience {
                missing += 1
                retryAfter = fault.retryAfter
                return .reconnecting
            }
        }

        /// One step of the core. Ending the task ends it: the core knows nothing of Swift's tasks.
        private func whole(_ steps: any LoginSteps) async throws(LoginError) -> LoginState? {
            let result: Result<LoginState?, LoginError> = await withTaskCancellationHandler {
                do throws(LoginError) {
                    return .success(try await steps.next())
                } catch {
                    return .failure(error)
                }
            } onCancel: {
                steps.cancel()
            }
            return try result.get()
        }
    }
}

extension ServerFault {
    /// Whether the same call may do better in a moment.
    fileprivate var isPassing: Bool {
        switch self {
        case .network(.unreachable), .network(.timedOut), .network(.interrupted): true
        case .network(.notSecure), .network(.notTrusted), .network(.tooLarge): false
        case .refused(let refusal): refusal.code == .temporarilyUnavailable || refusal.code == .rateLimited
        case .notUnderstood: false
        }
    }

    fileprivate var retryAfter: Duration? {
        if case .refused(let refusal) = self { refusal.retryAfter } else { nil }
    }
}

/// A wait that a decision, a cancellation or the end of the task cuts short.
final class Pause: Sendable {
    private let clock: any Clock<Duration>
    private let state = Locked(State())

    private struct State {
        var isEnded = false
        var sleeping: Task<Void, any Error>?
    }

    init(_ clock: any Clock<Duration>) {
        self.clock = clock
    }

    func wait(_ duration: Duration) async {
        let clock = clock
        let sleeping: Task<Void, any Error>? = state.change { state in
            if state.isEnded {
                state.isEnded = false
                return nil
            }
            let task = Task { try await clock.sleep(for: duration) }
            state.sleeping = task
            return task
        }
        guard let sleeping else { return }
        await withTaskCancellationHandler {
            _ = await sleeping.result
        } onCancel: {
            sleeping.cancel()
        }
        state.change { state in
            state.sleeping = nil
            state.isEnded = false
        }
    }

    /// Ends the wait that is under way, or the next one.
    func end() {
        state.change { state in
            state.isEnded = true
            state.sleeping?.cancel()
        }
    }
}

/// A value behind a lock.
final class Locked<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    init(_ value: Value) {
        self.value = value
    }

    func change<Answer>(_ change: (inout Value) -> Answer) -> Answer {
        lock.withLock { change(&value) }
    }
}

extension Clock where Duration == Swift.Duration {
    /// Sleeps on whatever clock this is.
    fileprivate func sleep(for duration: Duration) async throws {
        try await sleep(until: now.advanced(by: duration), tolerance: nil)
    }
}
