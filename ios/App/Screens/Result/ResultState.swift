import Foundation
import LogiKit

/// How a login ended, each end in its own words, with the application's name where it is known.
enum ResultState: ScreenState {
    case approved(String?, returnURL: ReturnURL?)
    case denied(String?)
    /// "Not my phone", said in the browser.
    case turnedAway(String?)
    case expired(String?)
    /// It was over before this phone answered.
    case used(String?)
    case failed(String?)
    case cancelled(String?)

    enum Kind: CaseIterable, Hashable, Sendable {
        case approved, denied, turnedAway, expired, used, failed, cancelled
    }

    var kind: Kind {
        switch self {
        case .approved: .approved
        case .denied: .denied
        case .turnedAway: .turnedAway
        case .expired: .expired
        case .used: .used
        case .failed: .failed
        case .cancelled: .cancelled
        }
    }

    var application: String? {
        switch self {
        case .approved(let application, _), .denied(let application), .turnedAway(let application), .expired(let application),
            .used(let application), .failed(let application), .cancelled(let application):
            application
        }
    }

    /// Where this phone's browser goes on.
    var returnURL: ReturnURL? {
        if case .approved(_, let url) = self { url } else { nil }
    }

    static let samples: [ResultState] = {
        let application = LoginRequest.sample(.sameNetwork).application.name
        let browser = ReturnURL(URL(fileURLWithPath: "/return"))
        return [
            .approved(application, returnURL: nil), .approved(application, returnURL: browser),
            .denied(application), .turnedAway(application), .expired(application), .used(application), .failed(application),
            .cancelled(application), .denied(nil),
        ]
    }()
}

/// What a person does on it.
enum ResultAction: Hashable, Sendable {
    case appear
    case goBack
    case done
}
