#if canImport(AVFoundation)
    @preconcurrency import AVFoundation
    import CoreMedia
    import CoreVideo
    import Foundation

    /// The phone's camera as a stream of the codes that it sees. Frames are read on the camera's own queue, from its own memory;
    /// while one is read, late ones are dropped.
    public final class CameraScanner: NSObject, @unchecked Sendable {
        /// For the preview layer. Everything else of it belongs to this type.
        public let session = AVCaptureSession()

        // All that changes is touched on `queue` only.
        private let queue = DispatchQueue(label: "dev.logi.camera", qos: .userInitiated)
        private let frames: FrameScanner?
        private var found: AsyncStream<[String]>.Continuation?
        /// The camera in use, once it is configured.
        private var camera: AVCaptureDevice?

        public override init() {
            frames = try? FrameScanner()
            super.init()
        }

        deinit {
            found?.finish()
        }

        /// Whether the app may use the camera; asks the person where nobody asked them before.
        public static func mayUseCamera() async -> Bool {
            switch AVCaptureDevice.authorizationStatus(for: .video) {
            case .authorized: true
            case .notDetermined: await AVCaptureDevice.requestAccess(for: .video)
            default: false
            }
        }

        /// The texts of all codes of a frame, each time there are any; of frames that nobody waited for, the newest. A second
        /// call ends the stream of the first.
        public func texts() -> AsyncStream<[String]> {
            let (texts, continuation) = AsyncStream.makeStream(of: [String].self, bufferingPolicy: .bufferingNewest(1))
            queue.async { [self] in
                found?.finish()
                found = continuation
            }
            return texts
        }

        /// Starts the camera. ``CameraError`` where there is none.
        public func start() async throws(CameraError) {
            let started: Result<Void, CameraError> = await withCheckedContinuation { continuation in
                queue.async { [self] in
                    continuation.resume(returning: startNow())
                }
            }
            try started.get()
        }

        /// Stops the camera. No text follows.
        public func stop() {
            queue.async { [self] in
                session.stopRunning()
            }
        }

        /// Whether the camera in use has a light.
        public func hasTorch() async -> Bool {
            await withCheckedContinuation { continuation in
                queue.async { [self] in
                    continuation.resume(returning: camera?.hasTorch ?? false)
                }
            }
        }

        /// Switches the camera's light, which goes out with the camera. Without a camera in use, or without a light, nothing happens.
        public func torch(_ isOn: Bool) {
            queue.async { [self] in
                guard let camera, camera.hasTorch, (try? camera.lockForConfiguration()) != nil else { return }
                camera.torchMode = isOn ? .on : .off
                camera.unlockForConfiguration()
            }
        }

        private func startNow() -> Result<Void, CameraError> {
            guard frames != nil else { return .failure(.refused) }
            if camera == nil, let error = configure() { return .failure(error) }
            session.startRunning()
            return .success(())
        }

        private func configure() -> CameraError? {
            guard let camera = AVCaptureDevice.default(.builtInWideAngleCamera, for: .video, position: .back) else {
                return .noCamera
            }
            guard let input = try? AVCaptureDeviceInput(device: camera) else { return .refused }
            let output = AVCaptureVideoDataOutput()
            output.alwaysDiscardsLateVideoFrames = true
            output.videoSettings = [
                kCVPixelBufferPixelFormatTypeKey as String: kCVPixelFormatType_420YpCbCr8BiPlanarFullRange
            ]
            output.setSampleBufferDelegate(self, queue: queue)
            session.beginConfiguration()
            defer { session.commitConfiguration() }
            session.sessionPreset = .hd1280x720
            guard session.canAddInput(input), session.canAddOutput(output) else { return .refused }
            session.addInput(input)
            session.addOutput(output)
            self.camera = camera
            return nil
        }

        /// Reads the brightness of one frame where the camera put it.
        private func read(_ buffer: CVPixelBuffer) {
            CVPixelBufferLockBaseAddress(buffer, .readOnly)
            defer { CVPixelBufferUnlockBaseAddress(buffer, .readOnly) }
            guard let start = CVPixelBufferGetBaseAddressOfPlane(buffer, 0) else { return }
            let height = CVPixelBufferGetHeightOfPlane(buffer, 0)
            let bytesPerRow = CVPixelBufferGetBytesPerRowOfPlane(buffer, 0)
            let plane = LumaPlane(
                bytes: UnsafeRawBufferPointer(start: start, count: bytesPerRow * height),
                width: CVPixelBufferGetWidthOfPlane(buffer, 0),
                height: height,
                bytesPerRow: bytesPerRow
            )
            if case .codes(let seen)? = try? frames?.read(plane) {
                found?.yield(seen.reveal())
            }
        }
    }

    extension CameraScanner: AVCaptureVideoDataOutputSampleBufferDelegate {
        public func captureOutput(
            _ output: AVCaptureOutput,
            didOutput sampleBuffer: CMSampleBuffer,
            from connection: AVCaptureConnection
        ) {
            guard let buffer = CMSampleBufferGetImageBuffer(sampleBuffer) else { return }
            read(buffer)
        }
    }
#endif

/// Why there is no camera to scan with. A picture of the code serves as well.
public enum CameraError: Error, Hashable, Sendable {
    case noCamera
    /// The system gives the camera to nobody at the moment.
    case refused
}
