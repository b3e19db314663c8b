import Foundation
import Observation

@MainActor @Observable
final class ResultModel {
    let state: ResultState

    @ObservationIgnored private let open: @MainActor (URL) -> Void
    @ObservationIgnored private let done: @MainActor () -> Void
    @ObservationIgnored private var hasReturned = false

    /// `open` gives an address to the phone's browser.
    init(_ state: ResultState, open: @escaping @MainActor (URL) -> Void, done: @escaping @MainActor () -> Void) {
        self.state = state
        self.open = open
        self.done = done
    }

    func send(_ action: ResultAction) {
        switch action {
        case .appear:
            // The browser of this phone waits: it gets the person back without another press, once.
            guard !hasReturned else { return }
            hasReturned = true
            returnToBrowser()
        case .goBack: returnToBrowser()
        case .done: done()
        }
    }

    private func returnToBrowser() {
        if let url = state.returnURL { open(url.reveal()) }
    }
}
