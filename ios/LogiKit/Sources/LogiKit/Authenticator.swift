import Foundation
import LogiCore

/// One phone's authenticator: one in an app, opened once. Every call may be made again at any time.
public final class Authenticator: Sendable {
    private let core: LogiCore.Authenticator
    private let clock: any Clock<Duration>

    private init(_ core: LogiCore.Authenticator, _ clock: any Clock<Duration>) {
        self.core = core
        self.clock = clock
    }

    /// Opens what this phone remembers. Nothing is sent and nothing is made. `clock` is the one that logins wait on between two
    /// readings; tests give another.
    public static func open(
        _ configuration: Configuration,
        keys: any DeviceKeys,
        store: any SecretStore,
        clock: any Clock<Duration> = ContinuousClock()
    ) async throws(OpenError) -> Authenticator {
        let options = Options(
            issuer: configuration.issuer.absoluteString,
            linkHost: configuration.linkHost,
            pins: configuration.pins,
            platform: .ios,
            deviceName: configuration.deviceName,
            deviceValue: configuration.deviceValue,
            markerPath: configuration.marker.path
        )
        return try await OpenError.asking {
            let core = try await LogiCore.Authenticator.open(
                options: options,
                keys: ForeignKeys(keys),
                store: ForeignStore(store)
            )
            return Authenticator(core, clock)
        }
    }

    /// What this installation is: new, enrolled, or in doubt.
    public func installation() async throws(EnrolError) -> Installation {
        try await EnrolError.asking { try Installation(try await core.installation()) }
    }

    /// Does what the person chose where ``installation()`` asks. With an error the question stands.
    public func settle(_ choice: Choice) async throws(EnrolError) {
        try await EnrolError.asking { try await core.settle(choice: .init(choice)) }
    }

    /// Makes an account, or says which this phone has. After a lost answer the same call gives the same account.
    @discardableResult
    public func enrol() async throws(EnrolError) -> Account {
        try await EnrolError.asking { try Account(try await core.enrol()) }
    }

    /// The account as the server knows it.
    public func whoami() async throws(AccountError) -> Account {
        try await AccountError.asking { try Account(try await core.whoami()) }
    }

    /// The values that applications may ask for.
    public func profile() async throws(AccountError) -> Profile {
        try await AccountError.asking { try Profile(try await core.profile()) }
    }

    /// Replaces all values; one that is not given is not set.
    @discardableResult
    public func setProfile(_ profile: Profile) async throws(AccountError) -> Profile {
        try await AccountError.asking { try Profile(try await core.setProfile(profile: .of(profile))) }
    }

    /// Begins the one login among the texts of all codes in a frame or picture. Nothing is sent for a text that is refused,
    /// except that a code with an unknown key has the server's keys fetched, at most once in five minutes.
    public func begin(_ texts: [String]) async throws(BeginError) -> Login {
        try await BeginError.asking { Login(try CoreLogin(try await core.beginOneOf(texts: texts)), clock: clock) }
    }

    /// Begins the login of a link that opened the app. A code that came as a link is ``BeginError/linkNotScan``, or what else
    /// is wrong with it: show the camera.
    public func begin(_ link: Link) async throws(BeginError) -> Login {
        try await BeginError.asking { Login(try CoreLogin(try await core.begin(text: link.text, source: .link)), clock: clock) }
    }

    /// The logins decided on this phone whose decision the server has not acknowledged, oldest first. Ask after each start and
    /// drive each to its end.
    public func unansweredLogins() async throws(LoginError) -> [Login] {
        try await LoginError.asking { try await core.unansweredLogins().map { Login(try CoreLogin($0), clock: clock) } }
    }

    /// All receipts of this account, newest first.
    public func receipts() async throws(ReceiptError) -> [ListedReceipt] {
        try await ReceiptError.asking { try await core.receipts().map { try ListedReceipt($0) } }
    }

    /// The receipt of a login as a file.
    public func exportReceipt(_ session: SessionID) async throws(ReceiptError) -> Data {
        try await ReceiptError.asking { Data(try await core.exportReceipt(session: session.description).utf8) }
    }

    /// Verifies an exported file without any call, under keys this phone trusts.
    public func verifyReceipt(_ file: Data) async throws(ReceiptError) -> VerifiedReceipt {
        try await ReceiptError.asking { try VerifiedReceipt(try await core.verifyReceipt(file: file)) }
    }
}
