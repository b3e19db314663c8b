import LogiKit

// The code of docs/guide/embed-the-core/swift.md that needs a phone: type-checked with the rest, and compared with the page.

struct Owner: Sendable {
    func acceptsPasscode() async -> Bool { true }
}

func open(_ configuration: Configuration) async throws -> Authenticator {
    let keys = EnclaveKeys(confirmation: .biometrics) { application, domain in
        "Log in to \(application) (\(domain))"
    }
    let phone = try await Authenticator.open(configuration, keys: keys, store: KeychainStore())
    return phone
}

func scan(_ begin: ([String]) async -> Login?, _ answer: (Login) async throws -> Void) async throws {
    let camera = CameraScanner()
    guard await CameraScanner.mayUseCamera() else { return }
    try await camera.start()
    for await texts in camera.texts() {
        guard let login = await begin(texts) else { continue }
        camera.stop()
        try await answer(login)
    }
}

func confirmation(_ person: Owner) async -> EnclaveKeys.Confirmation? {
    switch EnclaveKeys.available() {
    case .faceID, .touchID: return .biometrics
    case .passcodeOnly: return await person.acceptsPasscode() ? .devicePasscode : nil
    case .nothing: return nil
    }
}
