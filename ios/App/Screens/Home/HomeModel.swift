import LogiKit
import Observation

@MainActor @Observable
final class HomeModel {
    /// Where a person goes from here.
    enum Way: Hashable, Sendable {
        case scanner, activity, settings, welcome
        /// An answer of an earlier life leads back into this phone's browser.
        case result(ResultState)
    }

    private(set) var state = HomeState.ready(nil)
    /// What the person is called, where they have a name here.
    let nickname: String?

    @ObservationIgnored private let authenticator: Authenticator
    @ObservationIgnored private let go: @MainActor (Way) -> Void
    @ObservationIgnored private var task: Task<Void, Never>?

    init(_ authenticator: Authenticator, _ account: Account, go: @escaping @MainActor (Way) -> Void) {
        self.authenticator = authenticator
        self.go = go
        nickname = account.nickname
    }

    deinit {
        task?.cancel()
    }

    func send(_ action: HomeAction) {
        switch action {
        case .appear, .retry: deliver()
        case .scan: go(.scanner)
        case .openActivity: go(.activity)
        case .openSettings: go(.settings)
        case .startOver: go(.welcome)
        }
    }

    /// Sends what was decided in an earlier life and never acknowledged.
    private func deliver() {
        guard task == nil else { return }
        task = Task { [weak self, authenticator] in
            do {
                for login in try await authenticator.unansweredLogins() {
                    try await self?.deliver(login)
                }
                if case .failed = self?.state { self?.state = .ready(nil) }
            } catch let error as LoginError {
                self?.state = .failed(Advice(error))
            } catch {
                self?.state = .failed(.fault)
            }
            self?.task = nil
        }
    }

    private func deliver(_ login: Login) async throws {
        var application = ""
        for try await update in login.states {
            switch update {
            case .answering(let answer):
                application = answer.application
                state = .answering(application: application)
            case .approved(let approval) where approval.returnURL != nil:
                state = .ready(nil)
                go(.result(.approved(application, returnURL: approval.returnURL)))
            case .approved, .completed: state = .ready(HomeNotice(outcome: .approved, application: application))
            case .denied: state = .ready(HomeNotice(outcome: .denied, application: application))
            case .expired: state = .ready(HomeNotice(outcome: .expired, application: application))
            case .failed: state = .ready(HomeNotice(outcome: .failed, application: application))
            case .presented, .reconnecting, .cancelled: break
            }
        }
        if case .answering = state { state = .ready(nil) }
    }
}
