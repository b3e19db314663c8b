import Foundation
import LogiCore

extension Account {
    init(_ account: LogiCore.Account) throws {
        self.init(id: AccountID(account.id), isAnonymous: account.anonymous, nickname: try account.nickname?.reveal())
    }
}

extension Installation {
    init(_ installation: LogiCore.Installation) throws {
        self =
            switch installation {
            case .fresh: .fresh
            case .unanswered: .unanswered
            case .enrolled(let account): .enrolled(try Account(account))
            case .tokenRefused(let account): .tokenRefused(try Account(account))
            case .ask(let doubt): .ask(Doubt(doubt))
            }
    }
}

extension Doubt {
    init(_ doubt: LogiCore.Doubt) {
        self =
            switch doubt {
            case .reinstalled: .reinstalled
            case .storeLost: .storeLost
            case .otherInstallation: .otherInstallation
            case .keysLost: .keysLost
            }
    }
}

extension LogiCore.Choice {
    init(_ choice: Choice) {
        self =
            switch choice {
            case .continueAsBefore: .continueAsBefore
            case .startFresh: .startFresh
            }
    }
}

extension Profile {
    init(_ profile: LogiCore.Profile) throws {
        let values = try profile.reveal()
        self.init(
            preferredName: values.preferredName,
            fullName: values.fullName,
            email: values.email,
            phoneNumber: values.phoneNumber,
            isEmailVerified: try profile.emailVerified()
        )
    }
}

extension LogiCore.Profile {
    static func of(_ profile: Profile) throws -> LogiCore.Profile {
        try LogiCore.Profile(
            values: LogiCore.ProfileValues(
                preferredName: profile.preferredName,
                fullName: profile.fullName,
                email: profile.email,
                phoneNumber: profile.phoneNumber
            )
        )
    }
}

extension LoginState {
    init(_ state: LogiCore.LoginState) throws {
        self =
            switch state {
            case .presented(let request): .presented(try LoginRequest(request))
            case .answering(let decision, let application, let domain):
                .answering(SignedAnswer(decision: Decision(decision), application: application, domain: domain))
            case .approved(let receipt, let returnURL):
                .approved(Approval(receipt: try receipt.map { try Receipt($0) }, returnURL: try returnURL.map { try ReturnURL($0) }))
            case .denied: .denied
            case .expired: .expired
            case .completed: .completed
            case .failed: .failed
            case .cancelled: .cancelled
            }
    }
}

extension ReturnURL {
    init(_ url: LogiCore.ReturnUrl) throws {
        guard let url = URL(string: try url.reveal()) else { throw NotAnAddress() }
        self.init(url)
    }
}

extension Decision {
    init(_ decision: LogiCore.Decision) {
        self =
            switch decision {
            case .approve: .approve
            case .deny: .deny
            }
    }
}

extension LoginRequest {
    init(_ request: LogiCore.LoginRequest) throws {
        self.init(
            session: try SessionID.of(request.session),
            words: request.words,
            application: Application(
                id: ClientID(request.application.clientId),
                name: request.application.name,
                domain: request.application.domain
            ),
            fields: request.fields.map(Field.init),
            browser: Browser(
                label: request.browser.label,
                country: request.browser.country == "unknown" ? nil : request.browser.country,
                relation: Relation(request.browser.relation)
            ),
            locale: request.locale,
            expiresAt: request.expiresAt,
            hasSecondScan: request.secondScan
        )
    }
}

extension LoginRequest.Field {
    init(_ field: LogiCore.Field) {
        self.init(
            name: FieldName(field.name),
            purpose: field.purpose,
            isRequired: field.required,
            before: field.before.map(LoginRequest.Before.init),
            isSet: field.valuePresent
        )
    }
}

extension LoginRequest.Before {
    init(_ before: LogiCore.Before) {
        self =
            switch before {
            case .granted: .granted
            case .refused: .refused
            }
    }
}

extension LoginRequest.Relation {
    init(_ relation: LogiCore.Relation) {
        self =
            switch relation {
            case .sameNetwork: .sameNetwork
            case .sameCountry: .sameCountry
            case .differentCountry: .differentCountry
            case .unknown: .unknown
            }
    }
}

extension Receipt {
    init(_ receipt: LogiCore.Receipt) throws {
        let texts = try receipt.reveal()
        self.init(id: try SessionID.of(try receipt.session()), texts: Texts(approval: texts.approval, receipt: texts.receipt))
    }
}

extension ListedReceipt {
    init(_ listed: LogiCore.ListedReceipt) throws {
        self.init(
            id: try SessionID.of(listed.session),
            content: listed.content.map { content in
                Content(
                    client: ClientID(content.clientId),
                    application: content.application,
                    domain: content.domain,
                    granted: content.granted.map { FieldName($0) },
                    approvedAt: content.approvedAt
                )
            },
            isVerified: listed.verified
        )
    }
}

extension VerifiedReceipt {
    init(_ receipt: LogiCore.VerifiedReceipt) throws {
        self.init(
            id: try SessionID.of(receipt.session),
            issuer: receipt.issuer,
            approvedAt: receipt.approvedAt,
            application: receipt.application,
            domain: receipt.domain,
            granted: receipt.granted.map { FieldName($0) }
        )
    }
}

extension SessionID {
    /// The core's ids have the one form; another would be a fault of the program.
    static func of(_ text: String) throws -> SessionID {
        guard let session = SessionID(text) else { throw NotASessionID() }
        return session
    }
}

struct NotASessionID: Error {}
struct NotAnAddress: Error {}
