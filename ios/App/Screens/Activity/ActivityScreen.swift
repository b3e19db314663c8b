import LogiKit
import SwiftUI

struct ActivityScreen: View {
    let state: ActivityState
    let send: @MainActor (ActivityAction) -> Void

    var body: some View {
        content
            .fading(with: state)
            .navigationTitle(Text(.activityTitle))
            .onAppear { send(.appear) }
    }

    @ViewBuilder private var content: some View {
        switch state {
        case .loading: Working(.activityLoading)
        case .empty:
            Page {
                Text(.activityEmptyTitle).titleStyle()
                Text(.activityEmptyText).foregroundStyle(Color(.ink))
            } answers: {
                EmptyView()
            }
        case .list(let contents): list(contents)
        case .failed(let advice): Failed(advice: advice) { send(.refresh) } startOver: { send(.startOver) }
        }
    }

    private func list(_ contents: ActivityContents) -> some View {
        Page {
            if let notice = contents.notice { Notice(notice.text(), .bad) }
            ForEach(contents.receipts) { receipt in
                row(receipt)
            }
        } answers: {
            if let file = contents.exported {
                ShareLink(item: file) {
                    Text(.activityShare).frame(maxWidth: .infinity, minHeight: Size.controlHeight)
                }
            }
        }
        .refreshable { send(.refresh) }
    }

    private func row(_ receipt: ListedReceipt) -> some View {
        VStack(alignment: .leading, spacing: Size.grid) {
            if let content = receipt.content {
                VStack(alignment: .leading, spacing: Size.grid / 2) {
                    Text(verbatim: content.application).foregroundStyle(Color(.ink))
                    Text(verbatim: content.domain).secondLine()
                    Text(content.approvedAt, format: .dateTime).secondLine().monospacedDigit()
                    Text(verbatim: content.shared).secondLine()
                }
                .accessibilityElement(children: .combine)
            }
            if receipt.isVerified {
                Choose(.activityExport, .plain) { send(.export(receipt.id)) }
            } else {
                Notice(Phrase.activityUnverified(), .bad)
            }
        }
        .card()
    }
}

extension ListedReceipt.Content {
    fileprivate var shared: String {
        if granted.isEmpty { return Phrase.activitySharedNothing() }
        return Phrase.activityShared(granted.map(\.title).joined(separator: ", "))
    }
}
