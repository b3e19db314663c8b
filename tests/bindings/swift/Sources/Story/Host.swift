import Foundation
import LogiCore
#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The story's host: browsers, the server's clock, and a network that fails when it is told to.
struct Host: Sendable {
    let issuer: String
    let control: URL
    let linkHost: String

    struct Login: Decodable, Sendable {
        let login: Int
        let session: String
        let text: String
        let pgm: Data
    }

    struct Code: Decodable, Sendable {
        let text: String
    }

    struct Picture: Decodable, Sendable {
        let pgm: Data
    }

    struct Status: Decodable, Sendable {
        let status: String
        let words: [String]?
    }

    struct Finished: Decodable, Sendable {
        let status: String
        let claims: [String: Claim]
    }

    struct Link: Decodable, Sendable {
        let link: String
    }

    struct Return: Decodable, Sendable {
        let page: Int
        let status: String
        let claims: [String: Claim]
    }

    /// What an application reads: a text, or something else that the story does not write down.
    enum Claim: Decodable, Sendable {
        case text(String)
        case other

        init(from decoder: any Decoder) throws {
            self = (try? decoder.singleValueContainer().decode(String.self)).map { .text($0) } ?? .other
        }
    }

    struct Request: Decodable, Sendable {
        let method: String
        let path: String
        let body: String
    }

    private struct Requests: Decodable {
        let requests: [Request]
    }

    private struct Nothing: Decodable {}

    /// What the application of S04 asks for.
    static var emailAndName: [[String: Any]] {
        [["name": "email", "required": true, "purpose": "To send you your notes"], ["name": "preferred_name"]]
    }

    func login(_ fields: [[String: Any]] = []) async throws -> Login {
        try await post("login", ["fields": fields])
    }

    /// The code of a login as it is drawn now.
    func code(_ login: Login) async throws -> String {
        let code: Code = try await post("code", ["login": login.login])
        return code.text
    }

    func status(_ login: Login) async throws -> Status {
        try await post("status", ["login": login.login])
    }

    func finish(_ login: Login) async throws -> Finished {
        try await post("finish", ["login": login.login])
    }

    /// The text as a code that a camera sees.
    func draw(_ text: String) async throws -> GreyMap {
        let picture: Picture = try await post("draw", ["text": text])
        return try GreyMap(picture.pgm)
    }

    /// "Open logi on this device" is pressed: the link that opens the app.
    func here(_ login: Login) async throws -> String {
        let link: Link = try await post("here", ["login": login.login])
        return link.link
    }

    /// The browser, or a stranger's, opens the address that the phone was given.
    func comeBack(_ login: Login, _ url: ReturnUrl?, stranger: Bool = false) async throws -> Return {
        guard let url = try url?.reveal() else { throw Failed("no return URL") }
        return try await post("return", ["login": login.login, "url": url, "stranger": stranger])
    }

    func notMyPhone(_ login: Login) async throws {
        let _: Nothing = try await post("not-my-phone", ["login": login.login])
    }

    func network(_ mode: String, pathEnds: String? = nil) async throws {
        var body = ["mode": mode]
        body["path_ends"] = pathEnds
        let _: Nothing = try await post("network", body)
    }

    func advance(seconds: Int) async throws {
        let _: Nothing = try await post("clock/advance", ["seconds": seconds])
    }

    /// What phones have sent so far.
    func requests() async throws -> [Request] {
        let seen: Requests = try await call("requests", nil)
        return seen.requests
    }

    private func post<Answer: Decodable>(_ path: String, _ body: [String: Any]) async throws -> Answer {
        try await call(path, try JSONSerialization.data(withJSONObject: body))
    }

    private func call<Answer: Decodable>(_ path: String, _ body: Data?) async throws -> Answer {
        var request = URLRequest(url: control.appendingPathComponent(path))
        if let body {
            request.httpMethod = "POST"
            request.httpBody = body
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        let (data, response) = try await URLSession.shared.data(for: request)
        guard (response as? HTTPURLResponse)?.statusCode == 200 else {
            throw Failed("\(path): \(String(decoding: data, as: UTF8.self))")
        }
        return try JSONDecoder().decode(Answer.self, from: data)
    }
}

/// Something that the story says does not hold.
struct Failed: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension [String: Host.Claim] {
    /// A claim as the story writes it.
    func text(_ key: String) -> String {
        if case .text(let text)? = self[key] { "\(key)=\(text)" } else { "\(key)=none" }
    }
}

func require(_ condition: Bool, _ what: String) throws {
    if !condition { throw Failed(what) }
}
