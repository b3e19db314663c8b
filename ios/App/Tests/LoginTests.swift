import Foundation
import LogiKit
import LogiKitTesting
import Testing

@testable import LogiApp

/// The screens of a login around the real core and the real server: A12 (R12), A13 (R13c) and A18 (R18) of the threats.
@MainActor
@Suite(.serialized, .timeLimit(.minutes(2)), .enabled(if: StoryHost.running != nil))
struct LoginTests {
    private let host: StoryHost
    private let phone: TestPhone
    private let ends = Called<RequestModel.End>()

    init() throws {
        host = try #require(StoryHost.running)
        phone = try TestPhone(issuer: host.issuer)
    }

    /// A phone with an account and an e-mail address, made on the welcome screen.
    private func enrolled(_ phone: TestPhone? = nil) async throws -> Authenticator {
        let opened = Called<Authenticator>()
        let welcome = WelcomeModel((phone ?? self.phone).phone) { authenticator, _ in opened(authenticator) }
        welcome.send(.appear)
        await until { welcome.state == .ready }
        welcome.send(.start)
        await until { !opened.values.isEmpty || welcome.state.kind == .failed }
        let authenticator = try #require(opened.values.first)
        try await authenticator.setProfile(Profile(preferredName: "Robin", email: "robin@example.org"))
        return authenticator
    }

    private func request(_ login: StoryHost.Login, _ authenticator: Authenticator) async throws -> RequestModel {
        let model = RequestModel(try await authenticator.begin([login.text])) { ends($0) }
        model.send(.appear)
        await until { model.state.kind == .deciding || model.state.kind == .failed }
        return model
    }

    private func contents(_ model: RequestModel) throws -> RequestContents {
        guard case .deciding(let contents) = model.state else { throw Unexpected(state: String(describing: model.state)) }
        return contents
    }

    private struct Unexpected: Error { let state: String }

    private func ended() async -> ResultState? {
        await until { !ends.values.isEmpty }
        if case .over(let result) = ends.values.last { return result }
        return nil
    }

    // What must not approve comes first.

    @Test func aSharedScreenCannotApprove() async throws {
        let authenticator = try await enrolled()
        let login = try await host.login()
        let model = try await request(login, authenticator)
        model.send(.captured(true))
        #expect(model.state.kind == .covered)
        model.send(.approve)
        #expect(model.state.kind == .covered && phone.keys.reasons.isEmpty)
        model.send(.captured(false))
        #expect(model.state.kind == .deciding)
        model.send(.captured(true))
        model.send(.decline)
        #expect(await ended()?.kind == .denied)
        #expect(phone.keys.reasons == [.deny])
        #expect(try await host.status(login) == "denied")
    }

    @Test func aScreenSharedAtThePromptLeavesTheLogin() async throws {
        let authenticator = try await enrolled()
        let login = try await host.login()
        let model = try await request(login, authenticator)
        phone.keys.set(.approval, .waits)
        model.send(.approve)
        await until { model.state.kind == .confirming }
        model.send(.captured(true))
        #expect(await ended()?.kind == .cancelled)
        #expect(try await host.sent("/approve", for: login).isEmpty)
    }

    @Test func nothingIsSentWhereTheOwnerDoesNotConfirm() async throws {
        let authenticator = try await enrolled()
        let login = try await host.login()
        let model = try await request(login, authenticator)
        phone.keys.set(.approval, .fails(.notConfirmed))
        model.send(.approve)
        await until { model.state.kind == .deciding }
        #expect(try contents(model).notice == Advice(LoginError.device(.keyNotConfirmed)))
        #expect(try await host.sent("/approve", for: login).isEmpty)
        #expect(ends.values.isEmpty)
        phone.keys.set(.approval, .signs)
        model.send(.approve)
        #expect(await ended()?.kind == .approved)
    }

    @Test func aSignatureThatIsNoneApprovesNothing() async throws {
        let authenticator = try await enrolled()
        let login = try await host.login()
        let model = try await request(login, authenticator)
        phone.keys.set(.approval, .answers(Data([1, 2, 3])))
        model.send(.approve)
        await until { model.state.kind == .failed }
        #expect(model.state == .failed(.fault))
        #expect(try await host.status(login) == "scanned")
    }

