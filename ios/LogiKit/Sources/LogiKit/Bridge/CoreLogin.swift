import LogiCore

/// One login of the core.
struct CoreLogin: LoginSteps {
    let session: SessionID
    private let flow: LogiCore.LoginFlow

    init(_ flow: LogiCore.LoginFlow) throws {
        self.flow = flow
        session = try SessionID.of(try flow.session())
    }

    func next() async throws(LoginError) -> LoginState? {
        try await LoginError.asking { try await flow.nextState().map { try LoginState($0) } }
    }

    func approve(granting fields: Set<FieldName>) async throws(LoginError) {
        let granted = fields.map(\.description).sorted()
        try await leaving { () async throws(LoginError) in try await LoginError.asking { try await flow.approve(granted: granted) } }
    }

    func deny() async throws(LoginError) {
        try await leaving { () async throws(LoginError) in try await LoginError.asking { try await flow.deny() } }
    }

    func cancel() {
        // It fails only if the program does, and then there is nothing to leave.
        try? flow.cancel()
    }

    /// The core learns of the end of Swift's task by ``cancel()`` alone; so does a prompt that waits for the person.
    private func leaving(_ work: () async throws(LoginError) -> Void) async throws(LoginError) {
        let done: Result<Void, LoginError> = await withTaskCancellationHandler {
            do throws(LoginError) {
                return .success(try await work())
            } catch {
                return .failure(error)
            }
        } onCancel: {
            cancel()
        }
        try done.get()
    }
}
