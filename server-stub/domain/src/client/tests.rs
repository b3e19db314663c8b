//! Redirect URIs and sectors.

use super::*;

fn id() -> ClientId {
    ClientId::from_random([1; 16])
}

fn uris(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn refuses_a_redirect_uri_of_no_allowed_kind() {
    for text in [
        "",
        "notes.example/callback",
        "http://notes.example/callback",
        "http://localhost.evil.example/callback",
        "http://127.0.0.1.evil.example/callback",
        "http://127.0.0.2/callback",
        "https://notes.example/callback#fragment",
        "https://*.notes.example/callback",
        "https://notes.example/*",
        "https://user@notes.example/callback",
        "https://user:password@notes.example/callback",
        "javascript:alert(1)",
        "data:text/html,x",
        "myapp://callback",
    ] {
        assert!(RedirectUri::parse(text).is_err(), "{text}");
    }
}

#[test]
fn shows_the_host_a_person_knows() {
    for (text, shown) in [
        ("https://notes.example/callback?a=b", "notes.example"),
        ("https://notes.example:8443/callback", "notes.example"),
        ("https://NOTES.example/callback", "notes.example"),
        ("https://b\u{fc}cher.example/callback", "xn--bcher-kva.example"),
        ("http://localhost:3000/callback", "localhost"),
        ("http://127.0.0.1:53117/callback", "127.0.0.1"),
        ("http://[::1]:53117/callback", "[::1]"),
        ("com.example.app:/callback", "com.example.app"),
    ] {
        assert_eq!(RedirectUri::parse(text).unwrap().shown_domain(), shown, "{text}");
    }
}

#[test]
fn several_hosts_need_a_named_sector_that_is_one_of_them() {
    let several = uris(&["https://a.example/cb", "https://b.example/cb"]);
    assert_eq!(derive_sector(&id(), &several, None), Err(InvalidClient::SectorNeeded));
    for foreign in ["c.example", "example", "A.example", ""] {
        assert!(
            matches!(
                derive_sector(&id(), &several, Some(foreign)),
                Err(InvalidClient::SectorForeign { .. })
            ),
            "{foreign}"
        );
    }
    assert_eq!(derive_sector(&id(), &several, Some("b.example")), Ok("b.example".into()));
}

#[test]
fn a_client_without_a_redirect_uri_has_no_sector() {
    assert_eq!(derive_sector(&id(), &[], None), Err(InvalidClient::NoRedirectUri));
}

#[test]
fn the_sector_is_the_only_host_or_the_client_itself() {
    let sector = |texts: &[&str]| derive_sector(&id(), &uris(texts), None).unwrap();
    assert_eq!(sector(&["https://a.example/cb", "https://a.example:8443/other"]), "a.example");
    assert_eq!(sector(&["https://a.example/cb", "http://localhost/cb"]), "a.example");
    assert_eq!(sector(&["http://127.0.0.1:9/cb"]), id().as_str());
    assert_eq!(sector(&["com.example.app:/cb"]), id().as_str());
}

fn client(allow_anonymous: Option<bool>) -> Client {
    Client {
        id: id(),
        name: "Notes".into(),
        client_type: ClientType::Public,
        secret_hash: None,
        redirect_uris: uris(&["https://notes.example/callback"]),
        allowed_scopes: uris(&["openid", "email"]),
        fields: Vec::new(),
        allow_anonymous,
        sector: "notes.example".into(),
        subject_type: SubjectType::Pairwise,
        status: ClientStatus::Approved,
        created_at: Millis(0),
    }
}

#[test]
fn takes_anonymous_accounts_by_default_only_where_nothing_but_openid_is_asked() {
    let (bare, more) = (uris(&["openid"]), uris(&["openid", "email"]));
    assert!(client(None).accepts_anonymous(&bare) && !client(None).accepts_anonymous(&more));
    assert!(client(Some(true)).accepts_anonymous(&more));
    assert!(!client(Some(false)).accepts_anonymous(&bare));
}

#[test]
fn compares_redirect_uris_as_exact_texts() {
    let client = client(None);
    assert!(client.has_redirect_uri("https://notes.example/callback"));
    for text in [
        "https://notes.example/callback/",
        "https://notes.example/Callback",
        "https://notes.example/callback?x=1",
        "",
    ] {
        assert!(!client.has_redirect_uri(text), "{text}");
    }
}
