import Foundation
import LogiCore
import LogiKit

/// The core's keys in software, kept in a store. They say so, and a server may refuse them.
public struct SoftwareKeys: LogiKit.DeviceKeys {
    private let core: any LogiCore.DeviceKeys

    public init(store: any LogiKit.SecretStore) throws {
        core = try softwareDeviceKeys(store: CoreStore(store))
    }

    public func ensure(_ role: LogiKit.KeyRole) async throws(LogiKit.DeviceKeyError) -> DeviceKey {
        try await giving { key(try await core.ensure(role: coreRole(role))) }
    }

    public func find(_ role: LogiKit.KeyRole) async throws(LogiKit.DeviceKeyError) -> DeviceKey {
        try await giving { key(try await core.find(role: coreRole(role))) }
    }

    public func sign(
        _ payload: Data,
        with role: LogiKit.KeyRole,
        for reason: SigningReason
    ) async throws(LogiKit.DeviceKeyError) -> Data {
        try await giving { try await core.sign(role: coreRole(role), payload: payload, reason: coreReason(reason)) }
    }

    public func remove(_ role: LogiKit.KeyRole) async throws(LogiKit.DeviceKeyError) {
        try await giving { try await core.remove(role: coreRole(role)) }
    }

    private func giving<Answer>(_ work: () async throws -> Answer) async throws(LogiKit.DeviceKeyError) -> Answer {
        do {
            return try await work()
        } catch {
            throw translated(error)
        }
    }

    private func translated(_ error: any Error) -> LogiKit.DeviceKeyError {
        switch error as? LogiCore.DeviceKeyError {
        case .NotConfirmed: .notConfirmed
        case .Invalidated: .invalidated
        case .Missing: .missing
        case .Locked: .locked
        case .Unavailable(let reason): .unavailable(reason: reason)
        case nil: .unavailable(reason: String(describing: error))
        }
    }

    private func key(_ held: HeldKey) -> DeviceKey {
        DeviceKey(publicKey: held.publicKey, hardware: .none, presence: .none)
    }

    private func coreRole(_ role: LogiKit.KeyRole) -> LogiCore.KeyRole {
        switch role {
        case .possession: .possession
        case .approval: .approval
        }
    }

    private func coreReason(_ reason: SigningReason) -> SignReason {
        switch reason {
        case .call: .call
        case .deny: .deny
        case .approve(let application, let domain): .approve(application: application, domain: domain)
        }
    }
}

/// A store as the core calls it.
private final class CoreStore: LogiCore.SecretStore {
    private let store: any LogiKit.SecretStore

    init(_ store: any LogiKit.SecretStore) {
        self.store = store
    }

    func load(name: String) async throws -> Data? {
        try await store.load(name)
    }

    func save(name: String, value: Data) async throws {
        try await store.save(value, as: name)
    }

    func remove(name: String) async throws {
        try await store.remove(name)
    }
}
