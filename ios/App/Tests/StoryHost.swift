import Foundation
#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The real server with a browser, as `tests/bindings/story.md` has it. `cargo xtask test bindings swift` starts one and says where.
struct StoryHost: Sendable {
    let issuer: String
    let linkHost: String
    private let control: URL

    static let running: StoryHost? = {
        let environment = ProcessInfo.processInfo.environment
        guard let issuer = environment["LOGI_STORY_ISSUER"], let linkHost = environment["LOGI_STORY_LINK_HOST"],
            let control = environment["LOGI_STORY_CONTROL"].flatMap(URL.init)
        else { return nil }
        return StoryHost(issuer: issuer, linkHost: linkHost, control: control)
    }()

    struct Login: Decodable, Sendable {
        let login: Int
        let session: String
        let text: String
        let pgm: Data
    }

    private struct Status: Decodable { let status: String }
    private struct Link: Decodable { let link: String }
    private struct Requests: Decodable { let requests: [Request] }
    struct Request: Decodable, Sendable {
        let path: String
        let body: String
    }

    /// A browser that shows a code, for an application that asks for an e-mail address and may be given a name.
    func login() async throws -> Login {
        let fields: [[String: Any]] = [
            ["name": "email", "required": true, "purpose": "To send you your notes"], ["name": "preferred_name"],
        ]
        return try await call("login", ["fields": fields])
    }

    /// What the browser is told.
    func status(_ login: Login) async throws -> String {
        let status: Status = try await call("status", ["login": login.login])
        return status.status
    }

    /// "Open logi on this device" is pressed there: the link that opens the app.
    func here(_ login: Login) async throws -> String {
        let link: Link = try await call("here", ["login": login.login])
        return link.link
    }

    /// That browser, or a stranger's, opens the address that the phone was given. Says how that ends.
    func comesBack(_ login: Login, _ url: URL, stranger: Bool = false) async throws -> String {
        let back: Status = try await call("return", ["login": login.login, "url": url.absoluteString, "stranger": stranger])
        return back.status
    }

    func notMyPhone(_ login: Login) async throws {
        let _: [String: Int] = try await call("not-my-phone", ["login": login.login])
    }

    /// The next answer to an approval is lost after the server acted.
    func loseApproval() async throws {
        let _: [String: Int] = try await call("network", ["mode": "lose_answer", "path_ends": "/approve"])
    }

    /// What phones sent for a login, to the path that ends so.
    func sent(_ end: String, for login: Login) async throws -> [Request] {
        let all: Requests = try await call("requests", nil)
        return all.requests.filter { $0.path.contains(login.session) && $0.path.hasSuffix(end) }
    }

    private func call<Answer: Decodable>(_ path: String, _ body: [String: Any]?) async throws -> Answer {
        var request = URLRequest(url: control.appendingPathComponent(path))
        if let body {
            request.httpMethod = "POST"
            request.httpBody = try JSONSerialization.data(withJSONObject: body)
        }
        return try JSONDecoder().decode(Answer.self, from: try await URLSession.shared.data(for: request).0)
    }
}
