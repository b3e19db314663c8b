//! Redirect URIs, sectors, and who may log in without a linked identity.

use super::*;
use proptest::prelude::*;
use serde::Deserialize;

fn id() -> ClientId {
    ClientId::from_random([1; 16])
}

fn refuses(uri: &str) -> bool {
    matches!(RedirectUri::parse(uri), Err(InvalidClient::RedirectUri { .. }))
}

#[test]
fn a_redirect_uri_of_no_allowed_kind_is_refused() {
    let bad = [
        "",
        "example.com/callback",
        "/callback",
        "//example.com/callback",
        "https:example.com/callback",
        "https:/example.com/callback",
        "https://",
        "HTTPS://example.com/callback",
        "http://example.com/callback",
        "http://localhost.example.com/",
        "http://127.0.0.1.example.com/",
        "http://2130706433/",
        "https://EXAMPLE.com/",
        "https://%65xample.com/",
        "https:///example.com/",
        "https://example.com:notaport/",
        "http://localhost.:8080/",
        "http://127.0.0.2/",
        "http://0.0.0.0/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "data:text/html,hello",
        "javascript:alert(1)",
        "myapp:/callback",
        "myapp://callback",
        "about:blank",
    ];
    for uri in bad {
        assert!(refuses(uri), "{uri}");
    }
}

#[test]
fn a_redirect_uri_that_hides_where_it_goes_is_refused() {
    let bad = [
        "https://example.com/callback#fragment",
        "https://example.com/callback#",
        "https://example.com@evil.example/",
        "https://user:password@example.com/",
        "https://@example.com/",
        "https://:@example.com/",
        "https://*.example.com/",
        "https://example.com/*",
        "https://exam\nple.com/",
        "https://exam\tple.com/",
        " https://example.com/",
        "https://example.com/ ",
        "https://example.com\\@evil.example/",
        "https:\\\\example.com/",
        "https://exаmple.com/",
        "https://example。com/",
        "https://example.com/\u{202e}moc",
        "com.example.app:/call\r\nSet-Cookie: x",
    ];
    for uri in bad {
        assert!(refuses(uri), "{uri:?}");
    }
}

#[test]
fn the_allowed_kinds_name_their_host_or_scheme() {
    let shown = |uri: &str| RedirectUri::parse(uri).unwrap().shown_domain().to_owned();
    assert_eq!(shown("https://example.com/callback?x=1"), "example.com");
    assert_eq!(shown("https://xn--bj0bj06e.example/callback"), "xn--bj0bj06e.example");
    assert_eq!(shown("https://example.com:8443/callback"), "example.com");
    assert_eq!(shown("http://localhost:3000/callback"), "localhost");
    assert_eq!(shown("http://127.0.0.1:53117/callback"), "127.0.0.1");
    assert_eq!(shown("http://[::1]:3000/callback"), "[::1]");
    assert_eq!(shown("com.example.reader:/callback"), "com.example.reader");
}

fn uris(list: &[&str]) -> Vec<String> {
    list.iter().map(|&uri| uri.to_owned()).collect()
}

#[test]
fn several_hosts_need_a_sector() {
    let hosts = uris(&["https://one.example/", "https://two.example/"]);
    assert_eq!(derive_sector(&id(), &hosts, None), Err(InvalidClient::SectorNeeded));
    assert_eq!(derive_sector(&id(), &hosts, Some("two.example")), Ok("two.example".into()));
}

#[test]
fn a_sector_that_is_none_of_the_hosts_is_refused() {
    let hosts = uris(&["https://one.example/", "http://localhost/"]);
    for sector in ["two.example", "example", "ONE.example", "localhost", "", "one.example."] {
        let refused = derive_sector(&id(), &hosts, Some(sector));
        assert!(matches!(refused, Err(InvalidClient::SectorForeign { .. })), "{sector}");
    }
}

#[test]
fn a_sector_needs_redirect_uris_of_an_allowed_kind() {
    assert_eq!(derive_sector(&id(), &[], None), Err(InvalidClient::NoRedirectUri));
    let bad = uris(&["https://one.example/", "http://two.example/"]);
    assert!(matches!(
        derive_sector(&id(), &bad, Some("one.example")),
        Err(InvalidClient::RedirectUri { .. })
    ));
}

#[derive(Deserialize)]
struct Contract {
    sectors: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    client_id: String,
    redirect_uris: Vec<String>,
    sector: String,
}

#[test]
fn wire_sectors_are_those_of_the_contract() {
    let contract: Contract = serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/wire/sub.json"))).unwrap();
    assert!(contract.sectors.len() >= 4);
    for case in contract.sectors {
        let derived = derive_sector(&ClientId::parse(&case.client_id).unwrap(), &case.redirect_uris, None);
        assert_eq!(derived, Ok(case.sector), "{}", case.name);
    }
}

fn client(allow_anonymous: Option<bool>) -> Client {
    Client {
        id: id(),
        name: "Example".into(),
        client_type: ClientType::Public,
        secret_hash: None,
        redirect_uris: uris(&["https://example.com/callback"]),
        allowed_scopes: uris(&["openid", "email"]),
        fields: Vec::new(),
        allow_anonymous,
        sector: "example.com".into(),
        subject_type: SubjectType::Pairwise,
        status: ClientStatus::Approved,
        created_at: Millis(0),
    }
}

#[test]
fn an_anonymous_account_is_accepted_by_default_for_openid_alone() {
    let (alone, more) = (uris(&["openid"]), uris(&["openid", "email"]));
    assert!(!client(None).accepts_anonymous(&more));
    assert!(client(None).accepts_anonymous(&alone));
    assert!(!client(Some(false)).accepts_anonymous(&alone));
    assert!(client(Some(true)).accepts_anonymous(&more));
}

proptest! {
    /// What a browser makes of the text is what was judged: the same host, no credentials, no fragment.
    #[test]
    fn what_is_allowed_goes_where_it_says(
        uri in "\\PC{0,40}|https?:[/\\\\]{0,3}[a-zA-Z0-9.@:\\[\\]%-]{0,20}[\\\\/?#@]{0,2}[a-z.@]{0,12}|[a-z.]{1,12}:[/a-z?#]{0,12}",
    ) {
        if let Ok(kind) = RedirectUri::parse(&uri) {
            let url = Url::parse(&uri).unwrap();
            prop_assert!(uri.bytes().all(|byte| byte.is_ascii_graphic()));
            prop_assert!(!uri.contains(['#', '*', '\\']));
            prop_assert!(url.username().is_empty() && url.password().is_none());
            match kind {
                RedirectUri::Https { host } => {
                    prop_assert!(uri.starts_with("https://"));
                    prop_assert_eq!(url.host_str(), Some(host.as_str()));
                }
                RedirectUri::Loopback { host } => {
                    prop_assert!(uri.starts_with("http://"));
                    prop_assert!(["localhost", "127.0.0.1", "[::1]"].contains(&host.as_str()));
                }
                RedirectUri::Scheme { scheme } => {
                    prop_assert!(scheme.contains('.'));
                    prop_assert_eq!(uri.split(':').next(), Some(scheme.as_str()));
                }
            }
        }
    }
}
