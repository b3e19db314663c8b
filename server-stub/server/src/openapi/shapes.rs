//! Shapes that no handler owns as a type: errors, forms, queries and documents that are read or written member by member. The wire
//! contract is held against each of them.

use utoipa::{IntoParams, IntoResponses, ToSchema};

/// An error of `/api/v1`.
#[derive(Debug, ToSchema)]
pub struct PhoneErrorBody {
    /// The stable code.
    pub error: String,
    /// One sentence for a developer.
    pub message: String,
    /// The request's id, as in `X-Logi-Request-Id`.
    pub request_id: uuid::Uuid,
    /// With `conflict`: the state a reader sees.
    #[schema(required = false, nullable = false)]
    pub state: Option<String>,
    /// With `anonymous_not_allowed`: the providers that can be linked; empty where none can.
    #[schema(required = false, nullable = false)]
    pub link: Option<Vec<String>>,
}

/// An error of `/oauth`, `/.well-known` and `/cable`.
#[derive(Debug, ToSchema)]
pub struct OauthErrorBody {
    /// The stable code.
    pub error: String,
    /// One sentence for a developer.
    pub error_description: String,
    /// Where the code is explained.
    pub error_uri: String,
    /// The request's id, as in `X-Logi-Request-Id`.
    pub request_id: uuid::Uuid,
}

/// What every call of the phone API can meet.
#[derive(Debug, IntoResponses)]
pub enum PhoneFaults {
    /// A fault of the server.
    #[response(status = 500, description = "`server_error`: the log names the cause under the request id")]
    Internal(PhoneErrorBody),
    /// The database is locked, full or away.
    #[response(
        status = 503,
        description = "`temporarily_unavailable`: nothing was changed; repeat after `Retry-After`"
    )]
    Unavailable(PhoneErrorBody),
}

/// What every call under token and proof can meet.
#[derive(Debug, IntoResponses)]
pub enum KeyBoundRefusals {
    /// Token or proof.
    #[response(
        status = 401,
        description = "`invalid_token`, `invalid_dpop_proof`, `use_dpop_nonce`; named in `WWW-Authenticate: DPoP error=…` too. Every answer to a proof carries `DPoP-Nonce`"
    )]
    Unauthorized(PhoneErrorBody),
    /// A phone without keys.
    #[response(status = 403, description = "`device_key_required`: the token has no key")]
    Forbidden(PhoneErrorBody),
    /// A fault of the server.
    #[response(status = 500, description = "`server_error`: the log names the cause under the request id")]
    Internal(PhoneErrorBody),
    /// The database is locked, full or away.
    #[response(
        status = 503,
        description = "`temporarily_unavailable`: nothing was changed; repeat after `Retry-After`"
    )]
    Unavailable(PhoneErrorBody),
}

/// What every other call that answers JSON can meet.
#[derive(Debug, IntoResponses)]
pub enum OauthFaults {
    /// A fault of the server.
    #[response(status = 500, description = "`server_error`: the log names the cause under the request id")]
    Internal(OauthErrorBody),
    /// The database is locked, full or away.
    #[response(
        status = 503,
        description = "`temporarily_unavailable`: nothing was changed; repeat after `Retry-After`"
    )]
    Unavailable(OauthErrorBody),
}

/// A public key on P-256 (RFC 7517): exactly these members.
#[derive(Debug, ToSchema)]
pub struct PublicJwk {
    /// `EC`
    pub kty: String,
    /// `P-256`
    pub crv: String,
    /// 32 bytes in unpadded base64url.
    pub x: String,
    /// 32 bytes in unpadded base64url.
    pub y: String,
}

/// Where a phone says its keys live.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Hardware {
    /// Apple's Secure Enclave.
    SecureEnclave,
    /// Android's StrongBox.
    #[schema(rename = "strongbox")]
    StrongBox,
    /// Android's trusted execution environment.
    Tee,
    /// A software key.
    None,
}

/// How a person shows presence when the approval key signs.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Presence {
    /// Face or finger.
    Biometric,
    /// The device's code.
    DeviceCredential,
    /// Nothing.
    None,
}

