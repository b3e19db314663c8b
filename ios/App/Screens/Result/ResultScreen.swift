import SwiftUI

struct ResultScreen: View {
    let state: ResultState
    let send: @MainActor (ResultAction) -> Void

    /// Felt once: a change is felt, and the state of this screen never changes.
    @State private var hasAppeared = false

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
                Text(verbatim: words.text(application)).foregroundStyle(Color(.ink))
            }
        } answers: {
            if state.returnURL != nil {
                Choose(.resultApprovedReturn) { send(.goBack) }
            }
            Choose(.resultHome, state.returnURL == nil ? .main : .plain) { send(.done) }
        }
        .sensoryFeedback(isGood ? .success : .warning, trigger: hasAppeared)
        .onAppear {
            hasAppeared = true
            send(.appear)
        }
    }

    private var isGood: Bool { state.kind == .approved }

    private var picture: (name: String, text: Token, surface: Token) {
        switch state.kind {
        case .approved: ("checkmark", .accent, .accentSoft)
        case .denied, .turnedAway: ("xmark", .bad, .badSoft)
        case .expired, .cancelled: ("clock", .warn, .warnSoft)
        case .used: ("exclamationmark.triangle", .warn, .warnSoft)
        case .failed: ("exclamationmark.triangle", .bad, .badSoft)
        }
    }

    private var words: (title: Phrase, text: Phrase) {
        switch state.kind {
        case .approved: (.resultApprovedTitle, state.returnURL == nil ? .resultApprovedText : .resultApprovedHere)
        case .denied: (.resultDeniedTitle, .resultDeniedText)
        case .turnedAway: (.resultTurnedAwayTitle, .resultTurnedAwayText)
        case .expired: (.resultExpiredTitle, .resultExpiredText)
        case .used: (.resultUsedTitle, .resultUsedText)
        case .failed: (.resultFailedTitle, .resultFailedText)
        case .cancelled: (.resultCancelledTitle, .resultCancelledText)
        }
    }
}
