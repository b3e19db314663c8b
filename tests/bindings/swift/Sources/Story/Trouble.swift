import Foundation
import LogiCore

/// Steps S15 to S18 and S21: keys and stores that fail. Each has a phone of its own.
struct Trouble {
    let host: Host

    /// Something that is none of the errors a callback may throw.
    private struct Odd: Error {}

    func tellOfKeys(_ saw: Transcript) async throws {
        try saw("S15", try await changesBiometrics())
        try saw("S16", try await findsNoKey())
        try saw("S17", try await meetsCallbacksThatThrow())
        try saw("S18", try await meetsRubbish())
    }

    private func presented(_ authenticator: Authenticator) async throws -> (LoginFlow, String) {
        let login = try await host.login()
        let flow = try await authenticator.begin(text: login.text, source: .camera)
        return (flow, told(try await flow.nextState()))
    }

    private func changesBiometrics() async throws -> [String] {
        let (phone, authenticator) = try await Phone.enrolled(host)
        let account = try await authenticator.whoami()
        let (flow, first) = try await presented(authenticator)
        phone.keys.set(.throwing(DeviceKeyError.Invalidated))
        let refused = try await refusal { try await flow.approve(granted: []) }
        let asked = told(try await authenticator.installation())
        let again = try await phone.open()
        let stillAsked = told(try await again.installation())
        let cannot = try await refusal { try await again.settle(choice: .continueAsBefore) }
        try await again.settle(choice: .startFresh)
        let fresh = told(try await again.installation())
        phone.keys.set(.works)
        try require(try await again.enrol().id != account.id, "the same account")
        return [first, refused, asked, stillAsked, cannot, fresh, "another account"]
    }

    private func findsNoKey() async throws -> [String] {
        let (phone, authenticator) = try await Phone.enrolled(host)
        let (flow, first) = try await presented(authenticator)
        let asked = phone.keys.asked
        try await phone.keys.remove(role: .approval)
        let refused = try await refusal { try await flow.approve(granted: []) }
        let installation = told(try await authenticator.installation())
        try require(phone.keys.asked == asked, "a key was made")
        return [first, refused, installation, "made no key"]
    }

    private func meetsCallbacksThatThrow() async throws -> [String] {
        let (phone, authenticator) = try await Phone.enrolled(host)
        let (flow, first) = try await presented(authenticator)
        phone.keys.set(.throwing(Odd()))
        let key = try await refusal { try await flow.approve(granted: []) }
        phone.keys.set(.works)
        phone.store.fail(saving: Odd())
        let store = try await refusal { try await flow.approve(granted: []) }
        phone.store.fail()
        try await flow.approve(granted: [])
        return [first, key, store] + (try await states(flow)).map { told($0) }
    }

    private func meetsRubbish() async throws -> [String] {
        let (phone, authenticator) = try await Phone.enrolled(host)
        let (flow, first) = try await presented(authenticator)
        var lines = [first]
        let rubbish: [Keys.Behaviour] = [
            .answering(Data([1, 2, 3])), .answering(Data(repeating: 1, count: 64)), .signingOtherBytes,
        ]
        for behaviour in rubbish {
            phone.keys.set(behaviour)
            lines.append(try await refusal { try await flow.approve(granted: []) })
        }
        phone.keys.set(.works)
        try await flow.approve(granted: [])
        lines += try await states(flow).map { told($0) }

        let other = try Phone(host)
        let unenrolled = try await other.open()
        other.keys.set(.holding(Data(repeating: 4, count: 65)))
        lines.append(try await refusal { try await unenrolled.enrol() })
        other.keys.set(.works)
        _ = try await unenrolled.enrol()
        return lines + [told(try await unenrolled.installation())]
    }

    /// S21.
    func hasTroubleWithItsStore() async throws -> [String] {
        let locked = try Phone(host)
        locked.store.fail(loading: SecretStoreError.Locked)
        var lines = [try await refusal { try await locked.open() }]
        let (phone, authenticator) = try await Phone.enrolled(host)
        let (flow, first) = try await presented(authenticator)
        phone.store.fail(saving: SecretStoreError.Full)
        lines += [first, try await refusal { try await flow.approve(granted: []) }]
        phone.store.fail()
        try await flow.approve(granted: [])
        lines += try await states(flow).map { told($0) }
        phone.store.contents["account"] = Data([0xff, 0xff, 0x7b, 0x7d])
        lines.append(try await refusal { try await authenticator.whoami() })
        phone.store.contents = [:]
        return lines + [told(try await authenticator.installation())]
    }
}
