import Foundation

public let LAErrorDomain = ""

public enum LAPolicy: Int, Sendable {
    case deviceOwnerAuthenticationWithBiometrics
    case deviceOwnerAuthentication
}

public enum LABiometryType: Int, Sendable {
    case none
    case touchID
    case faceID
}

/// There is no `evaluatePolicy`: nothing here may call it.
open class LAContext: NSObject {
    public override init() {}
    public var touchIDAuthenticationAllowableReuseDuration: TimeInterval = 0
    public var localizedReason = ""
    public var biometryType: LABiometryType { fatalError() }
    public func canEvaluatePolicy(_ policy: LAPolicy, error: UnsafeMutablePointer<NSError?>?) -> Bool { fatalError() }
    public func invalidate() {}
}
