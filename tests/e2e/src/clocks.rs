//! A27: a phone whose clock is wrong by ten minutes logs in all the same.

use std::sync::Arc;

use http::StatusCode;
use logi_core::adapters::{NoDeviceValue, OsRng, ReqwestHttp, SoftwareKeys};
use logi_core::fakes::{ManualClock, MemoryMarker, MemoryStore};
use logi_core::origin::Origin;
use logi_core::ports::{Rng, SecretStore};
use logi_core::qr::KeySet;
use logi_core::{Authenticator, Config, DevicePlatform, LoginState, Ports, Source};

use crate::scene::Scene;

/// A phone on the real core and real HTTP whose clock is off by that many seconds.
async fn phone_off_by(scene: &Scene, seconds: i64) -> Authenticator {
    let rng: Arc<dyn Rng> = Arc::new(OsRng);
    let secrets: Arc<dyn SecretStore> = Arc::new(MemoryStore::default());
    let ports = Ports {
        clock: Arc::new(ManualClock::new(
            u64::try_from(scene.server.clock.now_ms() + seconds * 1000).unwrap(),
        )),
        http: Arc::new(ReqwestHttp::new().unwrap()),
        keys: Arc::new(SoftwareKeys::new(secrets.clone(), rng.clone())),
        device_value: Arc::new(NoDeviceValue),
        marker: Arc::new(MemoryMarker::default()),
        secrets,
        rng,
    };
    let config = Config {
        issuer: Origin::parse(&scene.server.issuer).unwrap(),
        link_host: None,
        pins: KeySet::parse(br#"{"keys":[]}"#).unwrap(),
        platform: DevicePlatform::Linux,
        device_name: None,
        session_life: Config::SESSION_LIFE,
    };
    Authenticator::open(config, ports).await.unwrap()
}

#[tokio::test]
async fn a_clock_ten_minutes_fast_or_slow_does_not_stop_a_login() {
    for seconds in [-600, 600] {
        let scene = Scene::open().await;
        let phone = phone_off_by(&scene, seconds).await;
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
    let phone = phone_off_by(&scene, 1_201).await;
    let shown = scene.show().await;
    let text = scene.text(&shown);
    // Whoever called it would be told that nobody is there.
    scene.server.stop().await;
    let refused = phone.begin(&text, Source::Scan).await.err().unwrap();
    assert_eq!(refused.code(), "expired");
}
