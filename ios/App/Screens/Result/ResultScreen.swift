import SwiftUI

struct ResultScreen: View {
    let state: ResultState
    let send: @MainActor (ResultAction) -> Void

    var body: some View {
        Page {
            Image(systemName: picture.name)
                .font(.largeTitle)
                .foregroundStyle(Color(picture.text))
                .padding(Size.grid * 2)
                .background(Color(picture.surface), in: RoundedRectangle(cornerRadius: Size.cardRadius))
                .accessibilityHidden(true)
            Text(words.title).titleStyle()
            if let application = state.application {
                Text(verbatim: words.text(application.name)).foregroundStyle(Color(.ink))
            }
        } answers: {
            if state.returnURL != nil, let application = state.application {
                Choose(verbatim: Phrase.resultApprovedReturn(application.name)) { send(.goBack) }
            }
            Choose(.resultHome, state.returnURL == nil ? .main : .plain) { send(.done) }
        }
        .sensoryFeedback(isGood ? .success : .warning, trigger: state)
        .onAppear { send(.appear) }
    }

    private var isGood: Bool { state.kind == .approved }

    private var picture: (name: String, text: Token, surface: Token) {
        switch state.kind {
        case .approved: ("checkmark", .accent, .accentSoft)
        case .denied: ("xmark", .bad, .badSoft)
        case .expired, .cancelled: ("clock", .warn, .warnSoft)
        case .failed: ("exclamationmark.triangle", .bad, .badSoft)
        }
    }

    private var words: (title: Phrase, text: Phrase) {
        switch state.kind {
        case .approved: (.resultApprovedTitle, .resultApprovedText)
        case .denied: (.resultDeniedTitle, .resultDeniedText)
        case .expired: (.resultExpiredTitle, .resultExpiredText)
        case .failed: (.resultFailedTitle, .resultFailedText)
        case .cancelled: (.resultCancelledTitle, .resultCancelledText)
        }
    }
}
