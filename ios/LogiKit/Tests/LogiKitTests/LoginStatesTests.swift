import Foundation
import LogiKitTesting
import Testing

@testable import LogiKit

/// A login whose steps are written down.
private final class Script: LoginSteps, @unchecked Sendable {
    private let lock = NSLock()
    private var steps: [Result<LoginState?, LoginError>]
    private var hasEnded = false
    private(set) var taken = 0
    private let (over, end) = AsyncStream.makeStream(of: Void.self)

    let session = SessionID("7c9e6679-7425-40de-944b-e07fc1f90ae7")!

    init(_ steps: [Result<LoginState?, LoginError>]) {
        self.steps = steps
    }

    var isCancelled: Bool { lock.withLock { hasEnded } }

    func next() async throws(LoginError) -> LoginState? {
        let step = lock.withLock {
            taken += 1
            return steps.isEmpty ? nil : steps.removeFirst()
        }
        if let step { return try step.get() }
        // As the core: a call that hears nothing ends when it is told to.
        for await _ in over {}
        return .cancelled
    }

    func approve(granting fields: Set<FieldName>) async throws(LoginError) {}
    func deny() async throws(LoginError) {}

    func cancel() {
        lock.withLock { hasEnded = true }
        end.finish()
    }
}

@Suite struct LoginStatesTests {
    private let clock = InstantClock()
    private let offline = LoginError.server(.network(.unreachable))

    private func request(secondScan: Bool = false) -> LoginRequest {
        LoginRequest(
            session: SessionID("7c9e6679-7425-40de-944b-e07fc1f90ae7")!,
            words: ["stay", "resemble"],
            application: .init(id: ClientID("c"), name: "Northwind", domain: "northwind.example"),
            fields: [],
            browser: .init(label: "Firefox", country: nil, relation: .unknown),
            locale: "en",
            expiresAt: Date(timeIntervalSince1970: 0),
            hasSecondScan: secondScan
        )
    }

    private func collect(_ script: Script) async throws -> [LoginState] {
        let login = Login(script, clock: clock)
        var states: [LoginState] = []
        for try await state in login.states { states.append(state) }
        return states
    }

    @Test func endsWithTheErrorThatDoesNotPass() async {
        let refused = LoginError.server(.refused(Refusal(status: 409, code: .alreadyScanned)))
        await #expect(throws: refused) { try await collect(Script([.failure(refused)])) }
    }

    @Test func doesNotTryAgainWhereTheServerIsNotTrusted() async {
        let untrusted = LoginError.server(.network(.notTrusted))
        let script = Script([.failure(untrusted)])
        await #expect(throws: untrusted) { try await collect(script) }
        #expect(script.taken == 1)
    }

    @Test func losesPatienceAfterManyMissingAnswers() async {
        let script = Script(Array(repeating: .failure(offline), count: 50))
        await #expect(throws: offline) { try await collect(script) }
        #expect(script.taken == LoginStates.Iterator.patience + 1)
    }

    @Test func readsAgainEveryThreeSecondsAndTellsOnlyWhatChanged() async throws {
        let script = Script([
            .success(.presented(request())), .success(.presented(request())), .success(.presented(request(secondScan: true))),
            .success(.expired), .success(nil),
        ])
        let states = try await collect(script)
        #expect(states == [.presented(request()), .presented(request(secondScan: true)), .expired])
        #expect(clock.waits == [.seconds(3), .seconds(3), .seconds(3)])
    }

    @Test func repeatsACallWhoseAnswerIsMissingAndSaysSoOnce() async throws {
        let script = Script([.failure(offline), .failure(offline), .success(.denied)])
        #expect(try await collect(script) == [.reconnecting, .denied])
        #expect(script.taken == 3)
    }

    @Test func waitsAsLongAsTheServerSays() async throws {
        let busy = LoginError.server(.refused(Refusal(status: 503, code: .temporarilyUnavailable, retryAfter: .seconds(17))))
        _ = try await collect(Script([.failure(busy), .success(.denied)]))
        #expect(clock.waits == [.seconds(17)])
    }

    @Test func theLoopHoldsALoginThatNobodyElseHolds() async throws {
        let script = Script([.success(.presented(request())), .success(.denied)])
        var states: [LoginState] = []
        for try await state in Login(script, clock: clock).states {
            #expect(!script.isCancelled)
            states.append(state)
        }
        #expect(states == [.presented(request()), .denied])
    }

    @Test func leavingTheLoopLeavesTheLogin() async throws {
        let script = Script([.success(.presented(request()))])
        let login = Login(script, clock: clock)
        for try await _ in login.states { break }
        #expect(script.isCancelled)
        withExtendedLifetime(login) {}
    }

    @Test func aLoopThatCameToItsEndCancelsNothing() async throws {
        let script = Script([.success(.denied)])
        let login = Login(script, clock: clock)
        for try await _ in login.states {}
        #expect(!script.isCancelled)
        withExtendedLifetime(login) {}
    }

    @Test func aLoopThatEndedWithAnErrorMayBeBegunAnew() async throws {
        let untrusted = LoginError.server(.network(.notTrusted))
        let script = Script([.failure(untrusted), .success(.denied)])
        let login = Login(script, clock: clock)
        await #expect(throws: untrusted) { for try await _ in login.states {} }
        #expect(!script.isCancelled)
        var states: [LoginState] = []
        for try await state in login.states { states.append(state) }
        #expect(states == [.denied])
    }

    @Test func lettingTheLoginGoLeavesIt() {
        let script = Script([])
        _ = Login(script)
        #expect(script.isCancelled)
    }

    @Test func endingTheTaskEndsACallThatHearsNothing() async {
        let script = Script([.success(.answering(SignedAnswer(decision: .approve, application: "", domain: "")))])
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            let login = Login(script, clock: clock)
            var states: [LoginState] = []
            for try await state in login.states {
                states.append(state)
                begin.finish()
            }
            return states
        }
        for await _ in begun {}
        task.cancel()
        _ = await task.result
        #expect(script.isCancelled)
    }

    @Test func aDecisionEndsTheWait() async throws {
        let script = Script([.success(.presented(request())), .success(.approved(Approval(receipt: nil, returnURL: nil)))])
        // On a real clock the wait would be three seconds; the decision ends it at once.
        let login = Login(script, clock: StoppedClock())
        var states: [LoginState] = []
        for try await state in login.states {
            states.append(state)
            if case .presented = state { try await login.approve(granting: []) }
        }
        #expect(states.count == 2)
    }
}

/// A clock on which no wait ever ends by itself.
private struct StoppedClock: Clock {
    var now: InstantClock.Instant { InstantClock().now }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: InstantClock.Instant, tolerance: Duration?) async throws {
        let (never, end) = AsyncStream.makeStream(of: Void.self)
        for await _ in never {}
        end.finish()
        try Task.checkCancellation()
    }
}
