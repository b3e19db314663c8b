import Foundation

/// The few things asked of the system's keychain: so few that what is decided about them is tested without one.
package protocol Keychain: Sendable {
    /// Makes a private key under `name`, in the place of one that is there, and answers its public half.
    func makeKey(_ name: String, _ protection: KeyProtection) throws(KeychainFailure) -> Data
    /// Signs with the key under `name`. Where the key asks for its owner, the system shows `prompt` and this waits for them.
    func sign(_ payload: Data, withKey name: String, prompt: String?) async throws(KeychainFailure) -> Data
    /// Whether the key under `name` is there; asks nobody.
    func holdsKey(_ name: String) throws(KeychainFailure) -> Bool
    func removeKey(_ name: String) throws(KeychainFailure)

    func read(_ item: KeychainItem) throws(KeychainFailure) -> Data?
    func write(_ value: Data, to item: KeychainItem) throws(KeychainFailure)
    func remove(_ item: KeychainItem) throws(KeychainFailure)

    /// Where keys are made.
    var hardware: Hardware { get }
}

/// One generic password. It never leaves this phone.
package struct KeychainItem: Hashable, Sendable {
    package let service: String
    package let account: String
    package let accessible: Accessible

    package init(service: String, account: String, accessible: Accessible) {
        self.service = service
        self.account = account
        self.accessible = accessible
    }
}

/// When an item can be used.
package enum Accessible: Hashable, Sendable {
    /// From the first unlock after a start, on this phone only.
    case afterFirstUnlock
    /// While the phone is unlocked, on this phone only.
    case whenUnlocked
}

/// What a key asks for before it signs.
package struct KeyProtection: Hashable, Sendable {
    package let accessible: Accessible
    package let presence: Presence

    package static let possession = KeyProtection(accessible: .afterFirstUnlock, presence: .none)
    package static func approval(_ confirmation: EnclaveKeys.Confirmation) -> KeyProtection {
        KeyProtection(accessible: .whenUnlocked, presence: confirmation.presence)
    }
}

/// What the system answered instead.
package struct KeychainFailure: Error, Hashable, Sendable {
    package enum Domain: String, Hashable, Sendable {
        /// `OSStatus` of Security.
        case status
        /// `LAError` of LocalAuthentication.
        case authentication
        /// `TKError` of CryptoTokenKit, through which the Secure Enclave answers.
        case token
        /// Anything else.
        case other
    }

    package let domain: Domain
    package let number: Int

    package init(_ domain: Domain, _ number: Int) {
        self.domain = domain
        self.number = number
    }

    var reason: String { "\(domain.rawValue) \(number)" }

    package static let notFound = KeychainFailure(.status, -25300)  // errSecItemNotFound
    package static let duplicate = KeychainFailure(.status, -25299)  // errSecDuplicateItem
}

extension DeviceKeyError {
    /// What a failure of the keychain means for a key that is known to have been made.
    init(_ failure: KeychainFailure) {
        self =
            switch (failure.domain, failure.number) {
            // errSecItemNotFound; LAError.passcodeNotSet, biometryNotEnrolled: what the key was bound to is gone.
            case (.status, -25300), (.authentication, -5), (.authentication, -7): .invalidated
            // TKError.corruptedData, objectNotFound: the item is still found, but the Secure Enclave can open it no more. That is how
            // it answers after a change of faces or fingerprints, and on another phone.
            case (.token, -3), (.token, -6): .invalidated
            // errSecUserCanceled, errSecAuthFailed; LAError.authenticationFailed, userCancel, userFallback, systemCancel, appCancel,
            // invalidContext; TKError.canceledByUser, authenticationFailed.
            case (.status, -128), (.status, -25293), (.authentication, -1), (.authentication, -2), (.authentication, -3),
                (.authentication, -4), (.authentication, -9), (.authentication, -10), (.token, -4), (.token, -5):
                .notConfirmed
            // errSecInteractionNotAllowed; LAError.biometryLockout, notInteractive; TKError.authenticationNeeded.
            case (.status, -25308), (.authentication, -8), (.authentication, -1004), (.token, -9): .locked
            default: .unavailable(reason: failure.reason)
            }
    }
}

extension SecretStoreError {
    init(_ failure: KeychainFailure) {
        self =
            switch (failure.domain, failure.number) {
            case (.status, -25308): .locked  // errSecInteractionNotAllowed
            case (.status, -34): .full  // errSecDiskFull
            case (.status, -26275): .damaged  // errSecDecode
            default: .unavailable(reason: failure.reason)
            }
    }
}
