import LogiKit

/// From the first launch to an account, and every question about an account that is in doubt. There is nothing to type.
enum WelcomeState: ScreenState {
    case opening
    case ready
    /// No biometrics are set up: the passcode is another, declared way to approve.
    case offeringPasscode
    /// The phone has no passcode, so anybody could approve.
    case needsPasscode
    case asking(Doubt)
    /// Starting fresh forgets an account: it is asked twice.
    case confirmingFresh(Doubt)
    case working
    case failed(Advice)

    enum Kind: CaseIterable, Hashable, Sendable {
        case opening, ready, offeringPasscode, needsPasscode, asking, confirmingFresh, working, failed
    }

    var kind: Kind {
        switch self {
        case .opening: .opening
        case .ready: .ready
        case .offeringPasscode: .offeringPasscode
        case .needsPasscode: .needsPasscode
        case .asking: .asking
        case .confirmingFresh: .confirmingFresh
        case .working: .working
        case .failed: .failed
        }
    }

    static let samples: [WelcomeState] =
        [.opening, .ready, .offeringPasscode, .needsPasscode]
        + Doubt.allCases.map { .asking($0) }
        + [.confirmingFresh(.reinstalled), .working, .failed(Advice(EnrolError.server(.network(.unreachable))))]
}

/// What a person does on it.
enum WelcomeAction: Hashable, Sendable {
    case appear
    case start
    case usePasscode
    case checkAgain
    case choose(Choice)
    case confirmFresh
    case keepAccount
    case retry
}
