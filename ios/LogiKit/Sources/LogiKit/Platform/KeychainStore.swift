import Foundation

/// What the core remembers, in the keychain: readable while the phone is unlocked, on this phone only, in no backup that another
/// phone could use.
public struct KeychainStore: SecretStore {
    private let keychain: any Keychain

    package init(keychain: any Keychain) {
        self.keychain = keychain
    }

    public func load(_ name: String) async throws(SecretStoreError) -> Data? {
        do {
            return try keychain.read(item(name))
        } catch {
            throw SecretStoreError(error)
        }
    }

    public func save(_ value: Data, as name: String) async throws(SecretStoreError) {
        do {
            try keychain.write(value, to: item(name))
        } catch {
            throw SecretStoreError(error)
        }
    }

    public func remove(_ name: String) async throws(SecretStoreError) {
        do {
            try keychain.remove(item(name))
        } catch {
            throw SecretStoreError(error)
        }
    }

    private func item(_ name: String) -> KeychainItem {
        KeychainItem(service: "dev.logi.vault", account: name, accessible: .whenUnlocked)
    }
}
