import Foundation
import LogiKit
import Observation

@MainActor @Observable
final class ActivityModel {
    private(set) var state = ActivityState.loading

    @ObservationIgnored private let authenticator: Authenticator
    /// Where exported files lie until they are given to another app.
    @ObservationIgnored private let folder: URL
    @ObservationIgnored private let startOver: @MainActor () -> Void
    @ObservationIgnored private var task: Task<Void, Never>?

    init(
        _ authenticator: Authenticator,
        folder: URL = FileManager.default.temporaryDirectory,
        startOver: @escaping @MainActor () -> Void
    ) {
        self.authenticator = authenticator
        self.folder = folder
        self.startOver = startOver
    }

    deinit {
        task?.cancel()
    }

    func send(_ action: ActivityAction) {
        switch (action, state) {
        case (.appear, .loading), (.refresh, _): load()
        case (.export(let session), .list(let contents)): export(session, contents)
        case (.startOver, .failed): startOver()
        default: break
        }
    }

    private func load() {
        if case .list = state {} else { state = .loading }
        task = Task { [weak self, authenticator] in
            do throws(ReceiptError) {
                let receipts = try await authenticator.receipts()
                self?.state = receipts.isEmpty ? .empty : .list(ActivityContents(receipts: receipts))
            } catch {
                self?.state = .failed(Advice(error))
            }
        }
    }

    private func export(_ session: SessionID, _ contents: ActivityContents) {
        let file = folder.appendingPathComponent("logi-receipt-\(session).json")
        task = Task { [weak self, authenticator] in
            var contents = ActivityContents(receipts: contents.receipts)
            do {
                try await authenticator.exportReceipt(session).write(to: file, options: .atomic)
                contents.exported = file
            } catch let error as ReceiptError {
                contents.notice = Advice(error)
            } catch {
                contents.notice = Advice(ReceiptError.device(.storeFull))
            }
            self?.state = .list(contents)
        }
    }
}
