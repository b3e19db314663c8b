import Foundation

/// Keeps small secrets by name, encrypted at rest. ``KeychainStore`` is the one for iPhones.
public protocol SecretStore: Sendable {
    /// The value under `name`, or nothing.
    func load(_ name: String) async throws(SecretStoreError) -> Data?
    /// Stores `value` in place of an earlier one. After a crash or an error the store holds the earlier value or the new one,
    /// whole.
    func save(_ value: Data, as name: String) async throws(SecretStoreError)
    /// Removes the value under `name`; nothing there is fine.
    func remove(_ name: String) async throws(SecretStoreError)
}

/// Why the store did not do what it was asked.
public enum SecretStoreError: Error, Hashable, Sendable {
    /// The phone is locked.
    case locked
    /// No space is left.
    case full
    /// What is stored was changed from outside, or belongs to another key.
    case damaged
    /// Anything else that the system reports. The reason is for a log.
    case unavailable(reason: String)
}
