//! Redeeming a code: every refusal, in its order.

use super::*;
use uuid::Uuid;

const NOW: Millis = Millis(1_000_000);
const REDIRECT: &str = "https://example.com/callback";

fn client() -> ClientId {
    ClientId::from_random([1; 16])
}

fn code() -> AuthorizationCode {
    AuthorizationCode {
        hash: SecretHash([0; 32]),
        grant: Grant {
            id: GrantId::new(Uuid::nil()),
            account: AccountId(1),
            client_id: client(),
            sub: String::new(),
            scopes: Vec::new(),
            fields: Vec::new(),
            auth_time: Seconds(0),
            revoked_at: None,
        },
        redirect_uri: REDIRECT.into(),
        code_challenge: String::new(),
        nonce: None,
        expires_at: Millis(NOW.0 + 1),
        used_at: None,
    }
}

fn check(code: &AuthorizationCode) -> Result<(), CodeRefusal> {
    code.check(&client(), Some(REDIRECT), true, NOW)
}

#[test]
fn another_clients_code_is_not_found_whatever_else_is_wrong() {
    let mut code = code();
    code.used_at = Some(NOW);
    code.expires_at = NOW;
    let refused = code.check(&ClientId::from_random([2; 16]), None, false, NOW);
    assert_eq!(refused, Err(CodeRefusal::NotFound));
}

#[test]
fn a_used_code_is_said_to_be_used_even_when_it_is_old() {
    let mut code = code();
    code.used_at = Some(NOW);
    code.expires_at = Millis(0);
    assert_eq!(check(&code), Err(CodeRefusal::AlreadyUsed));
}

#[test]
fn a_code_is_dead_from_its_end_on_and_once_its_grant_is_revoked() {
    let mut old = code();
    old.expires_at = NOW;
    assert_eq!(check(&old), Err(CodeRefusal::Expired));
    let mut revoked = code();
    revoked.grant.revoked_at = Some(NOW);
    assert_eq!(check(&revoked), Err(CodeRefusal::Expired));
}

#[test]
fn a_missing_or_different_redirect_uri_is_refused() {
    for redirect_uri in [None, Some("https://example.com/callback/"), Some("https://example.com")] {
        let refused = code().check(&client(), redirect_uri, true, NOW);
        assert_eq!(refused, Err(CodeRefusal::RedirectUri), "{redirect_uri:?}");
    }
}

#[test]
fn a_wrong_verifier_is_refused() {
    let refused = code().check(&client(), Some(REDIRECT), false, NOW);
    assert_eq!(refused, Err(CodeRefusal::Verifier));
}

#[test]
fn a_good_redemption_stands() {
    assert_eq!(check(&code()), Ok(()));
}
