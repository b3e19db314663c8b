import SwiftUI

struct HomeScreen: View {
    let state: HomeState
    let nickname: String?
    let send: @MainActor (HomeAction) -> Void

    var body: some View {
        content
            .fading(with: state)
            .onAppear { send(.appear) }
    }

    @ViewBuilder private var content: some View {
        switch state {
        case .answering(let application):
            Working(verbatim: Phrase.homeAnswering(application))
        case .ready(let notice):
            Page {
                Mark()
                if let nickname { Text(verbatim: Phrase.homeGreeting(nickname)).secondLine() }
                Text(.homeTitle).titleStyle()
                Text(.homeText).foregroundStyle(Color(.ink))
                if let notice { Notice(notice.text, notice.outcome == .approved ? .good : .warning) }
            } answers: {
                Choose(.homeScan) { send(.scan) }
                HStack(spacing: Size.grid) {
                    Choose(.homeActivity, .plain) { send(.openActivity) }
                    Choose(.homeSettings, .plain) { send(.openSettings) }
                }
            }
        case .failed(let advice): Failed(advice: advice) { send(.retry) } startOver: { send(.startOver) }
        }
    }
}

extension HomeNotice {
    fileprivate var text: String {
        switch outcome {
        case .approved: Phrase.homeNoticeApproved(application)
        case .denied: Phrase.homeNoticeDenied(application)
        case .expired: Phrase.homeNoticeExpired(application)
        case .failed: Phrase.homeNoticeFailed(application)
        }
    }
}