    @Test func changedFacesAreToldAndNothingIsMadeAgain() async throws {
        let authenticator = try await enrolled()
        let model = try await request(try await host.login(), authenticator)
        phone.keys.invalidate(.approval)
        model.send(.approve)
        await until { model.state.kind == .failed }
        #expect(model.state == .failed(Advice(LoginError.device(.keyInvalidated))))
        model.send(.startOver)
        #expect(ends.values == [.startOver])
        let welcome = WelcomeModel(phone.phone) { _, _ in Issue.record("revived in silence") }
        welcome.send(.appear)
        await until { welcome.state == .asking(.keysLost) }
        welcome.send(.choose(.continueAsBefore))
        await until { welcome.state.kind == .failed }
    }

    @Test func aRequiredFieldHasNoSwitchAndARequestWithoutItsValueCannotBeApproved() async throws {
        let authenticator = try await enrolled()
        try await authenticator.setProfile(Profile(preferredName: "Robin"))
        let model = try await request(try await host.login(), authenticator)
        #expect(try !contents(model).canApprove)
        model.send(.toggle(.email))
        #expect(try contents(model).granted.isEmpty)
        model.send(.approve)
        #expect(model.state.kind == .deciding && phone.keys.reasons.isEmpty)
    }

    @Test func aRefusalThatCouldNotBeStoredIsAskedAgainByTheSameLoop() async throws {
        let authenticator = try await enrolled()
        let login = try await host.login()
        let model = try await request(login, authenticator)
        phone.store.fail(reading: nil, writing: .full)
        model.send(.decline)
        await until { model.state.kind == .failed }
        #expect(model.state == .failed(Advice(LoginError.device(.storeFull))))
        phone.store.fail(nil)
        model.send(.retry)
        #expect(model.state.kind == .deciding)
        model.send(.decline)
        #expect(await ended()?.kind == .denied)
        #expect(try await host.sent("/deny", for: login).count == 1)
    }

    @Test func aLinkTakesNoOpenRequestOverAndIsTold() async throws {
        let model = try await request(try await host.login(), try await enrolled())
        model.send(.toggle(.preferredName))
        model.send(.linkOpened)
        #expect(try contents(model).notice == .linkBusy && contents(model).granted == [.email, .preferredName])
        #expect(model.state.spoken == Phrase.adviceLinkBusyText())
        model.send(.approve)
        #expect(await ended()?.kind == .approved)
    }

    @Test func leavingTellsTheServerNothing() async throws {
        let authenticator = try await enrolled()
        let login = try await host.login()
        let model = try await request(login, authenticator)
        model.send(.leave)
        #expect(ends.values.first == .left)
        #expect(try await host.status(login) == "scanned")
    }

    // What approves.

    @Test func grantsExactlyWhatThePersonChose() async throws {
        let authenticator = try await enrolled()
        let login = try await host.login()
        let model = try await request(login, authenticator)
        #expect(try contents(model).granted == [.email])
        model.send(.toggle(.preferredName))
        model.send(.toggle(.email))
        #expect(try contents(model).granted == [.email, .preferredName])
        model.send(.approve)
        let result = await ended()
        #expect(result?.kind == .approved && result?.application == "Notes" && result?.returnURL == nil)
        #expect(phone.keys.reasons == [.approve(application: "Notes", domain: "notes.example")])

        let activity = ActivityModel(authenticator, folder: FileManager.default.temporaryDirectory) {}
        activity.send(.appear)
        await until { activity.state.kind == .list }
        guard case .list(let listed) = activity.state, let receipt = listed.receipts.first else { throw Unexpected(state: "no list") }
        #expect(receipt.isVerified && Set(receipt.content?.granted ?? []) == [.email, .preferredName])
        activity.send(.export(receipt.id))
        await until { if case .list(let contents) = activity.state { contents.exported != nil } else { false } }
        guard case .list(let contents) = activity.state, let file = contents.exported else { return }
        let verified = try await authenticator.verifyReceipt(try Data(contentsOf: file))
        #expect(verified.domain == "notes.example")
        try FileManager.default.removeItem(at: file)
    }

