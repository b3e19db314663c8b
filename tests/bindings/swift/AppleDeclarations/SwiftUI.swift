@_exported import Foundation
@_exported import Observation
@_exported import UIKit

// Views and how they are put together.

@MainActor @preconcurrency
public protocol View {
    associatedtype Body: View
    @ViewBuilder var body: Body { get }
}

extension Never: View {
    public var body: Never { fatalError() }
}

public protocol Primitive: View where Body == Never {}
extension Primitive {
    public var body: Never { fatalError() }
}

@MainActor @resultBuilder
public enum ViewBuilder {
    public static func buildBlock() -> EmptyView { fatalError() }
    public static func buildBlock<Content: View>(_ content: Content) -> Content { fatalError() }
    public static func buildBlock<each Content: View>(_ content: repeat each Content) -> TupleView<(repeat each Content)> {
        fatalError()
    }
    public static func buildExpression<Content: View>(_ content: Content) -> Content { fatalError() }
    public static func buildIf<Content: View>(_ content: Content?) -> Content? { fatalError() }
    public static func buildEither<First: View, Second: View>(first: First) -> Either<First, Second> { fatalError() }
    public static func buildEither<First: View, Second: View>(second: Second) -> Either<First, Second> { fatalError() }
}

extension Optional: View where Wrapped: View {
    public var body: Never { fatalError() }
}

public struct EmptyView: Primitive {
    public init() {}
}

public struct TupleView<Content>: Primitive {}
public struct Either<First: View, Second: View>: Primitive {}

@MainActor
public protocol ViewModifier {
    associatedtype Body: View
    typealias Content = ModifiedContent
    @ViewBuilder func body(content: Content) -> Body
}

public struct ModifiedContent: Primitive {}

@MainActor
public protocol UIViewRepresentable: View where Body == Never {
    associatedtype UIViewType: UIView
    typealias Context = RepresentableContext
    func makeUIView(context: Context) -> UIViewType
    func updateUIView(_ view: UIViewType, context: Context)
}

extension UIViewRepresentable {
    public var body: Never { fatalError() }
}

@MainActor
public struct RepresentableContext {}

// The views used.

public enum HorizontalAlignment: Sendable { case leading, center, trailing }
public enum VerticalAlignment: Sendable { case top, center, bottom }
public enum VerticalEdge: Sendable { case top, bottom }
public enum ContentMode: Sendable { case fit, fill }

public struct Alignment: Sendable {
    public static let leading = Self()
    public static let center = Self()
}

public struct Edge: Sendable {
    public struct Set: OptionSet, Sendable {
        public let rawValue: Int8
        public init(rawValue: Int8) { self.rawValue = rawValue }
        public static let all = Self(rawValue: 15)
        public static let horizontal = Self(rawValue: 3)
        public static let vertical = Self(rawValue: 12)
    }
}

public struct Text: Primitive {
    public init(verbatim content: String) {}
    public init<F: FormatStyle>(_ input: F.FormatInput, format: F) where F.FormatInput: Equatable, F.FormatOutput == String {}
}

public struct VStack<Content: View>: Primitive {
    public init(alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content) {}
}

public struct HStack<Content: View>: Primitive {
    public init(alignment: VerticalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content) {}
}

public struct ScrollView<Content: View>: Primitive {
    public init(@ViewBuilder content: () -> Content) {}
}

public struct Spacer: Primitive {
    public init() {}
}

public struct Divider: Primitive {
    public init() {}
}

public struct ProgressView: Primitive {
    public init() {}
}

public struct Image: Primitive {
    public init(systemName: String) {}
}

public struct Button<Label: View>: Primitive {
    public init(action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> Label) {}
}

public struct Toggle<Label: View>: Primitive {
    public init(isOn: Binding<Bool>, @ViewBuilder label: () -> Label) {}
}

public struct TextField<Label: View>: Primitive {
    public init(text: Binding<String>, prompt: Text? = nil, @ViewBuilder label: () -> Label) {}
}

public struct ShareLink<Label: View>: Primitive {
    public init(item: URL, @ViewBuilder label: () -> Label) {}
}

public struct DisclosureGroup<Label: View, Content: View>: Primitive {
    public init(@ViewBuilder content: @escaping () -> Content, @ViewBuilder label: () -> Label) {}
}

public struct TimelineViewContext {
    public var date: Date { fatalError() }
}

public struct PeriodicTimelineSchedule: TimelineSchedule {}
public protocol TimelineSchedule {}
extension TimelineSchedule where Self == PeriodicTimelineSchedule {
    public static func periodic(from start: Date, by interval: TimeInterval) -> PeriodicTimelineSchedule { fatalError() }
}

public struct TimelineView<Schedule: TimelineSchedule, Content: View>: Primitive {
    public init(_ schedule: Schedule, @ViewBuilder content: @escaping (TimelineViewContext) -> Content) {}
}

