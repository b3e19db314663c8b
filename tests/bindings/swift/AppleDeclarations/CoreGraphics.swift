@_exported import CoreFoundationTypes

public final class CGImage {
    public var width: Int { fatalError() }
    public var height: Int { fatalError() }
}

public final class CGColorSpace {}
public func CGColorSpaceCreateDeviceGray() -> CGColorSpace { fatalError() }

public enum CGImageAlphaInfo: UInt32, Sendable {
    case none
}

public final class CGContext {
    public init?(
        data: UnsafeMutableRawPointer?,
        width: Int,
        height: Int,
        bitsPerComponent: Int,
        bytesPerRow: Int,
        space: CGColorSpace,
        bitmapInfo: UInt32
    ) { fatalError() }
    public var data: UnsafeMutableRawPointer? { fatalError() }
    public var bytesPerRow: Int { fatalError() }
    public func setFillColor(gray: CGFloat, alpha: CGFloat) {}
    public func fill(_ rect: CGRect) {}
    public func draw(_ image: CGImage, in rect: CGRect) {}
}
