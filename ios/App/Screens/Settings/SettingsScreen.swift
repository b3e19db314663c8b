import LogiKit
import SwiftUI

struct SettingsScreen: View {
    let state: SettingsState
    let send: @MainActor (SettingsAction) -> Void

    var body: some View {
        content
            .fading(with: state.kind)
            .navigationTitle(Text(.settingsTitle))
            .onAppear { send(.appear) }
    }

    @ViewBuilder private var content: some View {
        switch state {
        case .loading: Working(.settingsLoading)
        case .saving: Working(.settingsSaving)
        case .editing(let contents): editing(contents)
        case .failed(let advice): Failed(advice: advice) { send(.retry) } startOver: { send(.startOver) }
        }
    }

    private func editing(_ contents: SettingsContents) -> some View {
        Page {
            Text(.settingsProfile).titleStyle()
            Text(.settingsProfileText).secondLine()
            VStack(alignment: .leading, spacing: Size.grid * 2) {
                ForEach(SettingsContents.fields, id: \.self) { field in
                    input(field, contents)
                }
            }
            .card()
            if contents.isSaved { Notice(Phrase.settingsSaved(), .good) }
            if let notice = contents.notice { Notice(notice.text(), .bad) }
            about(contents.about)
        } answers: {
            Choose(.settingsSave) { send(.save) }
                .disabled(!contents.isChanged)
                .opacity(contents.isChanged ? 1 : 0.4)
        }
    }

    private func input(_ field: FieldName, _ contents: SettingsContents) -> some View {
        let value = Binding(get: { contents[field] }, set: { send(.edit(field, $0)) })
        return VStack(alignment: .leading, spacing: Size.grid / 2) {
            Text(verbatim: field.title).secondLine().accessibilityHidden(true)
            TextField(text: value) { Text(.settingsNotSet) }
                .textContentType(field.contentType)
                .keyboardType(field.keyboard)
                .autocorrectionDisabled()
                .frame(minHeight: Size.controlHeight)
                .accessibilityLabel(Text(verbatim: field.title))
        }
    }

    private func about(_ about: SettingsAbout) -> some View {
        VStack(alignment: .leading, spacing: Size.grid * 2) {
            Text(.settingsAbout).titleStyle()
            line(.settingsApproval, about.presence.phrase())
            line(.settingsServer, about.server)
            line(.settingsVersion, about.version)
        }
        .card()
    }

    private func line(_ title: Phrase, _ value: String) -> some View {
        VStack(alignment: .leading, spacing: Size.grid / 2) {
            Text(title).secondLine()
            Text(verbatim: value).foregroundStyle(Color(.ink)).monospacedDigit()
        }
        .accessibilityElement(children: .combine)
    }
}

extension Presence {
    fileprivate var phrase: Phrase {
        switch self {
        case .biometric: .settingsApprovalBiometric
        case .deviceCredential: .settingsApprovalPasscode
        case .none: .settingsApprovalNone
        }
    }
}

extension FieldName {
    fileprivate var contentType: UITextContentType? {
        switch self {
        case .preferredName: .nickname
        case .fullName: .name
        case .email: .emailAddress
        case .phoneNumber: .telephoneNumber
        default: nil
        }
    }

    fileprivate var keyboard: UIKeyboardType {
        switch self {
        case .email: .emailAddress
        case .phoneNumber: .phonePad
        default: .default
        }
    }
}
