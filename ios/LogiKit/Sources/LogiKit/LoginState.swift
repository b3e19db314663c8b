import Foundation

/// Where a login stands.
public enum LoginState: Hashable, Sendable {
    /// It waits for the person: approve, deny or cancel.
    case presented(LoginRequest)
    /// A decision of an earlier life of the app is signed and stored, and is being sent.
    case answering(SignedAnswer)
    /// No answer arrived. The same bytes are sent again by themselves; nothing has to be done.
    case reconnecting
    /// It is approved.
    case approved(Approval)
    /// It is declined, on this phone or in the browser.
    case denied
    /// It ended before a decision arrived.
    case expired
    /// It was approved, and the browser is logged in.
    case completed
    /// It was approved, but the server could not complete it.
    case failed
    /// It was cancelled on this phone. The server was not told.
    case cancelled

    /// Whether nothing follows.
    public var isOver: Bool {
        switch self {
        case .presented, .answering, .reconnecting: false
        case .approved, .denied, .expired, .completed, .failed, .cancelled: true
        }
    }
}

/// What a person decided.
public enum Decision: Hashable, Sendable {
    case approve
    case deny
}

/// A decision that this phone signed in an earlier life of the app.
public struct SignedAnswer: Hashable, Sendable {
    /// What was decided.
    public let decision: Decision
    /// The application's name as it was shown.
    public let application: String
    /// The host that the login returns to.
    public let domain: String

    public init(decision: Decision, application: String, domain: String) {
        self.decision = decision
        self.application = application
        self.domain = domain
    }
}

/// What an approval gave.
public struct Approval: Hashable, Sendable {
    /// The receipt; nothing where the approval was acknowledged earlier.
    public let receipt: Receipt?
    /// Where the browser of this phone goes on, at once; nothing where the login began on another device.
    public let returnURL: ReturnURL?

    public init(receipt: Receipt?, returnURL: ReturnURL?) {
        self.receipt = receipt
        self.returnURL = returnURL
    }
}

/// An address for this phone's browser and for nobody else: who holds it within a minute ends the login. Its description does
/// not name it.
public struct ReturnURL: Hashable, Sendable {
    private let url: URL

    public init(_ url: URL) {
        self.url = url
    }

    /// The address, to be given to the browser.
    public func reveal() -> URL { url }
}

extension ReturnURL: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "ReturnURL" }
    public var debugDescription: String { "ReturnURL" }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
