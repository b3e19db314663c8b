import Foundation

/// An approval that the server signed for. It verifies without a network, for years. Its description holds nothing that was
/// signed.
public struct Receipt: Hashable, Sendable, Identifiable {
    /// The login that it is of.
    public let id: SessionID
    private let texts: Texts

    public init(id: SessionID, texts: Texts) {
        self.id = id
        self.texts = texts
    }

    /// What was signed, to be kept by its owner.
    public func reveal() -> Texts { texts }

    /// The signed texts.
    public struct Texts: Hashable, Sendable {
        /// The approval as this phone signed it: a compact JWS.
        public let approval: String
        /// What the server signed over it: a compact JWS.
        public let receipt: String

        public init(approval: String, receipt: String) {
            self.approval = approval
            self.receipt = receipt
        }
    }
}

extension Receipt: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "Receipt(\(id))" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["id": id]) }
}

/// A receipt as a list shows it. Its file is exported by its id.
public struct ListedReceipt: Hashable, Sendable, Identifiable {
    /// The login that it is of.
    public let id: SessionID
    /// What it says; nothing where it cannot be read.
    public let content: Content?
    /// Whether both signatures hold under keys that this phone trusts. Without, what it says is not to be relied on.
    public let isVerified: Bool

    public init(id: SessionID, content: Content?, isVerified: Bool) {
        self.id = id
        self.content = content
        self.isVerified = isVerified
    }

    /// What a receipt says.
    public struct Content: Hashable, Sendable {
        /// The application's id at the server.
        public let client: ClientID
        /// The application's name as it was shown.
        public let application: String
        /// The host that the login returned to.
        public let domain: String
        /// What was shared.
        public let granted: [FieldName]
        /// When it was approved, to the second: as the server recorded it where that verifies, else as this phone did.
        public let approvedAt: Date

        public init(client: ClientID, application: String, domain: String, granted: [FieldName], approvedAt: Date) {
            self.client = client
            self.application = application
            self.domain = domain
            self.granted = granted
            self.approvedAt = approvedAt
        }
    }
}

/// What a receipt proves once it is verified.
public struct VerifiedReceipt: Hashable, Sendable, Identifiable {
    /// The login that it is of.
    public let id: SessionID
    /// The server that signed it.
    public let issuer: String
    /// When it was approved, as the server recorded it.
    public let approvedAt: Date
    /// The application's name as it was shown.
    public let application: String
    /// The host that the login returned to.
    public let domain: String
    /// What was shared.
    public let granted: [FieldName]

    public init(id: SessionID, issuer: String, approvedAt: Date, application: String, domain: String, granted: [FieldName]) {
        self.id = id
        self.issuer = issuer
        self.approvedAt = approvedAt
        self.application = application
        self.domain = domain
        self.granted = granted
    }
}
