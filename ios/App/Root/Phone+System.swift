import Foundation
import LogiKit
import UIKit

/// The camera of this phone, kept for as long as the app runs.
struct SystemCamera: Sendable {
    let scanner = CameraScanner()
}

extension Phone {
    /// This phone, with what the build settings say about the server.
    @MainActor
    static func system(_ camera: SystemCamera) -> Phone {
        let scanner = camera.scanner
        return Phone(
            configuration: .ofBuild(),
            store: KeychainStore(accessGroup: Bundle.main.keychainGroup),
            keys: { confirmation in
                EnclaveKeys(accessGroup: Bundle.main.keychainGroup, confirmation: confirmation) { application, domain in
                    Phrase.requestPrompt(application, domain)
                }
            },
            available: { EnclaveKeys.available() },
            camera: Camera(
                mayUse: { await CameraScanner.mayUseCamera() },
                texts: { scanner.texts() },
                start: { () async throws(CameraError) in try await scanner.start() },
                stop: { scanner.stop() },
                hasTorch: { await scanner.hasTorch() },
                torch: { scanner.torch($0) },
                readPicture: { file throws(ScannerError) in try StillImage.codes(in: file) }
            ),
            version: Bundle.main.text("CFBundleShortVersionString")
        )
    }
}

extension Configuration {
    /// The server of `Server.xcconfig`, with its keys of `Pins.json`.
    @MainActor
    fileprivate static func ofBuild() -> Configuration {
        let bundle = Bundle.main
        let pins = bundle.url(forResource: "Pins", withExtension: "json").flatMap { try? String(contentsOf: $0, encoding: .utf8) }
        return Configuration(
            issuer: URL(string: bundle.text("LogiIssuer")) ?? URL(fileURLWithPath: "/"),
            linkHost: bundle.text("LogiLinkHost").isEmpty ? nil : bundle.text("LogiLinkHost"),
            pins: pins ?? #"{"keys":[]}"#,
            deviceName: UIDevice.current.name,
            deviceValue: Data((UIDevice.current.identifierForVendor?.uuidString ?? "").utf8),
            marker: marker()
        )
    }

    /// A file that goes with the app, and into no backup.
    private static func marker() -> URL {
        var folder = FileManager.default.urls(for: .applicationSupportDirectory, in: .userDomainMask)[0]
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var values = URLResourceValues()
        values.isExcludedFromBackup = true
        try? folder.setResourceValues(values)
        return folder.appendingPathComponent("installation")
    }
}

extension Bundle {
    fileprivate func text(_ key: String) -> String {
        object(forInfoDictionaryKey: key) as? String ?? ""
    }

    /// The group of the entitlements.
    fileprivate var keychainGroup: String? {
        let group = text("LogiKeychainGroup")
        return group.isEmpty ? nil : group
    }
}
