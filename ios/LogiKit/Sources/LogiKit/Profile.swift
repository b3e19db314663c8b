/// The values that applications may ask for. They are shown by nobody's log: the description names no value.
public struct Profile: Equatable, Sendable {
    /// What the person likes to be called.
    public var preferredName: String?
    /// The whole name.
    public var fullName: String?
    /// The address, as the person wrote it.
    public var email: String?
    /// The number, as the person wrote it.
    public var phoneNumber: String?
    /// Whether the server verified the address; nothing where there is none, or before it was asked.
    public let isEmailVerified: Bool?

    public init(
        preferredName: String? = nil,
        fullName: String? = nil,
        email: String? = nil,
        phoneNumber: String? = nil,
        isEmailVerified: Bool? = nil
    ) {
        self.preferredName = preferredName
        self.fullName = fullName
        self.email = email
        self.phoneNumber = phoneNumber
        self.isEmailVerified = isEmailVerified
    }
}

extension Profile: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "Profile" }
    public var debugDescription: String { "Profile" }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
