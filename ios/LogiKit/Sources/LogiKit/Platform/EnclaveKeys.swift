import Foundation

/// The phone's two keys in the Secure Enclave. The possession key signs by itself, from the first unlock on; the approval key
/// signs only after the system has asked for its owner, each time, and dies with a change of faces or fingerprints.
///
/// Beside each key lies a note that it was made. So a key that is gone is told from one that never was: it is
/// ``DeviceKeyError/invalidated``, and is made again only after ``remove(_:)``, which starting fresh calls.
public struct EnclaveKeys: DeviceKeys {
    /// How the approval key asks for its owner. It is decided once, before enrolment, told to the server, and never replaced by
    /// the other in silence.
    public enum Confirmation: String, CaseIterable, Hashable, Sendable {
        /// The faces or fingerprints that are enrolled when the key is made, and no others.
        case biometrics
        /// The phone's passcode, for a phone without biometrics or a person who does not use them. Applications can see it.
        case devicePasscode

        package var presence: Presence {
            switch self {
            case .biometrics: .biometric
            case .devicePasscode: .deviceCredential
            }
        }
    }

    private let keychain: any Keychain
    private let confirmation: Confirmation
    private let prompt: @Sendable (_ application: String, _ domain: String) -> String

    /// Keys of `keychain`; `prompt` gives the words of the system's prompt for an approval.
    package init(
        keychain: any Keychain,
        confirmation: Confirmation,
        prompt: @escaping @Sendable (_ application: String, _ domain: String) -> String
    ) {
        self.keychain = keychain
        self.confirmation = confirmation
        self.prompt = prompt
    }

    public func ensure(_ role: KeyRole) async throws(DeviceKeyError) -> DeviceKey {
        if let held = try held(role) { return held }
        let protection = protection(of: role)
        do {
            let publicKey = try keychain.makeKey(name(of: role), protection)
            let key = DeviceKey(
                publicKey: publicKey,
                hardware: keychain.hardware,
                presence: keychain.hardware == .none ? .none : protection.presence
            )
            try keychain.write(note(of: key), to: item(of: role))
            return key
        } catch {
            throw DeviceKeyError(making: error)
        }
    }

    public func find(_ role: KeyRole) async throws(DeviceKeyError) -> DeviceKey {
        guard let held = try held(role) else { throw .missing }
        return held
    }

    public func sign(_ payload: Data, with role: KeyRole, for reason: SigningReason) async throws(DeviceKeyError) -> Data {
        guard try note(of: role) != nil else { throw .missing }
        do {
            return try await keychain.sign(payload, withKey: name(of: role), prompt: words(for: reason, role))
        } catch {
            throw DeviceKeyError(error)
        }
    }

    public func remove(_ role: KeyRole) async throws(DeviceKeyError) {
        do {
            try keychain.removeKey(name(of: role))
            try keychain.remove(item(of: role))
        } catch {
            throw DeviceKeyError(making: error)
        }
    }

    private func held(_ role: KeyRole) throws(DeviceKeyError) -> DeviceKey? {
        guard let made = try note(of: role) else { return nil }
        guard try holdsKey(role) else { throw .invalidated }
        return made
    }

    private func words(for reason: SigningReason, _ role: KeyRole) -> String? {
        guard role == .approval, case .approve(let application, let domain) = reason else { return nil }
        return prompt(application, domain)
    }

    private func note(of role: KeyRole) throws(DeviceKeyError) -> DeviceKey? {
        let value: Data?
        do {
            value = try keychain.read(item(of: role))
        } catch {
            throw DeviceKeyError(making: error)
        }
        guard let value else { return nil }
        guard let key = try? JSONDecoder().decode(DeviceKey.self, from: value) else {
            throw .unavailable(reason: "damaged note of a key")
        }
        return key
    }

    private func holdsKey(_ role: KeyRole) throws(DeviceKeyError) -> Bool {
        do {
            return try keychain.holdsKey(name(of: role))
        } catch {
            throw DeviceKeyError(error)
        }
    }

    private func note(of key: DeviceKey) throws(KeychainFailure) -> Data {
        do {
            return try JSONEncoder().encode(key)
        } catch {
            throw KeychainFailure(.other, 0)
        }
    }

    private func protection(of role: KeyRole) -> KeyProtection {
        switch role {
        case .possession: .possession
        case .approval: .approval(confirmation)
        }
    }

    private func name(of role: KeyRole) -> String { "dev.logi.key.\(role.rawValue)" }

    private func item(of role: KeyRole) -> KeychainItem {
        KeychainItem(service: "dev.logi.keys", account: role.rawValue, accessible: .afterFirstUnlock)
    }
}

extension DeviceKeyError {
    /// The same failure where no key is known to have been made: nothing can have been invalidated.
    fileprivate init(making failure: KeychainFailure) {
        let read = DeviceKeyError(failure)
        self = read == .invalidated ? .unavailable(reason: failure.reason) : read
    }
}
