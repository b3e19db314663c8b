//! A1 (R1a): what the phone is shown of the browser is what the server saw of it; nothing a client says overwrites it.

use super::call::Answer;
use super::device::Device;
use super::world::{BROWSER, World, golden_client};
use data_encoding::BASE64URL_NOPAD;
use logi_domain::field::Profile;
use logi_domain::id::SessionId;
use logi_server::config::Network;
use serde_json::{Value, json};

fn shown(answer: Answer) -> Value {
    let presented = answer.ok()["presented"].as_str().unwrap().to_owned();
    serde_json::from_slice(&BASE64URL_NOPAD.decode(presented.as_bytes()).unwrap()).unwrap()
}

async fn begun() -> (World, Device, SessionId) {
    let world = World::new().await;
    let phone = world.phone().await;
    let id = world.login(&golden_client("client")).await;
    (world, phone, id)
}

async fn scan_from(world: &World, phone: &Device, id: SessionId, peer: &str, headers: &[(&str, &str)]) -> Value {
    let mut call = world
        .call_as(phone, "POST", &format!("/api/v1/oauth/qr/{id}/scan"))
        .json(&world.frame(id).await);
    call.peer = format!("{peer}:40000").parse().unwrap();
    for (name, value) in headers {
        call = call.header(name, value);
    }
    shown(world.send(call).await)
}

#[tokio::test]
async fn a_forwarded_address_of_the_phones_own_making_is_not_believed() {
    let (world, phone, id) = begun().await;
    let headers = [
        ("X-Forwarded-For", BROWSER),
        ("X-Real-IP", BROWSER),
        ("Forwarded", "for=203.0.113.9"),
        ("CF-IPCountry", "KR"),
    ];
    let seen = scan_from(&world, &phone, id, "78.0.0.1", &headers).await;
    assert_eq!(seen["browser"]["relation"], "different_country");
}

#[tokio::test]
async fn a_phone_behind_a_trusted_proxy_cannot_put_an_address_before_its_own() {
    let world = World::with(|config| config.trusted_proxies = vec![Network::parse("10.0.0.0/8").unwrap()]).await;
    let phone = world.phone().await;
    let id = world.login(&golden_client("client")).await;
    let forwarded = format!("{BROWSER}, 78.0.0.1");
    let seen = scan_from(&world, &phone, id, "10.0.0.1", &[("X-Forwarded-For", &forwarded)]).await;
    assert_eq!(seen["browser"]["relation"], "different_country");
}

#[tokio::test]
async fn context_sent_with_a_scan_is_refused() {
    let (world, phone, id) = begun().await;
    for member in ["browser", "country", "relation", "locale", "name", "domain", "address"] {
        let mut body = world.frame(id).await;
        body[member] = json!("KR");
        let answer = world.post_as(&phone, &format!("/api/v1/oauth/qr/{id}/scan"), &body).await;
        assert_eq!(answer.refusal(), (400, "invalid_request"), "{member}");
    }
    assert_eq!(shown(world.scan(&phone, id).await)["browser"]["relation"], "same_country");
}

#[tokio::test]
async fn shows_where_the_browser_is_and_that_it_is_elsewhere() {
    let (world, phone, id) = begun().await;
    let seen = scan_from(&world, &phone, id, "78.0.0.1", &[]).await;
    assert_eq!(
        seen["browser"],
        json!({"label": "Chrome on macOS", "country": "KR", "relation": "different_country"})
    );
    assert_eq!(seen["application"]["domain"], "notes.example");
    assert!(!seen.to_string().contains(BROWSER));
}

#[tokio::test]
async fn says_same_network_only_for_the_same_address() {
    for (peer, relation) in [
        (BROWSER, "same_network"),
        ("203.0.113.10", "same_country"),
        ("78.0.0.1", "different_country"),
    ] {
        let (world, phone, id) = begun().await;
        assert_eq!(
            scan_from(&world, &phone, id, peer, &[]).await["browser"]["relation"],
            relation,
            "{peer}"
        );
    }
}

#[tokio::test]
async fn the_browsers_address_is_erased_at_scan() {
    let (world, phone, id) = begun().await;
    assert!(world.session(id).await.browser.address.is_some());
    world.scan(&phone, id).await.ok();
    assert_eq!(world.session(id).await.browser.address, None);
}

#[tokio::test]
async fn no_later_address_or_edit_changes_what_was_presented() {
    let (world, phone, id) = begun().await;
    let first = scan_from(&world, &phone, id, BROWSER, &[]).await;
    let account = world.session(id).await.scan.unwrap().account;
    let profile = Profile {
        email: Some("mina@mail.example".into()),
        ..Profile::default()
    };
    world.set_profile(account, &profile).await;
    assert_eq!(scan_from(&world, &phone, id, "78.0.0.1", &[]).await, first);
    assert_eq!(shown(world.get_as(&phone, &format!("/api/v1/oauth/qr/{id}")).await), first);
}
