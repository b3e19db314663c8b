/// The values that both apps and the server's pages share: colours by what they are for, sizes in points.
enum Token: CaseIterable {
    /// Text.
    case ink
    /// The second line.
    case muted
    /// The page.
    case ground
    /// A surface on it.
    case card
    /// A hairline.
    case line
    /// Main action, switches, good news.
    case accent
    case onAccent
    case accentSoft
    /// Another country, probation.
    case warn
    case warnSoft
    /// Declined, refused, gone.
    case bad
    case badSoft
    /// An application's first letter.
    case monogram
    case onMonogram

    var light: RGB {
        switch self {
        case .ink: 0x14201d
        case .muted: 0x566963
        case .ground: 0xf3f6f5
        case .card: 0xffffff
        case .line: 0xdbe4e1
        case .accent: 0x0b6b5d
        case .onAccent: 0xffffff
        case .accentSoft: 0xe3f2ee
        case .warn: 0x8a4b00
        case .warnSoft: 0xfff1dc
        case .bad: 0xa3202c
        case .badSoft: 0xfde9ea
        case .monogram: 0x1f2d4a
        case .onMonogram: 0xffffff
        }
    }

    var dark: RGB {
        switch self {
        case .ink: 0xe8f0ed
        case .muted: 0x9db2ab
        case .ground: 0x0f1715
        case .card: 0x17211e
        case .line: 0x2b3a36
        case .accent: 0x5fd6bd
        case .onAccent: 0x06231d
        case .accentSoft: 0x14332c
        case .warn: 0xffc069
        case .warnSoft: 0x3a2a12
        case .bad: 0xff9aa2
        case .badSoft: 0x3b1b1f
        case .monogram: 0x1f2d4a
        case .onMonogram: 0xffffff
        }
    }

    /// Every text colour with the surfaces that it is written on. A test measures them.
    static let writtenOn: [(Token, [Token])] = [
        (.ink, [.ground, .card]),
        (.muted, [.ground, .card]),
        (.accent, [.ground, .card, .accentSoft]),
        (.onAccent, [.accent]),
        (.warn, [.warnSoft, .card]),
        (.bad, [.badSoft, .card]),
        (.onMonogram, [.monogram]),
    ]
}

/// A colour without transparency.
struct RGB: Hashable, ExpressibleByIntegerLiteral {
    let red: Double
    let green: Double
    let blue: Double

    init(integerLiteral value: UInt32) {
        red = Double(value >> 16 & 0xff) / 255
        green = Double(value >> 8 & 0xff) / 255
        blue = Double(value & 0xff) / 255
    }
}

/// Sizes, in points.
enum Size {
    static let grid = 8.0
    static let cardRadius = 16.0
    static let controlRadius = 14.0
    /// Of a control; never under 44.
    static let controlHeight = 52.0
    /// The widest a column of text gets.
    static let column = 560.0
    /// How long a change of state takes, in seconds; nothing under reduced motion.
    static let fade = 0.15
}
