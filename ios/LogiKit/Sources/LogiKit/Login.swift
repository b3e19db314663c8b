import Foundation

/// One login on this phone: watch ``states``, then ``approve(granting:)``, ``deny()`` or ``cancel()``.
///
/// Nothing runs by itself: what drives the login is the loop over its states. A login that is let go is left, as if cancelled; a loop
/// over its states holds it.
public final class Login: Sendable {
    private let steps: any LoginSteps
    private let pause: Pause

    package init(_ steps: any LoginSteps, clock: any Clock<Duration> = ContinuousClock()) {
        self.steps = Held(steps)
        pause = Pause(clock)
    }

    /// The login's id at the server.
    public var session: SessionID { steps.session }

    /// Where the login stands, each time that changes, until it is over. One loop at a time.
    ///
    /// While it waits for the person it is read again every three seconds. A missing answer is waited for, and the same bytes
    /// are sent again. Ending the task or leaving the loop leaves the login: a call that is under way returns at once, and a
    /// decision that is signed already stays, to be found by ``Authenticator/unansweredLogins()``.
    public var states: LoginStates { LoginStates(steps: steps, pause: pause) }

    /// Approves what is presented, granting exactly `fields`: the system asks for the owner, and the signature is durable when
    /// this returns. The loop over ``states`` sends it.
    ///
    /// With a ``LoginError`` nothing is decided, but for ``LoginError/alreadyDecided``.
    public func approve(granting fields: Set<FieldName>) async throws(LoginError) {
        try await steps.approve(granting: fields)
        pause.end()
    }

    /// Declines what is presented, without asking for the owner. The loop over ``states`` sends it.
    public func deny() async throws(LoginError) {
        try await steps.deny()
        pause.end()
    }

    /// Leaves the login. The next state is ``LoginState/cancelled``, and the server is not told.
    public func cancel() {
        steps.cancel()
        pause.end()
    }
}

/// One login as the core drives it.
package protocol LoginSteps: Sendable {
    var session: SessionID { get }
    func next() async throws(LoginError) -> LoginState?
    func approve(granting fields: Set<FieldName>) async throws(LoginError)
    func deny() async throws(LoginError)
    func cancel()
}

/// Steps that are left when nobody holds them any more: neither the login nor a loop over its states.
private final class Held: LoginSteps {
    private let steps: any LoginSteps

    init(_ steps: any LoginSteps) {
        self.steps = steps
    }

    deinit {
        steps.cancel()
    }

    var session: SessionID { steps.session }

    func next() async throws(LoginError) -> LoginState? { try await steps.next() }
    func approve(granting fields: Set<FieldName>) async throws(LoginError) { try await steps.approve(granting: fields) }
    func deny() async throws(LoginError) { try await steps.deny() }
    func cancel() { steps.cancel() }
}
