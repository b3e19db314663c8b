import Accessibility
import LogiKit
import SwiftUI

struct RequestScreen: View {
    let state: RequestState
    let send: @MainActor (RequestAction) -> Void

    @Environment(\.isSceneCaptured) private var isCaptured

    var body: some View {
        content
            .fading(with: state.kind)
            .onAppear {
                send(.captured(isCaptured))
                send(.appear)
            }
            .onChange(of: isCaptured) { _, captured in send(.captured(captured)) }
            .onChange(of: state.spoken) { _, words in
                if let words { AccessibilityNotification.Announcement(words).post() }
            }
    }

    @ViewBuilder private var content: some View {
        switch state {
        case .opening: Working(.requestOpening) { Choose(.commonCancel, .plain) { send(.leave) } }
        case .reconnecting: Working(.requestReconnecting) { Choose(.commonClose, .plain) { send(.leave) } }
        case .sending(.approve): Working(.requestSendingApprove)
        case .sending(.deny): Working(.requestSendingDeny)
        case .confirming: Working(.requestConfirming)
        case .deciding(let contents): deciding(contents)
        case .covered(let contents): covered(contents)
        case .failed(let advice): failed(advice)
        }
    }

    private func deciding(_ contents: RequestContents) -> some View {
        Page {
            RequestDetails(contents: contents, send: send)
        } answers: {
            EqualAnswers {
                decline
                if contents.canApprove {
                    Choose(.requestApprove) { send(.approve) }
                } else {
                    Choose(.commonOpenProfile) { send(.openProfile) }
                }
            }
        }
    }

    /// The request is drawn beyond reading, and only a refusal is possible.
    private func covered(_ contents: RequestContents) -> some View {
        Page {
            Text(.requestCoveredTitle).titleStyle()
            Notice(Phrase.requestCoveredText(), .warning)
            RequestDetails(contents: contents, send: { _ in })
                .blur(radius: Size.grid * 3)
                .accessibilityHidden(true)
                .allowsHitTesting(false)
        } answers: {
            EqualAnswers {
                decline
                Choose(.requestApprove) { send(.approve) }
                    .disabled(true)
                    .opacity(0.4)
            }
        }
    }

    private var decline: some View {
        Choose(.requestDecline, .plain) { send(.decline) }
    }

    private func failed(_ advice: Advice) -> some View {
        Page {
            Told(advice: advice)
        } answers: {
            Choose(.commonClose, .plain) { send(.leave) }
            switch advice.action {
            case .retry: Choose(.commonRetry) { send(.retry) }
            case .scanAgain: Choose(.commonScanAgain) { send(.scanAgain) }
            case .openProfile: Choose(.commonOpenProfile) { send(.openProfile) }
            case .startOver: Choose(.commonStartOver) { send(.startOver) }
            case .none: EmptyView()
            }
        }
    }
}
