import Foundation
import LogiCore

/// Steps S25 to S29: a login that goes on on its own device. Each has a phone of its own.
struct Here {
    let host: Host

    func tell(_ saw: Transcript) async throws {
        try saw("S25", try await opensItsOwnLink())
        try saw("S26", try await takesNoLinkForACode())
        try saw("S27", try await opensLinksOfElsewhere())
        try saw("S28", try await comesBackElsewhereTwiceAndLate())
        try saw("S29", try await losesTheWayBack())
    }

    /// A login on its own device.
    private struct Opened {
        let phone: Phone
        let authenticator: Authenticator
        let login: Host.Login
        let link: String

        func begin() async throws -> LoginFlow {
            try await authenticator.begin(text: link, source: .link)
        }
    }

    private func open(_ fields: [[String: Any]] = []) async throws -> Opened {
        let (phone, authenticator) = try await Phone.enrolled(host, linkHost: host.linkHost)
        let login = try await host.login(fields)
        return Opened(phone: phone, authenticator: authenticator, login: login, link: try await host.here(login))
    }

    private func opensItsOwnLink() async throws -> [String] {
        let opened = try await open(Host.emailAndName)
        let flow = try await opened.begin()
        guard let presented = try await flow.nextState() else { throw Failed("it is over") }
        try require(try await host.status(opened.login).words == presented.request.words, "other words")
        try await flow.approve(granted: ["email"])
        guard let approved = try await flow.nextState(), case .approved(let receipt, let url?) = approved else {
            throw Failed("no return URL")
        }
        let parts = try url.reveal().split(separator: "#").map(String.init)
        try require(parts.first == "\(host.issuer)/oauth/qr/\(opened.login.session)/return", "another address: \(parts)")
        try require(parts.count == 2 && parts[1].count == 43, "no return code")
        var printed = "\(approved) \(String(reflecting: approved)) \(url) \(String(reflecting: url))"
        dump(approved, to: &printed)
        try require(!printed.contains(parts[1]), "it prints the code")
        let back = try await host.comeBack(opened.login, url)
        return [
            told(presented), "same words", told(approved), receipt == nil ? "no receipt" : "receipt", "its own return URL", "prints no code",
            word(back), back.claims.text("email"), back.claims.text("preferred_name"),
        ]
    }

    private func takesNoLinkForACode() async throws -> [String] {
        let opened = try await open()
        let (authenticator, link) = (opened.authenticator, opened.link)
        let sent = try await host.requests().count
        let byCamera = try await refusal { try await authenticator.begin(text: link, source: .camera) }
        let texts = try await host.draw(link).read(by: try FrameScanner())
        try require(texts == [link], "another text: \(texts)")
        let drawn = try await refusal { try await authenticator.beginOneOf(texts: texts) }
        let code = try await host.code(opened.login)
        let asLink = try await refusal { try await authenticator.begin(text: code, source: .link) }
        try require(try await host.requests().count == sent, "it sent something")
        let flow = try await authenticator.begin(text: code, source: .camera)
        let refused = try await refusal { try await flow.nextState() }
        let status = try await host.status(opened.login).status
        return [byCamera, "Codes(\(texts.count))", drawn, asLink, "sent nothing", refused, status]
    }

    private func opensLinksOfElsewhere() async throws -> [String] {
        let opened = try await open()
        let (_, without) = try await Phone.enrolled(host)
        let link = opened.link
        let origin = "http://\(host.linkHost)"
        let links = ["http://evil.example", "https://open.example", "http://127.0.0.1:1"].map { link.replacingOccurrences(of: origin, with: $0) } + [
            link.replacingOccurrences(of: "http://", with: "logi://"), link.replacingOccurrences(of: "http://", with: "http://me@"),
            link.replacingOccurrences(of: "/here#", with: "/here/more#"), link.replacingOccurrences(of: "#", with: "?next=x#"),
            link + "#again", forged(link),
        ]
        let sent = try await host.requests().count
        var lines: [String] = []
        for other in links {
            lines.append(try await refusal { try await opened.authenticator.begin(text: other, source: .link) })
        }
        let unknown = try await refusal { try await without.begin(text: link, source: .link) }
        try require(try await host.requests().count == sent, "it sent something")
        return lines + [unknown.replacingOccurrences(of: host.linkHost, with: "the link host"), "sent nothing"]
    }

    private func comesBackElsewhereTwiceAndLate() async throws -> [String] {
        let (login, url) = try await approved()
        var lines = ["Approved"]
        for stranger in [true, false, false] {
            lines.append(word(try await host.comeBack(login, url, stranger: stranger)))
        }
        let (late, lateUrl) = try await approved()
        try await host.advance(seconds: 61)
        lines += ["Approved", word(try await host.comeBack(late, lateUrl))]
        return lines + [try await host.status(late).status]
    }

    /// A login that is approved on its own device, and its return URL.
    private func approved() async throws -> (Host.Login, ReturnUrl) {
        let opened = try await open()
        let flow = try await opened.begin()
        _ = try await flow.nextState()
        try await flow.approve(granted: [])
        return (opened.login, try returnUrl(try await flow.nextState()))
    }

    private func returnUrl(_ state: LoginState?) throws -> ReturnUrl {
        guard case .approved(_, let url?)? = state else { throw Failed("no return URL: \(told(state))") }
        return url
    }

    private func losesTheWayBack() async throws -> [String] {
        let opened = try await open()
        let first = try await opened.begin()
        let presented = told(try await first.nextState())
        try await first.approve(granted: [])
        try await host.network("lose_answer", pathEnds: "/approve")
        let lost = try await refusal { try await first.nextState() }

        let later = try await opened.phone.open(linkHost: host.linkHost)
        let unanswered = try await later.unansweredLogins()
        guard let flow = unanswered.first else { throw Failed("nothing is unanswered") }
        let toEnd = try await states(flow)
        let again = try await first.nextState()
        let url = try returnUrl(again)
        try require(toEnd.count == 2, "other states: \(toEnd)")
        try require(try returnUrl(toEnd.last).reveal() == url.reveal(), "another return URL")
        try require(opened.phone.keys.approved.count == 1, "signed \(opened.phone.keys.approved.count) times")
        let left = try await later.unansweredLogins().count
        let back = word(try await host.comeBack(opened.login, url))
        let ends = toEnd.map { told($0) } + ["none", told(again)]
        return [presented, lost, "\(unanswered.count)"] + ends + ["same return URL", "signed once", "\(left)", back]
    }

    private func word(_ back: Host.Return) -> String {
        "\(back.page) \(back.status)"
    }
}
