import LogiKit
import SwiftUI
import UIKit

@main
struct LogiApp: App {
    @State private var model: RootModel
    private let camera = SystemCamera()

    init() {
        let phone = Phone.system(camera)
        _model = State(initialValue: RootModel(phone) { UIApplication.shared.open($0) })
    }

    var body: some Scene {
        WindowGroup {
            RootScreen(model: model, camera: camera)
                .tint(Color(.accent))
        }
    }
}
