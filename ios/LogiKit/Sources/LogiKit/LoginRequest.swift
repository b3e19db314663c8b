import Foundation

/// One login as the person sees it before they decide. What is approved is exactly this.
public struct LoginRequest: Hashable, Sendable {
    /// The login's id at the server.
    public let session: SessionID
    /// Two words that the page shows as well.
    public let words: [String]
    /// Who asks.
    public let application: Application
    /// What is asked for, in the application's order.
    public let fields: [Field]
    /// From where, as the server saw it.
    public let browser: Browser
    /// The page's language: `en` or `ko`.
    public let locale: String
    /// When the login ends, by this phone's clock.
    public let expiresAt: Date
    /// Whether another phone tried to read the same code.
    public let hasSecondScan: Bool

    public init(
        session: SessionID,
        words: [String],
        application: Application,
        fields: [Field],
        browser: Browser,
        locale: String,
        expiresAt: Date,
        hasSecondScan: Bool
    ) {
        self.session = session
        self.words = words
        self.application = application
        self.fields = fields
        self.browser = browser
        self.locale = locale
        self.expiresAt = expiresAt
        self.hasSecondScan = hasSecondScan
    }

    /// What is granted unless the person says otherwise: what is required, and what was granted before.
    public var preset: Set<FieldName> {
        Set(fields.filter { $0.isSet && ($0.isRequired || $0.before == .granted) }.map(\.name))
    }

    /// Required fields that have no value: the login cannot be approved before they are set and the code is read again.
    public var missing: [Field] {
        fields.filter { $0.isRequired && !$0.isSet }
    }

    /// Who asks.
    public struct Application: Hashable, Sendable {
        /// Its id at the server.
        public let id: ClientID
        /// Chosen by its developer: show ``domain`` beside it.
        public let name: String
        /// The host that the login returns to, verified by the server.
        public let domain: String

        public init(id: ClientID, name: String, domain: String) {
            self.id = id
            self.name = name
            self.domain = domain
        }
    }

    /// One value that the application asks for.
    public struct Field: Hashable, Sendable {
        /// Which value.
        public let name: FieldName
        /// What the application wants it for; nothing when it does not say.
        public let purpose: String?
        /// Whether the application does not go on without it.
        public let isRequired: Bool
        /// What the person decided for this application before.
        public let before: Before?
        /// Whether the profile has a value to give.
        public let isSet: Bool

        public init(name: FieldName, purpose: String?, isRequired: Bool, before: Before?, isSet: Bool) {
            self.name = name
            self.purpose = purpose
            self.isRequired = isRequired
            self.before = before
            self.isSet = isSet
        }
    }

    /// An earlier decision about a field.
    public enum Before: Hashable, Sendable {
        case granted
        /// It was refused, and stays off.
        case refused
    }

    /// The browser that shows the code.
    public struct Browser: Hashable, Sendable {
        /// Browser and system, as `Chrome on macOS`.
        public let label: String
        /// ISO 3166-1 alpha-2; nothing where it is unknown.
        public let country: String?
        /// How its place relates to this phone's.
        public let relation: Relation

        public init(label: String, country: String?, relation: Relation) {
            self.label = label
            self.country = country
            self.relation = relation
        }
    }

    /// How the browser's place relates to the phone's.
    public enum Relation: CaseIterable, Hashable, Sendable {
        /// The same internet connection. That is not the same as safe.
        case sameNetwork
        case sameCountry
        case differentCountry
        case unknown
    }
}
