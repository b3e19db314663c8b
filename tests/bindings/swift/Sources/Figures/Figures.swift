import Foundation
import LogiCore
#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// One measured number and the most that it may be, printed as `cargo xtask bench` prints all of them.
private struct Figure {
    let name: String
    let value: Double
    let unit: String
    let most: Double

    private var isOK: Bool { value <= most }

    var json: String {
        #"{"name":"\#(name)","value":\#(rounded(value)),"unit":"\#(unit)","goal":"<= \#(plain(most))","ok":\#(isOK)}"#
    }

    var row: String {
        let columns = [
            name.padding(toLength: 32, withPad: " ", startingAt: 0), left(rounded(value), 10), unit.padding(toLength: 4, withPad: " ", startingAt: 0),
            left("<= \(plain(most))", 10), isOK ? " ok" : " MISSED",
        ]
        return columns.joined(separator: " ")
    }

    private func left(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private func rounded(_ number: Double) -> String { String(format: "%.3f", number) }

    private func plain(_ number: Double) -> String { number == number.rounded() ? String(Int(number)) : String(number) }
}

/// Measures the border between Swift and Rust: what a call costs, what a frame costs beyond reading it, and what 10,000 logins
/// that were begun, cancelled and let go leave behind.
@main
struct Figures {
    static func main() async throws {
        let environment = ProcessInfo.processInfo.environment
        guard let issuer = environment["LOGI_STORY_ISSUER"], let control = environment["LOGI_STORY_CONTROL"].flatMap(URL.init) else {
            throw Failed("LOGI_STORY_ISSUER and LOGI_STORY_CONTROL say where the story's host is")
        }
        let arguments = CommandLine.arguments.dropFirst()
        let wanted = arguments.first { !$0.hasPrefix("--") } ?? ""
        let handOver = Figure(name: "swift_frame_hand_over", value: try frame(), unit: "ms", most: 0.3)
        let figures = [handOver] + (try await flows(issuer, try await code(control)))
        for figure in figures where figure.name.hasPrefix(wanted) {
            print(arguments.contains("--json") ? figure.json : figure.row)
        }
    }

    /// Milliseconds for a frame of 1280 × 720 that is refused before it is read: all that the border costs.
    private static func frame() throws -> Double {
        let scanner = try FrameScanner()
        let luma = Data(repeating: 0xff, count: 1280 * 720)
        let upright = FrameLayout(width: 1280, height: 720, rowStride: 1280, rotationDegrees: 0)
        guard case .nothing = try scanner.read(luma: luma, layout: upright) else { throw Failed("a white frame shows a code") }
        let tilted = FrameLayout(width: 1280, height: 720, rowStride: 1280, rotationDegrees: 45)
        return median(of: 200) {
            do {
                _ = try scanner.read(luma: luma, layout: tilted)
            } catch {}
        } * 1000
    }

    private static func flows(_ issuer: String, _ text: String) async throws -> [Figure] {
        let marker = FileManager.default.temporaryDirectory.appendingPathComponent("logi-figures-\(UUID())").path
        var figures: [Figure] = []
        do {
            let store = Store()
            let options = Options(
                issuer: issuer,
                linkHost: nil,
                pins: #"{"keys":[]}"#,
                platform: .linux,
                deviceName: nil,
                deviceValue: Data(),
                markerPath: marker
            )
            let authenticator = try await Authenticator.open(options: options, keys: softwareDeviceKeys(store: store), store: store)
            let flow = try await authenticator.begin(text: text, source: .camera)
            // Milliseconds for a thousand calls are microseconds for one.
            let call = try median(of: 200) { for _ in 0..<1000 { _ = try flow.session() } } * 1000
            figures.append(Figure(name: "swift_call", value: call, unit: "us", most: 20))
            try await abandon(1_000, authenticator, text)
            let before = try residentKilobytes()
            try await abandon(10_000, authenticator, text)
            // Flat is less than a tenth of a kilobyte for each.
            let growth = try residentKilobytes() - before
            figures.append(Figure(name: "swift_logins_memory_growth", value: growth, unit: "kB", most: 1000))
        }
        // The store goes when the last handle to it goes, in either language; the last calls end on threads of their own.
        for _ in 0..<1000 where Store.alive > 0 { await Task.yield() }
        figures.append(Figure(name: "swift_logins_live_handles", value: Double(Store.alive), unit: "", most: 0))
        return figures
    }

    private static func abandon(_ count: Int, _ authenticator: Authenticator, _ text: String) async throws {
        for _ in 0..<count {
            let flow = try await authenticator.begin(text: text, source: .camera)
            try flow.cancel()
            guard case .cancelled? = try await flow.nextState() else { throw Failed("not cancelled") }
        }
    }

    /// Seconds of the middle one of `count` runs.
    private static func median(of count: Int, _ work: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        var times: [Duration] = []
        for _ in 0..<count { times.append(try clock.measure(work)) }
        let (seconds, attoseconds) = times.sorted()[count / 2].components
        return Double(seconds) + Double(attoseconds) / 1e18
    }

    private static func residentKilobytes() throws -> Double {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        guard let value = line?.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Double($0) }) else { throw Failed("no VmRSS") }
        return value
    }

    /// The text of a code that a browser shows.
    private static func code(_ control: URL) async throws -> String {
        var request = URLRequest(url: control.appendingPathComponent("login"))
        request.httpMethod = "POST"
        request.httpBody = Data("{}".utf8)
        let (data, _) = try await URLSession.shared.data(for: request)
        let answer = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        guard let text = answer?["text"] as? String else { throw Failed(String(decoding: data, as: UTF8.self)) }
        return text
    }
}

/// A store in memory that counts how many of its kind are alive.
private final class Store: SecretStore, @unchecked Sendable {
    private static let counting = NSLock()
    nonisolated(unsafe) private static var count = 0

    static var alive: Int { counting.withLock { count } }

    private let lock = NSLock()
    private var values: [String: Data] = [:]

    init() {
        Self.counting.withLock { Self.count += 1 }
    }

    deinit {
        Self.counting.withLock { Self.count -= 1 }
    }

    func load(name: String) async throws -> Data? {
        lock.withLock { values[name] }
    }

    func save(name: String, value: Data) async throws {
        lock.withLock { values[name] = value }
    }

    func remove(name: String) async throws {
        lock.withLock { values[name] = nil }
    }
}

private struct Failed: Error {
    let line: String

    init(_ line: String) {
        self.line = line
    }
}
