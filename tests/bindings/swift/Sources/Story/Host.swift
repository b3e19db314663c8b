import Foundation
#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The story's host: browsers, the server's clock, and a network that fails when it is told to.
struct Host: Sendable {
    let issuer: String
    let control: URL

    struct Login: Decodable, Sendable {
        let login: Int
        let session: String
        let text: String
        let pgm: Data
    }

    struct Code: Decodable, Sendable {
        let text: String
    }

    struct Status: Decodable, Sendable {
        let status: String
        let words: [String]?
    }

    struct Finished: Decodable, Sendable {
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

func require(_ condition: Bool, _ what: String) throws {
    if !condition { throw Failed(what) }
}
