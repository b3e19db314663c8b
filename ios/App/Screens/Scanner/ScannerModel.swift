import Foundation
import LogiKit
import Observation

@MainActor @Observable
final class ScannerModel {
    /// How a person leaves it.
    enum End: Sendable {
        case begun(Login)
        case left
        case startOver
    }

    private(set) var state = ScannerState.askingPermission

    @ObservationIgnored private let authenticator: Authenticator
    @ObservationIgnored private let camera: Camera
    @ObservationIgnored private let end: @MainActor (End) -> Void
    @ObservationIgnored private var hint: ScannerHint?
    @ObservationIgnored private var torch = Torch.none
    @ObservationIgnored private var watching: Task<Void, Never>?
    @ObservationIgnored private var judging: Task<Void, Never>?
    /// The code of a frame is being judged; the camera's picture stays, and other frames are not looked at.
    @ObservationIgnored private var isJudgingFrame = false

    /// A scanner; with `link`, for a code that came as one.
    init(_ authenticator: Authenticator, _ camera: Camera, link: Link? = nil, end: @escaping @MainActor (End) -> Void) {
        self.authenticator = authenticator
        self.camera = camera
        self.end = end
        if let link {
            state = .judging
            judge { try await authenticator.begin(link) }
        }
    }

    deinit {
        watching?.cancel()
        judging?.cancel()
    }

    func send(_ action: ScannerAction) {
        switch (action, state) {
        case (.appear, .askingPermission): watch()
        case (.found(let texts), .looking) where !isJudgingFrame:
            isJudgingFrame = true
            judge(live: true) { [authenticator] in try await authenticator.begin(texts) }
        case (.picture(let file), .looking), (.picture(let file), .permissionDenied), (.picture(let file), .noCamera):
            readPicture(file)
        case (.torch, .looking) where torch != .none: switchTorch()
        case (.again, .refused): watch()
        case (.leave, _): finish(.left)
        case (.startOver, .refused): finish(.startOver)
        default: break
        }
    }

    private func watch() {
        state = .askingPermission
        watching?.cancel()
        watching = Task { [weak self, camera] in
            guard await camera.mayUse() else {
                self?.state = .permissionDenied
                return
            }
            do throws(CameraError) {
                try await camera.start()
            } catch {
                self?.state = .noCamera
                return
            }
            let hasTorch = await camera.hasTorch()
            guard !Task.isCancelled else { return camera.stop() }
            self?.torch = hasTorch ? .off : .none
            self?.look()
            for await texts in camera.texts() {
                self?.send(.found(texts))
            }
        }
    }

    private func look() {
        state = .looking(hint, torch)
    }

    private func switchTorch() {
        torch = torch == .on ? .off : .on
        camera.torch(torch == .on)
        look()
    }

    /// Reads it beside the main thread: a large picture takes a while.
    private func readPicture(_ file: Data) {
        state = .judging
        judge { [authenticator, camera] in try await authenticator.begin((try? camera.readPicture(file)) ?? []) }
    }

    /// Begins a login; `live` where another frame follows.
    private func judge(live: Bool = false, _ begin: @escaping @Sendable () async throws -> Login) {
        judging = Task { [weak self] in
            do {
                let login = try await begin()
                self?.finish(.begun(login))
            } catch let error as BeginError {
                self?.refuse(error, live: live)
            } catch {
                self?.state = .refused(.fault)
            }
            self?.isJudgingFrame = false
        }
    }

    private func refuse(_ error: BeginError, live: Bool) {
        switch error {
        // Any other code in the room is no reason to stop looking.
        case .notALogiCode where live:
            hint = .notALogiCode
            look()
        case .linkNotScan:
            hint = .onceMore
            watch()
        default:
            stopWatching()
            state = .refused(Advice(error))
        }
    }

    private func finish(_ end: End) {
        stopWatching()
        judging?.cancel()
        self.end(end)
    }

    private func stopWatching() {
        watching?.cancel()
        watching = nil
        camera.stop()
    }
}
