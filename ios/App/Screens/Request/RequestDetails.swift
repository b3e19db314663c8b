import LogiKit
import SwiftUI

/// Who asks, from where, and for what.
struct RequestDetails: View {
    let contents: RequestContents
    let send: @MainActor (RequestAction) -> Void

    @Environment(\.locale) private var locale
    @Environment(\.dynamicTypeSize) private var size

    private var request: LoginRequest { contents.request }

    var body: some View {
        VStack(alignment: .leading, spacing: Size.grid * 2) {
            Monogram(name: request.application.name)
            Text(verbatim: Phrase.requestTitle(request.application.name)).titleStyle()
            Text(verbatim: Phrase.requestVerified(request.application.domain)).secondLine()
            words
            browser
            notices
            RequestFields(contents: contents, send: send)
            Text(.requestOnlyYours).secondLine()
            countdown
        }
    }

    private var words: some View {
        VStack(alignment: .leading, spacing: Size.grid / 2) {
            Text(.requestWords).secondLine()
            Text(verbatim: request.words.joined(separator: " · ")).font(.title3.weight(.semibold)).foregroundStyle(Color(.ink))
            Text(.requestWordsDiffer).secondLine()
        }
        .accessibilityElement(children: .combine)
        .card()
    }

    private var browser: some View {
        VStack(alignment: .leading, spacing: Size.grid) {
            if size.isAccessibilitySize {
                seen
                relation
            } else {
                HStack(alignment: .center, spacing: Size.grid) {
                    seen
                    Spacer()
                    relation
                }
            }
        }
        .accessibilityElement(children: .combine)
        .card()
    }

    private var seen: some View {
        VStack(alignment: .leading, spacing: Size.grid / 2) {
            Text(verbatim: request.browser.label).foregroundStyle(Color(.ink))
            Text(verbatim: place).secondLine()
        }
    }

    private var relation: some View {
        Chip(phrase: request.browser.relation.phrase, isWarning: request.browser.relation == .differentCountry)
    }

    private var place: String {
        guard let country = request.browser.country else { return Phrase.requestPlaceUnknown() }
        return Phrase.requestPlace(locale.country(country))
    }

    @ViewBuilder private var notices: some View {
        if request.browser.relation == .differentCountry { Notice(Phrase.requestRelationWarning(), .warning) }
        if request.hasSecondScan { Notice(Phrase.requestSecondScan(), .bad) }
        if !request.missing.isEmpty {
            let names = request.missing.map(\.name.title).joined(separator: ", ")
            Notice(Phrase.requestMissing(request.application.name, names), .warning)
        }
        if let notice = contents.notice { Notice(notice.text(), .bad) }
    }

    private var countdown: some View {
        TimelineView(.periodic(from: .now, by: 1)) { timeline in
            Text(verbatim: Phrase.requestLeft(contents.left(at: timeline.date))).secondLine().monospacedDigit()
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
