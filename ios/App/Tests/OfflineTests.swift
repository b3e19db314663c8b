import Foundation
import LogiKit
import LogiKitTesting
import Testing

@testable import LogiApp

/// The models around the real core, where no server answers.
@MainActor @Suite(.timeLimit(.minutes(1)))
struct WelcomeTests {
    private func welcome(_ phone: TestPhone) -> (WelcomeModel, Called<Account>) {
        let ready = Called<Account>()
        return (WelcomeModel(phone.phone) { _, account in ready(account) }, ready)
    }

    @Test func aPhoneWithoutAPasscodeCannotStart() async throws {
        let phone = try TestPhone()
        phone.available = .nothing
        let (model, _) = welcome(phone)
        model.send(.appear)
        await until { model.state == .needsPasscode }
        model.send(.start)
        model.send(.usePasscode)
        #expect(model.state == .needsPasscode)
        phone.available = .touchID
        model.send(.checkAgain)
        #expect(model.state == .ready)
    }

    @Test func thePasscodeIsOfferedAndNeverTakenInSilence() async throws {
        let phone = try TestPhone()
        phone.available = .passcodeOnly
        let (model, _) = welcome(phone)
        model.send(.appear)
        await until { model.state == .offeringPasscode }
        model.send(.start)
        #expect(model.state == .offeringPasscode)
    }

    @Test func startingOfflineSaysSoAndCanBeTriedAgain() async throws {
        let (model, ready) = welcome(try TestPhone())
        model.send(.appear)
        await until { model.state == .ready }
        model.send(.start)
        #expect(model.state == .working)
        await until { model.state.kind == .failed }
        #expect(model.state == .failed(Advice(EnrolError.server(.network(.unreachable)))))
        // The account was sent and no answer came: the same account is asked for again.
        model.send(.retry)
        await until { model.state.kind != .opening }
        await until { model.state.kind == .failed }
        #expect(ready.values.isEmpty)
    }

    @Test func aLockedPhoneIsTold() async throws {
        let phone = try TestPhone()
        phone.store.fail(.locked)
        let (model, _) = welcome(phone)
        model.send(.appear)
        await until { model.state == .failed(Advice(OpenError.device(.storeLocked))) }
        phone.store.fail(nil)
        model.send(.retry)
        await until { model.state == .ready }
    }

    @Test func anAccountThatOutlivedTheAppIsAskedAbout() async throws {
        let phone = try TestPhone()
        let (first, _) = welcome(phone)
        first.send(.appear)
        await until { first.state == .ready }
        first.send(.start)
        await until { first.state.kind == .failed }
        // Reinstalled: the marker went with the app, the keychain did not.
        try FileManager.default.removeItem(at: phone.marker)
        let (second, _) = welcome(phone)
        second.send(.appear)
        await until { second.state == .asking(.reinstalled) }
        second.send(.choose(.startFresh))
        #expect(second.state == .confirmingFresh(.reinstalled))
        second.send(.keepAccount)
        #expect(second.state == .asking(.reinstalled))
        second.send(.choose(.startFresh))
        second.send(.confirmFresh)
        await until { second.state == .ready }
    }
}

@MainActor @Suite(.timeLimit(.minutes(1)))
struct ScannerModelTests {
    private func scanner(_ phone: TestPhone, link: Link? = nil) async throws -> (ScannerModel, Called<ScannerModel.End>) {
        let ended = Called<ScannerModel.End>()
        let authenticator = try await phone.phone.open(.biometrics)
        return (ScannerModel(authenticator, phone.phone.camera, link: link) { ended($0) }, ended)
    }

    @Test func aRefusedPermissionLeavesThePicture() async throws {
        let phone = try TestPhone()
        phone.allowCamera(false)
        let (model, _) = try await scanner(phone)
        model.send(.appear)
        await until { model.state == .permissionDenied }
        model.send(.picture(Data("https://evil.example/qr#AAAA".utf8)))
        await until { model.state.kind == .refused }
        #expect(model.state == .refused(Advice(BeginError.notALogiCode)))
    }

    @Test func aPhoneWithoutACameraLeavesThePicture() async throws {
        let phone = try TestPhone()
        phone.allowCamera(true, failing: .noCamera)
        let (model, _) = try await scanner(phone)
        model.send(.appear)
        await until { model.state == .noCamera }
    }

    @Test func anotherCodeInTheRoomIsNoReasonToStop() async throws {
        let phone = try TestPhone()
        let (model, _) = try await scanner(phone)
        model.send(.appear)
        await until { model.state == .looking(nil) }
        phone.show(["WIFI:T:WPA;S:guest;;"])
        await until { model.state == .looking(.notALogiCode) }
        #expect(phone.isCameraOn)
    }

    @Test func aForeignLinkIsToldAndOpensNothing() async throws {
        let phone = try TestPhone(issuer: "https://login.example", linkHost: "open.example")
        let link = try #require(phone.phone.configuration.link(URL(string: "https://login.example/qr#AAAA")!))
        let (model, ended) = try await scanner(phone, link: link)
        await until { model.state.kind == .refused }
        #expect(model.state == .refused(Advice(BeginError.notALogiCode)))
        #expect(ended.values.isEmpty && !phone.isCameraOn)
        model.send(.again)
        await until { model.state == .looking(nil) }
    }

    @Test func theLightIsThereWhereTheCameraHasOne() async throws {
        let phone = try TestPhone()
        phone.addTorch()
        let (model, _) = try await scanner(phone)
        model.send(.appear)
        await until { model.state == .looking(nil, .off) }
        model.send(.torch)
        #expect(model.state == .looking(nil, .on) && phone.isLit)
        phone.show(["WIFI:T:WPA;S:guest;;"])
        await until { model.state == .looking(.notALogiCode, .on) }
        model.send(.torch)
        #expect(model.state == .looking(.notALogiCode, .off) && !phone.isLit)
    }

    @Test func aCameraWithoutALightHasNoSwitchForOne() async throws {
        let phone = try TestPhone()
        let (model, _) = try await scanner(phone)
        model.send(.appear)
        await until { model.state == .looking(nil) }
        model.send(.torch)
        #expect(model.state == .looking(nil) && !phone.isLit)
    }

    @Test func leavingTurnsTheCameraOff() async throws {
        let phone = try TestPhone()
        let (model, ended) = try await scanner(phone)
        model.send(.appear)
        await until { model.state == .looking(nil) }
        await Task.yield()
        model.send(.leave)
        #expect(!phone.isCameraOn)
        #expect(ended.values.count == 1)
    }
}

@MainActor @Suite(.timeLimit(.minutes(1)))
struct RootModelTests {
    @Test func aLinkThatIsNotOursIsNothing() throws {
        let phone = try TestPhone(issuer: "https://login.example", linkHost: "open.example")
        let root = RootModel(phone.phone) { _ in }
        for link in ["logi://login.example/qr#A", "https://evil.example/qr#A", "http://open.example/here#A"] {
            root.open(URL(string: link)!)
        }
        #expect(root.login == nil)
    }

    @Test func theBrowserIsGivenTheWayBackOnce() {
        let opened = Called<URL>()
        let way = URL(string: "https://login.example/oauth/qr/x/return#code")!
        let model = ResultModel(.approved(nil, returnURL: ReturnURL(way)), open: { opened($0) }, done: {})
        model.send(.appear)
        model.send(.appear)
        #expect(opened.values == [way])
        let other = ResultModel(.denied(nil), open: { opened($0) }, done: {})
        other.send(.appear)
        other.send(.goBack)
        #expect(opened.values == [way])
    }
}
