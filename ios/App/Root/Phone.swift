import Foundation
import LogiKit

/// What the app stands on. The phone's own is in `Phone+System.swift`; tests and previews give another.
struct Phone: Sendable {
    let configuration: Configuration
    let store: any SecretStore
    /// The keys, for a way of asking the owner.
    let keys: @Sendable (EnclaveKeys.Confirmation) -> any DeviceKeys
    /// How the owner can be asked.
    let available: @Sendable () -> EnclaveKeys.Available
    let camera: Camera
    /// The app's version, as the store shows it.
    let version: String
    /// What logins wait on between two readings.
    var clock: any Clock<Duration> = ContinuousClock()

    /// Opens what this phone remembers.
    func open(_ confirmation: EnclaveKeys.Confirmation) async throws(OpenError) -> Authenticator {
        try await Authenticator.open(configuration, keys: keys(confirmation), store: store, clock: clock)
    }
}

/// The camera and the pictures of a phone.
struct Camera: Sendable {
    /// Whether the app may use the camera; asks the person where nobody asked them before.
    let mayUse: @Sendable () async -> Bool
    /// The texts of all codes of a frame, each time there are any.
    let texts: @Sendable () -> AsyncStream<[String]>
    let start: @Sendable () async throws(CameraError) -> Void
    let stop: @Sendable () -> Void
    /// Whether there is a light beside it, once it is started.
    let hasTorch: @Sendable () async -> Bool
    /// Switches that light, which goes out with the camera.
    let torch: @Sendable (Bool) -> Void
    /// The texts of all codes in an encoded picture.
    let readPicture: @Sendable (Data) throws(ScannerError) -> [String]
}
