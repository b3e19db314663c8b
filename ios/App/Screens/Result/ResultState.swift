import Foundation
import LogiKit

/// How a login ended, each end in its own words.
enum ResultState: ScreenState {
    case approved(LoginRequest.Application?, returnURL: ReturnURL?)
    case denied(LoginRequest.Application?)
    case expired(LoginRequest.Application?)
    case failed(LoginRequest.Application?)
    case cancelled(LoginRequest.Application?)

    enum Kind: CaseIterable, Hashable, Sendable {
        case approved, denied, expired, failed, cancelled
    }

    var kind: Kind {
        switch self {
        case .approved: .approved
        case .denied: .denied
        case .expired: .expired
        case .failed: .failed
        case .cancelled: .cancelled
        }
    }

    var application: LoginRequest.Application? {
        switch self {
        case .approved(let application, _), .denied(let application), .expired(let application), .failed(let application),
            .cancelled(let application):
            application
        }
    }

    /// Where this phone's browser goes on.
    var returnURL: ReturnURL? {
        if case .approved(_, let url) = self { url } else { nil }
    }

    static let samples: [ResultState] = {
        let application = LoginRequest.sample(.sameNetwork).application
        let browser = ReturnURL(URL(fileURLWithPath: "/return"))
        return [
            .approved(application, returnURL: nil), .approved(application, returnURL: browser),
            .denied(application), .expired(application), .failed(application), .cancelled(application), .denied(nil),
        ]
    }()
}

/// What a person does on it.
enum ResultAction: Hashable, Sendable {
    case appear
    case goBack
    case done
}
