import Foundation
import LogiKit

/// Who asks for what, from where, and the person's answer.
enum RequestState: ScreenState {
    /// The server is told of the scan, and says what this is.
    case opening
    case reconnecting
    case deciding(RequestContents)
    /// The screen is shared or recorded: nothing of the request is shown, and it cannot be approved.
    case covered(RequestContents)
    /// The system asks for the owner.
    case confirming(RequestContents)
    case sending(Decision)
    case failed(Advice)

    enum Kind: CaseIterable, Hashable, Sendable {
        case opening, reconnecting, deciding, covered, confirming, sending, failed
    }

    var kind: Kind {
        switch self {
        case .opening: .opening
        case .reconnecting: .reconnecting
        case .deciding: .deciding
        case .covered: .covered
        case .confirming: .confirming
        case .sending: .sending
        case .failed: .failed
        }
    }

    /// What those who listen are told when it changes under them.
    var spoken: String? {
        switch self {
        case .deciding(let contents): contents.notice?.text() ?? (contents.request.hasSecondScan ? Phrase.requestSecondScan() : nil)
        case .covered: Phrase.requestCoveredTitle()
        case .reconnecting: Phrase.requestReconnecting()
        case .failed(let advice): advice.title()
        case .opening, .confirming, .sending: nil
        }
    }

    static let samples: [RequestState] =
        [.opening, .reconnecting]
        + LoginRequest.Relation.allCases.map { .deciding(RequestContents(.sample($0))) }
        + [
            .deciding(RequestContents(.sample(.unknown, missing: true))),
            .deciding(RequestContents(.sample(.sameNetwork), notice: Advice(LoginError.device(.keyNotConfirmed)))),
            .covered(RequestContents(.sample(.sameNetwork))),
            .confirming(RequestContents(.sample(.sameNetwork))),
            .sending(.approve), .sending(.deny),
            .failed(Advice(LoginError.server(.refused(Refusal(status: 409, code: .alreadyScanned))))),
        ]
}

/// A request with the person's choices in it.
struct RequestContents: Hashable, Sendable {
    let request: LoginRequest
    var granted: Set<FieldName>
    /// Why the last approval was not signed.
    var notice: Advice?

    init(_ request: LoginRequest, notice: Advice? = nil) {
        self.request = request
        self.notice = notice
        granted = request.preset
    }

    /// Whether the person may change the field: it has a value, and the application can do without.
    func isChoice(_ field: LoginRequest.Field) -> Bool {
        field.isSet && !field.isRequired
    }

    /// What the person decides about.
    var asked: [LoginRequest.Field] { request.fields.filter { !isFolded($0) } }

    /// What they refused this application before: it stays off, and is not asked again.
    var folded: [LoginRequest.Field] { request.fields.filter(isFolded) }

    private func isFolded(_ field: LoginRequest.Field) -> Bool {
        field.before == .refused && !field.isRequired
    }

    /// Minutes and seconds until the login ends, as `9:41`.
    func left(at now: Date) -> String {
        let seconds = max(0, Int(request.expiresAt.timeIntervalSince(now)))
        return "\(seconds / 60):" + (seconds % 60 < 10 ? "0" : "") + "\(seconds % 60)"
    }

    /// Whether every required field has a value.
    var canApprove: Bool { request.missing.isEmpty }

    mutating func toggle(_ name: FieldName) {
        guard let field = request.fields.first(where: { $0.name == name }), isChoice(field) else { return }
        granted.formSymmetricDifference([name])
    }

    /// The same choices for a request whose end or second scan has changed; what it asks for never does.
    func updated(_ request: LoginRequest) -> RequestContents {
        var contents = RequestContents(request, notice: notice)
        contents.granted = granted
        return contents
    }
}

/// What a person or the system does on it.
enum RequestAction: Hashable, Sendable {
    case appear
    case toggle(FieldName)
    case approve
    case decline
    case captured(Bool)
    /// A link would begin another login.
    case linkOpened
    case leave
    case retry
    case scanAgain
    case openProfile
    case startOver
}

extension LoginRequest {
    /// A request for previews.
    static func sample(_ relation: Relation, missing: Bool = false) -> LoginRequest {
        LoginRequest(
            session: SessionID("7c9e6679-7425-40de-944b-e07fc1f90ae7")!,
            words: ["stay", "resemble"],
            application: Application(id: ClientID("northwind"), name: "Northwind Books", domain: "northwind.example"),
            fields: [
                Field(name: .preferredName, purpose: "to greet you", isRequired: true, before: nil, isSet: !missing),
                Field(name: .email, purpose: "to send receipts", isRequired: false, before: .granted, isSet: true),
                Field(name: .fullName, purpose: nil, isRequired: false, before: .refused, isSet: true),
                Field(name: .phoneNumber, purpose: "to call before a delivery", isRequired: false, before: nil, isSet: false),
            ],
            browser: Browser(label: "Firefox on Windows", country: relation == .unknown ? nil : "KR", relation: relation),
            locale: "en",
            expiresAt: Date(timeIntervalSince1970: 1_795_251_600),
            hasSecondScan: relation == .differentCountry
        )
    }
}
