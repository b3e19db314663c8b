/// Why the server gave no answer to use.
public enum ServerFault: Hashable, Sendable {
    /// No answer arrived. Whether the server acted is unknown; the same call may be made again.
    case network(NetworkFault)
    case refused(Refusal)
    /// The server answered something that this version does not understand.
    case notUnderstood(status: Int)

    var code: String {
        switch self {
        case .network: "network"
        case .refused(let refusal): refusal.code.rawValue
        case .notUnderstood: "bad_answer"
        }
    }

    var happened: String {
        switch self {
        case .network(let fault): fault.happened
        case .refused(let refusal): "The server refused (\(refusal.status) \(refusal.code.rawValue)\(refusal.trace))."
        case .notUnderstood(let status): "The server's answer cannot be understood (status \(status))."
        }
    }

    var advice: String {
        switch self {
        case .network(let fault): fault.advice
        case .refused(let refusal): refusal.advice
        case .notUnderstood: "Update the app."
        }
    }
}

/// Why no answer arrived.
public enum NetworkFault: CaseIterable, Hashable, Sendable {
    /// The address is neither `https` nor `http` to this machine itself.
    case notSecure
    /// No connection: the name is unknown, nobody listens, the network is off.
    case unreachable
    /// The server's certificate is not trusted, or its TLS is too old.
    case notTrusted
    case timedOut
    /// The connection broke before the answer was whole.
    case interrupted
    /// The answer is longer than any answer may be.
    case tooLarge

    var happened: String {
        switch self {
        case .notSecure: "The server's address is not secure."
        case .unreachable: "The server cannot be reached."
        case .notTrusted: "The server's identity could not be proven."
        case .timedOut: "The server did not answer in time."
        case .interrupted: "The connection broke before the answer was whole."
        case .tooLarge: "The server's answer is too large."
        }
    }

    var advice: String {
        switch self {
        case .notSecure: "Correct the configured address."
        case .notTrusted: "Use another network: this one may be tampered with."
        case .unreachable, .timedOut, .interrupted:
            "Check the connection and make the same call again: it repeats the same request."
        case .tooLarge: "Update the app."
        }
    }
}

/// A refusal by the server.
public struct Refusal: Hashable, Sendable {
    /// The HTTP status.
    public let status: Int
    /// What was refused.
    public let code: RefusalCode
    /// How long to wait; given with ``RefusalCode/rateLimited`` and ``RefusalCode/temporarilyUnavailable``.
    public let retryAfter: Duration?
    /// The server's id of the request, to ask its operator about.
    public let requestID: String?
    /// With ``RefusalCode/anonymousNotAllowed``: the identity providers that can be linked.
    public let link: [String]
    /// With ``RefusalCode/conflict``: the login's state as the server names it.
    public let state: String?

    public init(
        status: Int,
        code: RefusalCode,
        retryAfter: Duration? = nil,
        requestID: String? = nil,
        link: [String] = [],
        state: String? = nil
    ) {
        self.status = status
        self.code = code
        self.retryAfter = retryAfter
        self.requestID = requestID
        self.link = link
        self.state = state
    }

    var trace: String { requestID.map { ", request \($0)" } ?? "" }

    var advice: String {
        switch code {
        case .invalidRequest: "Update the app."
        case .badBinding: "What was signed is not what the server has on record: scan again."
        case .invalidToken: "Enrol again: it gives the same account another token."
        case .invalidDPoPProof, .useDPoPNonce: "Try again."
        case .invalidDeviceSecret: "Start fresh, or recover the account."
        case .deviceKeyRequired: "Enrol this device first."
        case .deviceKeyRefused: "This server does not accept this kind of device key. A simulator's never passes a strict server."
        case .anonymousNotAllowed: "This application needs an account with a linked identity."
        case .notFound: "The server knows no such thing for this device: scan again."
        case .subjectTaken: "Recover the account, or start fresh."
        case .alreadyScanned: "Another phone read this code: ask for a new one."
        case .conflict: "This login is over: ask for a new code."
        case .tooLarge: "The request is too large: shorten the values."
        case .frameUnknown, .frameStale: "Scan the code on the page once more."
        case .missingField: "Grant what is required, or decline."
        case .rateLimited, .temporarilyUnavailable: "Wait as long as it says and try again."
        case .unknown: "Try again later; then ask the server's operator."
        }
    }
}

/// What was refused, in the protocol's words.
public enum RefusalCode: String, CaseIterable, Hashable, Sendable {
    case invalidRequest = "invalid_request"
    case badBinding = "bad_binding"
    case invalidToken = "invalid_token"
    case invalidDPoPProof = "invalid_dpop_proof"
    case useDPoPNonce = "use_dpop_nonce"
    case invalidDeviceSecret = "invalid_device_secret"
    case deviceKeyRequired = "device_key_required"
    case deviceKeyRefused = "device_key_refused"
    case anonymousNotAllowed = "anonymous_not_allowed"
    case notFound = "not_found"
    case subjectTaken = "subject_taken"
    case alreadyScanned = "already_scanned"
    case conflict
    case tooLarge = "too_large"
    case frameUnknown = "qr_bad_frame"
    case frameStale = "qr_stale"
    case missingField = "missing_field"
    case rateLimited = "rate_limited"
    case temporarilyUnavailable = "temporarily_unavailable"
    /// Anything else, such as the error page of a proxy.
    case unknown
}