    @Test func theBrowserSaysThatItIsNotMyPhone() async throws {
        let phone = try TestPhone(issuer: host.issuer, clock: InstantClock())
        let authenticator = try await enrolled(phone)
        let login = try await host.login()
        let model = try await request(login, authenticator)
        try await host.notMyPhone(login)
        #expect(await ended()?.kind == .turnedAway)
        withExtendedLifetime(model) {}
    }

    @Test func anApprovalWhoseAnswerIsLostIsSentAgainAsTheSameBytes() async throws {
        let phone = try TestPhone(issuer: host.issuer, clock: InstantClock())
        let authenticator = try await enrolled(phone)
        let login = try await host.login()
        let model = try await request(login, authenticator)
        try await host.loseApproval()
        model.send(.approve)
        #expect(await ended()?.kind == .approved)
        let sent = try await host.sent("/approve", for: login)
        #expect(sent.count == 2 && sent.first?.body == sent.last?.body)
    }

    /// Approves, and the app ends before anything was sent.
    private func approveAndEnd(_ login: Login) async throws {
        for try await state in login.states {
            guard case .presented(let request) = state else { break }
            try await login.approve(granting: request.preset)
            break
        }
    }

    @Test func anAnswerOfAnEarlierLifeIsSentFromHome() async throws {
        let authenticator = try await enrolled()
        let code = try await host.login()
        try await approveAndEnd(try await authenticator.begin([code.text]))
        let again = try await phone.phone.open(.biometrics)
        let home = HomeModel(again, try await again.whoami()) { _ in }
        home.send(.appear)
        await until { home.state.kind != .ready }
        await until { home.state.kind == .ready }
        #expect(home.state == .ready(HomeNotice(outcome: .approved, application: "Notes")))
        #expect(try await host.status(code) == "approved")
    }

    @Test func aLinkIsNotAScan() async throws {
        let authenticator = try await enrolled()
        let login = try await host.login()
        let begun = Called<ScannerModel.End>()
        let scanner = ScannerModel(authenticator, phone.phone.camera, link: .code(login.text)) { begun($0) }
        await until { scanner.state == .looking(.onceMore) }
        #expect(try await host.status(login) == "pending")
        phone.show([login.text])
        await until { !begun.values.isEmpty || scanner.state.kind == .refused }
        guard case .begun? = begun.values.first else { throw Unexpected(state: String(describing: scanner.state)) }
        #expect(!phone.isCameraOn)
    }

    // "Open logi on this device".

    /// A login that goes on on this phone, whose link opened the app: its request, and where it was begun.
    private func opened(_ phone: TestPhone) async throws -> (RequestModel, StoryHost.Login) {
        let authenticator = try await enrolled(phone)
        let login = try await host.login()
        return (try await opened(try await host.here(login), phone, authenticator), login)
    }

    private func opened(_ link: String, _ phone: TestPhone, _ authenticator: Authenticator) async throws -> RequestModel {
        let begun = Called<ScannerModel.End>()
        let scanner = ScannerModel(authenticator, phone.phone.camera, link: .here(link)) { begun($0) }
        await until { !begun.values.isEmpty || scanner.state.kind == .refused }
        guard case .begun(let begun)? = begun.values.first else { throw Unexpected(state: String(describing: scanner.state)) }
        let model = RequestModel(begun) { ends($0) }
        model.send(.appear)
        await until { model.state.kind != .opening }
        return model
    }

