//! A11 (R11): no page of the login can be framed, and none runs a script of somebody else.

use http::Method;
use logi_harness::agent::Answer;

use crate::scene::Scene;

fn assert_cannot_be_framed(answer: &Answer, what: &str) {
    let policy = answer
        .header("content-security-policy")
        .unwrap_or_else(|| panic!("{what} has no policy"));
    assert!(policy.contains("frame-ancestors 'none'"), "{what}: {policy}");
    assert_eq!(answer.header("x-frame-options"), Some("DENY"), "{what}");
    for other in ["http:", "https:", "*", "'unsafe-inline'", "'unsafe-eval'", "data:"] {
        let scripts = policy
            .split(';')
            .find(|part| part.trim().starts_with("script-src"))
            .unwrap_or(policy);
        assert!(!scripts.contains(other), "{what}: {scripts}");
    }
}

#[tokio::test]
async fn no_page_can_be_framed_or_runs_a_script_of_somebody_else() {
    let scene = Scene::open().await;
    let shown = scene.show().await;
    let issuer = &scene.server.issuer;
    let authorize = scene.party.authorization_url();
    let pages = [
        authorize.to_string(),
        format!("{issuer}/session/new?{}", authorize.query().unwrap()),
        format!("{issuer}/session/new"),
        format!("{issuer}/qr"),
        format!("{issuer}/oauth/authorize"),
        format!("{issuer}/oauth/qr/{}/complete", shown.session),
        format!("{issuer}/oauth/qr/0b6f4a52-93d1-4c1e-8a77-5d2e9f30b1c4/complete"),
        format!("{issuer}/there-is-nothing-here"),
    ];
    for url in pages {
        let answer = scene.browser.visit(&url).await;
        assert_cannot_be_framed(&answer, &url);
        for script in answer.body.split("<script").skip(1) {
            let opening = script.split('>').next().unwrap();
            assert!(opening.contains("src=\"/"), "{url}: <script{opening}>");
        }
    }
}

#[tokio::test]
async fn the_code_appears_only_after_a_press() {
    let scene = Scene::open().await;
    assert!(!scene.page.html.contains("/qr#"));
    assert!(scene.page.html.contains("Log in with QR"));
}

#[tokio::test]
async fn what_a_page_answers_is_kept_by_no_cache() {
    let scene = Scene::open().await;
    let shown = scene.show().await;
    for url in [
        scene.party.authorization_url().to_string(),
        format!("{}/oauth/qr/{}/status", scene.server.issuer, shown.session),
    ] {
        let answer = scene.browser.agent.send(Method::GET, &url, &[], None).await;
        assert!(
            answer.header("cache-control").is_some_and(|value| value.contains("no-store")),
            "{url}"
        );
    }
}
