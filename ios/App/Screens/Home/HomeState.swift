import LogiKit

/// One question: scan a code. Answers of an earlier life of the app are sent from here first.
enum HomeState: ScreenState {
    case ready(HomeNotice?)
    /// A decision that was signed and never acknowledged is being sent.
    case answering(application: String)
    case failed(Advice)

    enum Kind: CaseIterable, Hashable, Sendable {
        case ready, answering, failed
    }

    var kind: Kind {
        switch self {
        case .ready: .ready
        case .answering: .answering
        case .failed: .failed
        }
    }

    static let samples: [HomeState] =
        [.ready(nil)]
        + HomeNotice.Outcome.allCases.map { .ready(HomeNotice(outcome: $0, application: "Northwind Books")) }
        + [.answering(application: "Northwind Books"), .failed(.again)]
}

/// What became of an answer of an earlier life.
struct HomeNotice: Hashable, Sendable {
    let outcome: Outcome
    let application: String

    enum Outcome: CaseIterable, Hashable, Sendable {
        case approved, denied, expired, failed
    }
}

/// What a person does on it.
enum HomeAction: Hashable, Sendable {
    case appear
    case scan
    case openActivity
    case openSettings
    case startOver
    case retry
}
