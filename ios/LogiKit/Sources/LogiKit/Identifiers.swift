import Foundation

/// One login, as server, browser and phone call it.
public struct SessionID: Hashable, Sendable, CustomStringConvertible {
    private let text: String

    /// Reads a UUID of 36 characters in lower case; nothing for any other spelling.
    public init?(_ text: String) {
        guard let uuid = UUID(uuidString: text), uuid.uuidString.lowercased() == text else { return nil }
        self.text = text
    }

    public var description: String { text }
}

/// The account's number at the server. Applications see another id each.
public struct AccountID: Hashable, Sendable, CustomStringConvertible {
    /// The number itself.
    public let number: UInt64

    public init(_ number: UInt64) {
        self.number = number
    }

    public var description: String { String(number) }
}

/// An application's id at the server.
public struct ClientID: Hashable, Sendable, CustomStringConvertible {
    private let text: String

    public init(_ text: String) {
        self.text = text
    }

    public var description: String { text }
}

/// The name of a value that applications may ask for, as `email`.
public struct FieldName: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    private let text: String

    public init(_ text: String) {
        self.text = text
    }

    public init(stringLiteral text: String) {
        self.init(text)
    }

    public var description: String { text }

    /// What the person likes to be called.
    public static let preferredName: FieldName = "preferred_name"
    /// The whole name.
    public static let fullName: FieldName = "full_name"
    /// An e-mail address.
    public static let email: FieldName = "email"
    /// A phone number.
    public static let phoneNumber: FieldName = "phone_number"
}
