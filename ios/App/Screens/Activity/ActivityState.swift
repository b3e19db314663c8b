import Foundation
import LogiKit

/// What was approved, by the receipts that the server signed.
enum ActivityState: ScreenState {
    case loading
    case empty
    case list(ActivityContents)
    case failed(Advice)

    enum Kind: CaseIterable, Hashable, Sendable {
        case loading, empty, list, failed
    }

    var kind: Kind {
        switch self {
        case .loading: .loading
        case .empty: .empty
        case .list: .list
        case .failed: .failed
        }
    }

    static let samples: [ActivityState] = [
        .loading, .empty, .list(ActivityContents(receipts: ListedReceipt.samples)),
        .list(ActivityContents(receipts: ListedReceipt.samples, exported: URL(fileURLWithPath: "/receipt.json"))),
        .list(ActivityContents(receipts: ListedReceipt.samples, notice: Advice(ReceiptError.invalid))),
        .failed(Advice(ReceiptError.server(.network(.unreachable)))),
    ]
}

/// The receipts, newest first.
struct ActivityContents: Hashable, Sendable {
    let receipts: [ListedReceipt]
    /// A receipt as a file, ready to be given to another app.
    var exported: URL?
    /// Why the last receipt could not be exported.
    var notice: Advice?
}

/// What a person does on it.
enum ActivityAction: Hashable, Sendable {
    case appear
    case refresh
    case export(SessionID)
    case startOver
}

extension ListedReceipt {
    /// Receipts for previews.
    static let samples = [
        sample("7c9e6679-7425-40de-944b-e07fc1f90ae7", "Northwind Books", "northwind.example", [.preferredName, .email]),
        sample("54143d68-7425-40de-944b-e07fc1f90ae7", "Harbour Library", "library.example", []),
        sample("0b6b5d68-7425-40de-944b-e07fc1f90ae7", "Old Mill", "mill.example", [.email], isVerified: false),
    ]

    private static func sample(
        _ id: String,
        _ application: String,
        _ domain: String,
        _ granted: [FieldName],
        isVerified: Bool = true
    ) -> ListedReceipt {
        ListedReceipt(
            id: SessionID(id)!,
            content: Content(
                client: ClientID(domain),
                application: application,
                domain: domain,
                granted: granted,
                approvedAt: Date(timeIntervalSince1970: 1_795_251_600)
            ),
            isVerified: isVerified
        )
    }
}
