import LogiCore

/// A value by the name of its variant, in upper camel case.
func name(_ value: Any) -> String {
    let word = String(describing: value).prefix { $0 != "(" }
    return word.prefix(1).uppercased() + word.dropFirst()
}

/// An error by its variant, with the fault behind a dot.
func told(_ error: any Error) -> String {
    let variant = name(error)
    let carried = Mirror(reflecting: error).children.first.map { Mirror(reflecting: $0.value).children.map(\.value) } ?? []
    if case BeginError.WrongDomain(let host) = error { return "WrongDomain(\(host))" }
    guard ["Key", "Network", "Store", "Refused"].contains(variant), let fault = carried.first else { return variant }
    if let refusal = fault as? ServerRefusal { return "Refused.\(name(refusal.kind))" }
    if let fault = fault as? StoreFault, case .newerVersion(let record, _, _) = fault { return "Store.NewerVersion(\(record))" }
    return "\(variant).\(name(fault))"
}

/// The error that `work` ends with, as it is told.
func refusal<Answer>(_ work: () async throws -> Answer) async throws -> String {
    do {
        _ = try await work()
    } catch {
        return told(error)
    }
    throw Failed("it was not refused")
}

/// The text with another last character, which spells no other spare bits of a signature at its end.
func forged(_ signed: String) -> String {
    signed.dropLast() + (signed.last == "0" ? "G" : "0")
}

/// An installation, with its doubt behind a dot.
func told(_ installation: Installation) -> String {
    if case .ask(let doubt) = installation { "Ask.\(name(doubt))" } else { name(installation) }
}

func told(_ state: LoginState?) -> String {
    if case .answering(let decision, let application, let domain)? = state {
        return "Answering(\(name(decision)), \(application), \(domain))"
    }
    return state.map { name($0) } ?? "none"
}

/// The states of a login up to its end.
func states(_ login: LoginFlow) async throws -> [LoginState] {
    var states: [LoginState] = []
    while let state = try await login.nextState() { states.append(state) }
    return states
}

extension LoginState {
    var request: LoginRequest {
        get throws {
            guard case .presented(let request) = self else { throw Failed("not presented: \(self)") }
            return request
        }
    }
}