public struct NavigationStack<Data, Root: View>: Primitive {
    public init(path: Binding<Data>, @ViewBuilder root: () -> Root) {}
}

public struct ForEach<Data: RandomAccessCollection, ID: Hashable, Content: View>: Primitive {
    public init(_ data: Data, id: KeyPath<Data.Element, ID>, @ViewBuilder content: @escaping (Data.Element) -> Content) {}
}

extension ForEach where Data.Element: Identifiable, ID == Data.Element.ID {
    public init(_ data: Data, @ViewBuilder content: @escaping (Data.Element) -> Content) {}
}

// Shapes and colours.

public protocol ShapeStyle: Sendable {}
public protocol Shape: View, Sendable {}
public protocol InsettableShape: Shape {}

public struct Color: Primitive, ShapeStyle {
    public init(uiColor: UIColor) {}
}

public struct RoundedRectangle: Primitive, InsettableShape {
    public init(cornerRadius: CGFloat) {}
}

public struct Capsule: Primitive, InsettableShape {
    public init() {}
}

extension Shape {
    public func stroke(_ content: some ShapeStyle, lineWidth: CGFloat = 1) -> some View { EmptyView() }
    public func fill(_ content: some ShapeStyle) -> some View { EmptyView() }
}

public struct Font: Sendable {
    public enum Weight: Sendable { case regular, semibold }
    public static let body = Self()
    public static let footnote = Self()
    public static let largeTitle = Self()
    public static let subheadline = Self()
    public static let title2 = Self()
    public static let title3 = Self()
    public func weight(_ weight: Weight) -> Font { self }
}

public struct Animation: Sendable {
    public static func easeInOut(duration: TimeInterval) -> Animation { fatalError() }
}

public enum TextAlignment: Sendable { case leading, center }
public enum ColorScheme: Sendable { case light, dark }
public enum DynamicTypeSize: Sendable {
    case accessibility3
    public var isAccessibilitySize: Bool { fatalError() }
}

public struct AccessibilityTraits: Sendable {
    public static let isHeader = Self()
}

public struct AccessibilityChildBehavior: Sendable {
    public static let combine = Self()
}

public struct SensoryFeedback: Equatable, Sendable {
    public static let success = Self()
    public static let warning = Self()
}

@MainActor
public protocol PrimitiveButtonStyle {}
public struct PlainButtonStyle: PrimitiveButtonStyle {}
extension PrimitiveButtonStyle where Self == PlainButtonStyle {
    public static var plain: PlainButtonStyle { fatalError() }
}

// What is done to views.

extension View {
    public func font(_ font: Font?) -> some View { EmptyView() }
    public func monospacedDigit() -> some View { EmptyView() }
    public func multilineTextAlignment(_ alignment: TextAlignment) -> some View { EmptyView() }
    public func foregroundStyle(_ style: some ShapeStyle) -> some View { EmptyView() }
    public func tint(_ color: Color?) -> some View { EmptyView() }
    public func opacity(_ opacity: Double) -> some View { EmptyView() }
    public func blur(radius: CGFloat) -> some View { EmptyView() }
    public func background(_ style: some ShapeStyle) -> some View { EmptyView() }
    public func background(_ style: some ShapeStyle, in shape: some InsettableShape) -> some View { EmptyView() }
    public func overlay(_ content: some View) -> some View { EmptyView() }
    public func overlay<Content: View>(@ViewBuilder content: () -> Content) -> some View { EmptyView() }
    public func ignoresSafeArea() -> some View { EmptyView() }
    public func clipShape(_ shape: some Shape) -> some View { EmptyView() }
    public func padding(_ length: CGFloat) -> some View { EmptyView() }
    public func padding(_ edges: Edge.Set, _ length: CGFloat? = nil) -> some View { EmptyView() }
    public func frame(width: CGFloat? = nil, height: CGFloat? = nil, alignment: Alignment = .center) -> some View { EmptyView() }
    public func frame(
        minWidth: CGFloat? = nil,
        maxWidth: CGFloat? = nil,
        minHeight: CGFloat? = nil,
        maxHeight: CGFloat? = nil,
        alignment: Alignment = .center
    ) -> some View { EmptyView() }
    public func fixedSize(horizontal: Bool, vertical: Bool) -> some View { EmptyView() }
    public func aspectRatio(_ ratio: CGFloat?, contentMode: ContentMode) -> some View { EmptyView() }
    public func safeAreaInset<Inset: View>(
        edge: VerticalEdge,
        @ViewBuilder content: () -> Inset
    ) -> some View { EmptyView() }
    public func animation(_ animation: Animation?, value: some Equatable) -> some View { EmptyView() }
    public func modifier<Modifier: ViewModifier>(_ modifier: Modifier) -> some View { EmptyView() }
    public func buttonStyle(_ style: some PrimitiveButtonStyle) -> some View { EmptyView() }
    public func disabled(_ isDisabled: Bool) -> some View { EmptyView() }
    public func allowsHitTesting(_ isEnabled: Bool) -> some View { EmptyView() }
    public func textContentType(_ type: UITextContentType?) -> some View { EmptyView() }
    public func keyboardType(_ type: UIKeyboardType) -> some View { EmptyView() }
    public func autocorrectionDisabled(_ isDisabled: Bool = true) -> some View { EmptyView() }
    public func navigationTitle(_ title: Text) -> some View { EmptyView() }
    public func navigationDestination<Data: Hashable, Content: View>(
        for data: Data.Type,
        @ViewBuilder destination: @escaping (Data) -> Content
    ) -> some View { EmptyView() }
    public func fullScreenCover<Content: View>(
        isPresented: Binding<Bool>,
        onDismiss: (() -> Void)? = nil,
        @ViewBuilder content: @escaping () -> Content
    ) -> some View { EmptyView() }
    public func refreshable(action: @escaping @Sendable @MainActor () async -> Void) -> some View { EmptyView() }
    public func onAppear(perform action: (() -> Void)? = nil) -> some View { EmptyView() }
    public func onChange<Value: Equatable>(of value: Value, _ action: @escaping (Value, Value) -> Void) -> some View { EmptyView() }
    public func onOpenURL(perform action: @escaping (URL) -> Void) -> some View { EmptyView() }
    public func onContinueUserActivity(_ type: String, perform action: @escaping (NSUserActivity) -> Void) -> some View { EmptyView() }
    public func sensoryFeedback(_ feedback: SensoryFeedback, trigger: some Equatable) -> some View { EmptyView() }
    public func accessibilityHidden(_ isHidden: Bool) -> some View { EmptyView() }
    public func accessibilityLabel(_ label: Text) -> some View { EmptyView() }
    public func accessibilityAddTraits(_ traits: AccessibilityTraits) -> some View { EmptyView() }
    public func accessibilityElement(children: AccessibilityChildBehavior) -> some View { EmptyView() }
    public func previewDisplayName(_ name: String?) -> some View { EmptyView() }
    public func preferredColorScheme(_ scheme: ColorScheme?) -> some View { EmptyView() }
    public func dynamicTypeSize(_ size: DynamicTypeSize) -> some View { EmptyView() }
    public func environment<Value>(_ path: WritableKeyPath<EnvironmentValues, Value>, _ value: Value) -> some View { EmptyView() }
}

