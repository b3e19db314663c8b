//! A27 (R27): a phone whose clock is wrong by ten minutes logs in all the same.

use http::StatusCode;
use logi_core::{LoginState, Source};

use crate::scene::{Scene, http};

#[tokio::test]
async fn a_clock_ten_minutes_fast_or_slow_does_not_stop_a_login() {
    for seconds in [-600, 600] {
        let scene = Scene::open().await;
        let phone = scene.core_phone(seconds, http()).await;
        phone.enrol().await.unwrap();
        let shown = scene.show().await;
        let flow = phone.begin(&scene.text(&shown), Source::Scan).await.unwrap();
        assert!(matches!(flow.next_state().await, Ok(Some(LoginState::Presented(_)))), "{seconds}");
        flow.approve(&[]).await.unwrap();
        assert!(
            matches!(flow.next_state().await, Ok(Some(LoginState::Approved { receipt: Some(_), .. }))),
            "{seconds}"
        );
        let challenge = scene.challenge(&shown).await;
        assert_eq!(scene.browser.complete(&shown.session, &challenge).await.status, StatusCode::FOUND);
    }
}

#[tokio::test]
async fn a_code_that_died_long_ago_is_refused_before_any_call() {
    let scene = Scene::open().await;
    let phone = scene.core_phone(1_201, http()).await;
    let shown = scene.show().await;
    let text = scene.text(&shown);
    // Whoever called it would be told that nobody is there.
    scene.server.stop().await;
    let refused = phone.begin(&text, Source::Scan).await.err().unwrap();
    assert_eq!(refused.code(), "expired");
}
