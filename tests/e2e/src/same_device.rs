//! The login on one device, with the virtual phone: whose link it opens, who may finish it (A13 (R13b, R13c) of the threats).

use http::StatusCode;
use logi_harness::browser::Shown;

use crate::phone_program::{Program, Ran, running_scene};
use crate::scene::{Scene, assert_page_without_redirect, assert_sent_back_with};

fn refusal(ran: &Ran) -> (i32, Option<&str>) {
    (ran.exit, ran.outcome()["code"].as_str())
}

fn return_url(ran: &Ran) -> &str {
    assert_eq!(
        (ran.exit, ran.outcome()["outcome"].as_str()),
        (0, Some("approved")),
        "{:?}",
        ran.lines
    );
    ran.outcome()["return_url"].as_str().unwrap()
}

/// A login that is approved on its own device, and the address that leads back.
async fn approved() -> (Scene, Shown, String) {
    let scene = running_scene().await;
    let phone = Program::enrolled(&scene.server.issuer).await;
    let (shown, link) = scene.browser.open_here(&scene.page).await;
    let ran = phone.run(&["open", &link, "--approve"]).await;
    let url = return_url(&ran).to_owned();
    (scene, shown, url)
}

#[tokio::test]
async fn a_link_of_another_host_scheme_port_or_path_is_opened_by_nothing() {
    let scene = running_scene().await;
    let phone = Program::enrolled(&scene.server.issuer).await;
    let (shown, link) = scene.browser.open_here(&scene.page).await;
    let (address, fragment) = link.split_once('#').unwrap();
    let host = address.strip_prefix("http://").unwrap().strip_suffix("/here").unwrap();
    let flipped = if fragment.starts_with('0') { '1' } else { '0' };
    for (bad, code) in [
        (format!("http://evil.example/here#{fragment}"), "wrong_domain"),
        (format!("https://{host}/here#{fragment}"), "wrong_domain"),
        (format!("{}/here#{fragment}", scene.server.issuer), "wrong_domain"),
        (format!("http://127.0.0.1:1/here#{fragment}"), "wrong_domain"),
        (format!("logi://{host}/here#{fragment}"), "not_a_logi_code"),
        (format!("http://me@{host}/here#{fragment}"), "not_a_logi_code"),
        (format!("{address}/x#{fragment}"), "not_a_logi_code"),
        (format!("{address}?next=x#{fragment}"), "not_a_logi_code"),
        (format!("{link}#{fragment}"), "not_a_logi_code"),
        (format!("{address}#{flipped}{}", &fragment[1..]), "bad_signature"),
    ] {
        let ran = phone.run(&["open", &bad, "--approve"]).await;
        assert_eq!(refusal(&ran), (4, Some(code)), "{bad}: {:?}", ran.lines);
    }
    assert_eq!(scene.status(&shown).await, "pending");
}

#[tokio::test]
async fn a_link_shown_as_a_code_logs_no_far_browser_in() {
    let scene = running_scene().await;
    let phone = Program::enrolled(&scene.server.issuer).await;
    let (shown, link) = scene.browser.open_here(&scene.page).await;
    let ran = phone.run(&["scan", "--text", &link, "--approve"]).await;
    assert_eq!(refusal(&ran), (4, Some("not_a_logi_code")), "{:?}", ran.lines);
    assert_eq!(scene.status(&shown).await, "pending");
}

#[tokio::test]
async fn a_login_on_its_own_device_takes_no_frame() {
    let scene = running_scene().await;
    let phone = Program::enrolled(&scene.server.issuer).await;
    let (shown, _) = scene.browser.open_here(&scene.page).await;
    let ran = phone.run(&["scan", "--text", &scene.text(&shown), "--approve"]).await;
    assert_eq!(refusal(&ran), (5, Some("qr_bad_frame")), "{:?}", ran.lines);
    assert_eq!(scene.status(&shown).await, "pending");
}

#[tokio::test]
async fn who_sends_their_link_to_somebody_gets_nothing_when_it_is_approved() {
    let (scene, shown, url) = approved().await;
    let challenge = scene.challenge(&shown).await;
    // The one who sent it has cookies and key, but not the code that went to the other's device.
    let theirs = scene.browser.complete(&shown.session, &challenge).await;
    assert_page_without_redirect(&theirs, StatusCode::BAD_REQUEST);
    // The other's browser has the code, but neither cookies nor key.
    let (other, _) = scene.another_browser().await;
    let page = other.visit(url.split('#').next().unwrap()).await;
    assert_page_without_redirect(&page, StatusCode::BAD_REQUEST);
    assert!(page.body.contains("Go back to where you started"), "{}", page.body);
    let completed = other.complete_from(&url, &shown.session, &challenge).await;
    assert_page_without_redirect(&completed, StatusCode::BAD_REQUEST);
    assert_eq!(scene.status(&shown).await, "approved");
}

