// swift-tools-version:6.0
import PackageDescription

// The app's states and models, compiled and tested without a phone: `cargo xtask test bindings swift`. The app itself is built by the
// project that XcodeGen makes of `project.yml`. A screen's views need Apple's frameworks and are left out here.
let screens = ["Activity", "Home", "Request", "Result", "Scanner", "Settings", "Welcome"]
let views = screens.map { "Screens/\($0)/\($0)Screen.swift" }

let package = Package(
    name: "App",
    platforms: [.iOS(.v17)],
    dependencies: [.package(path: "../LogiKit")],
    targets: [
        .target(
            name: "LogiApp",
            dependencies: [.product(name: "Logi", package: "LogiKit")],
            path: ".",
            exclude: views + [
                "Look/Parts.swift", "Look/Theme.swift", "Root/LogiApp.swift", "Root/Phone+System.swift", "Root/RootScreen.swift",
                "Screens/Previews.swift", "Screens/Request/RequestDetails.swift",
                "Screens/Request/RequestFields.swift", "Resources", "Tests", "Info.plist",
                "Server.xcconfig", "logi.entitlements", "project.yml", "README.md",
            ],
            sources: ["Look", "Root", "Screens"],
            swiftSettings: [.swiftLanguageMode(.v6)]
        ),
        .testTarget(
            name: "LogiAppTests",
            dependencies: ["LogiApp", .product(name: "LogiTesting", package: "LogiKit")],
            path: "Tests",
            swiftSettings: [.swiftLanguageMode(.v6)]
        ),
    ]
)
