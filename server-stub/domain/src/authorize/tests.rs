//! An authorization request: each error, where it goes, and which one comes first.

use super::*;
use crate::client::{ClientType, SubjectType};
use crate::time::Millis;
use proptest::prelude::*;

const REDIRECT: &str = "https://notes.example/callback";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn client() -> Client {
    Client {
        id: ClientId::from_random([1; 16]),
        name: "Notes".into(),
        client_type: ClientType::Public,
        secret_hash: None,
        redirect_uris: vec![REDIRECT.into()],
        allowed_scopes: ["openid", "profile:basic", "email"].map(str::to_owned).to_vec(),
        fields: Vec::new(),
        allow_anonymous: None,
        sector: "notes.example".into(),
        subject_type: SubjectType::Pairwise,
        status: ClientStatus::Approved,
        created_at: Millis(0),
    }
}

fn request() -> RawRequest {
    let text = |text: &str| Some(text.to_owned());
    RawRequest {
        client_id: text(client().id.as_str()),
        redirect_uri: text(REDIRECT),
        response_type: text("code"),
        scope: text("openid email"),
        state: text("the state"),
        nonce: text("the nonce"),
        code_challenge: text(CHALLENGE),
        code_challenge_method: text("S256"),
        ..RawRequest::default()
    }
}

fn refused(spoil: impl FnOnce(&mut RawRequest)) -> &'static str {
    let mut raw = request();
    spoil(&mut raw);
    check_request(&raw, &client(), REDIRECT.into()).unwrap_err().code()
}

#[test]
fn an_unknown_client_gets_a_page() {
    assert_eq!(check_client(&request(), None), Err(PageError::UnknownClient));
}

#[test]
fn a_pending_or_suspended_client_gets_a_page_whatever_its_redirect_uri() {
    for status in [ClientStatus::Pending, ClientStatus::Suspended] {
        let client = Client { status, ..client() };
        let mut raw = request();
        raw.redirect_uri = Some("https://evil.example".into());
        assert_eq!(check_client(&raw, Some(&client)), Err(PageError::ClientNotApproved));
    }
}

#[test]
fn a_redirect_uri_that_only_looks_like_the_registered_one_gets_a_page() {
    let lookalikes = [
        "https://notes.example/callback/",
        "https://notes.example/callback?x=1",
        "https://notes.example/callback#x",
        "https://notes.example/Callback",
        "https://NOTES.example/callback",
        "https://notes.example:443/callback",
        "https://notes.example./callback",
        "https://notes.example@evil.example/callback",
        "https://evil.example/https://notes.example/callback",
        "https://notes.example.evil.example/callback",
        "https://evilnotes.example/callback",
        "https://nоtes.example/callback",
        "http://notes.example/callback",
        "https://notes.example/callback ",
        "https://notes.example\\@evil.example/callback",
        "https://notes.example/../callback",
        "",
    ];
    for lookalike in lookalikes {
        let mut raw = request();
        raw.redirect_uri = Some(lookalike.into());
        assert_eq!(check_client(&raw, Some(&client())), Err(PageError::RedirectUri), "{lookalike}");
    }
    let mut raw = request();
    raw.redirect_uri = None;
    assert_eq!(check_client(&raw, Some(&client())), Err(PageError::RedirectUri));
}

#[test]
fn the_registered_redirect_uri_is_trusted() {
    assert_eq!(check_client(&request(), Some(&client())), Ok(REDIRECT.to_owned()));
}

#[test]
fn a_parameter_that_came_twice_is_refused() {
    assert_eq!(refused(|raw| raw.has_duplicate = true), "invalid_request");
}

#[test]
fn an_endless_or_hidden_parameter_is_refused() {
    let endless = "a".repeat(2049);
    assert_eq!(refused(|raw| raw.state = Some(endless.clone())), "invalid_request");
    assert_eq!(refused(|raw| raw.nonce = Some(endless.clone())), "invalid_request");
    assert_eq!(refused(|raw| raw.scope = Some(endless)), "invalid_request");
    assert_eq!(refused(|raw| raw.state = Some("a\0b".into())), "invalid_request");
    assert_eq!(refused(|raw| raw.nonce = Some("a\nb".into())), "invalid_request");
}

#[test]
fn request_objects_are_refused_by_their_own_errors() {
    assert_eq!(refused(|raw| raw.has_request = true), "request_not_supported");
    assert_eq!(refused(|raw| raw.has_request_uri = true), "request_uri_not_supported");
}

