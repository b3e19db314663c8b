import Foundation
import LogiKit
import LogiKitTesting
import Testing

@Suite struct ErrorTests {
    @Test func everyRefusalSaysWhatHappenedAndWhatToDo() {
        for code in RefusalCode.allCases {
            let error = LoginError.server(.refused(Refusal(status: 400, code: code, requestID: "r-1")))
            #expect(error.code == code.rawValue)
            #expect(error.errorDescription == "The server refused (400 \(code.rawValue), request r-1).")
            #expect(error.recoverySuggestion?.hasSuffix(".") == true)
        }
    }

    @Test func aTextOfAnErrorHoldsWhatTheCodeSaysOfTheServer() {
        let error = BeginError.wrongDomain(host: "login.evil.example")
        #expect(error.localizedDescription == "This code is of login.evil.example, which this app does not trust. Nothing was sent.")
        #expect(error.advice == "Leave that page.")
    }

    @Test func secretsAreInNoDescription() {
        let profile = Profile(preferredName: "Ann", email: "ann@example.org")
        let way = ReturnURL(URL(string: "https://login.example/oauth/qr/x/return#secret")!)
        let texts = Receipt.Texts(approval: "signed.approval", receipt: "signed.receipt")
        let receipt = Receipt(id: SessionID("7c9e6679-7425-40de-944b-e07fc1f90ae7")!, texts: texts)
        let account = Account(id: AccountID(1), isAnonymous: false, nickname: "Ann")
        let names = [String(describing: profile), String(reflecting: profile), "\(Mirror(reflecting: profile).children.count)"]
        for text in names + [String(describing: Installation.enrolled(account)), String(reflecting: account)] {
            #expect(!text.contains("Ann") && !text.contains("example.org"))
        }
        var dumped = ""
        dump(profile, to: &dumped)
        dump(account, to: &dumped)
        let approval = Approval(receipt: receipt, returnURL: way)
        dump(approval, to: &dumped)
        #expect(!dumped.contains("Ann") && !dumped.contains("secret") && !dumped.contains("signed"))
        let described = String(describing: approval) + String(reflecting: approval)
        #expect(!described.contains("secret") && !described.contains("signed"))
        #expect(receipt.reveal() == texts)
    }
}

/// The core over fakes, without a server.
@Suite struct OpenTests {
    private let store = MemoryStore()
    private let marker = FileManager.default.temporaryDirectory.appendingPathComponent("logi-\(UUID())")

    private func configuration(_ issuer: String, linkHost: String? = nil, pins: String = #"{"keys":[]}"#) -> Configuration {
        Configuration(issuer: URL(string: issuer)!, linkHost: linkHost, pins: pins, marker: marker)
    }

    private func open(_ configuration: Configuration) async throws -> Authenticator {
        try await Authenticator.open(configuration, keys: FakeKeys(over: try SoftwareKeys(store: store)), store: store)
    }

    private func refusal(_ configuration: Configuration) async -> OpenError? {
        do {
            _ = try await open(configuration)
            return nil
        } catch {
            return error as? OpenError
        }
    }

    @Test func refusesAConfigurationThatCannotBeMeant() async {
        for bad in [
            configuration("ftp://login.example"), configuration("https://login.example", pins: "{"),
            configuration("https://login.example", linkHost: "login.example"),
        ] {
            guard case .configuration = await refusal(bad) else {
                Issue.record("opened: \(bad)")
                continue
            }
        }
    }

    @Test func saysThatTheStoreIsLocked() async {
        store.fail(.locked)
        #expect(await refusal(configuration("https://login.example")) == .device(.storeLocked))
    }

    @Test func refusesEveryTextThatIsNoCodeOfItsServerBeforeAnyCall() async throws {
        let phone = try await open(configuration("https://login.example"))
        #expect(try await phone.installation() == .fresh)
        await #expect(throws: BeginError.notALogiCode) { try await phone.begin(["hello"]) }
        await #expect(throws: BeginError.notALogiCode) { try await phone.begin([]) }
        await #expect(throws: BeginError.unsigned) {
            try await phone.begin([#"{"session":"7c9e6679-7425-40de-944b-e07fc1f90ae7","domain":"login.example"}"#])
        }
    }

    @Test func aFullStoreLeavesNothingBehindAndIsSaid() async throws {
        let phone = try await open(configuration("https://login.example"))
        store.fail(reading: nil, writing: .full)
        await #expect(throws: EnrolError.device(.storeFull)) { try await phone.enrol() }
        #expect(store.contents.isEmpty)
    }
}
