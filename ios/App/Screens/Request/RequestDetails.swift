import LogiKit
import SwiftUI

/// Who asks, from where, and for what.
struct RequestDetails: View {
    let contents: RequestContents
    let send: @MainActor (RequestAction) -> Void

    @Environment(\.locale) private var locale

    private var request: LoginRequest { contents.request }

    var body: some View {
        VStack(alignment: .leading, spacing: Size.grid * 2) {
            Text(verbatim: Phrase.requestTitle(request.application.name)).titleStyle()
            Text(verbatim: Phrase.requestVerified(request.application.domain)).secondLine()
            if let notice = contents.notice { Notice(notice.text(), .warning) }
            browser
            if request.browser.relation == .differentCountry { Notice(Phrase.requestRelationWarning(), .warning) }
            if request.hasSecondScan { Notice(Phrase.requestSecondScan(), .warning) }
            words
            fields
            ForEach(request.missing, id: \.name) { field in
                Notice(Phrase.requestMissing(field.name.title), .bad)
            }
            if !request.missing.isEmpty {
                Choose(.commonOpenProfile, .plain) { send(.openProfile) }
            }
            Text(.requestOnlyYours).secondLine()
        }
    }

    private var browser: some View {
        HStack(alignment: .center, spacing: Size.grid) {
            VStack(alignment: .leading, spacing: Size.grid / 2) {
                Text(verbatim: request.browser.label).foregroundStyle(Color(.ink))
                Text(verbatim: place).secondLine()
            }
            Spacer()
            Chip(phrase: request.browser.relation.phrase, isWarning: request.browser.relation == .differentCountry)
        }
        .accessibilityElement(children: .combine)
        .card()
    }

    private var place: String {
        guard let country = request.browser.country else { return Phrase.requestPlaceUnknown() }
        return Phrase.requestPlace(locale.country(country))
    }

    private var words: some View {
        VStack(alignment: .leading, spacing: Size.grid / 2) {
            Text(.requestWords).secondLine()
            Text(verbatim: request.words.joined(separator: " ")).font(.title3.weight(.semibold)).foregroundStyle(Color(.ink))
        }
        .accessibilityElement(children: .combine)
        .card()
    }

    private var fields: some View {
        VStack(alignment: .leading, spacing: Size.grid * 2) {
            locked(Phrase.requestId(), Phrase.requestIdText())
            ForEach(request.fields, id: \.name) { field in
                Divider()
                if contents.isChoice(field) {
                    choice(field)
                } else {
                    locked(field.name.title, field.note)
                }
            }
        }
        .card()
    }

    private func choice(_ field: LoginRequest.Field) -> some View {
        let isGranted = Binding(get: { contents.granted.contains(field.name) }, set: { _ in send(.toggle(field.name)) })
        return Toggle(isOn: isGranted) { lines(field.name.title, field.note) }
            .tint(Color(.accent))
            .frame(minHeight: Size.controlHeight)
    }

    /// What cannot be chosen has no switch. A value that is not set has no lock either: it is not given.
    private func locked(_ title: String, _ note: String?) -> some View {
        HStack(spacing: Size.grid) {
            lines(title, note)
            Spacer()
            Image(systemName: "lock.fill").foregroundStyle(Color(.muted)).accessibilityHidden(true)
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

extension LoginRequest.Relation {
    fileprivate var phrase: Phrase {
        switch self {
        case .sameNetwork: .requestRelationNetwork
        case .sameCountry: .requestRelationCountry
        case .differentCountry: .requestRelationOther
        case .unknown: .requestRelationUnknown
        }
    }
}
