import LogiKit
import Observation

@MainActor @Observable
final class SettingsModel {
    private(set) var state = SettingsState.loading

    @ObservationIgnored private let authenticator: Authenticator
    @ObservationIgnored private let phone: Phone
    @ObservationIgnored private let startOver: @MainActor () -> Void
    @ObservationIgnored private var task: Task<Void, Never>?

    init(_ authenticator: Authenticator, _ phone: Phone, startOver: @escaping @MainActor () -> Void) {
        self.authenticator = authenticator
        self.phone = phone
        self.startOver = startOver
    }

    deinit {
        task?.cancel()
    }

    func send(_ action: SettingsAction) {
        switch (action, state) {
        case (.appear, .loading), (.retry, .failed): load()
        case (.edit(let field, let value), .editing(var contents)):
            contents[field] = value
            state = .editing(contents)
        case (.save, .editing(let contents)) where contents.isChanged: save(contents)
        case (.startOver, .failed): startOver()
        default: break
        }
    }

    private func load() {
        state = .loading
        task = Task { [weak self, authenticator, phone] in
            do throws(AccountError) {
                let profile = try await authenticator.profile()
                self?.state = .editing(SettingsContents(profile, await phone.about()))
            } catch {
                self?.state = .failed(Advice(error))
            }
        }
    }

    private func save(_ contents: SettingsContents) {
        state = .saving(contents)
        task = Task { [weak self, authenticator] in
            do throws(AccountError) {
                var saved = SettingsContents(try await authenticator.setProfile(contents.profile), contents.about)
                saved.isSaved = true
                self?.state = .editing(saved)
            } catch {
                var unsaved = contents
                unsaved.notice = Advice(error)
                self?.state = .editing(unsaved)
            }
        }
    }
}

extension Phone {
    /// What this phone is, as its approval key says.
    fileprivate func about() async -> SettingsAbout {
        let key = try? await keys(.biometrics).find(.approval)
        return SettingsAbout(server: configuration.issuer.host ?? "", presence: key?.presence ?? .none, version: version)
    }
}
