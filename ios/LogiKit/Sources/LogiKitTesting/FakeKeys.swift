import Foundation
import LogiKit

/// Keys that do as they are told: sign, refuse, wait for somebody who never comes, or answer rubbish.
public final class FakeKeys: DeviceKeys, @unchecked Sendable {
    /// What a key does when it is asked to sign.
    public enum Behaviour: Hashable, Sendable {
        case signs
        case fails(DeviceKeyError)
        /// Waits until the task ends, as a prompt that nobody answers.
        case waits
        case answers(Data)
    }

    private let keys: any DeviceKeys
    private let lock = NSLock()
    private var behaviours: [KeyRole: Behaviour] = [:]
    private var gone: Set<KeyRole> = []
    private var asked: [SigningReason] = []

    /// Keys over others, such as ``SoftwareKeys``.
    public init(over keys: any DeviceKeys) {
        self.keys = keys
    }

    /// What the key of `role` does from here on.
    public func set(_ role: KeyRole, _ behaviour: Behaviour) {
        lock.withLock { behaviours[role] = behaviour }
    }

    /// The key of `role` is gone, as after a change of faces or fingerprints.
    public func invalidate(_ role: KeyRole) {
        lock.withLock { _ = gone.insert(role) }
    }

    /// What approvals and denials were signed for, in order.
    public var reasons: [SigningReason] {
        lock.withLock { asked.filter { $0 != .call } }
    }

    public func ensure(_ role: KeyRole) async throws(DeviceKeyError) -> DeviceKey {
        if isGone(role) { throw .invalidated }
        return try await keys.ensure(role)
    }

    public func find(_ role: KeyRole) async throws(DeviceKeyError) -> DeviceKey {
        if isGone(role) { throw .invalidated }
        return try await keys.find(role)
    }

    public func sign(_ payload: Data, with role: KeyRole, for reason: SigningReason) async throws(DeviceKeyError) -> Data {
        if isGone(role) { throw .invalidated }
        lock.withLock { asked.append(reason) }
        switch lock.withLock({ behaviours[role] ?? .signs }) {
        case .signs:
            return try await keys.sign(payload, with: role, for: reason)
        case .fails(let error):
            throw error
        case .waits:
            await forever()
            throw .notConfirmed
        case .answers(let bytes):
            return bytes
        }
    }

    public func remove(_ role: KeyRole) async throws(DeviceKeyError) {
        lock.withLock { _ = gone.remove(role) }
        try await keys.remove(role)
    }

    private func isGone(_ role: KeyRole) -> Bool {
        lock.withLock { gone.contains(role) }
    }

    /// Until the task ends.
    private func forever() async {
        let (never, end) = AsyncStream.makeStream(of: Never.self)
        for await _ in never {}
        end.finish()
    }
}
