import Foundation
import LogiKit

/// A store in memory that can be locked, full or put back to an earlier day.
public final class MemoryStore: SecretStore, @unchecked Sendable {
    private let lock = NSLock()
    private var values: [String: Data] = [:]
    private var readFault: SecretStoreError?
    private var writeFault: SecretStoreError?

    public init(_ values: [String: Data] = [:]) {
        self.values = values
    }

    /// Everything in it.
    public var contents: [String: Data] {
        get { lock.withLock { values } }
        set { lock.withLock { values = newValue } }
    }

    /// What every call answers; nothing for a store that works.
    public func fail(_ fault: SecretStoreError?) {
        fail(reading: fault, writing: fault)
    }

    /// What reading and writing answer, each its own.
    public func fail(reading: SecretStoreError?, writing: SecretStoreError?) {
        lock.withLock { (readFault, writeFault) = (reading, writing) }
    }

    public func load(_ name: String) async throws(SecretStoreError) -> Data? {
        if let fault = lock.withLock({ readFault }) { throw fault }
        return lock.withLock { values[name] }
    }

    public func save(_ value: Data, as name: String) async throws(SecretStoreError) {
        if let fault = lock.withLock({ writeFault }) { throw fault }
        lock.withLock { values[name] = value }
    }

    public func remove(_ name: String) async throws(SecretStoreError) {
        if let fault = lock.withLock({ writeFault }) { throw fault }
        lock.withLock { values[name] = nil }
    }
}
