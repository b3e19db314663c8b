#if canImport(LocalAuthentication)
    import Foundation
    import LocalAuthentication

    extension EnclaveKeys {
        /// How this phone can ask for its owner. It is a question about the settings and unlocks nothing: only a signature shows
        /// that the owner is there.
        public static func available() -> Available {
            let context = LAContext()
            var error: NSError?
            let isReady = context.canEvaluatePolicy(.deviceOwnerAuthenticationWithBiometrics, error: &error)
            // After too many attempts they are set up all the same: the passcode is not what is left.
            if isReady || error?.code == lockedOut {
                return context.biometryType == .touchID ? .touchID : .faceID
            }
            return context.canEvaluatePolicy(.deviceOwnerAuthentication, error: nil) ? .passcodeOnly : .nothing
        }

        /// `LAError.biometryLockout`.
        private static let lockedOut = -8
    }
#endif

extension EnclaveKeys {
    /// How a phone can ask for its owner.
    public enum Available: CaseIterable, Hashable, Sendable {
        case faceID
        case touchID
        /// No biometrics are set up, or the app may not use them: ``Confirmation/devicePasscode`` is what is left, and must be said.
        case passcodeOnly
        /// The phone has no passcode: no approval key can be made.
        case nothing
    }
}
