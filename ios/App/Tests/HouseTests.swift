import Foundation
import Testing

@testable import LogiApp

/// Rules of the app that no compiler keeps: what its settings, texts and sources may hold;
/// A12 (R12), A13 (R13a), A15 (R15), A17 (R17) and A18 (R18) of the threats among them.
@Suite struct HouseTests {
    private static let app = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

    private func text(_ path: String) throws -> String {
        try String(contentsOf: Self.app.appendingPathComponent(path), encoding: .utf8)
    }

    private func list(_ path: String) throws -> [String: Any] {
        let data = try Data(contentsOf: Self.app.appendingPathComponent(path))
        return try #require(try PropertyListSerialization.propertyList(from: data, format: nil) as? [String: Any])
    }

    /// All sources below a folder of `ios`, by their path in it.
    private func sources(_ folder: String) throws -> [String: String] {
        let top = Self.app.deletingLastPathComponent().appendingPathComponent(folder).path
        var sources: [String: String] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: top) where path.hasSuffix(".swift") {
            if path.contains(".build/") || path.hasPrefix("Tests/") || path.hasPrefix("Sources/LogiCore/") { continue }
            sources[path] = try String(contentsOfFile: top + "/" + path, encoding: .utf8)
        }
        #expect(!sources.isEmpty)
        return sources
    }

    private var allSources: [String: String] {
        get throws { try sources("App").merging(sources("LogiKit")) { one, _ in one } }
    }

    // A13: only https links of exact hosts reach the app.
    @Test func noSchemeOpensTheApp() throws {
        let info = try list("Info.plist")
        #expect(info["CFBundleURLTypes"] == nil)
        #expect(try !text("project.yml").contains("CFBundleURL"))
        let domains = try list("logi.entitlements")["com.apple.developer.associated-domains"] as? [String]
        #expect(domains == ["applinks:$(LOGI_ISSUER_HOST)", "applinks:$(LOGI_LINK_HOST)"])
        #expect(info["LogiLinkHost"] as? String == "$(LOGI_LINK_HOST)")
        let opening = try allSources.filter { $0.value.contains("onOpenURL") || $0.value.contains("onContinueUserActivity") }
        #expect(opening.keys.sorted() == ["Root/RootScreen.swift"])
    }

    // A15: the system's rules for connections hold without an exception.
    @Test func noExceptionFromTransportSecurity() throws {
        #expect(try list("Info.plist")["NSAppTransportSecurity"] == nil)
        #expect(try !text("project.yml").contains("NSAppTransport"))
        let server = try text("Server.xcconfig")
        let lines = server.split(separator: "\n").map(String.init)
        let host = try #require(lines.first { $0.hasPrefix("LOGI_ISSUER_HOST = ") }).dropFirst("LOGI_ISSUER_HOST = ".count)
        #expect(lines.contains("LOGI_ISSUER = https:$(SLASH)/\(host)"))
    }

    // A17: nothing but a signature shows that the owner was there.
    @Test func noAnswerOfABiometricPromptStandsForASignature() throws {
        for (path, source) in try allSources {
            #expect(!source.contains(".evaluatePolicy("), "\(path)")
            #expect(!source.contains("evaluateAccessControl"), "\(path)")
        }
        let asking = try allSources.filter { $0.value.contains(".canEvaluatePolicy(") }.keys.sorted()
        #expect(asking == ["Sources/LogiKit/Apple/OwnerConfirmation.swift"])
        let approving = try sources("App").filter { $0.value.contains(".approve(granting:") }.keys.sorted()
        #expect(approving == ["Screens/Request/RequestModel.swift"])
    }

    // A17, A18: the keys are made as they are promised.
    @Test func theApprovalKeyIsBoundToThePresentFacesOrToThePasscode() throws {
        let keychain = try #require(try allSources["Sources/LogiKit/Apple/SystemKeychain.swift"])
        #expect(keychain.contains("case .biometric: [.privateKeyUsage, .biometryCurrentSet]"))
        #expect(keychain.contains("case .deviceCredential: [.privateKeyUsage, .devicePasscode]"))
        for accessible in keychain.components(separatedBy: "kSecAttrAccessible").dropFirst() where accessible.first?.isUppercase == true {
            #expect(accessible.prefix { $0.isLetter }.hasSuffix("ThisDeviceOnly"))
        }
        #expect(!keychain.contains("userPresence") && !keychain.contains("biometryAny"))
    }

    // A12.
    @Test func theRequestKnowsThatTheScreenIsShared() throws {
        let screen = try text("Screens/Request/RequestScreen.swift")
        #expect(screen.contains(#"@Environment(\.isSceneCaptured)"#))
        #expect(screen.contains("onChange(of: isCaptured)"))
    }

    // A12: the app switcher's picture.
    @Test func nothingIsShownWhileTheAppIsNotInFront() throws {
        let root = try text("Root/RootScreen.swift")
        #expect(root.contains("stage\n            .hiddenWhileAway()"))
        #expect(root.contains("{ login.hiddenWhileAway() }"))
    }

    @Test func everyPermissionSaysWhatItIsForInBothLanguages() throws {
        let info = try list("Info.plist")
        let texts = try catalog("Resources/InfoPlist.xcstrings")
        let asked = info.keys.filter { $0.hasSuffix("UsageDescription") }.sorted()
        #expect(asked == ["NSCameraUsageDescription", "NSFaceIDUsageDescription"])
        #expect(texts.keys.sorted() == asked)
        for key in asked { #expect(texts[key]?["en"] == info[key] as? String) }
        for key in asked { #expect(texts[key]?["ko"]?.isEmpty == false) }
    }

    @Test func theManifestsOfPrivacyTrackNobody() throws {
        for path in ["Resources/PrivacyInfo.xcprivacy", "../LogiKit/Sources/LogiKit/PrivacyInfo.xcprivacy"] {
            let manifest = try list(path)
            #expect(manifest["NSPrivacyTracking"] as? Bool == false)
            #expect((manifest["NSPrivacyTrackingDomains"] as? [String])?.isEmpty == true)
            let reasons = (manifest["NSPrivacyAccessedAPITypes"] as? [[String: Any]])?.compactMap {
                ($0["NSPrivacyAccessedAPITypeReasons"] as? [String])?.first
            }
            #expect(reasons == ["35F9.1", "C617.1"])
        }
    }

    @Test func theManifestDeclaresWhatAPersonCanEnterAndNothingElse() throws {
        let declared = try list("Resources/PrivacyInfo.xcprivacy")["NSPrivacyCollectedDataTypes"] as? [[String: Any]] ?? []
        let types = declared.compactMap { $0["NSPrivacyCollectedDataType"] as? String }
        let expected = ["Name", "EmailAddress", "PhoneNumber", "UserID"].map { "NSPrivacyCollectedDataType\($0)" }
        #expect(types == expected)
        #expect(declared.allSatisfy { $0["NSPrivacyCollectedDataTypeTracking"] as? Bool == false })
    }

    @Test func theKeychainGroupIsTheEntitledOne() throws {
        let groups = try list("logi.entitlements")["keychain-access-groups"] as? [String]
        #expect(try groups?.first == list("Info.plist")["LogiKeychainGroup"] as? String)
    }

    @Test func theProjectNamesFilesThatAreThere() throws {
        let project = try text("project.yml")
        let named = ["Info.plist", "logi.entitlements", "Server.xcconfig", "Look", "Root", "Screens", "Resources", "../LogiKit"]
        for name in named {
            #expect(project.contains(name))
            #expect(FileManager.default.fileExists(atPath: Self.app.appendingPathComponent(name).path), "\(name)")
        }
        for folder in Set(try sources("App").keys.compactMap { $0.split(separator: "/").first }) where folder != "Package.swift" {
            #expect(project.contains("- path: \(folder)"), "\(folder)")
        }
    }

    @Test func theIconIsLargeEnoughAndHidesNothing() throws {
        #expect(try text("project.yml").contains("ASSETCATALOG_COMPILER_APPICON_NAME: AppIcon"))
        let icon = try Data(contentsOf: Self.app.appendingPathComponent("Resources/Assets.xcassets/AppIcon.appiconset/icon.png"))
        // PNG: width, height, eight bits, colours without transparency.
        #expect([UInt8](icon[16..<26]) == [0, 0, 4, 0, 0, 0, 4, 0, 8, 2])
    }

    @Test func theLaunchScreenIsThePageThatFollows() throws {
        let screen = try list("Info.plist")["UILaunchScreen"] as? [String: String]
        #expect(screen == ["UIColorName": "LaunchGround"])
        let colours = try text("Resources/Assets.xcassets/LaunchGround.colorset/Contents.json")
        let parts = colours.components(separatedBy: "\"0x").dropFirst().compactMap { UInt8($0.prefix(2), radix: 16) }
        let ground = [Token.ground.light, Token.ground.dark].flatMap { [$0.red, $0.green, $0.blue] }.map { UInt8(($0 * 255).rounded()) }
        #expect(parts == ground)
    }

    @Test func theAppKnowsLogiKitAloneAndAModelNoViews() throws {
        for (path, source) in try sources("App") {
            #expect(!source.contains("import LogiCore"), "\(path)")
            if path.hasSuffix("Model.swift") || path.hasSuffix("State.swift") {
                #expect(!source.contains("import SwiftUI") && !source.contains("import UIKit"), "\(path)")
            }
        }
    }

    @Test func everyScreenHasItsFilesAndPreviewsOfItsStates() throws {
        let folder = Self.app.appendingPathComponent("Screens").path
        let screens = try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasSuffix(".swift") }.sorted()
        let listed = screens.map { "\"\($0)\"" }.joined(separator: ", ")
        #expect(try text("Package.swift").contains("let screens = [\(listed)]"))
        let previews = try text("Screens/Previews.swift")
        for screen in screens {
            for part in ["State", "Model", "Screen"] {
                #expect(FileManager.default.fileExists(atPath: "\(folder)/\(screen)/\(screen)\(part).swift"))
            }
            #expect(previews.contains("Gallery { (state: \(screen)State) in \(screen)Screen(state: state"))
        }
    }

    // Texts.

    /// The texts of a String Catalog by key and language.
    private func catalog(_ path: String) throws -> [String: [String: String]] {
        struct Catalog: Decodable {
            struct Entry: Decodable { let localizations: [String: Localization] }
            struct Localization: Decodable { let stringUnit: Unit }
            struct Unit: Decodable { let value: String }
            let strings: [String: Entry]
        }
        let data = try Data(contentsOf: Self.app.appendingPathComponent(path))
        return try JSONDecoder().decode(Catalog.self, from: data).strings.mapValues { $0.localizations.mapValues(\.stringUnit.value) }
    }

    @Test func everyTextIsInTheCatalogInBothLanguagesAndNoOther() throws {
        let texts = try catalog("Resources/Localizable.xcstrings")
        #expect(Set(texts.keys) == Set(Phrase.allCases.map(\.rawValue)))
        for (key, languages) in texts {
            #expect(Set(languages.keys) == ["en", "ko"], "\(key)")
            let (en, ko) = (try #require(languages["en"]), try #require(languages["ko"]))
            #expect(!en.isEmpty && !ko.isEmpty, "\(key)")
            #expect(placeholders(en) == placeholders(ko), "\(key)")
            #expect(!en.contains("!") && !ko.contains("!"), "\(key)")
        }
    }

    @Test func everyTextIsInTheVoiceOfTheProduct() throws {
        let trade = ["oauth", "scope", "session", "token", "jwt", "api", "enrol", "credential", "client", "payload", "세션", "토큰", "클라이언트"]
        for catalog in [try catalog("Resources/Localizable.xcstrings"), try catalog("Resources/InfoPlist.xcstrings")] {
            for (key, languages) in catalog {
                let (en, ko) = (try #require(languages["en"]), try #require(languages["ko"]))
                let words = Set((en + " " + ko).lowercased().split { !$0.isLetter }.map(String.init))
                #expect(words.isDisjoint(with: trade), "\(key)")
                #expect(!(en + ko).contains { "\"'".contains($0) } && !(en + ko).contains("..."), "\(key)")
                // One way of speaking, that of the server's pages and of the other app.
                #expect(!ko.contains("니다"), "\(key)")
            }
        }
    }

    private func placeholders(_ text: String) -> Int {
        fill(text, with: ["\u{1}", "\u{1}"]).count { $0 == "\u{1}" }
    }

    @Test func everyTextIsUsed() throws {
        let sources = try sources("App").filter { $0.key != "Look/Phrase.swift" }.values.joined()
        let words = Set(sources.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
        let unused = Phrase.allCases.filter { !words.contains(String(describing: $0)) }
        #expect(unused.isEmpty)
    }

    @Test func noTextIsWrittenInAView() throws {
        for (path, source) in try sources("App") {
            #expect(!source.contains("Text(\""), "\(path)")
            #expect(!source.contains("Label(\"") && !source.contains("Button(\""), "\(path)")
        }
    }

    @Test func anArgumentIsNeverReadAsAFormat() {
        #expect(fill("Log in to %@?", with: ["100%@ off"]) == "Log in to 100%@ off?")
        #expect(fill("%2$@, %1$@", with: ["a", "b"]) == "b, a")
        #expect(fill("%@ and %@", with: ["a", "b"]) == "a and b")
        #expect(fill("100 %, %x %0$@ %9$@", with: ["a"]) == "100 %, %x %0$@ ")
        #expect(fill("none", with: ["a"]) == "none")
    }

    // Look.

    @Test func everyColourCanBeReadOnItsSurface() {
        for (text, surfaces) in Token.writtenOn {
            for surface in surfaces {
                #expect(contrast(text.light, surface.light) >= 4.5, "\(text) on \(surface), light")
                #expect(contrast(text.dark, surface.dark) >= 4.5, "\(text) on \(surface), dark")
            }
        }
    }

    /// WCAG 2.2, relative luminance and contrast ratio.
    private func contrast(_ one: RGB, _ other: RGB) -> Double {
        let bright = max(luminance(one), luminance(other)), dim = min(luminance(one), luminance(other))
        return (bright + 0.05) / (dim + 0.05)
    }

    private func luminance(_ colour: RGB) -> Double {
        let part = { (value: Double) in value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4) }
        return 0.2126 * part(colour.red) + 0.7152 * part(colour.green) + 0.0722 * part(colour.blue)
    }

    @Test func everyControlIsLargeEnough() {
        #expect(Size.controlHeight >= 44)
    }
}