    /// What the phone's browser is given when that end is shown.
    private func browser(_ result: ResultState?) throws -> URL {
        let given = Called<URL>()
        let model = ResultModel(try #require(result), open: { given($0) }, done: {})
        model.send(.appear)
        return try #require(given.values.first)
    }

    @Test func aLinkOfThisPhoneThatACameraSawIsNoCode() async throws {
        let phone = try TestPhone(issuer: host.issuer, linkHost: host.linkHost)
        let authenticator = try await enrolled(phone)
        let login = try await host.login()
        let link = try await host.here(login)
        let scanner = ScannerModel(authenticator, phone.phone.camera) { _ in Issue.record("it began a login") }
        scanner.send(.appear)
        await until { scanner.state == .looking(nil) }
        phone.show([link])
        await until { scanner.state == .looking(.notALogiCode) }
        scanner.send(.picture(Data(link.utf8)))
        await until { scanner.state.kind == .refused }
        #expect(scanner.state == .refused(Advice(BeginError.notALogiCode)))
        #expect(try await host.status(login) == "pending")
    }

    @Test func aLinkOfAnotherHostIsToldAndSendsNothing() async throws {
        let authenticator = try await enrolled()
        let login = try await host.login()
        let link = try await host.here(login)
        // This phone knows no link host.
        let scanner = ScannerModel(authenticator, phone.phone.camera, link: .here(link)) { _ in Issue.record("it began a login") }
        await until { scanner.state.kind == .refused }
        #expect(try await host.sent("/scan", for: login).isEmpty)
    }

    @Test func aLinkOfThisPhoneLeadsBackIntoItsBrowserAndNoOther() async throws {
        let (model, login) = try await opened(try TestPhone(issuer: host.issuer, linkHost: host.linkHost))
        #expect(try contents(model).granted == [.email])
        model.send(.approve)
        let result = await ended()
        #expect(result?.kind == .approved && result?.application == "Notes")
        let url = try browser(result)
        #expect(try await host.comesBack(login, url, stranger: true) == "refused")
        #expect(try await host.comesBack(login, url) == "completed")
    }

    @Test func aDeclinedLinkLeadsNowhere() async throws {
        let (model, login) = try await opened(try TestPhone(issuer: host.issuer, linkHost: host.linkHost))
        model.send(.decline)
        let result = await ended()
        #expect(result?.kind == .denied && result?.returnURL == nil)
        #expect(try await host.status(login) == "denied")
    }

    @Test func anApprovalOfAnEarlierLifeLeadsBackFromHome() async throws {
        let phone = try TestPhone(issuer: host.issuer, linkHost: host.linkHost)
        let authenticator = try await enrolled(phone)
        let login = try await host.login()
        try await approveAndEnd(try await authenticator.begin(.here(try await host.here(login))))
        let again = try await phone.phone.open(.biometrics)
        let gone = Called<HomeModel.Way>()
        let home = HomeModel(again, try await again.whoami()) { gone($0) }
        home.send(.appear)
        await until { !gone.values.isEmpty || home.state.kind == .failed }
        guard case .result(let result)? = gone.values.first else { throw Unexpected(state: String(describing: home.state)) }
        #expect(result.application == "Notes")
        #expect(try await host.comesBack(login, try browser(result)) == "completed")
    }

    @Test func aLinkThatIsOpenedAgainSendsTheAnswerThatWasNotAcknowledged() async throws {
        let phone = try TestPhone(issuer: host.issuer, linkHost: host.linkHost)
        let authenticator = try await enrolled(phone)
        let login = try await host.login()
        let link = try await host.here(login)
        try await approveAndEnd(try await authenticator.begin(.here(link)))
        let model = try await opened(link, phone, try await phone.phone.open(.biometrics))
        let result = await ended()
        #expect(result?.application == "Notes")
        #expect(try await host.comesBack(login, try browser(result)) == "completed")
        withExtendedLifetime(model) {}
    }

    @Test func settingsKeepWhatWasSaved() async throws {
        let authenticator = try await enrolled()
        let model = SettingsModel(authenticator, phone.phone) {}
        model.send(.appear)
        await until { model.state.kind == .editing }
        model.send(.edit(.fullName, "  Robin Kim "))
        model.send(.edit(.email, ""))
        model.send(.save)
        await until { if case .editing(let contents) = model.state { contents.isSaved } else { false } }
        let profile = try await authenticator.profile()
        #expect(profile.fullName == "Robin Kim" && profile.email == nil && profile.preferredName == "Robin")
    }
}
