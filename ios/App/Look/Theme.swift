import SwiftUI
import UIKit

extension Color {
    /// The colour for its purpose, in the person's light or dark.
    init(_ token: Token) {
        self.init(
            uiColor: UIColor { traits in
                let value = traits.userInterfaceStyle == .dark ? token.dark : token.light
                return UIColor(red: value.red, green: value.green, blue: value.blue, alpha: 1)
            }
        )
    }
}

extension Text {
    init(_ phrase: Phrase) {
        self.init(verbatim: phrase())
    }
}

extension View {
    /// The second line.
    func secondLine() -> some View {
        font(.subheadline).foregroundStyle(Color(.muted))
    }

    /// The question at the top of a screen.
    func titleStyle() -> some View {
        font(.title2.weight(.semibold)).foregroundStyle(Color(.ink)).accessibilityAddTraits(.isHeader)
    }

    /// A surface.
    func card() -> some View {
        padding(Size.grid * 2)
            .frame(maxWidth: .infinity, alignment: .leading)
            .background(Color(.card), in: RoundedRectangle(cornerRadius: Size.cardRadius))
            .overlay(RoundedRectangle(cornerRadius: Size.cardRadius).stroke(Color(.line), lineWidth: 1))
    }

    /// Shows the mark alone while the app is not in front, so that the system's picture of it for the app switcher holds nothing.
    func hiddenWhileAway() -> some View {
        modifier(HiddenWhileAway())
    }

    /// Cross-fades when `value` changes, and does not move under reduced motion.
    func fading<Value: Equatable>(with value: Value) -> some View {
        modifier(Fading(value: value))
    }
}

private struct Fading<Value: Equatable>: ViewModifier {
    @Environment(\.accessibilityReduceMotion) private var isMotionReduced
    let value: Value

    func body(content: Content) -> some View {
        content.animation(isMotionReduced ? nil : .easeInOut(duration: Size.fade), value: value)
    }
}

private struct HiddenWhileAway: ViewModifier {
    @Environment(\.scenePhase) private var phase

    func body(content: Content) -> some View {
        content.overlay {
            if phase != .active {
                Mark().frame(maxWidth: .infinity, maxHeight: .infinity).background(Color(.ground)).ignoresSafeArea()
            }
        }
    }
}
