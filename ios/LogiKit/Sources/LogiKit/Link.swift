import Foundation

/// A link that opens this app. Anything but `https`, the exact host and the exact path is none. Its description does not name what
/// follows the path: that begins logins.
public enum Link: Hashable, Sendable {
    /// A login code that came as a link, as from the phone's own camera. It never logs in: open your camera.
    case code(String)
    /// "Open logi on this device", pressed in a browser of this phone.
    case here(String)

    /// Reads a link for the server at `issuer`, whose links to this app are on `linkHost`.
    ///
    /// The core judges what is in it; this says only whether it is ours at all.
    public init?(_ url: URL, issuer: URL, linkHost: String?) {
        guard let parts = URLComponents(url: url, resolvingAgainstBaseURL: false),
            parts.scheme == "https", parts.user == nil, parts.password == nil, parts.query == nil,
            let fragment = parts.percentEncodedFragment, !fragment.isEmpty, !fragment.contains("#"), !fragment.contains("%"),
            url.absoluteString.filter({ $0 == "#" }).count == 1,
            let host = parts.percentEncodedHost
        else { return nil }
        let issuerParts = URLComponents(url: issuer, resolvingAgainstBaseURL: false)
        switch parts.percentEncodedPath {
        case "/qr" where issuerParts?.scheme == "https" && host == issuerParts?.percentEncodedHost && parts.port == issuerParts?.port:
            self = .code(url.absoluteString)
        case "/here" where linkHost != nil && host == linkHost && parts.port == nil:
            self = .here(url.absoluteString)
        default:
            return nil
        }
    }

    /// The link as it came.
    public var text: String {
        switch self {
        case .code(let text), .here(let text): text
        }
    }
}

extension Link: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String {
        switch self {
        case .code: "Link.code"
        case .here: "Link.here"
        }
    }

    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
