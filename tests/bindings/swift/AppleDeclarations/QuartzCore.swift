@_exported import Foundation

open class CALayer: NSObject {
    public override init() {}
    public var frame = CGRect.zero
    public func addSublayer(_ layer: CALayer) {}
}