// State and surroundings.

@propertyWrapper
public struct State<Value> {
    public init(wrappedValue: Value) {}
    public init(initialValue: Value) {}
    public var wrappedValue: Value {
        get { fatalError() }
        nonmutating set {}
    }
    public var projectedValue: Binding<Value> { fatalError() }
}

extension State where Value: ExpressibleByNilLiteral {
    public init() {}
}

@propertyWrapper
public struct Binding<Value> {
    public init(get: @escaping @MainActor () -> Value, set: @escaping @MainActor (Value) -> Void) {}
    public static func constant(_ value: Value) -> Binding { fatalError() }
    public var wrappedValue: Value {
        get { fatalError() }
        nonmutating set {}
    }
    public var projectedValue: Binding { fatalError() }
}

@MainActor @propertyWrapper @dynamicMemberLookup
public struct Bindable<Value: Observable & AnyObject> {
    public init(wrappedValue: Value) {}
    public var wrappedValue: Value {
        get { fatalError() }
        set {}
    }
    public var projectedValue: Bindable { fatalError() }
    public subscript<Subject>(dynamicMember path: ReferenceWritableKeyPath<Value, Subject>) -> Binding<Subject> { fatalError() }
}

@MainActor @propertyWrapper
public struct Environment<Value> {
    public init(_ path: KeyPath<EnvironmentValues, Value>) {}
    public var wrappedValue: Value { fatalError() }
}

public struct EnvironmentValues {
    public var accessibilityReduceMotion: Bool { fatalError() }
    public var dynamicTypeSize: DynamicTypeSize { get { fatalError() } set {} }
    public var isSceneCaptured: Bool { get { fatalError() } set {} }
    public var locale: Locale { get { fatalError() } set {} }
    public var openURL: OpenURLAction { fatalError() }
    public var scenePhase: ScenePhase { fatalError() }
}

public enum ScenePhase: Comparable, Sendable { case background, inactive, active }

@MainActor
public struct OpenURLAction {
    public func callAsFunction(_ url: URL) {}
}

// The app.

@MainActor
public protocol Scene {
    associatedtype Body: Scene
    var body: Body { get }
}

extension Never: Scene {}

public struct WindowGroup<Content: View>: Scene {
    public init(@ViewBuilder content: @escaping () -> Content) {}
    public var body: Never { fatalError() }
}

@MainActor
public protocol App {
    associatedtype Body: Scene
    init()
    @MainActor var body: Body { get }
}

extension App {
    public static func main() {}
}

@MainActor
public protocol PreviewProvider {
    associatedtype Previews: View
    @ViewBuilder static var previews: Previews { get }
}
