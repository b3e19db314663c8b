/// What a screen shows. Previews and tests walk through all of it.
protocol ScreenState: Hashable, Sendable {
    /// The kinds of states, without what is in them.
    associatedtype Kind: CaseIterable & Hashable & Sendable

    var kind: Kind { get }

    /// At least one of each kind. A test compares it with ``Kind``.
    static var samples: [Self] { get }
}
