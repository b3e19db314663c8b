import SwiftUI

/// A screen's bones: what it says, scrolling where the text is large, and its answers at the bottom.
struct Page<Content: View, Answers: View>: View {
    private let content: Content
    private let answers: Answers

    init(@ViewBuilder content: () -> Content, @ViewBuilder answers: () -> Answers) {
        self.content = content()
        self.answers = answers()
    }

    var body: some View {
        ScrollView {
            VStack(alignment: .leading, spacing: Size.grid * 2) { content }
                .frame(maxWidth: Size.column, alignment: .leading)
                .padding(Size.grid * 3)
                .frame(maxWidth: .infinity)
        }
        .safeAreaInset(edge: .bottom) {
            VStack(spacing: Size.grid) { answers }
                .fixedSize(horizontal: false, vertical: true)
                .frame(maxWidth: Size.column)
                .padding(Size.grid * 2)
                .frame(maxWidth: .infinity)
                .background(Color(.ground))
        }
        .background(Color(.ground))
    }
}

/// Two answers, equally large: beside each other, or one above the other where the letters are large.
struct EqualAnswers<Content: View>: View {
    @ViewBuilder let content: () -> Content

    @Environment(\.dynamicTypeSize) private var size

    var body: some View {
        if size.isAccessibilitySize {
            VStack(spacing: Size.grid, content: content)
        } else {
            HStack(spacing: Size.grid, content: content).fixedSize(horizontal: false, vertical: true)
        }
    }
}

/// A button of full height and width. There is one main action on a screen at most.
struct Choose: View {
    enum Weight {
        case main, plain
    }

    private let phrase: String
    private let weight: Weight
    private let action: @MainActor () -> Void

    init(_ phrase: Phrase, _ weight: Weight = .main, action: @escaping @MainActor () -> Void) {
        self.init(verbatim: phrase(), weight, action: action)
    }

    init(verbatim text: String, _ weight: Weight = .main, action: @escaping @MainActor () -> Void) {
        phrase = text
        self.weight = weight
        self.action = action
    }

    var body: some View {
        Button(action: action) {
            Text(verbatim: phrase)
                .font(.body.weight(.semibold))
                .multilineTextAlignment(.center)
                .padding(Size.grid)
                .frame(maxWidth: .infinity, minHeight: Size.controlHeight, maxHeight: .infinity)
                .foregroundStyle(Color(weight == .main ? .onAccent : .ink))
                .background(Color(weight == .main ? .accent : .card), in: RoundedRectangle(cornerRadius: Size.controlRadius))
                .overlay(RoundedRectangle(cornerRadius: Size.controlRadius).stroke(Color(.line), lineWidth: 1))
        }
        .buttonStyle(.plain)
    }
}

/// Something is under way, and what; and the way out, where there is one.
struct Working<Exit: View>: View {
    private let text: String
    private let exit: Exit

    init(_ phrase: Phrase, @ViewBuilder exit: () -> Exit) {
        text = phrase()
        self.exit = exit()
    }

    var body: some View {
        VStack(spacing: Size.grid * 2) {
            VStack(spacing: Size.grid * 2) {
                ProgressView()
                Text(verbatim: text).secondLine().multilineTextAlignment(.center)
            }
            .frame(maxWidth: .infinity, maxHeight: .infinity)
            .accessibilityElement(children: .combine)
            exit.frame(maxWidth: Size.column).fixedSize(horizontal: false, vertical: true)
        }
        .padding(Size.grid * 2)
        .background(Color(.ground))
    }
}

extension Working where Exit == EmptyView {
    init(_ phrase: Phrase) {
        self.init(phrase) { EmptyView() }
    }
}

/// What happened, what was not shared, what to do.
struct Told: View {
    let advice: Advice

    var body: some View {
        Text(advice.title).titleStyle()
        Text(verbatim: advice.argument.map { advice.text($0) } ?? advice.text()).foregroundStyle(Color(.ink))
    }
}

/// A screen that could not do its work: what happened, and the way on.
struct Failed: View {
    let advice: Advice
    let retry: @MainActor () -> Void
    let startOver: @MainActor () -> Void

    var body: some View {
        Page {
            Told(advice: advice)
        } answers: {
            if advice.action == .startOver {
                Choose(.commonStartOver, action: startOver)
            } else {
                Choose(.commonRetry, action: retry)
            }
        }
    }
}

/// A line of words on its own surface.
struct Notice: View {
    enum Mood {
        case good, warning, bad
    }

    private let text: String
    private let mood: Mood

    init(_ text: String, _ mood: Mood) {
        self.text = text
        self.mood = mood
    }

    var body: some View {
        Text(verbatim: text)
            .font(.subheadline)
            .foregroundStyle(Color(colours.text))
            .padding(Size.grid * 2)
            .frame(maxWidth: .infinity, alignment: .leading)
            .background(Color(colours.surface), in: RoundedRectangle(cornerRadius: Size.cardRadius))
    }

    private var colours: (text: Token, surface: Token) {
        switch mood {
        case .good: (.accent, .accentSoft)
        case .warning: (.warn, .warnSoft)
        case .bad: (.bad, .badSoft)
        }
    }
}

/// A few words in a capsule.
struct Chip: View {
    let phrase: Phrase
    let isWarning: Bool

    var body: some View {
        Text(phrase)
            .font(.footnote.weight(.semibold))
            .foregroundStyle(Color(isWarning ? .warn : .accent))
            .padding(.horizontal, Size.grid)
            .padding(.vertical, Size.grid / 2)
            .background(Color(isWarning ? .warnSoft : .accentSoft), in: Capsule())
    }
}

/// An application's first letter, where its picture would be.
struct Monogram: View {
    let name: String

    var body: some View {
        Text(verbatim: name.first.map { String($0).uppercased() } ?? "")
            .font(.title2.weight(.semibold))
            .foregroundStyle(Color(.onMonogram))
            .frame(width: Size.grid * 7, height: Size.grid * 7)
            .background(Color(.monogram), in: RoundedRectangle(cornerRadius: Size.controlRadius))
            .accessibilityHidden(true)
    }
}

/// The mark: a finder square of a code.
struct Mark: View {
    var body: some View {
        RoundedRectangle(cornerRadius: Size.grid)
            .stroke(Color(.accent), lineWidth: Size.grid / 2)
            .frame(width: Size.grid * 4, height: Size.grid * 4)
            .overlay(RoundedRectangle(cornerRadius: Size.grid / 4).fill(Color(.accent)).frame(width: Size.grid, height: Size.grid))
            .accessibilityHidden(true)
    }
}
