#if canImport(Security) && canImport(LocalAuthentication)
    import Dispatch
    import Foundation
    import LocalAuthentication
    import Security

    /// The data-protection keychain and the Secure Enclave.
    struct SystemKeychain: Keychain {
        /// The access group of everything here, as in the app's entitlements; nothing for the app's own.
        let accessGroup: String?

        /// Prompts block the thread that signs: neither the main one nor one of Swift's own.
        private static let signing = DispatchQueue(label: "dev.logi.signing", attributes: .concurrent)

        var hardware: Hardware { Self.isSimulator ? .none : .secureEnclave }

        /// `TKErrorDomain`, without the framework that names it.
        private static let tokens = "CryptoTokenKit"

        /// A simulator has no Secure Enclave. Nothing else is given a key in software.
        private static let isSimulator: Bool = {
            #if targetEnvironment(simulator)
                true
            #else
                false
            #endif
        }()

        func makeKey(_ name: String, _ protection: KeyProtection) throws(KeychainFailure) -> Data {
            try removeKey(name)
            var privateKey: [String: Any] = [
                kSecAttrIsPermanent as String: true,
                kSecAttrApplicationTag as String: Data(name.utf8),
            ]
            if let accessGroup { privateKey[kSecAttrAccessGroup as String] = accessGroup }
            var attributes: [String: Any] = [
                kSecAttrKeyType as String: kSecAttrKeyTypeECSECPrimeRandom,
                kSecAttrKeySizeInBits as String: 256,
                kSecUseDataProtectionKeychain as String: true,
            ]
            if Self.isSimulator {
                privateKey[kSecAttrAccessible as String] = protection.accessible.attribute
            } else {
                attributes[kSecAttrTokenID as String] = kSecAttrTokenIDSecureEnclave
                privateKey[kSecAttrAccessControl as String] = try accessControl(protection)
            }
            attributes[kSecPrivateKeyAttrs as String] = privateKey
            var error: Unmanaged<CFError>?
            guard let key = SecKeyCreateRandomKey(attributes as CFDictionary, &error) else { throw failure(error) }
            guard let publicKey = SecKeyCopyPublicKey(key) else { throw KeychainFailure(.other, 1) }
            guard let point = SecKeyCopyExternalRepresentation(publicKey, &error) else { throw failure(error) }
            return point as Data
        }

        func sign(_ payload: Data, withKey name: String, prompt: String?) async throws(KeychainFailure) -> Data {
            // A context of its own for each prompt: no earlier answer serves again.
            let context = LAContext()
            context.touchIDAuthenticationAllowableReuseDuration = 0
            if let prompt { context.localizedReason = prompt }
            let holder = Invalidating(context)
            let signed: Result<Data, KeychainFailure> = await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    Self.signing.async {
                        continuation.resume(returning: signNow(payload, name, holder.context))
                    }
                }
            } onCancel: {
                // Takes the system's prompt away.
                holder.context.invalidate()
            }
            return try signed.get()
        }

        func holdsKey(_ name: String) throws(KeychainFailure) -> Bool {
            let status = SecItemCopyMatching(query(key: name) as CFDictionary, nil)
            switch status {
            // That the owner would have to be asked means that the key is there.
            case errSecSuccess, errSecInteractionNotAllowed: return true
            case errSecItemNotFound: return false
            default: throw KeychainFailure(.status, Int(status))
            }
        }

        func removeKey(_ name: String) throws(KeychainFailure) {
            try check(SecItemDelete(query(key: name) as CFDictionary), orAbsent: true)
        }

        func read(_ item: KeychainItem) throws(KeychainFailure) -> Data? {
            var query = query(item: item)
            query[kSecReturnData as String] = true
            query[kSecMatchLimit as String] = kSecMatchLimitOne
            var found: CFTypeRef?
            let status = SecItemCopyMatching(query as CFDictionary, &found)
            if status == errSecItemNotFound { return nil }
            try check(status)
            guard let data = found as? Data else { throw KeychainFailure(.status, -26275) }
            return data
        }

        func write(_ value: Data, to item: KeychainItem) throws(KeychainFailure) {
            let change: [String: Any] = [
                kSecValueData as String: value,
                kSecAttrAccessible as String: item.accessible.attribute,
            ]
            let status = SecItemUpdate(query(item: item) as CFDictionary, change as CFDictionary)
            guard status == errSecItemNotFound else { return try check(status) }
            let whole = query(item: item).merging(change) { _, new in new }
            try check(SecItemAdd(whole as CFDictionary, nil))
        }

        func remove(_ item: KeychainItem) throws(KeychainFailure) {
            try check(SecItemDelete(query(item: item) as CFDictionary), orAbsent: true)
        }

        private func signNow(_ payload: Data, _ name: String, _ context: LAContext) -> Result<Data, KeychainFailure> {
            var query = query(key: name)
            query[kSecReturnRef as String] = true
            query[kSecUseAuthenticationContext as String] = context
            var found: CFTypeRef?
            let status = SecItemCopyMatching(query as CFDictionary, &found)
            guard status == errSecSuccess, let found else { return .failure(KeychainFailure(.status, Int(status))) }
            // The class asked for is a key's, so that is what was found.
            let key = found as! SecKey
            var error: Unmanaged<CFError>?
            let algorithm = SecKeyAlgorithm.ecdsaSignatureMessageX962SHA256
            guard let signature = SecKeyCreateSignature(key, algorithm, payload as CFData, &error) else {
                return .failure(failure(error))
            }
            return .success(signature as Data)
        }

        private func accessControl(_ protection: KeyProtection) throws(KeychainFailure) -> SecAccessControl {
            let flags: SecAccessControlCreateFlags =
                switch protection.presence {
                case .biometric: [.privateKeyUsage, .biometryCurrentSet]
                case .deviceCredential: [.privateKeyUsage, .devicePasscode]
                case .none: .privateKeyUsage
                }
            var error: Unmanaged<CFError>?
            let accessible = protection.accessible.attribute
            guard let control = SecAccessControlCreateWithFlags(kCFAllocatorDefault, accessible, flags, &error) else {
                throw failure(error)
            }
            return control
        }

        private func query(key name: String) -> [String: Any] {
            inGroup([
                kSecClass as String: kSecClassKey,
                kSecAttrKeyType as String: kSecAttrKeyTypeECSECPrimeRandom,
                kSecAttrApplicationTag as String: Data(name.utf8),
                kSecUseDataProtectionKeychain as String: true,
            ])
        }

        private func query(item: KeychainItem) -> [String: Any] {
            inGroup([
                kSecClass as String: kSecClassGenericPassword,
                kSecAttrService as String: item.service,
                kSecAttrAccount as String: item.account,
                kSecAttrSynchronizable as String: false,
                kSecUseDataProtectionKeychain as String: true,
            ])
        }

        private func inGroup(_ query: [String: Any]) -> [String: Any] {
            guard let accessGroup else { return query }
            return query.merging([kSecAttrAccessGroup as String: accessGroup]) { _, new in new }
        }

        private func check(_ status: OSStatus, orAbsent: Bool = false) throws(KeychainFailure) {
            if status == errSecSuccess || (orAbsent && status == errSecItemNotFound) { return }
            throw KeychainFailure(.status, Int(status))
        }

        private func failure(_ error: Unmanaged<CFError>?) -> KeychainFailure {
            guard let error = error?.takeRetainedValue() else { return KeychainFailure(.other, 2) }
            let number = CFErrorGetCode(error)
            switch CFErrorGetDomain(error) as String {
            case LAErrorDomain: return KeychainFailure(.authentication, number)
            case NSOSStatusErrorDomain: return KeychainFailure(.status, number)
            case Self.tokens: return KeychainFailure(.token, number)
            default: return KeychainFailure(.other, number)
            }
        }
    }

    extension Accessible {
        fileprivate var attribute: CFString {
            switch self {
            case .afterFirstUnlock: kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
            case .whenUnlocked: kSecAttrAccessibleWhenUnlockedThisDeviceOnly
            }
        }
    }

    /// A context that another thread may invalidate, which Apple's documentation allows at any time.
    private final class Invalidating: @unchecked Sendable {
        let context: LAContext

        init(_ context: LAContext) {
            self.context = context
        }
    }

    extension EnclaveKeys {
        /// Keys in this phone's Secure Enclave.
        ///
        /// - Parameters:
        ///   - accessGroup: the keychain group of the app's entitlements; nothing for the app's own.
        ///   - confirmation: how the approval key asks for its owner.
        ///   - prompt: the words of the system's prompt for an approval.
        public init(
            accessGroup: String? = nil,
            confirmation: Confirmation,
            prompt: @escaping @Sendable (_ application: String, _ domain: String) -> String
        ) {
            self.init(keychain: SystemKeychain(accessGroup: accessGroup), confirmation: confirmation, prompt: prompt)
        }
    }

    extension KeychainStore {
        /// The store in this phone's keychain; `accessGroup` as in the app's entitlements, nothing for the app's own.
        public init(accessGroup: String? = nil) {
            self.init(keychain: SystemKeychain(accessGroup: accessGroup))
        }
    }
#endif
