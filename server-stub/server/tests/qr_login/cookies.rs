//! The two cookies say which browser this is and what it started; changed ones say nothing.

use crate::support::TestApp;
use crate::world::{Browser, World, assert_refused, location, start_body};
use logi_domain::client::ClientStatus;

/// Every way in which the cookies can be wrong, with the browser that sends them so.
async fn wrong_cookies(world: &World, browser: &Browser) -> Vec<(&'static str, Browser)> {
    let mut other = Browser::open(world);
    other.session(world).await;
    let change = |name: &str, value: Option<&str>| {
        let mut changed = browser.clone();
        match value {
            Some(value) => changed.cookies.insert(name.into(), value.into()),
            None => changed.cookies.remove(name),
        };
        changed
    };
    let flip = |name: &str, at: usize| {
        let mut bytes = browser.cookies[name].clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        change(name, Some(std::str::from_utf8(&bytes).unwrap()))
    };
    let list = &browser.cookies["qr_session_uuid"];
    vec![
        (
            "none at all",
            Browser {
                cookies: other_page_only(browser),
                ..browser.clone()
            },
        ),
        ("no nonce", change("qr_browser_nonce", None)),
        ("no list", change("qr_session_uuid", None)),
        ("an empty nonce", change("qr_browser_nonce", Some(""))),
        ("a nonce that is no nonce", change("qr_browser_nonce", Some("x"))),
        ("a flipped nonce", flip("qr_browser_nonce", 5)),
        (
            "another browser's nonce",
            change("qr_browser_nonce", Some(&other.cookies["qr_browser_nonce"])),
        ),
        ("a flipped session", flip("qr_session_uuid", 3)),
        ("a flipped signature", flip("qr_session_uuid", list.len() - 5)),
        ("a longer list", change("qr_session_uuid", Some(&format!("{list}A")))),
        ("a list without signature", change("qr_session_uuid", Some(&list[..22]))),
        (
            "another browser's list",
            change("qr_session_uuid", Some(&other.cookies["qr_session_uuid"])),
        ),
        ("another browser", other),
    ]
}

fn other_page_only(browser: &Browser) -> std::collections::BTreeMap<String, String> {
    [("logi_page".to_owned(), browser.cookies["logi_page"].clone())].into()
}

#[tokio::test]
async fn a_session_does_not_exist_for_wrong_cookies() {
    let world = World::with(|config| config.limits.status_per_minute = 1000).await;
    let mut browser = Browser::open(&world);
    let id = browser.session(&world).await;
    world.scan(id).await;
    for (what, wrong) in wrong_cookies(&world, &browser).await {
        for path in [format!("/oauth/qr/{id}/status"), format!("/oauth/qr/{id}/events")] {
            let answer = wrong.get(&world, &path).await;
            assert_eq!(
                (answer.status, answer.json()["error"].as_str()),
                (404, Some("not_found")),
                "{path}: {what}"
            );
        }
        for path in [format!("/oauth/qr/{id}/extend"), format!("/oauth/qr/{id}/cancel")] {
            let answer = wrong.post(&world, &path, None).await;
            assert_eq!(
                (answer.status, answer.json()["error"].as_str()),
                (404, Some("not_found")),
                "{path}: {what}"
            );
        }
    }
    assert_eq!(world.stored(id).await, "scanned");
}

#[tokio::test]
async fn wrong_cookies_complete_nothing_and_are_redirected_nowhere() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.approved(&world).await;
    for (what, wrong) in wrong_cookies(&world, &browser).await {
        let answer = wrong.complete(&world, id).await;
        assert_eq!((answer.status, answer.header("location")), (400, None), "{what}");
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{what}");
        assert_eq!(world.stored(id).await, "approved", "{what}");
    }
    assert!(location(&browser.complete(&world, id).await).1.contains_key("code"));
}

#[tokio::test]
async fn two_cookies_of_one_name_that_differ_say_nothing() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.session(&world).await;
    let mut request = browser.request("GET", &format!("/oauth/qr/{id}/status"), None);
    request.headers_mut().append(
        "cookie",
        "qr_browser_nonce=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".parse().unwrap(),
    );
    assert_refused(&world.send(request).await, 404, "not_found");
}

