import Foundation
import LogiKit
import Testing

@testable import LogiApp

/// What a request shows, from what the server said.
@Suite struct RequestContentsTests {
    private let contents = RequestContents(.sample(.sameNetwork))

    @Test func whatWasRefusedBeforeIsFoldedAndOff() {
        #expect(contents.folded.map(\.name) == [.fullName])
        #expect(contents.asked.map(\.name) == [.preferredName, .email, .phoneNumber])
        #expect(contents.granted == [.preferredName, .email])
    }

    @Test func whoListensIsToldWhatChangesUnderThem() {
        let notice = Advice(LoginError.device(.keyNotConfirmed))
        #expect(RequestState.deciding(contents).spoken == nil)
        #expect(RequestState.deciding(RequestContents(.sample(.sameNetwork), notice: notice)).spoken == notice.text())
        #expect(RequestState.deciding(RequestContents(.sample(.differentCountry))).spoken == Phrase.requestSecondScan())
        #expect(RequestState.covered(contents).spoken == Phrase.requestCoveredTitle())
    }

    @Test(arguments: [(-1.0, "0:00"), (0, "0:00"), (59.9, "0:59"), (60, "1:00"), (581, "9:41"), (600, "10:00")])
    func theTimeThatIsLeftIsMinutesAndSeconds(_ seconds: Double, _ expected: String) {
        #expect(contents.left(at: contents.request.expiresAt.addingTimeInterval(-seconds)) == expected)
    }
}

/// Every screen has a sample, and so a preview, of each kind of its states.
@Suite struct StateTests {
    private func missing<State: ScreenState>(_: State.Type) -> Set<State.Kind> {
        Set(State.Kind.allCases).subtracting(State.samples.map(\.kind))
    }

    @Test func everyScreenHasASampleOfEachKindOfState() {
        #expect(missing(WelcomeState.self).isEmpty)
        #expect(missing(HomeState.self).isEmpty)
        #expect(missing(ScannerState.self).isEmpty)
        #expect(missing(RequestState.self).isEmpty)
        #expect(missing(ResultState.self).isEmpty)
        #expect(missing(ActivityState.self).isEmpty)
        #expect(missing(SettingsState.self).isEmpty)
    }
}
