import Foundation
import LogiCore

/// A store in memory that can be read, replaced, and told to throw.
final class MemoryStore: SecretStore, @unchecked Sendable {
    private let lock = NSLock()
    private var values: [String: Data] = [:]
    private var loading: (any Error)?
    private var saving: (any Error)?

    var contents: [String: Data] {
        get { lock.withLock { values } }
        set { lock.withLock { values = newValue } }
    }

    func fail(loading: (any Error)? = nil, saving: (any Error)? = nil) {
        lock.withLock { (self.loading, self.saving) = (loading, saving) }
    }

    func load(name: String) async throws -> Data? {
        try lock.withLock {
            if let loading { throw loading }
            return values[name]
        }
    }

    func save(name: String, value: Data) async throws {
        try lock.withLock {
            if let saving { throw saving }
            values[name] = value
        }
    }

    func remove(name: String) async throws {
        lock.withLock { values[name] = nil }
    }
}

/// Keys in software that can be told to throw, to wait, or to answer with other bytes.
final class Keys: DeviceKeys, @unchecked Sendable {
    enum Behaviour {
        case works
        case throwing(any Error)
        /// Until the call is cancelled.
        case waiting
        /// In place of the signature.
        case answering(Data)
        /// The signature of other bytes.
        case signingOtherBytes
        /// In place of the key, when it is made.
        case holding(Data)
    }

    private let keys: any DeviceKeys
    private let lock = NSLock()
    private var behaviour = Behaviour.works
    private var reasons: [SignReason] = []
    private var made = 0
    private let (begun, begin) = AsyncStream.makeStream(of: Void.self)

    init() throws {
        keys = try softwareDeviceKeys(store: MemoryStore())
    }

    /// What the approval key does from here on; of the other only ``Behaviour/holding(_:)`` is heard.
    func set(_ behaviour: Behaviour) {
        lock.withLock { self.behaviour = behaviour }
    }

    /// What approvals were signed for.
    var approved: [SignReason] {
        lock.withLock { reasons.filter { if case .approve = $0 { true } else { false } } }
    }

    /// How many keys were asked to be made.
    var asked: Int { lock.withLock { made } }

    /// Until the approval key waits.
    func waits() async {
        for await _ in begun { return }
    }

    func ensure(role: KeyRole) async throws -> HeldKey {
        lock.withLock { made += 1 }
        let key = try await keys.ensure(role: role)
        guard case .holding(let bytes) = lock.withLock({ behaviour }) else { return key }
        return HeldKey(publicKey: bytes, hardware: key.hardware, presence: key.presence)
    }

    func find(role: KeyRole) async throws -> HeldKey {
        try await keys.find(role: role)
    }

    func sign(role: KeyRole, payload: Data, reason: SignReason) async throws -> Data {
        guard role == .approval else { return try await keys.sign(role: role, payload: payload, reason: reason) }
        switch lock.withLock({ behaviour }) {
        case .works, .holding:
            lock.withLock { reasons.append(reason) }
            return try await keys.sign(role: role, payload: payload, reason: reason)
        case .throwing(let error):
            throw error
        case .waiting:
            begin.yield()
            let (never, end) = AsyncStream.makeStream(of: Void.self)
            for await _ in never {}
            end.finish()
            throw CancellationError()
        case .answering(let bytes):
            return bytes
        case .signingOtherBytes:
            return try await keys.sign(role: role, payload: payload + [0], reason: reason)
        }
    }

    func remove(role: KeyRole) async throws {
        try await keys.remove(role: role)
    }
}

/// A phone of the story.
struct Phone {
    let host: Host
    let store = MemoryStore()
    let keys: Keys
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("logi-story-\(UUID())")

    init(_ host: Host) throws {
        self.host = host
        keys = try Keys()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func open(issuer: String? = nil, pins: String = #"{"keys":[]}"#, linkHost: String? = nil) async throws -> Authenticator {
        let options = Options(
            issuer: issuer ?? host.issuer,
            linkHost: linkHost,
            pins: pins,
            platform: .linux,
            deviceName: nil,
            deviceValue: Data(),
            markerPath: folder.appendingPathComponent("marker").path
        )
        return try await Authenticator.open(options: options, keys: keys, store: store)
    }

    static let robin = ProfileValues(preferredName: "Robin", fullName: "Robin Kim", email: "robin@example.org", phoneNumber: nil)

    /// A phone of its own, enrolled, with a profile.
    static func enrolled(_ host: Host, linkHost: String? = nil) async throws -> (Phone, Authenticator) {
        let phone = try Phone(host)
        let authenticator = try await phone.open(linkHost: linkHost)
        _ = try await authenticator.enrol()
        _ = try await authenticator.setProfile(profile: try Profile(values: robin))
        return (phone, authenticator)
    }
}
