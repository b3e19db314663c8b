import Testing

@testable import LogiApp

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
