import Foundation
import LogiKit
import LogiKitTesting

// The code of docs/guide/embed-the-core/swift.md, as far as it needs no phone. `GuideTests` runs it and compares it with the page.

/// Whoever decides.
struct Person: Sendable {
    var choice = Choice.continueAsBefore
    var fields: Set<FieldName>? = []

    enum Answer: Sendable {
        case approve(Set<FieldName>)
        case deny
    }

    func decides(_ doubt: Doubt) async -> Choice { choice }
    func decides(_ request: LoginRequest) async -> Answer { fields.map { .approve($0) } ?? .deny }
}

/// What a screen would show.
actor Shown {
    private(set) var states: [LoginState] = []
    private(set) var texts: [String] = []

    func add(_ state: LoginState) { states.append(state) }
    func add(_ text: String) { texts.append(text) }
}

func configure(_ issuer: URL, _ pins: String, _ folder: URL) -> Configuration {
    let configuration = Configuration(
        issuer: issuer,
        linkHost: "open.login.example",
        pins: pins,
        deviceName: "Robin's phone",
        marker: folder.appendingPathComponent("installation")
    )
    return configuration
}

func settle(_ phone: Authenticator, _ person: Person) async throws {
    switch try await phone.installation() {
    case .fresh, .unanswered, .tokenRefused:
        try await phone.enrol()
    case .enrolled:
        break
    case .ask(let doubt):
        try await phone.settle(await person.decides(doubt))
    }
}

func begin(_ phone: Authenticator, _ texts: [String], _ show: @escaping (String...) -> Void) async -> Login? {
    do {
        return try await phone.begin(texts)
    } catch .wrongDomain(let host) {
        show("This code belongs to \(host). Leave that page.")
    } catch {
        show(error.happened, error.advice)
    }
    return nil
}

func answer(_ login: Login, _ person: Person, _ open: (URL) -> Void, _ show: (LoginState) -> Void) async throws {
    for try await state in login.states {
        switch state {
        case .presented(let request):
            switch await person.decides(request) {
            case .approve(let fields): try await login.approve(granting: fields)
            case .deny: try await login.deny()
            }
        case .approved(let approval):
            if let browser = approval.returnURL { open(browser.reveal()) }
        case .answering, .reconnecting, .denied, .expired, .completed, .failed, .cancelled:
            show(state)
        }
    }
}

func deliver(_ phone: Authenticator, _ show: (LoginState) -> Void) async throws {
    for login in try await phone.unansweredLogins() {
        for try await state in login.states { show(state) }
    }
}

func follow(
    _ url: URL,
    _ phone: Authenticator,
    _ configuration: Configuration,
    _ openCamera: () -> Void,
    _ show: (String...) -> Void
) async -> Login? {
    guard let link = configuration.link(url) else { return nil }
    do {
        return try await phone.begin(link)
    } catch .linkNotScan {
        openCamera()
    } catch {
        show(error.happened, error.advice)
    }
    return nil
}

func fakes() throws -> (MemoryStore, FakeKeys) {
    let store = MemoryStore()
    let keys = FakeKeys(over: try SoftwareKeys(store: store))
    keys.set(.approval, .fails(.notConfirmed))
    return (store, keys)
}
