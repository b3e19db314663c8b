import Foundation

/// Makes, names and uses the phone's two P-256 keys. A private key never leaves the place where it signs.
///
/// ``EnclaveKeys`` is the one for iPhones. An implementation can only throw a ``DeviceKeyError``, and whatever it answers is
/// checked: bytes that are no key, or no signature, are refused. A call that needs no person has 30 seconds.
public protocol DeviceKeys: Sendable {
    /// The key for `role`, made first when there is none. Enrolment alone asks so. A key that was there and is gone is
    /// ``DeviceKeyError/invalidated``, never made again.
    func ensure(_ role: KeyRole) async throws(DeviceKeyError) -> DeviceKey

    /// The key for `role`; ``DeviceKeyError/missing`` when none was ever made.
    func find(_ role: KeyRole) async throws(DeviceKeyError) -> DeviceKey

    /// Signs `payload`: ECDSA over its SHA-256, in DER. For ``KeyRole/approval`` the person's presence is part of signing;
    /// there is no other way to learn of it.
    func sign(_ payload: Data, with role: KeyRole, for reason: SigningReason) async throws(DeviceKeyError) -> Data

    /// Destroys the key for `role`; no key there is fine.
    func remove(_ role: KeyRole) async throws(DeviceKeyError)
}

/// Which key.
public enum KeyRole: String, CaseIterable, Hashable, Sendable {
    /// Signs proofs of possession and denials, without the person.
    case possession
    /// Signs approvals, each with the person's presence.
    case approval
}

/// A key as the server learns it.
public struct DeviceKey: Hashable, Sendable, Codable {
    /// SEC1, uncompressed: 65 bytes.
    public let publicKey: Data
    /// Where its private half lives.
    public let hardware: Hardware
    /// How it asks for its owner.
    public let presence: Presence

    public init(publicKey: Data, hardware: Hardware, presence: Presence) {
        self.publicKey = publicKey
        self.hardware = hardware
        self.presence = presence
    }
}

/// Where a private key lives.
public enum Hardware: String, Hashable, Sendable, Codable {
    case secureEnclave = "secure_enclave"
    case strongbox
    case tee
    /// Software: whoever reads the storage can copy the key. A server refuses it unless it was told otherwise.
    case none
}

/// How a key asks for its owner.
public enum Presence: String, Hashable, Sendable, Codable {
    case biometric
    /// The phone's own passcode.
    case deviceCredential = "device_credential"
    case none
}

/// What is being signed, for the words of the system's prompt.
public enum SigningReason: Hashable, Sendable {
    /// A call to the server (no prompt).
    case call
    /// A refused login (no prompt).
    case deny
    /// An approved login.
    case approve(application: String, domain: String)
}

/// Why a key could not be made or used.
public enum DeviceKeyError: Error, Hashable, Sendable {
    /// The person did not confirm.
    case notConfirmed
    /// The key is gone for good, as after a change of faces or fingerprints.
    case invalidated
    /// No key was ever made for this role.
    case missing
    /// The phone is locked, or its sensor is until the passcode is entered.
    case locked
    /// Anything else that the system reports. The reason is for a log.
    case unavailable(reason: String)
}
