import LogiKit
import SwiftUI

/// What is asked for: locked where it is required, a switch where the person decides, folded where they said no before.
struct RequestFields: View {
    let contents: RequestContents
    let send: @MainActor (RequestAction) -> Void

    var body: some View {
        VStack(alignment: .leading, spacing: Size.grid) {
            Text(verbatim: Phrase.requestFields(contents.request.application.name))
                .secondLine()
                .accessibilityAddTraits(.isHeader)
            VStack(alignment: .leading, spacing: Size.grid * 2) {
                given(Phrase.requestId(), Phrase.requestIdText(), isLocked: true)
                ForEach(contents.asked, id: \.name) { row($0) }
                if !contents.folded.isEmpty { folded }
            }
            .card()
        }
    }

    private var folded: some View {
        VStack(alignment: .leading, spacing: Size.grid * 2) {
            Divider()
            DisclosureGroup {
                ForEach(contents.folded, id: \.name) { row($0) }
            } label: {
                Text(verbatim: Phrase.requestRefusedFold(contents.folded.map(\.name.title).joined(separator: ", ")))
                    .foregroundStyle(Color(.ink))
                    .frame(minHeight: Size.controlHeight)
            }
        }
    }

    private func row(_ field: LoginRequest.Field) -> some View {
        VStack(alignment: .leading, spacing: Size.grid * 2) {
            Divider()
            if contents.isChoice(field) {
                choice(field)
            } else {
                given(field.name.title, field.note, isLocked: field.isSet)
            }
        }
    }

    private func choice(_ field: LoginRequest.Field) -> some View {
        let isGranted = Binding(get: { contents.granted.contains(field.name) }, set: { _ in send(.toggle(field.name)) })
        return Toggle(isOn: isGranted) { lines(field.name.title, field.note) }
            .tint(Color(.accent))
            .frame(minHeight: Size.controlHeight)
    }

    /// What cannot be chosen has no switch. A value that is not set has no lock either: it is not given.
    private func given(_ title: String, _ note: String?, isLocked: Bool) -> some View {
        HStack(spacing: Size.grid) {
            lines(title, note)
            Spacer()
            if isLocked { Image(systemName: "lock").foregroundStyle(Color(.muted)).accessibilityHidden(true) }
        }
        .accessibilityElement(children: .combine)
    }

    private func lines(_ title: String, _ note: String?) -> some View {
        VStack(alignment: .leading, spacing: Size.grid / 2) {
            Text(verbatim: title).foregroundStyle(Color(.ink))
            if let note { Text(verbatim: note).secondLine() }
        }
    }
}