#[test]
fn any_response_type_but_code_is_refused() {
    for response_type in [None, Some("token"), Some("code id_token"), Some("CODE"), Some("")] {
        let code = refused(|raw| raw.response_type = response_type.map(str::to_owned));
        assert_eq!(code, "unsupported_response_type", "{response_type:?}");
    }
}

#[test]
fn any_response_mode_but_query_is_refused() {
    assert_eq!(refused(|raw| raw.response_mode = Some("fragment".into())), "invalid_request");
    let mut raw = request();
    raw.response_mode = Some("query".into());
    assert!(check_request(&raw, &client(), REDIRECT.into()).is_ok());
}

#[test]
fn a_request_without_pkce_s256_is_refused() {
    assert_eq!(refused(|raw| raw.code_challenge = None), "invalid_request");
    for method in [None, Some("plain"), Some("s256")] {
        assert_eq!(
            refused(|raw| raw.code_challenge_method = method.map(str::to_owned)),
            "invalid_request",
            "{method:?}"
        );
    }
    let short = CHALLENGE.strip_prefix('E').unwrap();
    for challenge in ["", "abc", short, &format!("{CHALLENGE}="), &CHALLENGE.replace('-', "+")] {
        assert_eq!(
            refused(|raw| raw.code_challenge = Some(challenge.to_owned())),
            "invalid_request",
            "{challenge}"
        );
    }
}

#[test]
fn an_empty_or_foreign_scope_is_refused() {
    for scope in [
        None,
        Some(""),
        Some(" "),
        Some("email"),
        Some("openid phone"),
        Some("openid OPENID"),
    ] {
        assert_eq!(refused(|raw| raw.scope = scope.map(str::to_owned)), "invalid_scope", "{scope:?}");
    }
}

#[test]
fn prompt_none_needs_the_person() {
    assert_eq!(refused(|raw| raw.prompt = Some("none".into())), "login_required");
    assert_eq!(refused(|raw| raw.prompt = Some("login none".into())), "login_required");
}

#[test]
fn what_is_wrong_with_the_request_comes_before_what_is_missing_of_the_person() {
    let code = refused(|raw| {
        raw.prompt = Some("none".into());
        raw.scope = None;
    });
    assert_eq!(code, "invalid_scope");
}

#[test]
fn a_good_request_keeps_its_values_and_names_each_scope_once() {
    let mut raw = request();
    raw.scope = Some("email  openid email profile".into());
    let request = check_request(&raw, &client(), REDIRECT.into()).unwrap();
    assert_eq!(request.scopes, ["email", "openid", "profile"]);
    assert_eq!(
        (request.state.as_deref(), request.nonce.as_deref()),
        (Some("the state"), Some("the nonce"))
    );
    assert_eq!(
        (request.redirect_uri.as_str(), request.code_challenge.as_str()),
        (REDIRECT, CHALLENGE)
    );
}

proptest! {
    #[test]
    fn whatever_stands_is_within_what_the_client_may_ask(scope in "[a-z: ]{0,40}|openid( (email|phone|profile|profile:basic)){0,4}") {
        let mut raw = request();
        raw.scope = Some(scope);
        if let Ok(request) = check_request(&raw, &client(), REDIRECT.into()) {
            prop_assert!(request.scopes.iter().any(|scope| scope == "openid"));
            for scope in &request.scopes {
                prop_assert!(["openid", "profile", "profile:basic", "email"].contains(&scope.as_str()), "{scope}");
            }
        }
    }

    #[test]
    fn a_challenge_that_stands_is_a_sha256_with_one_spelling(challenge in "[A-Za-z0-9_=+/-]{42,44}") {
        let mut raw = request();
        raw.code_challenge = Some(challenge.clone());
        if check_request(&raw, &client(), REDIRECT.into()).is_ok() {
            let bytes = data_encoding::BASE64URL_NOPAD.decode(challenge.as_bytes()).unwrap();
            prop_assert_eq!((bytes.len(), data_encoding::BASE64URL_NOPAD.encode(&bytes)), (32, challenge));
        }
    }

    #[test]
    fn only_the_exact_redirect_uri_is_trusted(uri in "\\PC{0,40}|https://notes.example/callback\\PC{0,3}") {
        let mut raw = request();
        raw.redirect_uri = Some(uri.clone());
        prop_assert_eq!(check_client(&raw, Some(&client())).is_ok(), uri == REDIRECT);
    }
}
