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
        case .answering(let application): ready(Notice(Phrase.homeAnswering(application), .warning))
        case .ready(let notice): ready(notice.map { Notice($0.text, $0.outcome == .approved ? .good : .warning) })
        case .failed(let advice): Failed(advice: advice) { send(.retry) } startOver: { send(.startOver) }
        }
    }

    private func ready(_ notice: Notice?) -> some View {
        Page {
            Mark()
            if let nickname { Text(verbatim: Phrase.homeGreeting(nickname)).secondLine() }
            Text(.homeTitle).titleStyle()
            Text(.homeText).foregroundStyle(Color(.ink))
            if let notice { notice }
        } answers: {
            EqualAnswers {
                Choose(.homeActivity, .plain) { send(.openActivity) }
                Choose(.homeSettings, .plain) { send(.openSettings) }
            }
            Choose(.homeScan) { send(.scan) }
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
