import LogiKit

/// The values that applications may ask for, and what this phone is.
enum SettingsState: ScreenState {
    case loading
    case editing(SettingsContents)
    case saving(SettingsContents)
    case failed(Advice)

    enum Kind: CaseIterable, Hashable, Sendable {
        case loading, editing, saving, failed
    }

    var kind: Kind {
        switch self {
        case .loading: .loading
        case .editing: .editing
        case .saving: .saving
        case .failed: .failed
        }
    }

    static let samples: [SettingsState] = {
        let about = { SettingsAbout(server: "api.1pass.dev", presence: $0, version: "0.1.0") }
        let contents = SettingsContents(Profile(preferredName: "Ann"), about(.biometric))
        var (saved, refused) = (contents, SettingsContents(Profile(), about(.deviceCredential)))
        saved.isSaved = true
        refused.notice = Advice(AccountError.server(.network(.unreachable)))
        return [
            .loading, .editing(contents), .editing(saved), .editing(refused), .editing(SettingsContents(Profile(), about(.none))),
            .saving(contents), .failed(Advice(AccountError.server(.network(.unreachable)))),
        ]
    }()
}

/// The values as they are being written. Their description names none of them.
struct SettingsContents: Hashable, Sendable, CustomStringConvertible {
    let about: SettingsAbout
    /// In the order of ``fields``; an empty text is a value that is not set.
    private var values: [FieldName: String]
    private let stored: [FieldName: String]
    var isSaved = false
    /// Why the last change was not saved.
    var notice: Advice?

    static let fields: [FieldName] = [.preferredName, .fullName, .email, .phoneNumber]

    init(_ profile: Profile, _ about: SettingsAbout) {
        self.about = about
        values = [
            .preferredName: profile.preferredName ?? "", .fullName: profile.fullName ?? "", .email: profile.email ?? "",
            .phoneNumber: profile.phoneNumber ?? "",
        ]
        stored = values
    }

    subscript(field: FieldName) -> String {
        get { values[field] ?? "" }
        set {
            values[field] = newValue
            isSaved = false
            notice = nil
        }
    }

    /// Whether there is something to save.
    var isChanged: Bool { values != stored }

    var profile: Profile {
        Profile(
            preferredName: value(.preferredName),
            fullName: value(.fullName),
            email: value(.email),
            phoneNumber: value(.phoneNumber)
        )
    }

    var description: String { "SettingsContents" }

    private func value(_ field: FieldName) -> String? {
        let text = self[field].drop { $0.isWhitespace }
        let end = text.lastIndex { !$0.isWhitespace }.map { text.index(after: $0) } ?? text.startIndex
        return text.startIndex == end ? nil : String(text[..<end])
    }
}

/// What this phone is.
struct SettingsAbout: Hashable, Sendable {
    /// The host of the server.
    let server: String
    /// How the approval key asks for its owner.
    let presence: Presence
    let version: String
}

/// What a person does on it.
enum SettingsAction: Hashable, Sendable {
    case appear
    case edit(FieldName, String)
    case save
    case retry
    case startOver
}
