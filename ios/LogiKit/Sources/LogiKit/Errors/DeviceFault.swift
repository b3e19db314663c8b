/// Why this phone could not do its part.
public enum DeviceFault: Hashable, Sendable {
    /// It has no token: it is not enrolled, or the server refused the last one.
    case notEnrolled
    /// What is stored may be of another life of this phone: the person must say first whether to continue with it.
    case undecided
    /// The person did not confirm, or the prompt was left. Nothing was signed.
    case keyNotConfirmed
    /// The key is gone for good, as after a change of faces or fingerprints. It is never made again in silence.
    case keyInvalidated
    /// The phone is locked, or its sensor is until the passcode is entered.
    case keyLocked
    /// The key storage gave something that is no key or no signature.
    case keyBadAnswer
    case keyUnavailable
    case storeLocked
    case storeFull
    /// A record is not of its form, or, where none is named, the whole store was changed from outside.
    case storeDamaged(record: String?)
    /// What is stored was written by a newer version of the app.
    case storeNewer(record: String)
    /// The store, or the folder of the first-launch marker, did not do what it was asked.
    case storeUnavailable(reason: String)
    /// A fault of the program. The text is for a report.
    case unexpected(String)

    var code: String {
        switch self {
        case .notEnrolled: "not_enrolled"
        case .undecided: "undecided"
        case .keyNotConfirmed: "key_not_confirmed"
        case .keyInvalidated: "key_invalidated"
        case .keyLocked: "key_locked"
        case .keyBadAnswer: "key_bad_answer"
        case .keyUnavailable: "key_unavailable"
        case .storeLocked: "store_locked"
        case .storeFull: "store_full"
        case .storeDamaged: "store_damaged"
        case .storeNewer: "store_newer"
        case .storeUnavailable: "store_unavailable"
        case .unexpected: "unexpected"
        }
    }

    var happened: String {
        switch self {
        case .notEnrolled: "This phone is not enrolled."
        case .undecided: "What is stored may belong to another life of this phone."
        case .keyNotConfirmed: "Nothing was signed: the person did not confirm."
        case .keyInvalidated: "The approval key is no longer valid: faces or fingerprints of this phone were changed."
        case .keyLocked: "The key cannot be used while the phone or its sensor is locked."
        case .keyBadAnswer: "The key storage gave something that cannot be used."
        case .keyUnavailable: "The key storage does not answer."
        case .storeLocked: "What this phone remembers cannot be read while it is locked."
        case .storeFull: "No space is left on this phone."
        case .storeDamaged(let record): "What this phone remembers was damaged (\(record ?? "all of it"))."
        case .storeNewer(let record): "What this phone remembers was written by a newer version of the app (\(record))."
        case .storeUnavailable(let reason): "What this phone remembers cannot be used (\(reason))."
        case .unexpected(let detail): "A fault of the program: \(detail)"
        }
    }

    var advice: String {
        switch self {
        case .notEnrolled: "Call `enrol()` first."
        case .undecided: "Ask the person, and call `settle(_:)`."
        case .keyNotConfirmed: "Let them try again, or decline."
        case .keyInvalidated: "Ask the person; then start fresh, or recover the account. Nothing is made again in silence."
        case .keyLocked, .storeLocked: "Unlock the phone with its passcode and try again."
        case .keyBadAnswer, .keyUnavailable, .storeUnavailable: "Try again; then restart the phone."
        case .storeFull: "Free some space and try again: nothing was lost."
        case .storeDamaged: "Start fresh, or recover the account."
        case .storeNewer: "Update the app."
        case .unexpected: "Report it."
        }
    }
}
