import Foundation
#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif
import LogiKit
import LogiKitTesting
import Testing

/// The guide's code is code that is compiled, and leads to an approved login.
@Suite struct GuideTests {
    private static let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    private static let root = here.appendingPathComponent("../../../..").standardizedFileURL

    private func text(_ path: String) throws -> String {
        try String(contentsOf: Self.root.appendingPathComponent(path), encoding: .utf8)
    }

    /// Without the indentation of each line and empty lines.
    private func bare(_ text: String) -> String {
        text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    @Test func everySnippetIsInAFileThatIsCompiled() throws {
        let page = try text("docs/guide/embed-the-core/swift.md")
        let snippets = page.components(separatedBy: "```swift\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
        #expect(snippets.count >= 9)
        let compiled = try ["ios/LogiKit/Tests/LogiKitTests/GuideSnippets.swift", "tests/bindings/swift/AppleSnippets.swift"]
            .map { bare(try text($0)) }
        for snippet in snippets {
            #expect(compiled.contains { $0.contains(bare(snippet)) }, "not in a compiled file:\n\(snippet)")
        }
    }

    static let issuer = ProcessInfo.processInfo.environment["LOGI_STORY_ISSUER"]
    private static let control = ProcessInfo.processInfo.environment["LOGI_STORY_CONTROL"]

    @Test(.enabled(if: GuideTests.issuer != nil)) func leadsToAnApprovedLogin() async throws {
        let issuer = try #require(Self.issuer.flatMap(URL.init))
        let folder = FileManager.default.temporaryDirectory
        var configuration = configure(issuer, #"{"keys":[]}"#, folder)
        configuration.linkHost = nil
        configuration.marker = folder.appendingPathComponent("logi-guide-\(UUID())")
        let (store, keys) = try fakes()
        keys.set(.approval, .signs)
        let phone = try await Authenticator.open(configuration, keys: keys, store: store)
        try await settle(phone, Person())
        try await settle(phone, Person())

        var shown: [String] = []
        let none = await begin(phone, ["https://evil.example/qr#AAAA"]) { shown += $0 }
        #expect(none == nil)
        #expect(shown.first == "This is not a login code.")
        let link = try #require(URL(string: "https://evil.example/qr#AAAA"))
        let followed = await follow(link, phone, configuration, {}, { shown += $0 })
        #expect(followed == nil)

        let login = try #require(await begin(phone, [try await code()]) { shown += $0 })
        var states: [LoginState] = []
        try await answer(login, Person(fields: []), { _ in }, { states.append($0) })
        #expect(states.isEmpty)
        #expect(try await phone.receipts().count == 1)
        try await deliver(phone) { states.append($0) }
        #expect(states.isEmpty)
    }

    private func code() async throws -> String {
        struct Code: Decodable { let text: String }
        var request = URLRequest(url: try #require(Self.control.flatMap(URL.init)).appendingPathComponent("login"))
        request.httpMethod = "POST"
        request.httpBody = Data("{}".utf8)
        return try JSONDecoder().decode(Code.self, from: try await URLSession.shared.data(for: request).0).text
    }
}
