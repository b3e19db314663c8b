import Foundation
import LogiKit

/// The camera, and a picture where there is none.
enum ScannerState: ScreenState {
    case askingPermission
    case looking(ScannerHint?, Torch = .none)
    /// A code was seen and is being checked.
    case judging
    case permissionDenied
    case noCamera
    case refused(Advice)

    enum Kind: CaseIterable, Hashable, Sendable {
        case askingPermission, looking, judging, permissionDenied, noCamera, refused
    }

    var kind: Kind {
        switch self {
        case .askingPermission: .askingPermission
        case .looking: .looking
        case .judging: .judging
        case .permissionDenied: .permissionDenied
        case .noCamera: .noCamera
        case .refused: .refused
        }
    }

    static let samples: [ScannerState] =
        [.askingPermission, .looking(nil)]
        + ScannerHint.allCases.map { .looking($0) }
        + [
            .looking(nil, .off), .looking(nil, .on), .judging, .permissionDenied, .noCamera, .refused(Advice(BeginError.wrongDomain(host: "login.evil.example"))),
        ]
}

/// The phone's light, as far as its camera has one.
enum Torch: Hashable, Sendable {
    case none, off, on
}

/// What is said under the camera's picture.
enum ScannerHint: CaseIterable, Hashable, Sendable {
    /// The code came as a link, and a link is not a scan.
    case onceMore
    case notALogiCode
}

/// What a person or the camera does on it.
enum ScannerAction: Hashable, Sendable {
    case appear
    case found([String])
    case picture(Data)
    case torch
    case again
    case leave
    case startOver
}