/// The parameters of an authorization request (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1, RFC 7636 §4.3).
#[derive(Debug, ToSchema, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuthorizeRequest {
    /// The registered application.
    pub client_id: String,
    /// One of its redirect URIs, exactly.
    pub redirect_uri: String,
    /// `code`
    pub response_type: String,
    /// Names apart by spaces, `openid` among them.
    pub scope: String,
    /// Echoed in every redirect.
    #[schema(nullable = false)]
    #[param(nullable = false)]
    pub state: Option<String>,
    /// Repeated in the `id_token`.
    #[schema(nullable = false)]
    #[param(nullable = false)]
    pub nonce: Option<String>,
    /// SHA-256 of the verifier, 43 characters of base64url.
    pub code_challenge: String,
    /// `S256`
    pub code_challenge_method: String,
    /// `none` is answered with `login_required`.
    #[schema(nullable = false)]
    #[param(nullable = false)]
    pub prompt: Option<String>,
    /// `query`
    #[schema(nullable = false)]
    #[param(nullable = false)]
    pub response_mode: Option<String>,
    /// Answered with `request_not_supported`.
    #[schema(nullable = false)]
    #[param(nullable = false)]
    pub request: Option<String>,
    /// Answered with `request_uri_not_supported`.
    #[schema(nullable = false)]
    #[param(nullable = false)]
    pub request_uri: Option<String>,
    /// The page's language, `en` or `ko`; else `Accept-Language` says.
    #[schema(nullable = false)]
    #[param(nullable = false)]
    pub ui_locales: Option<String>,
}

/// The body of `POST /oauth/qr/start`: the authorization request again, and what the page is like. Null counts as absent.
#[derive(Debug, ToSchema)]
pub struct StartRequest {
    /// The authorization request.
    #[schema(inline)]
    #[serde(flatten)]
    pub request: AuthorizeRequest,
    /// The page's language, before `ui_locales` and `Accept-Language`.
    pub locale: Option<String>,
    /// Frames of 30 seconds for 2.
    pub reduced_motion: Option<bool>,
    /// The public half of the page's non-extractable key; then `complete` needs a proof by it.
    pub browser_key: Option<PublicJwk>,
}

/// The form of `POST /oauth/token` (RFC 6749 §4.1.3).
#[derive(Debug, ToSchema)]
pub struct TokenRequest {
    /// `authorization_code`
    pub grant_type: String,
    /// The code of the redirect, once, within ten minutes.
    pub code: String,
    /// As in the authorization request.
    pub redirect_uri: String,
    /// 43 to 128 characters whose SHA-256 was the challenge.
    pub code_verifier: String,
    /// Where HTTP Basic is not used.
    #[schema(nullable = false)]
    pub client_id: Option<String>,
    /// Of a confidential application that does not use HTTP Basic.
    #[schema(nullable = false)]
    pub client_secret: Option<String>,
}

/// A set of public keys (RFC 7517 §5).
#[derive(Debug, ToSchema)]
pub struct KeySet {
    /// The keys.
    pub keys: Vec<Key>,
}

/// A public key with its use: `RSA` with `n` and `e`, or `EC` with `crv`, `x` and `y`.
#[derive(Debug, ToSchema)]
pub struct Key {
    /// `RSA` or `EC`
    pub kty: String,
    /// `sig`, `qr` or `receipt`
    #[schema(rename = "use")]
    pub key_use: String,
    /// `RS256` or `ES256`
    pub alg: String,
    /// Its id.
    pub kid: String,
    /// Modulus.
    #[schema(nullable = false)]
    pub n: Option<String>,
    /// Exponent.
    #[schema(nullable = false)]
    pub e: Option<String>,
    /// `P-256`
    #[schema(nullable = false)]
    pub crv: Option<String>,
    /// Coordinate.
    #[schema(nullable = false)]
    pub x: Option<String>,
    /// Coordinate.
    #[schema(nullable = false)]
    pub y: Option<String>,
}
