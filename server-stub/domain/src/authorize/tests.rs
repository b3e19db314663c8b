//! Where each error of an authorization request goes, and in which order they are found.

use super::*;
use crate::client::{ClientType, SubjectType};
use crate::time::Millis;

const REDIRECT: &str = "https://notes.example/callback";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn client(status: ClientStatus) -> Client {
    Client {
        id: ClientId::from_random([1; 16]),
        name: "Notes".into(),
        client_type: ClientType::Public,
        secret_hash: None,
        redirect_uris: vec![REDIRECT.into()],
        allowed_scopes: vec!["openid".into(), "profile:basic".into(), "email".into()],
        fields: Vec::new(),
        allow_anonymous: None,
        sector: "notes.example".into(),
        subject_type: SubjectType::Pairwise,
        status,
        created_at: Millis(0),
    }
}

fn good() -> RawRequest {
    RawRequest {
        client_id: Some("x".into()),
        redirect_uri: Some(REDIRECT.into()),
        response_type: Some("code".into()),
        scope: Some("openid email".into()),
        state: Some("state".into()),
        nonce: Some("nonce".into()),
        code_challenge: Some(CHALLENGE.into()),
        code_challenge_method: Some("S256".into()),
        ..RawRequest::default()
    }
}

fn refused(change: impl FnOnce(&mut RawRequest)) -> &'static str {
    let mut raw = good();
    change(&mut raw);
    check_request(&raw, &client(ClientStatus::Approved), REDIRECT.into())
        .unwrap_err()
        .code()
}

#[test]
fn nothing_is_redirected_before_the_redirect_uri_is_known_to_be_the_clients() {
    let approved = client(ClientStatus::Approved);
    assert_eq!(check_client(&good(), None), Err(PageError::UnknownClient));
    for status in [ClientStatus::Pending, ClientStatus::Suspended] {
        assert_eq!(check_client(&good(), Some(&client(status))), Err(PageError::ClientNotApproved));
    }
    for uri in [
        None,
        Some("https://notes.example/callback/"),
        Some("https://evil.example/callback"),
        Some(""),
    ] {
        let raw = RawRequest {
            redirect_uri: uri.map(str::to_owned),
            ..good()
        };
        assert_eq!(check_client(&raw, Some(&approved)), Err(PageError::RedirectUri), "{uri:?}");
    }
    assert_eq!(check_client(&good(), Some(&approved)), Ok(REDIRECT.into()));
}

#[test]
fn pkce_with_s256_is_needed_by_every_client() {
    assert_eq!(refused(|raw| raw.code_challenge = None), "invalid_request");
    assert_eq!(refused(|raw| raw.code_challenge_method = None), "invalid_request");
    assert_eq!(refused(|raw| raw.code_challenge_method = Some("plain".into())), "invalid_request");
    for challenge in ["", "abc", &format!("{CHALLENGE}="), &"A".repeat(44)] {
        assert_eq!(
            refused(|raw| raw.code_challenge = Some(challenge.into())),
            "invalid_request",
            "{challenge}"
        );
    }
}

#[test]
fn scopes_must_be_registered_and_contain_openid() {
    for scope in ["", "email", "openid phone", "openid admin", "OPENID"] {
        assert_eq!(refused(|raw| raw.scope = Some(scope.into())), "invalid_scope", "{scope}");
    }
    assert_eq!(refused(|raw| raw.scope = None), "invalid_scope");
}

#[test]
fn what_is_not_supported_has_its_own_error() {
    assert_eq!(refused(|raw| raw.has_duplicate = true), "invalid_request");
    assert_eq!(refused(|raw| raw.state = Some("s".repeat(2049))), "invalid_request");
    assert_eq!(refused(|raw| raw.has_request = true), "request_not_supported");
    assert_eq!(refused(|raw| raw.has_request_uri = true), "request_uri_not_supported");
    assert_eq!(refused(|raw| raw.response_type = Some("token".into())), "unsupported_response_type");
    assert_eq!(refused(|raw| raw.response_mode = Some("fragment".into())), "invalid_request");
    assert_eq!(refused(|raw| raw.prompt = Some("none".into())), "login_required");
}

#[test]
fn a_good_request_keeps_its_scopes_in_order_and_once() {
    let raw = RawRequest {
        scope: Some("email openid  email".into()),
        ..good()
    };
    let request = check_request(&raw, &client(ClientStatus::Approved), REDIRECT.into()).unwrap();
    assert_eq!(request.scopes, ["email", "openid"]);
    assert_eq!((request.state.as_deref(), request.nonce.as_deref()), (Some("state"), Some("nonce")));
}
