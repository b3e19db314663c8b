import SwiftUI

/// Every state of every screen, from the same samples that the tests walk through.
private struct Gallery<State: ScreenState, Content: View>: View {
    @ViewBuilder let content: (State) -> Content

    var body: some View {
        ForEach(State.samples, id: \.self) { state in
            content(state).previewDisplayName(String(describing: state.kind))
        }
    }
}

struct WelcomePreviews: PreviewProvider {
    static var previews: some View {
        Gallery { (state: WelcomeState) in WelcomeScreen(state: state) { _ in } }
    }
}

struct HomePreviews: PreviewProvider {
    static var previews: some View {
        Gallery { (state: HomeState) in HomeScreen(state: state, nickname: "Ann") { _ in } }
    }
}

struct ScannerPreviews: PreviewProvider {
    static var previews: some View {
        Gallery { (state: ScannerState) in ScannerScreen(state: state, camera: nil) { _ in } }
    }
}

struct RequestPreviews: PreviewProvider {
    static var previews: some View {
        Gallery { (state: RequestState) in RequestScreen(state: state) { _ in } }
    }
}

struct RequestDarkPreviews: PreviewProvider {
    static var previews: some View {
        Gallery { (state: RequestState) in RequestScreen(state: state) { _ in } }
            .preferredColorScheme(.dark)
            .environment(\.locale, Locale(identifier: "ko"))
            .dynamicTypeSize(.accessibility3)
    }
}

struct ResultPreviews: PreviewProvider {
    static var previews: some View {
        Gallery { (state: ResultState) in ResultScreen(state: state) { _ in } }
    }
}

struct ActivityPreviews: PreviewProvider {
    static var previews: some View {
        Gallery { (state: ActivityState) in ActivityScreen(state: state) { _ in } }
    }
}

struct SettingsPreviews: PreviewProvider {
    static var previews: some View {
        Gallery { (state: SettingsState) in SettingsScreen(state: state) { _ in } }
    }
}
