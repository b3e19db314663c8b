import Foundation
import LogiKit
import Observation

/// Which screen is shown, and what follows from what a person did there.
@MainActor @Observable
final class RootModel {
    /// What lies below everything else.
    enum Stage {
        case welcome(WelcomeModel)
        case home(HomeModel)
    }

    /// What is opened from home.
    enum Place: Hashable, Sendable {
        case activity, settings
    }

    /// One login, over everything else.
    enum LoginStage {
        case scanner(ScannerModel)
        case request(RequestModel)
        case result(ResultModel)
    }

    private(set) var stage: Stage!
    var places: [Place] = []
    private(set) var login: LoginStage?
    private(set) var activity: ActivityModel?
    private(set) var settings: SettingsModel?

    @ObservationIgnored let phone: Phone
    @ObservationIgnored private let openInBrowser: @MainActor (URL) -> Void
    @ObservationIgnored private var authenticator: Authenticator?
    /// A link that came before there was an account.
    @ObservationIgnored private var waiting: Link?

    /// `openInBrowser` gives an address to the phone's browser.
    init(_ phone: Phone, openInBrowser: @escaping @MainActor (URL) -> Void) {
        self.phone = phone
        self.openInBrowser = openInBrowser
        welcome()
    }

    /// Takes a link that opened the app. One that is not exactly ours is nothing.
    func open(_ url: URL) {
        guard let link = phone.configuration.link(url) else { return }
        guard authenticator != nil else {
            waiting = link
            return
        }
        follow(link)
    }

    /// Opens what a person chose at home.
    func go(_ way: HomeModel.Way) {
        guard let authenticator else { return }
        switch way {
        case .scanner: scan()
        case .activity:
            activity = ActivityModel(authenticator) { [weak self] in self?.welcome() }
            places = [.activity]
        case .settings: showSettings()
        case .result(let result): show(result)
        case .welcome: welcome()
        }
    }

    private func welcome() {
        (authenticator, login, places) = (nil, nil, [])
        stage = .welcome(WelcomeModel(phone) { [weak self] authenticator, account in self?.home(authenticator, account) })
    }

    private func home(_ authenticator: Authenticator, _ account: Account) {
        self.authenticator = authenticator
        stage = .home(HomeModel(authenticator, account) { [weak self] way in self?.go(way) })
        if let link = waiting {
            waiting = nil
            follow(link)
        }
    }

    /// A login that is under way is not taken over by a link that somebody sends.
    private func follow(_ link: Link) {
        if case .request(let request) = login, request.state.kind != .failed { return request.send(.linkOpened) }
        scan(link)
    }

    private func scan(_ link: Link? = nil) {
        guard let authenticator else { return }
        let scanner = ScannerModel(authenticator, phone.camera, link: link) { [weak self] end in
            switch end {
            case .begun(let login): self?.ask(login)
            case .left: self?.login = nil
            case .startOver: self?.welcome()
            }
        }
        login = .scanner(scanner)
    }

    private func ask(_ begun: Login) {
        let request = RequestModel(begun) { [weak self] end in
            switch end {
            case .over(let result): self?.show(result)
            case .scanAgain: self?.scan()
            case .openProfile:
                self?.login = nil
                self?.showSettings()
            case .startOver: self?.welcome()
            case .left: self?.login = nil
            }
        }
        login = .request(request)
    }

    private func show(_ result: ResultState) {
        login = .result(ResultModel(result, open: openInBrowser) { [weak self] in self?.login = nil })
    }

    private func showSettings() {
        guard let authenticator else { return }
        settings = SettingsModel(authenticator, phone) { [weak self] in self?.welcome() }
        places = [.settings]
    }
}
