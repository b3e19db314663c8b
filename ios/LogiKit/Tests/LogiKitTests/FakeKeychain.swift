import Foundation

@testable import LogiKit

/// A keychain in memory whose next answers can be failures.
final class FakeKeychain: Keychain, @unchecked Sendable {
    private let lock = NSLock()
    private var state = State()

    struct State {
        var keys: [String: KeyProtection] = [:]
        var items: [KeychainItem: Data] = [:]
        var prompts: [String?] = []
        var made = 0
        var signing: KeychainFailure?
        var all: KeychainFailure?
    }

    let hardware: Hardware

    init(hardware: Hardware = .secureEnclave) {
        self.hardware = hardware
    }

    var now: State {
        get { lock.withLock { state } }
        set { lock.withLock { state = newValue } }
    }

    func makeKey(_ name: String, _ protection: KeyProtection) throws(KeychainFailure) -> Data {
        try check()
        return lock.withLock {
            state.keys[name] = protection
            state.made += 1
            return Data([4, UInt8(state.made)])
        }
    }

    func sign(_ payload: Data, withKey name: String, prompt: String?) async throws(KeychainFailure) -> Data {
        try check()
        if let failure = now.signing { throw failure }
        guard now.keys[name] != nil else { throw .notFound }
        lock.withLock { state.prompts.append(prompt) }
        return Data([0x30]) + payload
    }

    func holdsKey(_ name: String) throws(KeychainFailure) -> Bool {
        try check()
        return now.keys[name] != nil
    }

    func removeKey(_ name: String) throws(KeychainFailure) {
        try check()
        lock.withLock { state.keys[name] = nil }
    }

    func read(_ item: KeychainItem) throws(KeychainFailure) -> Data? {
        try check()
        return now.items[item]
    }

    func write(_ value: Data, to item: KeychainItem) throws(KeychainFailure) {
        try check()
        lock.withLock { state.items[item] = value }
    }

    func remove(_ item: KeychainItem) throws(KeychainFailure) {
        try check()
        lock.withLock { state.items[item] = nil }
    }

    private func check() throws(KeychainFailure) {
        if let failure = now.all { throw failure }
    }
}
