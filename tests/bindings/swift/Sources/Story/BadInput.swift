import Foundation
import LogiCore

/// Steps S19, S20, S22 to S24 and S30: bad input, two logins at once, a panic, wrong options, a wrong clock.
struct BadInput {
    let host: Host

    private func read(_ bytes: Int, _ layout: FrameLayout, by scanner: FrameScanner, white: Bool = false) throws -> String {
        do {
            return name(try scanner.read(luma: Data(repeating: white ? 0xff : 0, count: bytes), layout: layout))
        } catch {
            return told(error)
        }
    }

    private func layout(_ width: UInt32, _ height: UInt32, _ stride: UInt32, _ rotation: Int32 = 0) -> FrameLayout {
        FrameLayout(width: width, height: height, rowStride: stride, rotationDegrees: rotation)
    }

    /// S19.
    func readsFramesThatAreNone() throws -> [String] {
        let scanner = try FrameScanner()
        return [
            try read(0, layout(0, 0, 0), by: scanner), try read(100, layout(10, 10, 9), by: scanner),
            try read(99, layout(10, 10, 10), by: scanner), try read(100, layout(10, 10, 10, 45), by: scanner),
            try read(100, layout(10, 10, 10), by: scanner, white: true),
        ]
    }

    /// S20.
    func opensLinksThatAreNone() async throws -> [String] {
        let (_, authenticator) = try await Phone.enrolled(host)
        let text = try await host.login().text
        let sent = try await host.requests().count
        var lines: [String] = []
        for link in try spoilt(text) {
            lines.append(try await refusal { try await authenticator.begin(text: link, source: .link) })
        }
        lines.append(try await refusal { try await authenticator.begin(text: "https://open.example/here#x", source: .camera) })
        try require(try await host.requests().count == sent, "it sent something")
        return lines + ["sent nothing"]
    }

    private func spoilt(_ text: String) throws -> [String] {
        let fields = text.split(separator: ".")
        let forgery = ([forged(fields.dropLast(2).joined(separator: "."))] + fields.suffix(2).map(String.init)).joined(separator: ".")
        return [
            text, text.replacingOccurrences(of: host.issuer, with: "https://localhost.example"),
            text.replacingOccurrences(of: "http://", with: "logi://"), text.replacingOccurrences(of: "/qr#", with: "/qr/more#"),
            text + "#again", forgery,
        ]
    }

    /// S22.
    func answersTwoLoginsAtOnce() async throws -> [String] {
        let (_, authenticator) = try await Phone.enrolled(host)
        let (one, other) = (try await host.login(), try await host.login())
        let approved = try await authenticator.begin(text: one.text, source: .camera)
        let first = told(try await approved.nextState())
        let denied = try await authenticator.begin(text: try await host.code(other), source: .camera)
        let second = told(try await denied.nextState())
        async let approving = { try await approved.approve(granted: []); return try await states(approved) }()
        async let denying = { try await denied.deny(); return try await states(denied) }()
        let ends = (try await approving, try await denying)
        let lines = [first, second] + ends.0.map { told($0) } + ends.1.map { told($0) }
        return lines + [try await host.status(one).status, try await host.status(other).status]
    }

    /// S23.
    func survivesAPanic() throws -> [String] {
        let scanner = try FrameScanner()
        do {
            try panicProbe()
            throw Failed("it did not panic")
        } catch let error where !(error is Failed) {
            try require(String(describing: error).contains("panic"), "another error: \(error)")
        }
        return ["panic", try read(100, layout(10, 10, 10), by: scanner, white: true)]
    }

    /// S24.
    func isOpenedWrongly() async throws -> [String] {
        let (phone, _) = try await Phone.enrolled(host)
        let other = try Phone(host)
        return [
            try await refusal { try await other.open(issuer: "http://login.example") },
            try await refusal { try await other.open(pins: "x") },
            try await refusal { try await phone.open(issuer: "https://login.example") },
        ]
    }

    /// S30.
    func hasAWrongClock() async throws -> [String] {
        let (_, authenticator) = try await Phone.enrolled(host)
        try await host.advance(seconds: 3600)
        let login = try await host.login()
        let off = try await refusal { try await authenticator.begin(text: login.text, source: .camera) }
        _ = try await authenticator.whoami()
        let flow = try await authenticator.begin(text: try await host.code(login), source: .camera)
        guard let state = try await flow.nextState() else { throw Failed("it is over") }
        let left = try state.request.expiresAt.timeIntervalSinceNow
        try require(left > 0 && left < 15 * 60, "it ends in \(left) seconds")
        return [off, told(state), "ends soon"]
    }
}
