//! The login on the browser's own device: who may finish it, with what, and until when (A13 (R13c) of the threats).

use crate::support::Answer;
use crate::world::{Browser, World, assert_refused, challenge, location};
use logi_domain::id::SessionId;
use logi_server::return_code;

/// The return code that the phone was given.
async fn code(world: &World, id: SessionId) -> String {
    let session = world.row(id).await;
    let at = session.decided.as_ref().unwrap().at;
    let url = return_code::url(world.app(), &session, at).unwrap();
    url.strip_prefix(&format!("http://localhost:8080/oauth/qr/{id}/return#"))
        .unwrap()
        .to_owned()
}

/// `complete` with this browser's proof and that return code.
async fn complete(world: &World, browser: &Browser, id: SessionId, code: &str) -> Answer {
    let proof = browser.proof(world.app().issuer(), id, &challenge());
    browser
        .get(world, &format!("/oauth/qr/{id}/complete?proof={proof}&return_code={code}"))
        .await
}

/// A page that redirects nowhere and leaves the login approved.
async fn assert_not_completed(world: &World, id: SessionId, answer: &Answer) {
    assert_eq!((answer.status, answer.header("location")), (400, None), "{}", answer.text());
    assert_eq!(world.stored(id).await, "approved");
}

#[tokio::test]
async fn a_stolen_return_code_completes_in_no_other_browser() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.approved_here(&world).await;
    let stolen = code(&world, id).await;
    let mut thief = Browser::open(&world).with_key("stranger");
    thief.session(&world).await;
    assert_not_completed(&world, id, &complete(&world, &thief, id, &stolen).await).await;
    // Not even one that could copy the cookies: the key does not leave the browser.
    thief.cookies.clone_from(&browser.cookies);
    assert_not_completed(&world, id, &complete(&world, &thief, id, &stolen).await).await;
}

#[tokio::test]
async fn who_sends_the_link_to_somebody_else_gets_nothing_when_they_approve() {
    let world = World::new().await;
    let mut attacker = Browser::open(&world);
    let id = attacker.approved_here(&world).await;
    // The attacker holds cookies and key; the return code went to the victim's phone.
    assert_not_completed(&world, id, &attacker.complete(&world, id).await).await;
    // The victim's browser is sent to the return page, and holds neither.
    let victim = Browser::open(&world);
    let page = victim.get(&world, &format!("/oauth/qr/{id}/return")).await;
    assert_eq!(page.status, 400);
    assert!(page.text().contains("Go back to where you started") && !page.text().contains("data-session"));
    let code = code(&world, id).await;
    assert_not_completed(&world, id, &complete(&world, &victim, id, &code).await).await;
}

#[tokio::test]
async fn a_return_code_is_good_for_sixty_seconds_and_once() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let late = browser.approved_here(&world).await;
    let code_of_late = code(&world, late).await;
    world.clock().advance_ms(60_001);
    assert_not_completed(&world, late, &complete(&world, &browser, late, &code_of_late).await).await;
    let id = browser.approved_here(&world).await;
    let code = code(&world, id).await;
    assert_not_completed(&world, id, &complete(&world, &browser, id, &code_of_late).await).await;
    let (_, query) = location(&complete(&world, &browser, id, &code).await);
    assert!(query.contains_key("code"));
    let (_, again) = location(&complete(&world, &browser, id, &code).await);
    assert_eq!(again["error"], "access_denied");
}

#[tokio::test]
async fn a_return_code_is_good_in_one_spelling_alone() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.approved_here(&world).await;
    let code = code(&world, id).await;
    let other_end = if code.ends_with('A') { "B" } else { "A" };
    for bad in [
        String::new(),
        code[..42].to_owned(),
        format!("{code}A"),
        format!("{code}="),
        format!("{code}%20"),
        format!("{}{other_end}", &code[..42]),
        "A".repeat(43),
        format!("{code}&return_code={code}"),
        format!("{code}&return_code="),
    ] {
        assert_not_completed(&world, id, &complete(&world, &browser, id, &bad).await).await;
    }
    let proof = browser.proof(world.app().issuer(), id, &challenge());
    let without = browser.get(&world, &format!("/oauth/qr/{id}/complete?proof={proof}")).await;
    assert_not_completed(&world, id, &without).await;
    assert_eq!(complete(&world, &browser, id, &code).await.status, 302);
}

#[tokio::test]
async fn whoever_looks_at_the_return_page_first_uses_nothing_up() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.approved_here(&world).await;
    let path = format!("/oauth/qr/{id}/return");
    // A messenger that draws a preview has no cookies; the browser itself may fetch an address before it is opened.
    let messenger = Browser::open(&world);
    for (looking, status) in [(&messenger, 400), (&browser, 200)] {
        for method in ["HEAD", "GET"] {
            let answer = world.send(looking.request(method, &path, None)).await;
            assert_eq!((answer.status, answer.header_all("set-cookie").len()), (status, 0), "{method}");
        }
    }
    assert_eq!(world.stored(id).await, "approved");
    let code = code(&world, id).await;
    assert_eq!(complete(&world, &browser, id, &code).await.status, 302);
}

#[tokio::test]
async fn the_return_page_is_for_the_browser_that_started_and_holds_no_code() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.approved_here(&world).await;
    let page = browser.get(&world, &format!("/oauth/qr/{id}/return")).await;
    assert_eq!((page.status, page.header("cache-control")), (200, Some("no-store")));
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    assert!(page.text().contains(&format!("data-session=\"{id}\"")));
    assert!(!page.text().contains(&code(&world, id).await));
    for unknown in ["7c9e6679-7425-40de-944b-e07fc1f90ae7", "x", "7C9E6679-7425-40DE-944B-E07FC1F90AE7"] {
        assert_eq!(browser.get(&world, &format!("/oauth/qr/{unknown}/return")).await.status, 400);
    }
}

#[tokio::test]
async fn a_login_of_another_browser_is_not_opened() {
    let world = World::new().await;
    let id = Browser::open(&world).session(&world).await;
    let mut other = Browser::open(&world);
    other.session(&world).await;
    assert_refused(&other.post(&world, &format!("/oauth/qr/{id}/here"), None).await, 404, "not_found");
    assert!(!world.row(id).await.here);
}

#[tokio::test]
async fn the_link_of_an_extended_login_ends_when_the_login_does() {
    let world = World::new().await;
    let mut browser = Browser::open(&world);
    let id = browser.session(&world).await;
    let path = format!("/oauth/qr/{id}/here");
    let first = browser.post(&world, &path, None).await.json()["link"].clone();
    world.clock().advance_ms(60_000);
    browser.post(&world, &format!("/oauth/qr/{id}/extend"), None).await;
    let second = browser.post(&world, &path, None).await.json()["link"].clone();
    let exp = |link: &serde_json::Value| link.as_str().unwrap().split('.').nth(4).unwrap().to_owned();
    assert_ne!(exp(&first), exp(&second));
    assert!(world.row(id).await.here);
}
