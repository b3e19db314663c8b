/// Why an authenticator does not open.
public enum OpenError: LogiError {
    /// What is stored belongs to another server.
    case otherIssuer(stored: String)
    /// A value of the configuration cannot be used.
    case configuration(String)
    case server(ServerFault)
    case device(DeviceFault)

    public var code: String {
        switch self {
        case .otherIssuer: "other_issuer"
        case .configuration: "configuration"
        case .server(let fault): fault.code
        case .device(let fault): fault.code
        }
    }

    public var happened: String {
        switch self {
        case .otherIssuer(let stored): "What this phone remembers belongs to \(stored)."
        case .configuration(let reason): "The configuration cannot be used: \(reason)."
        case .server(let fault): fault.happened
        case .device(let fault): fault.happened
        }
    }

    public var advice: String {
        switch self {
        case .otherIssuer: "Use that server, or another store."
        case .configuration: "Correct it: this is a fault of the app's build."
        case .server(let fault): fault.advice
        case .device(let fault): fault.advice
        }
    }
}

/// Why this phone is not enrolled.
public enum EnrolError: LogiError {
    /// There is nothing stored to continue with.
    case cannotContinue
    /// Nothing is in doubt, so nothing is thrown away.
    case notInDoubt
    /// The system gives no random numbers.
    case noRandomness
    /// The phone's own value could not be read.
    case noDeviceValue
    case server(ServerFault)
    case device(DeviceFault)

    public var code: String {
        switch self {
        case .cannotContinue: "cannot_continue"
        case .notInDoubt: "not_in_doubt"
        case .noRandomness: "no_randomness"
        case .noDeviceValue: "no_device_value"
        case .server(let fault): fault.code
        case .device(let fault): fault.code
        }
    }

    public var happened: String {
        switch self {
        case .cannotContinue: "Nothing is left to continue with."
        case .notInDoubt: "Nothing has to be decided."
        case .noRandomness: "The system gives no random numbers."
        case .noDeviceValue: "The phone's own value cannot be read."
        case .server(let fault): fault.happened
        case .device(let fault): fault.happened
        }
    }

    public var advice: String {
        switch self {
        case .cannotContinue: "Start fresh."
        case .notInDoubt: "Go on: call `installation()` again."
        case .noRandomness, .noDeviceValue: "Try again; then restart the phone."
        case .server(let fault): fault.advice
        case .device(let fault): fault.advice
        }
    }
}

/// Why a call about the account gave no answer.
public enum AccountError: LogiError {
    case server(ServerFault)
    case device(DeviceFault)

    public var code: String {
        switch self {
        case .server(let fault): fault.code
        case .device(let fault): fault.code
        }
    }

    public var happened: String {
        switch self {
        case .server(let fault): fault.happened
        case .device(let fault): fault.happened
        }
    }

    public var advice: String {
        switch self {
        case .server(let fault): fault.advice
        case .device(let fault): fault.advice
        }
    }
}

/// Why there is no receipt, or none to believe.
public enum ReceiptError: LogiError {
    /// The file is not a receipt, or something in it was changed.
    case invalid
    /// The file is signed by a key that this phone does not know.
    case unknownKey(String)
    case server(ServerFault)
    case device(DeviceFault)

    public var code: String {
        switch self {
        case .invalid: "invalid"
        case .unknownKey: "unknown_key"
        case .server(let fault): fault.code
        case .device(let fault): fault.code
        }
    }

    public var happened: String {
        switch self {
        case .invalid: "This is not a genuine receipt."
        case .unknownKey(let key): "The receipt is signed by the unknown key \(key)."
        case .server(let fault): fault.happened
        case .device(let fault): fault.happened
        }
    }

    public var advice: String {
        switch self {
        case .invalid: "Do not rely on it."
        case .unknownKey: "Go online once and verify again."
        case .server(let fault): fault.advice
        case .device(let fault): fault.advice
        }
    }
}

/// Why the core's log cannot be had.
public enum CoreLogError: LogiError {
    /// Another part of the process takes what the core's language logs.
    case inUse
    /// A fault of the program. The text is for a report.
    case unexpected(String)

    public var code: String {
        switch self {
        case .inUse: "log_in_use"
        case .unexpected: "unexpected"
        }
    }

    public var happened: String {
        switch self {
        case .inUse: "This process logs by other means already."
        case .unexpected(let detail): "A fault of the program: \(detail)"
        }
    }

    public var advice: String {
        switch self {
        case .inUse: "Go on without it."
        case .unexpected: "Report it."
        }
    }
}
