import LogiKit
import Observation

@MainActor @Observable
final class WelcomeModel {
    private(set) var state = WelcomeState.opening

    @ObservationIgnored private let phone: Phone
    @ObservationIgnored private let ready: @MainActor (Authenticator, Account) -> Void
    @ObservationIgnored private var confirmation = EnclaveKeys.Confirmation.biometrics
    @ObservationIgnored private var task: Task<Void, Never>?

    /// `ready` is called once, with the account of this phone.
    init(_ phone: Phone, ready: @escaping @MainActor (Authenticator, Account) -> Void) {
        self.phone = phone
        self.ready = ready
    }

    deinit {
        task?.cancel()
    }

    func send(_ action: WelcomeAction) {
        switch (action, state) {
        case (.appear, .opening), (.retry, .failed): look()
        case (.checkAgain, .offeringPasscode), (.checkAgain, .needsPasscode): offer()
        case (.start, .ready): enrol(confirming: .biometrics)
        case (.usePasscode, .offeringPasscode): enrol(confirming: .devicePasscode)
        case (.choose(.continueAsBefore), .asking): settle(.continueAsBefore)
        // Where nothing is left to keep, nothing is forgotten by starting fresh.
        case (.choose(.startFresh), .asking(let doubt)) where !doubt.canContinue: settle(.startFresh)
        case (.choose(.startFresh), .asking(let doubt)): state = .confirmingFresh(doubt)
        case (.confirmFresh, .confirmingFresh): settle(.startFresh)
        case (.keepAccount, .confirmingFresh(let doubt)): state = .asking(doubt)
        default: break
        }
    }

    private func look() {
        state = .opening
        run { model, authenticator in
            switch try await authenticator.installation() {
            case .fresh: model.offer()
            case .unanswered, .tokenRefused: try await model.enrol(with: authenticator)
            case .enrolled(let account): model.ready(authenticator, account)
            case .ask(let doubt): model.state = .asking(doubt)
            }
        }
    }

    private func offer() {
        switch phone.available() {
        case .faceID, .touchID: state = .ready
        case .passcodeOnly: state = .offeringPasscode
        case .nothing: state = .needsPasscode
        }
    }

    private func enrol(confirming confirmation: EnclaveKeys.Confirmation) {
        self.confirmation = confirmation
        state = .working
        run { model, authenticator in try await model.enrol(with: authenticator) }
    }

    private func enrol(with authenticator: Authenticator) async throws {
        ready(authenticator, try await authenticator.enrol())
    }

    private func settle(_ choice: Choice) {
        state = .working
        run { model, authenticator in
            try await authenticator.settle(choice)
            model.look()
        }
    }

    /// Opens the phone and does `work`; an error is the state.
    private func run(_ work: @escaping @MainActor (WelcomeModel, Authenticator) async throws -> Void) {
        let (phone, confirmation) = (phone, confirmation)
        task = Task { [weak self] in
            do {
                let authenticator = try await phone.open(confirmation)
                guard let self, !Task.isCancelled else { return }
                try await work(self, authenticator)
            } catch let error as OpenError {
                self?.state = .failed(Advice(error))
            } catch let error as EnrolError {
                self?.state = .failed(Advice(error))
            } catch {
                self?.state = .failed(.fault)
            }
        }
    }
}

extension Doubt {
    /// Whether there is something left to continue with.
    var canContinue: Bool {
        switch self {
        case .reinstalled, .otherInstallation: true
        case .storeLost, .keysLost: false
        }
    }
}
