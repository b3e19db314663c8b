import CoreMedia
@_exported import Dispatch
import QuartzCore

public struct AVMediaType: Sendable {
    public static let video = Self()
}

public enum AVAuthorizationStatus: Int, Sendable {
    case notDetermined
    case restricted
    case denied
    case authorized
}

public class AVCaptureDevice: NSObject {
    public struct DeviceType: Sendable {
        public static let builtInWideAngleCamera = Self()
    }

    public enum Position: Int, Sendable {
        case unspecified
        case back
        case front
    }

    public class func authorizationStatus(for mediaType: AVMediaType) -> AVAuthorizationStatus { fatalError() }
    public class func requestAccess(for mediaType: AVMediaType) async -> Bool { fatalError() }
    public class func `default`(_ type: DeviceType, for mediaType: AVMediaType?, position: Position) -> AVCaptureDevice? {
        fatalError()
    }

    public enum TorchMode: Int, Sendable {
        case off
        case on
    }

    public var hasTorch: Bool { fatalError() }
    public var torchMode: TorchMode = .off
    public func lockForConfiguration() throws {}
    public func unlockForConfiguration() {}
}

public class AVCaptureInput: NSObject {}
public class AVCaptureDeviceInput: AVCaptureInput {
    public init(device: AVCaptureDevice) throws { fatalError() }
}

public class AVCaptureConnection: NSObject {}
public class AVCaptureOutput: NSObject {}

public protocol AVCaptureVideoDataOutputSampleBufferDelegate: AnyObject {
    func captureOutput(_ output: AVCaptureOutput, didOutput sampleBuffer: CMSampleBuffer, from connection: AVCaptureConnection)
}

public class AVCaptureVideoDataOutput: AVCaptureOutput {
    public override init() {}
    public var alwaysDiscardsLateVideoFrames = true
    public var videoSettings: [String: Any]! = [:]
    public func setSampleBufferDelegate(_ delegate: (any AVCaptureVideoDataOutputSampleBufferDelegate)?, queue: DispatchQueue?) {}
}

public class AVCaptureSession: NSObject {
    public struct Preset: Sendable {
        public static let hd1280x720 = Self()
    }

    public override init() {}
    public var sessionPreset = Preset.hd1280x720
    public func beginConfiguration() {}
    public func commitConfiguration() {}
    public func canAddInput(_ input: AVCaptureInput) -> Bool { fatalError() }
    public func addInput(_ input: AVCaptureInput) {}
    public func canAddOutput(_ output: AVCaptureOutput) -> Bool { fatalError() }
    public func addOutput(_ output: AVCaptureOutput) {}
    public func startRunning() {}
    public func stopRunning() {}
}

public struct AVLayerVideoGravity: Sendable {
    public static let resizeAspectFill = Self()
}

public class AVCaptureVideoPreviewLayer: CALayer {
    public init(session: AVCaptureSession) { super.init() }
    public var videoGravity = AVLayerVideoGravity.resizeAspectFill
}