#[tokio::test]
async fn a_stranger_who_answers_in_ones_own_place_logs_nobody_in_and_is_noticed() {
    let scene = running_scene().await;
    let phone = Program::enrolled(&scene.server.issuer).await;
    let (shown, link) = scene.browser.open_here(&scene.page).await;
    // Somebody has seen the link, or an earlier code of the same login, and is faster.
    let stranger = scene.server.phone().await;
    let presented = stranger.open_presented(&shown.session).await;
    let words = scene.browser.status_object(&shown.session).await["words"].clone();
    let ran = phone.run(&["open", &link, "--approve"]).await;
    assert_eq!(refusal(&ran), (5, Some("already_scanned")), "{:?}", ran.lines);
    assert_eq!(scene.browser.status_object(&shown.session).await["second_scan"], true);
    assert!(words.as_array().is_some_and(|words| words.len() == 2), "{words}");
    let answer = stranger.approve(&presented, &[]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    // The way back went to the stranger's phone: the browser does not go on by itself.
    let challenge = scene.challenge(&shown).await;
    let completed = scene.browser.complete(&shown.session, &challenge).await;
    assert_page_without_redirect(&completed, StatusCode::BAD_REQUEST);
    assert_eq!(scene.status(&shown).await, "approved");
}

#[tokio::test]
async fn a_return_code_is_worth_nothing_after_a_minute_or_a_second_time() {
    let (scene, shown, url) = approved().await;
    let challenge = scene.challenge(&shown).await;
    let first = scene.browser.complete_from(&url, &shown.session, &challenge).await;
    assert_eq!(first.status, StatusCode::FOUND, "{}", first.body);
    let again = scene.browser.complete_from(&url, &shown.session, &challenge).await;
    assert_sent_back_with(&again, "access_denied", &scene);

    let (scene, shown, url) = approved().await;
    let challenge = scene.challenge(&shown).await;
    scene.server.clock.advance(61);
    let late = scene.browser.complete_from(&url, &shown.session, &challenge).await;
    assert_page_without_redirect(&late, StatusCode::BAD_REQUEST);
    assert_eq!(scene.status(&shown).await, "approved");
}

#[tokio::test]
async fn a_declined_login_goes_nowhere() {
    let scene = running_scene().await;
    let phone = Program::enrolled(&scene.server.issuer).await;
    let (shown, link) = scene.browser.open_here(&scene.page).await;
    let ran = phone.run(&["open", &link, "--deny"]).await;
    assert_eq!(
        (ran.exit, &ran.outcome()["return_url"]),
        (3, &serde_json::Value::Null),
        "{:?}",
        ran.lines
    );
    assert_eq!(scene.status(&shown).await, "denied");
}

#[tokio::test]
async fn a_login_on_one_device_comes_back_into_the_browser_it_was_started_in() {
    let scene = running_scene().await;
    let phone = Program::enrolled(&scene.server.issuer).await;
    phone.run(&["profile", "set", "email=ann@example.org", "full_name=Ann Lee"]).await;
    let (shown, link) = scene.browser.open_here(&scene.page).await;
    let ran = phone.run(&["open", &link, "--grant", "email"]).await;
    let url = return_url(&ran);
    assert!(
        url.starts_with(&format!("{}/oauth/qr/{}/return#", scene.server.issuer, shown.session)),
        "{url}"
    );
    assert_eq!(ran.state("decided")["granted"], serde_json::json!(["email"]));
    let page = scene.browser.visit(url.split('#').next().unwrap()).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let challenge = scene.challenge(&shown).await;
    let back = scene.browser.complete_from(url, &shown.session, &challenge).await;
    let tokens = scene
        .party
        .log_in(&back.location(), scene.server.clock.now_seconds())
        .await
        .unwrap();
    let fields = scene.party.provider.userinfo(&tokens).await.unwrap();
    assert_eq!(fields["email"], "ann@example.org");
    assert!(!fields.contains_key("full_name"));
}
