@_exported import CoreGraphics
@_exported import QuartzCore

@MainActor
open class UIView: NSObject {
    public init(frame: CGRect) {}
    public required init?(coder: NSCoder) {}
    public var layer: CALayer { fatalError() }
    public var bounds: CGRect { fatalError() }
    open func layoutSubviews() {}
}

public enum UIUserInterfaceStyle: Int, Sendable {
    case unspecified
    case light
    case dark
}

@MainActor
public class UITraitCollection: NSObject {
    public nonisolated var userInterfaceStyle: UIUserInterfaceStyle { fatalError() }
}

public class UIColor: NSObject, @unchecked Sendable {
    public init(red: CGFloat, green: CGFloat, blue: CGFloat, alpha: CGFloat) {}
    public init(dynamicProvider: @escaping @Sendable (UITraitCollection) -> UIColor) {}
}

@MainActor
public class UIApplication: NSObject {
    public nonisolated static let openSettingsURLString = ""
    public class var shared: UIApplication { fatalError() }
    public func open(_ url: URL, options: [String: Any] = [:], completionHandler: (@MainActor @Sendable (Bool) -> Void)? = nil) {}
}

@MainActor
public class UIDevice: NSObject {
    public class var current: UIDevice { fatalError() }
    public var name: String { fatalError() }
    public var identifierForVendor: UUID? { fatalError() }
}

public struct UITextContentType: Hashable, Sendable {
    public static let nickname = Self()
    public static let name = Self()
    public static let emailAddress = Self()
    public static let telephoneNumber = Self()
}

public enum UIKeyboardType: Int, Sendable {
    case `default`
    case emailAddress
    case phonePad
}

public let NSUserActivityTypeBrowsingWeb = ""

public class NSUserActivity: NSObject {
    public var webpageURL: URL? { fatalError() }
}
