//! A code gives something once, to its own client, where it was sent, in time, for the right verifier.

use super::*;

const NOW: Millis = Millis(1_000_000);

fn code() -> AuthorizationCode {
    AuthorizationCode {
        hash: SecretHash([0; 32]),
        grant: Grant {
            id: GrantId::new(uuid::Uuid::nil()),
            account: AccountId(1),
            client_id: ClientId::from_random([1; 16]),
            sub: "sub".into(),
            scopes: vec!["openid".into()],
            fields: Vec::new(),
            auth_time: Seconds(0),
            revoked_at: None,
        },
        redirect_uri: "https://notes.example/callback".into(),
        code_challenge: String::new(),
        nonce: None,
        expires_at: Millis(NOW.0 + 1),
        used_at: None,
    }
}

fn check(code: &AuthorizationCode) -> Result<(), CodeRefusal> {
    let client = ClientId::from_random([1; 16]);
    code.check(&client, Some("https://notes.example/callback"), true, NOW)
}

#[test]
fn refuses_in_the_order_of_the_table() {
    let own = ClientId::from_random([1; 16]);
    let mut code = code();
    code.used_at = Some(NOW);
    code.expires_at = NOW;
    assert_eq!(
        code.check(&ClientId::from_random([2; 16]), None, false, NOW),
        Err(CodeRefusal::NotFound)
    );
    assert_eq!(code.check(&own, None, false, NOW), Err(CodeRefusal::AlreadyUsed));
    code.used_at = None;
    assert_eq!(code.check(&own, None, false, NOW), Err(CodeRefusal::Expired));
    code.expires_at = Millis(NOW.0 + 1);
    assert_eq!(code.check(&own, None, false, NOW), Err(CodeRefusal::RedirectUri));
    assert_eq!(
        code.check(&own, Some("https://notes.example/callback/"), false, NOW),
        Err(CodeRefusal::RedirectUri)
    );
    assert_eq!(
        code.check(&own, Some("https://notes.example/callback"), false, NOW),
        Err(CodeRefusal::Verifier)
    );
}

#[test]
fn a_code_of_a_revoked_grant_is_over() {
    let mut code = code();
    code.grant.revoked_at = Some(NOW);
    assert_eq!(check(&code), Err(CodeRefusal::Expired));
}

#[test]
fn a_fresh_code_gives_something() {
    assert_eq!(check(&code()), Ok(()));
}
