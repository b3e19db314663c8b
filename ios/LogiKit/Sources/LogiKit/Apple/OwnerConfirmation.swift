#if canImport(LocalAuthentication)
    import LocalAuthentication

    extension EnclaveKeys {
        /// How this phone can ask for its owner. It is a question about the settings and unlocks nothing: only a signature shows
        /// that the owner is there.
        public static func available() -> Available {
            let context = LAContext()
            if context.canEvaluatePolicy(.deviceOwnerAuthenticationWithBiometrics, error: nil) {
                return context.biometryType == .touchID ? .touchID : .faceID
            }
            return context.canEvaluatePolicy(.deviceOwnerAuthentication, error: nil) ? .passcodeOnly : .nothing
        }
    }
#endif

extension EnclaveKeys {
    /// How a phone can ask for its owner.
    public enum Available: CaseIterable, Hashable, Sendable {
        case faceID
        case touchID
        /// No biometrics are set up, or they are locked out: ``Confirmation/devicePasscode`` is what is left, and must be said.
        case passcodeOnly
        /// The phone has no passcode: no approval key can be made.
        case nothing
    }
}
