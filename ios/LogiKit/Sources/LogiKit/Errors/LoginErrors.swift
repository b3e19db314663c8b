/// Why a code does not begin a login. Everything but ``server(_:)`` was decided on this phone, before any call.
public enum BeginError: LogiError {
    case notALogiCode
    /// The code names another server.
    case wrongDomain(host: String)
    /// The code is of an old kind that nobody signed.
    case unsigned
    case badSignature
    case unknownKey(String)
    case expired
    /// The code's end lies too far ahead for this phone's clock.
    case clockOff
    /// The code is genuine, and came as a link: it is never sent. Open the camera.
    case linkNotScan
    /// One picture holds the codes of several logins.
    case severalCodes
    case server(ServerFault)
    case device(DeviceFault)

    public var code: String {
        switch self {
        case .notALogiCode: "not_a_logi_code"
        case .wrongDomain: "wrong_domain"
        case .unsigned: "unsigned"
        case .badSignature: "bad_signature"
        case .unknownKey: "unknown_key"
        case .expired: "expired"
        case .clockOff: "clock_off"
        case .linkNotScan: "link_not_scan"
        case .severalCodes: "several_codes"
        case .server(let fault): fault.code
        case .device(let fault): fault.code
        }
    }

    public var happened: String {
        switch self {
        case .notALogiCode: "This is not a login code."
        case .wrongDomain(let host): "This code is of \(host), which this app does not trust. Nothing was sent."
        case .unsigned: "This code is not signed. Nothing was sent."
        case .badSignature: "This code was changed. Nothing was sent."
        case .unknownKey(let key): "This code is signed by the unknown key \(key). Nothing was sent."
        case .expired: "This code is too old. Nothing was sent."
        case .clockOff: "This code and the phone's clock do not fit. Nothing was sent."
        case .linkNotScan: "A link does not log in. Nothing was sent."
        case .severalCodes: "Several codes are in the picture."
        case .server(let fault): fault.happened
        case .device(let fault): fault.happened
        }
    }

    public var advice: String {
        switch self {
        case .notALogiCode: "Point the camera at the code on the page."
        case .wrongDomain, .unsigned, .badSignature: "Leave that page."
        case .unknownKey: "Update the app, or go online and scan again."
        case .expired: "Reload the page and scan its new code."
        case .clockOff: "Set the phone's clock to automatic and scan again."
        case .linkNotScan: "Open your camera and point it at the code once more."
        case .severalCodes: "Show one code."
        case .server(let fault): fault.advice
        case .device(let fault): fault.advice
        }
    }
}

/// Why a login did not take a step. It stands where it stood.
public enum LoginError: LogiError {
    /// Nothing is presented that could be decided.
    case notPresented
    /// It is decided; the decision is repeated until it is acknowledged.
    case alreadyDecided
    case cancelled
    /// A granted field was not asked for.
    case fieldNotOffered(FieldName)
    /// A required field is not granted.
    case fieldRequired(FieldName)
    /// A granted field has no value in the profile.
    case fieldNotSet(FieldName)
    case server(ServerFault)
    case device(DeviceFault)

    public var code: String {
        switch self {
        case .notPresented: "not_presented"
        case .alreadyDecided: "already_decided"
        case .cancelled: "cancelled"
        case .fieldNotOffered: "field_not_offered"
        case .fieldRequired: "field_required"
        case .fieldNotSet: "field_not_set"
        case .server(let fault): fault.code
        case .device(let fault): fault.code
        }
    }

    public var happened: String {
        switch self {
        case .notPresented: "Nothing is presented to decide about."
        case .alreadyDecided: "This login is decided."
        case .cancelled: "This login was cancelled on this phone."
        case .fieldNotOffered(let field): "The application did not ask for \(field). Nothing was signed."
        case .fieldRequired(let field): "The application needs \(field). Nothing was signed."
        case .fieldNotSet(let field): "\(field) has no value yet. Nothing was signed."
        case .server(let fault): fault.happened
        case .device(let fault): fault.happened
        }
    }

    public var advice: String {
        switch self {
        case .notPresented: "Wait for `.presented`."
        case .alreadyDecided: "Read the next state: it sends the decision."
        case .cancelled: "Scan again."
        case .fieldNotOffered: "Grant fields of the request only."
        case .fieldRequired: "Grant it, or decline."
        case .fieldNotSet: "Set it in the profile and scan again."
        case .server(let fault): fault.advice
        case .device(let fault): fault.advice
        }
    }
}
