import Foundation
import LogiKit

/// The camera, and a picture where there is none.
enum ScannerState: ScreenState {
    case askingPermission
    case looking(ScannerHint?)
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
            .judging, .permissionDenied, .noCamera, .refused(Advice(BeginError.wrongDomain(host: "login.evil.example"))),
        ]
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
    case again
    case leave
    case startOver
}
