/// The account behind this phone. Its description does not name the person.
public struct Account: Hashable, Sendable {
    /// The account's number at the server.
    public let id: AccountID
    /// Whether no identity of a provider is linked.
    public let isAnonymous: Bool
    /// The name that the person goes by in the app.
    public let nickname: String?

    public init(id: AccountID, isAnonymous: Bool, nickname: String?) {
        self.id = id
        self.isAnonymous = isAnonymous
        self.nickname = nickname
    }
}

extension Account: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "Account(\(id))" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["id": id, "isAnonymous": isAnonymous]) }
}

/// What this installation is.
public enum Installation: Hashable, Sendable {
    /// The first launch: no account can exist yet.
    case fresh
    /// An enrolment was sent and no answer arrived: enrol again, it gives the same account.
    case unanswered
    case enrolled(Account)
    /// The server refused the token: enrol again, it gives the same account another one.
    case tokenRefused(Account)
    /// The person must say what to do: ``Authenticator/settle(_:)``.
    case ask(Doubt)
}

/// Why it is not known whether the stored identity is meant.
public enum Doubt: CaseIterable, Hashable, Sendable {
    /// An identity is stored, but the app was installed anew. On iOS the keychain outlives the app.
    case reinstalled
    /// The app was enrolled, but its stored identity is gone.
    case storeLost
    /// The stored identity belongs to another installation, as after restoring another phone's backup.
    case otherInstallation
    /// A key of the enrolled phone is gone, as after a change of faces or fingerprints. Only starting fresh is left.
    case keysLost
}

/// The person's answer to a ``Doubt``.
public enum Choice: CaseIterable, Hashable, Sendable {
    /// Go on with the stored identity.
    case continueAsBefore
    /// Forget the stored identity and its keys, and begin with another account.
    case startFresh
}
