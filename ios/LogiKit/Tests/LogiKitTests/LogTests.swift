import Foundation
import LogiKit
import LogiKitTesting
import Testing

@Suite struct LogTests {
    /// What was logged, from whatever thread.
    private final class Lines: @unchecked Sendable {
        private let lock = NSLock()
        private var taken: [CoreLog.Line] = []

        var all: [CoreLog.Line] { lock.withLock { taken } }

        func take(_ line: CoreLog.Line) {
            lock.withLock { taken.append(line) }
        }
    }

    private let unknown = SessionID("7c9e6679-7425-40de-944b-e07fc1f90ae7")!

    @Test(.enabled(if: GuideTests.issuer != nil)) func theAppIsToldWhatTheCoreDoesUntilItSaysStop() async throws {
        let store = MemoryStore()
        let configuration = Configuration(
            issuer: try #require(GuideTests.issuer.flatMap(URL.init)),
            marker: FileManager.default.temporaryDirectory.appendingPathComponent("logi-log-\(UUID())")
        )
        let phone = try await Authenticator.open(configuration, keys: FakeKeys(over: try SoftwareKeys(store: store)), store: store)
        try await phone.enrol()
        let lines = Lines()
        try CoreLog.send(.debug) { lines.take($0) }
        await #expect(throws: ReceiptError.self) { try await phone.exportReceipt(unknown) }
        let refusals = lines.all.filter { $0.text.hasPrefix("the server refused") }
        #expect(refusals.contains { $0.level == .debug && $0.source.hasPrefix("logi_core") && $0.text.contains("404") })

        try CoreLog.stop()
        await #expect(throws: ReceiptError.self) { try await phone.exportReceipt(unknown) }
        let count = lines.all.count
        await #expect(throws: ReceiptError.self) { try await phone.exportReceipt(unknown) }
        #expect(lines.all.count == count)
    }
}
