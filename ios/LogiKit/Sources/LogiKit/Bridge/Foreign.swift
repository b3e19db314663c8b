import Foundation
import LogiCore

/// The app's keys as the core calls them.
final class ForeignKeys: LogiCore.DeviceKeys {
    private let keys: any DeviceKeys

    init(_ keys: any DeviceKeys) {
        self.keys = keys
    }

    func ensure(role: LogiCore.KeyRole) async throws -> LogiCore.HeldKey {
        try await giving { () throws(DeviceKeyError) in LogiCore.HeldKey(try await keys.ensure(KeyRole(role))) }
    }

    func find(role: LogiCore.KeyRole) async throws -> LogiCore.HeldKey {
        try await giving { () throws(DeviceKeyError) in LogiCore.HeldKey(try await keys.find(KeyRole(role))) }
    }

    func sign(role: LogiCore.KeyRole, payload: Data, reason: LogiCore.SignReason) async throws -> Data {
        try await giving { () throws(DeviceKeyError) in
            try await keys.sign(payload, with: KeyRole(role), for: SigningReason(reason))
        }
    }

    func remove(role: LogiCore.KeyRole) async throws {
        try await giving { () throws(DeviceKeyError) in try await keys.remove(KeyRole(role)) }
    }

    private func giving<Answer>(_ work: () async throws(DeviceKeyError) -> Answer) async throws -> Answer {
        do {
            return try await work()
        } catch {
            throw LogiCore.DeviceKeyError(error)
        }
    }
}

/// The app's store as the core calls it.
final class ForeignStore: LogiCore.SecretStore {
    private let store: any SecretStore

    init(_ store: any SecretStore) {
        self.store = store
    }

    func load(name: String) async throws -> Data? {
        do throws(SecretStoreError) {
            return try await store.load(name)
        } catch {
            throw LogiCore.SecretStoreError(error)
        }
    }

    func save(name: String, value: Data) async throws {
        do throws(SecretStoreError) {
            try await store.save(value, as: name)
        } catch {
            throw LogiCore.SecretStoreError(error)
        }
    }

    func remove(name: String) async throws {
        do throws(SecretStoreError) {
            try await store.remove(name)
        } catch {
            throw LogiCore.SecretStoreError(error)
        }
    }
}

extension LogiCore.HeldKey {
    init(_ key: DeviceKey) {
        self.init(publicKey: key.publicKey, hardware: .init(key.hardware), presence: .init(key.presence))
    }
}

extension LogiCore.Hardware {
    fileprivate init(_ hardware: Hardware) {
        self =
            switch hardware {
            case .secureEnclave: .secureEnclave
            case .strongbox: .strongbox
            case .tee: .tee
            case .none: .none
            }
    }
}

extension LogiCore.Presence {
    fileprivate init(_ presence: Presence) {
        self =
            switch presence {
            case .biometric: .biometric
            case .deviceCredential: .deviceCredential
            case .none: .none
            }
    }
}

extension KeyRole {
    init(_ role: LogiCore.KeyRole) {
        self =
            switch role {
            case .possession: .possession
            case .approval: .approval
            }
    }
}

extension SigningReason {
    init(_ reason: LogiCore.SignReason) {
        self =
            switch reason {
            case .call: .call
            case .deny: .deny
            case .approve(let application, let domain): .approve(application: application, domain: domain)
            }
    }
}

extension LogiCore.DeviceKeyError {
    init(_ error: DeviceKeyError) {
        self =
            switch error {
            case .notConfirmed: .NotConfirmed
            case .invalidated: .Invalidated
            case .missing: .Missing
            case .locked: .Locked
            case .unavailable(let reason): .Unavailable(reason: reason)
            }
    }
}

extension LogiCore.SecretStoreError {
    init(_ error: SecretStoreError) {
        self =
            switch error {
            case .locked: .Locked
            case .full: .Full
            case .damaged: .Damaged
            case .unavailable(let reason): .Unavailable(reason: reason)
            }
    }
}
