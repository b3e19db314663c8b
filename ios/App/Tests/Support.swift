import Foundation
import LogiKit
import LogiKitTesting
import Observation

@testable import LogiApp

/// Waits until `condition` holds. It is asked again when something observable that it read has changed, so nothing sleeps.
@MainActor
func until(_ condition: @escaping @MainActor () -> Bool) async {
    while !condition() {
        await withCheckedContinuation { continuation in
            withObservationTracking {
                _ = condition()
            } onChange: {
                continuation.resume()
            }
        }
    }
}

/// What a model called back with.
@MainActor @Observable
final class Called<Value> {
    private(set) var values: [Value] = []

    func callAsFunction(_ value: Value) {
        values.append(value)
    }
}

/// A phone of fakes around the real core.
@MainActor
final class TestPhone {
    let store: MemoryStore
    let keys: FakeKeys
    let marker = FileManager.default.temporaryDirectory.appendingPathComponent("logi-app-\(UUID())")
    private let availability = Availability()
    private let cameraStarts: CameraStarts

    /// A phone for the server at `issuer`; nobody listens at the one it has unless told.
    init(
        issuer: String = "http://localhost:1",
        linkHost: String? = nil,
        clock: any Clock<Duration> = ContinuousClock()
    ) throws {
        let store = MemoryStore()
        let (keys, availability, cameraStarts) = (FakeKeys(over: try SoftwareKeys(store: store)), availability, CameraStarts())
        (self.store, self.keys, self.cameraStarts) = (store, keys, cameraStarts)
        phone = Phone(
            configuration: Configuration(issuer: URL(string: issuer)!, linkHost: linkHost, marker: marker),
            store: store,
            keys: { _ in keys },
            available: { availability.now },
            camera: Camera(
                mayUse: { cameraStarts.isAllowed },
                texts: { cameraStarts.open() },
                start: { () async throws(CameraError) in if let error = cameraStarts.error { throw error } },
                stop: { cameraStarts.close() },
                hasTorch: { cameraStarts.hasTorch },
                torch: { cameraStarts.isLit = $0 },
                readPicture: { file throws(ScannerError) in [String(decoding: file, as: UTF8.self)] }
            ),
            version: "1",
            clock: clock
        )
    }

    let phone: Phone

    var available: EnclaveKeys.Available {
        get { availability.now }
        set { availability.now = newValue }
    }

    func allowCamera(_ isAllowed: Bool, failing error: CameraError? = nil) {
        (cameraStarts.isAllowed, cameraStarts.error) = (isAllowed, error)
    }

    var isCameraOn: Bool { cameraStarts.isOpen }

    /// The camera has a light from here on.
    func addTorch() { cameraStarts.hasTorch = true }

    var isLit: Bool { cameraStarts.isLit }

    /// What the camera sees.
    func show(_ texts: [String]) {
        cameraStarts.show(texts)
    }
}

private final class Availability: @unchecked Sendable {
    private let lock = NSLock()
    private var value = EnclaveKeys.Available.faceID

    var now: EnclaveKeys.Available {
        get { lock.withLock { value } }
        set { lock.withLock { value = newValue } }
    }
}

private final class CameraStarts: @unchecked Sendable {
    private let lock = NSLock()
    private var continuation: AsyncStream<[String]>.Continuation?
    private var allowed = true
    private var failure: CameraError?
    private var torch = false
    private var lit = false

    var isAllowed: Bool {
        get { lock.withLock { allowed } }
        set { lock.withLock { allowed = newValue } }
    }

    var hasTorch: Bool {
        get { lock.withLock { torch } }
        set { lock.withLock { torch = newValue } }
    }

    var isLit: Bool {
        get { lock.withLock { lit } }
        set { lock.withLock { lit = newValue } }
    }

    var error: CameraError? {
        get { lock.withLock { failure } }
        set { lock.withLock { failure = newValue } }
    }

    var isOpen: Bool { lock.withLock { continuation != nil } }

    func open() -> AsyncStream<[String]> {
        let (stream, continuation) = AsyncStream.makeStream(of: [String].self)
        lock.withLock { self.continuation = continuation }
        return stream
    }

    func close() {
        lock.withLock {
            continuation?.finish()
            continuation = nil
        }
    }

    func show(_ texts: [String]) {
        lock.withLock { _ = continuation?.yield(texts) }
    }
}
