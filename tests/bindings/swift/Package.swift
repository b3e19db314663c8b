// swift-tools-version:6.0
import PackageDescription

// The story of `../story.md` and the figures, told to the generated code itself.
let package = Package(
    name: "BindingsTests",
    dependencies: [.package(path: "../../../ios/LogiKit")],
    targets: [
        .executableTarget(
            name: "Story",
            dependencies: [.product(name: "LogiCore", package: "LogiKit")],
            swiftSettings: [.swiftLanguageMode(.v6)]
        ),
        .executableTarget(
            name: "Figures",
            dependencies: [.product(name: "LogiCore", package: "LogiKit")],
            swiftSettings: [.swiftLanguageMode(.v6)]
        ),
    ]
)
