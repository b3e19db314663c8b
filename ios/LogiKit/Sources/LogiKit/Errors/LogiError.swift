import Foundation

/// An error of this package: what happened, and what to do next, in English for a developer. Apps have their own words, and
/// decide by the case.
public protocol LogiError: LocalizedError, Hashable, Sendable {
    /// The stable name of the outcome, for programs and logs. The same in every language.
    var code: String { get }
    /// What happened, and that nothing else did.
    var happened: String { get }
    /// What to do about it.
    var advice: String { get }
}

extension LogiError {
    public var errorDescription: String? { happened }
    public var recoverySuggestion: String? { advice }
}
