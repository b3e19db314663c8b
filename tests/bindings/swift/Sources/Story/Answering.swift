import Foundation
import LogiCore

/// Steps S09 to S14: answers, and what gets in their way. Each has a phone of its own.
struct Answering {
    let host: Host

    func tell(_ saw: Transcript) async throws {
        try saw("S09", try await declines())
        try saw("S10", try await isToldNotMyPhone())
        try saw("S11", try await cancels())
        try saw("S12", try await losesTheAnswer())
        try saw("S13", try await hasNoNetwork())
        try saw("S14", try await dies())
    }

    private func declines() async throws -> [String] {
        let (_, authenticator) = try await Phone.enrolled(host)
        let login = try await host.login()
        let flow = try await authenticator.begin(text: login.text, source: .camera)
        let presented = told(try await flow.nextState())
        try await flow.deny()
        return [presented] + (try await states(flow)).map { told($0) } + [name(try await host.status(login).status).lowercased()]
    }

    private func isToldNotMyPhone() async throws -> [String] {
        let (_, authenticator) = try await Phone.enrolled(host)
        let login = try await host.login()
        let flow = try await authenticator.begin(text: login.text, source: .camera)
        let presented = told(try await flow.nextState())
        try await host.notMyPhone(login)
        return [presented, told(try await flow.nextState())]
    }

    private func cancels() async throws -> [String] {
        let (phone, authenticator) = try await Phone.enrolled(host)
        let login = try await host.login()
        let flow = try await authenticator.begin(text: login.text, source: .camera)
        let presented = told(try await flow.nextState())
        phone.keys.set(.waiting)
        let approving = Task { try await refusal { try await flow.approve(granted: []) } }
        await phone.keys.waits()
        try flow.cancel()
        let approved = try await approving.value
        let after = told(try await flow.nextState())
        let over = told(try await flow.nextState())
        let sent = try await host.requests().contains { $0.path.contains(login.session) && $0.path.hasSuffix("/approve") }
        try require(!sent, "an approval was sent")
        return [presented, approved, after, over, try await host.status(login).status, "sent no approval"]
    }

    private func losesTheAnswer() async throws -> [String] {
        let (phone, authenticator) = try await Phone.enrolled(host)
        let login = try await host.login()
        let flow = try await authenticator.begin(text: login.text, source: .camera)
        let presented = told(try await flow.nextState())
        try await flow.approve(granted: [])
        try await host.network("lose_answer", pathEnds: "/approve")
        let lost = try await refusal { try await flow.nextState() }
        let state = told(try await flow.nextState())
        let sent = try await host.requests().filter { $0.path.contains(login.session) && $0.path.hasSuffix("/approve") }
        try require(sent.count == 2 && sent[0].body == sent[1].body, "other bytes: \(sent)")
        try require(phone.keys.approved.count == 1, "signed \(phone.keys.approved.count) times")
        return [presented, lost, state, "sent twice, the same bytes", "signed once"]
    }

    private func hasNoNetwork() async throws -> [String] {
        let (_, authenticator) = try await Phone.enrolled(host)
        let login = try await host.login()
        let flow = try await authenticator.begin(text: login.text, source: .camera)
        try await host.network("off")
        let lost = try await refusal { try await flow.nextState() }
        try await host.network("on")
        return [lost, told(try await flow.nextState())]
    }

    private func dies() async throws -> [String] {
        let phone = try Phone(host)
        var lines: [String] = []
        do {
            let authenticator = try await phone.open()
            _ = try await authenticator.enrol()
            _ = try await authenticator.setProfile(profile: try Profile(values: Phone.robin))
            let login = try await host.login()
            let flow = try await authenticator.begin(text: login.text, source: .camera)
            lines.append(told(try await flow.nextState()))
            try await flow.approve(granted: [])
        }
        let again = try await phone.open()
        let unanswered = try await again.unansweredLogins()
        lines.append("\(unanswered.count)")
        guard let flow = unanswered.first else { throw Failed("nothing is unanswered") }
        lines += try await states(flow).map { told($0) }
        try require(phone.keys.approved.count == 1, "signed \(phone.keys.approved.count) times")
        return lines + ["none", "signed once", "\(try await again.unansweredLogins().count)"]
    }
}
