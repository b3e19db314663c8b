import LogiKit
import Observation

@MainActor @Observable
final class RequestModel {
    /// How a person leaves it.
    enum End: Hashable, Sendable {
        case over(ResultState)
        case scanAgain
        case openProfile
        case startOver
        case left
    }

    private(set) var state = RequestState.opening

    @ObservationIgnored private let login: Login
    @ObservationIgnored private let end: @MainActor (End) -> Void
    @ObservationIgnored private var isCaptured = false
    @ObservationIgnored private var presented: LoginRequest?
    /// The application's name, once it is told.
    @ObservationIgnored private var application: String?
    @ObservationIgnored private var decided: Decision?
    @ObservationIgnored private var watching: Task<Void, Never>?
    @ObservationIgnored private var deciding: Task<Void, Never>?

    init(_ login: Login, end: @escaping @MainActor (End) -> Void) {
        self.login = login
        self.end = end
    }

    deinit {
        watching?.cancel()
        deciding?.cancel()
    }

    func send(_ action: RequestAction) {
        switch (action, state) {
        case (.appear, .opening) where watching == nil: watch()
        case (.retry, .failed): retry()
        case (.toggle(let field), .deciding(var contents)):
            contents.toggle(field)
            contents.notice = nil
            state = .deciding(contents)
        case (.approve, .deciding(let contents)) where contents.canApprove && !isCaptured: approve(contents)
        case (.decline, .deciding(let contents)), (.decline, .covered(let contents)): decline(contents)
        case (.captured(let captured), _): capture(captured)
        case (.linkOpened, .deciding(var contents)):
            contents.notice = .linkBusy
            state = .deciding(contents)
        case (.leave, _): leave(.left)
        case (.openProfile, _): leave(.openProfile)
        case (.scanAgain, .failed): leave(.scanAgain)
        case (.startOver, .failed): leave(.startOver)
        default: break
        }
    }

    /// One loop drives a login: where it still runs, what it showed last is asked again.
    private func retry() {
        if watching != nil, let presented {
            state = isCaptured ? .covered(RequestContents(presented)) : .deciding(RequestContents(presented))
        } else {
            state = .opening
            watch()
        }
    }

    private func capture(_ captured: Bool) {
        isCaptured = captured
        switch state {
        case .deciding(let contents), .covered(let contents): state = captured ? .covered(contents) : .deciding(contents)
        // Somebody else may be guiding the hand at the system's prompt: the prompt goes, nothing is signed, and the login is left.
        case .confirming where captured: login.cancel()
        default: break
        }
    }

    private func watch() {
        watching = Task { [weak self, login] in
            do {
                for try await update in login.states {
                    self?.show(update)
                }
            } catch let error as LoginError {
                self?.stop(Advice(error))
            } catch {
                self?.stop(.fault)
            }
        }
    }

    /// The loop has ended; another may be begun.
    private func stop(_ advice: Advice) {
        watching = nil
        state = .failed(advice)
    }

    private func show(_ update: LoginState) {
        switch update {
        case .presented(let request):
            presented = request
            application = request.application.name
            present(request)
        case .answering(let answer):
            application = answer.application
            sending(answer.decision)
        case .reconnecting:
            // While the person decides or confirms, a missing answer is no reason to take the request away.
            if case .opening = state { state = .reconnecting }
            if case .sending = state { state = .reconnecting }
        case .approved(let approval): end(.over(.approved(application, returnURL: approval.returnURL)))
        case .completed: end(.over(decided == .approve ? .approved(application, returnURL: nil) : .used(application)))
        case .denied: end(.over(decided == .deny ? .denied(application) : .turnedAway(application)))
        case .expired: end(.over(.expired(application)))
        case .failed: end(.over(.failed(application)))
        case .cancelled: end(.over(.cancelled(application)))
        }
    }

    private func present(_ request: LoginRequest) {
        switch state {
        case .deciding(let contents): state = .deciding(contents.updated(request))
        case .covered(let contents): state = .covered(contents.updated(request))
        case .confirming(let contents): state = .confirming(contents.updated(request))
        case .opening, .reconnecting, .sending, .failed:
            if let decided {
                state = .sending(decided)
            } else {
                state = isCaptured ? .covered(RequestContents(request)) : .deciding(RequestContents(request))
            }
        }
    }

    private func approve(_ contents: RequestContents) {
        state = .confirming(contents)
        deciding = Task { [weak self, login] in
            do throws(LoginError) {
                try await login.approve(granting: contents.granted)
                self?.sending(.approve)
            } catch {
                self?.remain(error)
            }
        }
    }

    private func decline(_ contents: RequestContents) {
        sending(.deny)
        deciding = Task { [weak self, login] in
            do throws(LoginError) {
                try await login.deny()
            } catch {
                self?.decided = nil
                self?.state = .failed(Advice(error))
            }
        }
    }

    /// The decision is the person's; the loop over the states sends it once it is signed.
    private func sending(_ decision: Decision) {
        decided = decision
        state = .sending(decision)
    }

    /// Nothing was signed: the request stands, and says why.
    private func remain(_ error: LoginError) {
        guard case .confirming(var contents) = state else { return }
        switch error {
        case .device(.keyNotConfirmed), .device(.keyLocked), .device(.storeFull), .device(.storeLocked):
            contents.notice = Advice(error)
            state = isCaptured ? .covered(contents) : .deciding(contents)
        // The loop over the states tells it.
        case .cancelled: break
        default:
            state = .failed(Advice(error))
        }
    }

    private func leave(_ way: End) {
        watching?.cancel()
        deciding?.cancel()
        login.cancel()
        end(way)
    }
}
