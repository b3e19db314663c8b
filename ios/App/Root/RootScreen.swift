import SwiftUI

/// The one place where models meet views: each screen is a function of its state.
struct RootScreen: View {
    @Bindable var model: RootModel
    let camera: SystemCamera

    var body: some View {
        stage
            .hiddenWhileAway()
            .fullScreenCover(isPresented: .constant(model.login != nil)) { login.hiddenWhileAway() }
            .onOpenURL { model.open($0) }
            .onContinueUserActivity(NSUserActivityTypeBrowsingWeb) { activity in
                if let url = activity.webpageURL { model.open(url) }
            }
    }

    @ViewBuilder private var stage: some View {
        switch model.stage {
        case .welcome(let welcome):
            WelcomeScreen(state: welcome.state, send: welcome.send)
        case .home(let home):
            NavigationStack(path: $model.places) {
                HomeScreen(state: home.state, nickname: home.nickname, send: home.send)
                    .navigationDestination(for: RootModel.Place.self) { place($0) }
            }
        case nil:
            EmptyView()
        }
    }

    @ViewBuilder private func place(_ place: RootModel.Place) -> some View {
        switch place {
        case .activity:
            if let activity = model.activity { ActivityScreen(state: activity.state, send: activity.send) }
        case .settings:
            if let settings = model.settings { SettingsScreen(state: settings.state, send: settings.send) }
        }
    }

    @ViewBuilder private var login: some View {
        switch model.login {
        case .scanner(let scanner):
            ScannerScreen(state: scanner.state, camera: camera.scanner, send: scanner.send)
        case .request(let request):
            RequestScreen(state: request.state, send: request.send)
        case .result(let result):
            ResultScreen(state: result.state, send: result.send)
        case nil:
            EmptyView()
        }
    }
}
