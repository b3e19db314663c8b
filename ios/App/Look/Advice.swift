import LogiKit

/// What happened, what was not shared, and what to do: how every refusal and fault is told.
struct Advice: Hashable, Sendable {
    let title: Phrase
    let text: Phrase
    /// What fills the text's placeholder.
    var argument: String?
    let action: Action

    /// The one thing that helps.
    enum Action: Hashable, Sendable {
        /// The same again.
        case retry
        /// Another code.
        case scanAgain
        /// A value in the settings.
        case openProfile
        /// What this phone is must be settled first.
        case startOver
        /// Nothing here.
        case none
    }

    init(_ title: Phrase, _ text: Phrase, _ action: Action, argument: String? = nil) {
        self.title = title
        self.text = text
        self.action = action
        self.argument = argument
    }
}

extension Advice {
    init(_ error: OpenError) {
        switch error {
        case .otherIssuer, .configuration: self = .fault
        case .server(let fault): self.init(fault)
        case .device(let fault): self.init(fault)
        }
    }

    init(_ error: EnrolError) {
        switch error {
        case .cannotContinue, .notInDoubt: self = .again
        case .noRandomness, .noDeviceValue: self = .fault
        case .server(let fault): self.init(fault)
        case .device(let fault): self.init(fault)
        }
    }

    init(_ error: AccountError) {
        switch error {
        case .server(let fault): self.init(fault)
        case .device(let fault): self.init(fault)
        }
    }

    init(_ error: ReceiptError) {
        switch error {
        case .invalid, .unknownKey: self.init(.adviceReceiptTitle, .adviceReceiptText, .none)
        case .server(let fault): self.init(fault)
        case .device(let fault): self.init(fault)
        }
    }

    init(_ error: BeginError) {
        switch error {
        case .notALogiCode: self.init(.adviceNoCodeTitle, .adviceNoCodeText, .scanAgain)
        case .wrongDomain(let host): self.init(.adviceWrongServerTitle, .adviceWrongServerText, .scanAgain, argument: host)
        case .unsigned, .badSignature: self.init(.adviceForgedTitle, .adviceForgedText, .scanAgain)
        case .unknownKey: self.init(.adviceUnknownKeyTitle, .adviceUnknownKeyText, .scanAgain)
        case .expired: self.init(.adviceStaleTitle, .adviceStaleText, .scanAgain)
        case .clockOff: self.init(.adviceClockTitle, .adviceClockText, .scanAgain)
        case .linkNotScan: self.init(.scannerOnceMore, .scannerOnceMoreText, .scanAgain)
        case .severalCodes: self.init(.adviceSeveralTitle, .adviceSeveralText, .scanAgain)
        case .server(let fault): self.init(fault)
        case .device(let fault): self.init(fault)
        }
    }

    init(_ error: LoginError) {
        switch error {
        case .notPresented, .alreadyDecided, .cancelled, .fieldNotOffered, .fieldRequired: self = .over
        case .fieldNotSet: self.init(.adviceNotSetTitle, .adviceNotSetText, .openProfile)
        case .server(let fault): self.init(fault)
        case .device(let fault): self.init(fault)
        }
    }

    private init(_ fault: ServerFault) {
        switch fault {
        case .network(.notTrusted), .network(.notSecure): self.init(.adviceUntrustedTitle, .adviceUntrustedText, .retry)
        case .network(.tooLarge), .notUnderstood: self = .update
        case .network(.unreachable), .network(.timedOut), .network(.interrupted):
            self.init(.adviceOfflineTitle, .adviceOfflineText, .retry)
        case .refused(let refusal): self.init(refusal)
        }
    }

    private init(_ refusal: Refusal) {
        switch refusal.code {
        case .invalidToken, .invalidDeviceSecret, .deviceKeyRequired, .subjectTaken: self = .again
        case .deviceKeyRefused: self.init(.adviceDeviceRefusedTitle, .adviceDeviceRefusedText, .none)
        case .anonymousNotAllowed: self.init(.adviceAnonymousTitle, .adviceAnonymousText, .none)
        case .alreadyScanned: self.init(.adviceOtherPhoneTitle, .adviceOtherPhoneText, .scanAgain)
        case .frameUnknown, .frameStale: self.init(.adviceStaleTitle, .adviceStaleText, .scanAgain)
        case .notFound, .conflict, .badBinding, .missingField: self = .over
        case .rateLimited, .temporarilyUnavailable: self.init(.adviceBusyTitle, .adviceBusyText, .retry)
        case .invalidRequest, .tooLarge: self = .update
        case .invalidDPoPProof, .useDPoPNonce, .unknown:
            let trace = refusal.requestID ?? String(refusal.status)
            self.init(.adviceRefusedTitle, .adviceRefusedText, .retry, argument: trace)
        }
    }

    private init(_ fault: DeviceFault) {
        switch fault {
        case .notEnrolled, .undecided: self = .again
        case .keyInvalidated: self.init(.adviceKeyGoneTitle, .adviceKeyGoneText, .startOver)
        case .keyNotConfirmed: self.init(.adviceNotConfirmedTitle, .adviceNotConfirmedText, .retry)
        case .keyLocked, .storeLocked: self.init(.adviceLockedTitle, .adviceLockedText, .retry)
        case .storeFull: self.init(.adviceFullTitle, .adviceFullText, .retry)
        case .storeNewer: self.init(.adviceNewerTitle, .adviceNewerText, .none)
        case .storeDamaged, .storeUnavailable: self.init(.adviceDamagedTitle, .adviceDamagedText, .retry)
        case .keyUnavailable: self.init(.adviceKeyUnavailableTitle, .adviceKeyUnavailableText, .retry)
        case .keyBadAnswer, .unexpected: self = .fault
        }
    }

    /// What this phone is must be asked again.
    static let again = Advice(.adviceAgainTitle, .adviceAgainText, .startOver)
    static let over = Advice(.adviceOverTitle, .adviceOverText, .scanAgain)
    /// A link came while a login waits for its answer.
    static let linkBusy = Advice(.adviceLinkBusyTitle, .adviceLinkBusyText, .none)
    static let update = Advice(.adviceUpdateTitle, .adviceUpdateText, .none)
    static let fault = Advice(.adviceFaultTitle, .adviceFaultText, .retry)
}
