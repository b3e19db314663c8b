import Foundation

/// What an app decides about its authenticator.
public struct Configuration: Hashable, Sendable {
    /// The one server that is trusted, as its pages name it. Codes of any other are refused.
    public var issuer: URL
    /// The host of links that open this app for a login in a browser of the same phone; nothing where there is none.
    public var linkHost: String?
    /// The server's keys as the app was built with: the JSON of its `/.well-known/logi-keys.json`. They serve until the first
    /// successful fetch.
    public var pins: String
    /// The phone's name as its owner knows it.
    public var deviceName: String?
    /// A value that only this device has, as one ingredient of the account's id; may be empty.
    public var deviceValue: Data
    /// A file that is deleted together with the app, and in no backup. It tells a first launch from one after reinstalling.
    public var marker: URL

    public init(
        issuer: URL,
        linkHost: String? = nil,
        pins: String = #"{"keys":[]}"#,
        deviceName: String? = nil,
        deviceValue: Data = Data(),
        marker: URL
    ) {
        self.issuer = issuer
        self.linkHost = linkHost
        self.pins = pins
        self.deviceName = deviceName
        self.deviceValue = deviceValue
        self.marker = marker
    }

    /// The link, where it is one for this configuration.
    public func link(_ url: URL) -> Link? {
        Link(url, issuer: issuer, linkHost: linkHost)
    }
}
