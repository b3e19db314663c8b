import LogiKit
import SwiftUI

struct WelcomeScreen: View {
    let state: WelcomeState
    let send: @MainActor (WelcomeAction) -> Void

    var body: some View {
        content
            .fading(with: state)
            .onAppear { send(.appear) }
    }

    @ViewBuilder private var content: some View {
        switch state {
        case .opening:
            Working(.welcomeOpening)
        case .working:
            Working(.welcomeWorking)
        case .ready:
            question(.welcomeTitle, .welcomeText, small: .welcomePrivacy) {
                Choose(.welcomeStart) { send(.start) }
            }
        case .offeringPasscode:
            question(.welcomePasscodeTitle, .welcomePasscodeText) {
                Choose(.welcomePasscodeCheck, .plain) { send(.checkAgain) }
                Choose(.welcomePasscodeUse) { send(.usePasscode) }
            }
        case .needsPasscode:
            question(.welcomeNolockTitle, .welcomeNolockText) {
                Choose(.welcomeNolockCheck) { send(.checkAgain) }
            }
        case .asking(let doubt):
            question(doubt.title, doubt.text) {
                Choose(.welcomeAskFresh, .plain) { send(.choose(.startFresh)) }
                if doubt.canContinue {
                    Choose(.welcomeAskContinue) { send(.choose(.continueAsBefore)) }
                }
            }
        case .confirmingFresh:
            question(.welcomeFreshTitle, .welcomeFreshText) {
                Choose(.commonCancel, .plain) { send(.keepAccount) }
                Choose(.welcomeFreshConfirm) { send(.confirmFresh) }
            }
        case .failed(let advice):
            Page {
                Told(advice: advice)
            } answers: {
                Choose(.commonRetry) { send(.retry) }
            }
        }
    }

    private func question<Answers: View>(
        _ title: Phrase,
        _ text: Phrase,
        small: Phrase? = nil,
        @ViewBuilder answers: () -> Answers
    ) -> some View {
        Page {
            Mark()
            Text(title).titleStyle()
            Text(text).foregroundStyle(Color(.ink))
            if let small { Text(small).secondLine() }
        } answers: {
            answers()
        }
    }
}

extension Doubt {
    fileprivate var title: Phrase {
        switch self {
        case .reinstalled: .welcomeAskReinstalledTitle
        case .storeLost: .welcomeAskLostTitle
        case .otherInstallation: .welcomeAskOtherTitle
        case .keysLost: .welcomeAskKeysTitle
        }
    }

    fileprivate var text: Phrase {
        switch self {
        case .reinstalled: .welcomeAskReinstalledText
        case .storeLost: .welcomeAskLostText
        case .otherInstallation: .welcomeAskOtherText
        case .keysLost: .welcomeAskKeysText
        }
    }
}
