import Foundation
import LogiCore

/// Steps S01 to S08: one phone, from its first start to a receipt.
struct Beginning {
    let host: Host
    let phone: Phone
    let authenticator: Authenticator
    private let login: Host.Login
    private let flow: LoginFlow
    private let request: LoginRequest

    /// S01 to S04.
    static func tell(_ host: Host, _ saw: Transcript) async throws -> Beginning {
        let phone = try Phone(host)
        let authenticator = try await phone.open()
        let sent = try await host.requests().count
        let first = told(try await authenticator.installation())
        try require(try await host.requests().count == sent, "it sent something")
        try saw("S01", [first, "sent nothing"])

        let account = try await authenticator.enrol()
        let enrolled = told(try await authenticator.installation())
        try require(try await authenticator.enrol().id == account.id, "another account")
        try saw("S02", ["anonymous=\(account.anonymous)", enrolled, "same account"])

        let profile = try await authenticator.setProfile(profile: try Profile(values: Phone.robin))
        let values = try profile.reveal()
        var dumped = "\(profile) \(String(reflecting: profile))"
        dump(profile, to: &dumped)
        try require(!dumped.contains("Robin") && !dumped.contains("robin@"), "it prints values")
        try saw("S03", [
            "preferred_name=\(values.preferredName ?? "none")", "full_name=\(values.fullName ?? "none")",
            "email=\(values.email ?? "none")", "phone_number=\(values.phoneNumber ?? "none")",
            "email_verified=\(try profile.emailVerified().map(String.init) ?? "none")", "prints no value",
        ])

        let login = try await host.login(Host.emailAndName)
        let texts = try GreyMap(login.pgm).read(by: try FrameScanner())
        try require(texts == [login.text], "another text")
        let flow = try await authenticator.beginOneOf(texts: texts)
        guard let presented = try await flow.nextState() else { throw Failed("it is over") }
        try saw("S04", ["Codes(\(texts.count))", "same text", "prints no text", told(presented)])
        let request = try presented.request
        return Beginning(host: host, phone: phone, authenticator: authenticator, login: login, flow: flow, request: request)
    }

    /// S05 to S08.
    func goOn(_ saw: Transcript) async throws {
        try await sees(saw)
        let sent = try await host.requests().count
        let lookalike = login.text.replacingOccurrences(of: host.issuer, with: "https://localhost.example")
        let refused = try await refusal { try await authenticator.begin(text: lookalike, source: .camera) }
        try require(try await host.requests().count == sent, "it sent something")
        try saw("S06", [refused, "sent nothing"])
        try await grants(saw)
        try await reads(saw)
    }

    private func sees(_ saw: Transcript) async throws {
        let fields = request.fields.map { field in
            let before = field.before.map { name($0) } ?? "none"
            return "\(field.name) \(field.required) \(field.purpose ?? "none") \(before) \(field.valuePresent)"
        }
        try require(try await host.status(login).words == request.words, "other words")
        try saw("S05", [request.application.name, request.application.domain] + fields + [
            request.browser.label, name(request.browser.relation), request.locale, "second_scan=\(request.secondScan)", "same words",
        ])
    }

    private func grants(_ saw: Transcript) async throws {
        var lines: [String] = []
        do {
            try await flow.approve(granted: [])
        } catch LoginError.FieldRequired(let field) {
            lines.append("FieldRequired(\(field))")
        }
        do {
            try await flow.approve(granted: ["email", "shoe_size"])
        } catch LoginError.FieldNotOffered(let field) {
            lines.append("FieldNotOffered(\(field))")
        }
        try await flow.approve(granted: ["email"])
        guard case .approve(let application, let domain)? = phone.keys.approved.last, phone.keys.approved.count == 1 else {
            throw Failed("signed \(phone.keys.approved)")
        }
        lines.append("signed for \(application) at \(domain)")
        for state in try await states(flow) {
            lines.append(told(state))
            guard case .approved(let receipt, _) = state else { continue }
            lines.append(receipt == nil ? "no receipt" : "receipt")
            guard let texts = try receipt?.reveal() else { continue }
            let printed = String(describing: state) + String(reflecting: state)
            try require(!printed.contains(texts.approval) && !printed.contains(texts.receipt), "it prints what is signed")
            lines.append("prints no signature")
        }
        let finished = try await host.finish(login)
        let read = ["email", "preferred_name"].map { finished.claims.text($0) }
        try saw("S07", lines + ["none", finished.status] + read)
    }

    private func reads(_ saw: Transcript) async throws {
        let receipts = try await authenticator.receipts()
        guard let listed = receipts.first, let content = listed.content else { throw Failed("no receipt") }
        let file = try await authenticator.exportReceipt(session: listed.session)
        let verified = try await authenticator.verifyReceipt(file: Data(file.utf8))
        try saw("S08", [
            "\(receipts.count)", "\(content.application) \(content.domain) \(content.granted.joined(separator: " "))",
            "verified=\(listed.verified)", "genuine for \(verified.domain)",
        ])
    }
}