#[tokio::test]
async fn a_malformed_or_unlisted_session_does_not_exist() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    browser.session(&world).await;
    for id in [
        "x",
        "7C9E6679-7425-40DE-944B-E07FC1F90AE7",
        "7c9e6679742540de944be07fc1f90ae7",
        "0b6f4a52-93d1-4c1e-8a77-5d2e9f30b1c4",
    ] {
        assert_refused(&browser.get(&world, &format!("/oauth/qr/{id}/status")).await, 404, "not_found");
        assert_eq!(browser.get(&world, &format!("/oauth/qr/{id}/complete")).await.status, 400, "{id}");
    }
    for call in ["status", "events", "complete"] {
        assert_refused(&browser.get(&world, &format!("/oauth/qr/%ff/{call}")).await, 404, "not_found");
    }
}

#[tokio::test]
async fn a_listed_session_of_another_nonce_does_not_exist() {
    let world = World::new().await;
    let (mut owner, mut other) = (Browser::open(&world), Browser::open(&world));
    let id = owner.approved(&world).await;
    other.session(&world).await;
    other.list(&world, id);
    for path in [format!("/oauth/qr/{id}/status"), format!("/oauth/qr/{id}/events")] {
        assert_refused(&other.get(&world, &path).await, 404, "not_found");
    }
    assert_eq!(other.complete(&world, id).await.status, 400);
    assert_eq!(world.stored(id).await, "approved");
}

#[tokio::test]
async fn the_ninth_session_pushes_the_first_out() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let first = browser.session(&world).await;
    let mut second = None;
    for _ in 0..8 {
        let id = browser.session(&world).await;
        second.get_or_insert(id);
    }
    assert_refused(&browser.get(&world, &format!("/oauth/qr/{first}/status")).await, 404, "not_found");
    let second = second.unwrap();
    assert_eq!(browser.get(&world, &format!("/oauth/qr/{second}/status")).await.status, 200);
}

#[tokio::test]
async fn the_nonce_is_kept_across_starts_and_only_its_hash_is_stored() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let first = browser.session(&world).await;
    let nonce = browser.cookies["qr_browser_nonce"].clone();
    let second = browser.session(&world).await;
    assert_eq!(browser.cookies["qr_browser_nonce"], nonce);
    assert_eq!(
        world.row(first).await.browser.nonce_hash,
        world.row(second).await.browser.nonce_hash
    );
    assert_eq!(world.row(first).await.browser.nonce_hash, logi_domain::id::SecretHash::of(&nonce));
}

#[tokio::test]
async fn on_https_no_sibling_host_can_plant_a_cookie() {
    let test = TestApp::open_with(|config| config.issuer = "https://login.example".into()).await;
    let world = World::over(test, ClientStatus::Approved).await;
    let mut browser = Browser::open(&world);
    assert!(browser.cookies.contains_key("__Host-logi_page"), "{:?}", browser.cookies);
    let answer = browser.post(&world, "/oauth/qr/start", Some(&start_body())).await;
    for (cookie, name) in answer
        .header_all("set-cookie")
        .into_iter()
        .zip(["__Host-qr_browser_nonce=", "__Host-qr_session_uuid="])
    {
        assert!(cookie.starts_with(name), "{cookie}");
        assert!(
            cookie.ends_with("; HttpOnly; SameSite=Lax; Path=/; Max-Age=86400; Secure"),
            "{cookie}"
        );
    }
    browser.keep_all(&answer);
    let id = crate::world::id_of(&answer.json());
    assert_eq!(browser.get(&world, &format!("/oauth/qr/{id}/status")).await.status, 200);
    let planted = browser
        .cookies
        .iter()
        .map(|(name, value)| (name.replace("__Host-", ""), value.clone()));
    let planted = Browser {
        cookies: planted.collect(),
        ..browser.clone()
    };
    assert_refused(&planted.get(&world, &format!("/oauth/qr/{id}/status")).await, 404, "not_found");
}
