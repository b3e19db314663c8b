//! Whatever a phone sends, it is refused as its fault and by name, never a fault of the server, and changes nothing.

use super::call::{Answer, Call};
use super::device::Device;
use super::world::{World, golden_client};
use logi_domain::id::SessionId;
use logi_domain::qr::Status;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;
use tokio::runtime::Runtime;

struct Scanned {
    runtime: Runtime,
    world: World,
    phone: Device,
    id: SessionId,
    approval: String,
}

fn scanned() -> Scanned {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (world, phone, id, approval) = runtime.block_on(async {
        let world = World::new().await;
        let phone = world.phone().await;
        let id = world.login(&golden_client("public_client")).await;
        let presented = world.scanned(&phone, id).await;
        let approval = world.approval(&phone, &presented, &[]);
        (world, phone, id, approval)
    });
    Scanned {
        runtime,
        world,
        phone,
        id,
        approval,
    }
}

/// Text near JSON of the phone's bodies, and any other.
fn body() -> impl Strategy<Value = String> {
    let member =
        "\"(step|code|here|approval|denial|device_id|root_subject|x)\":(-?[0-9]{1,6}|true|null|\"[A-Za-z0-9._-]{0,40}\"|\\[\\]|\\{\\})";
    prop_oneof![
        "\\PC{0,80}".boxed(),
        proptest::string::string_regex(&format!("\\{{({member},?){{0,4}}\\}}?"))
            .unwrap()
            .boxed(),
    ]
}

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config {
        cases,
        ..Config::with_source_file(file!())
    })
}

fn is_named_refusal(answer: &Answer, statuses: &[u16]) -> bool {
    let (status, code) = answer.refusal();
    statuses.contains(&status) && !code.is_empty()
}

#[test]
fn any_body_of_a_decision_is_refused_and_leaves_the_login_as_it_was() {
    let scanned = scanned();
    for action in ["approve", "deny"] {
        let path = format!("/api/v1/oauth/qr/{}/{action}", scanned.id);
        let ran = runner(128).run(&body(), |body| {
            let call = scanned.world.call_as(&scanned.phone, "POST", &path).raw(&body);
            let answer = scanned.runtime.block_on(scanned.world.send(call));
            prop_assert!(is_named_refusal(&answer, &[400]), "{answer:?}");
            Ok(())
        });
        ran.unwrap();
    }
    let session = scanned.runtime.block_on(scanned.world.session(scanned.id));
    assert_eq!(session.stored_status, Status::Scanned);
}

#[test]
fn any_body_of_a_bootstrap_makes_no_account_with_keys() {
    let scanned = scanned();
    let ran = runner(128).run(&body(), |body| {
        let call = Call::new("POST", "/api/v1/auth/anonymous_bootstrap").raw(&body);
        let answer = scanned.runtime.block_on(scanned.world.send(call));
        prop_assert!(is_named_refusal(&answer, &[400, 401]), "{answer:?}");
        Ok(())
    });
    ran.unwrap();
}

#[test]
fn any_frame_but_the_shown_one_is_refused() {
    let scanned = scanned();
    let world = &scanned.world;
    let id = scanned.runtime.block_on(world.login(&golden_client("public_client")));
    let ran = runner(128).run(&(any::<u16>(), "[0-9A-Za-z]{24,28}"), |(step, code)| {
        // A device may scan twenty times a minute, so each guess is another device's.
        let phone = scanned.runtime.block_on(world.phone());
        let path = format!("/api/v1/oauth/qr/{id}/scan");
        let answer = scanned
            .runtime
            .block_on(world.post_as(&phone, &path, &json!({"step": step, "code": code})));
        prop_assert!(is_named_refusal(&answer, &[400, 422]), "{answer:?}");
        Ok(())
    });
    ran.unwrap();
}

#[test]
fn an_approval_with_any_character_changed_is_refused() {
    let scanned = scanned();
    let path = format!("/api/v1/oauth/qr/{}/approve", scanned.id);
    let length = scanned.approval.len();
    let ran = runner(256).run(&(0..length, "[A-Za-z0-9._-]"), |(at, to)| {
        let mut approval = scanned.approval.clone();
        approval.replace_range(at..=at, &to);
        prop_assume!(approval != scanned.approval);
        let body = json!({"approval": approval});
        let answer = scanned.runtime.block_on(scanned.world.post_as(&scanned.phone, &path, &body));
        prop_assert_eq!(answer.refusal(), (400, "bad_binding"));
        Ok(())
    });
    ran.unwrap();
    let body = json!({"approval": scanned.approval});
    let answer = scanned.runtime.block_on(scanned.world.post_as(&scanned.phone, &path, &body));
    assert_eq!(answer.status, 200, "unchanged it serves");
}

#[test]
fn any_token_and_any_proof_are_refused_as_such() {
    let scanned = scanned();
    let header = || {
        prop_oneof![
            "[ -~]{0,60}",
            "(DPoP|Bearer|dpop) [ -~]{0,40}",
            "[A-Za-z0-9_-]{0,30}(\\.[A-Za-z0-9_-]{0,30}){0,3}"
        ]
    };
    let ran = runner(256).run(&(header(), header(), any::<bool>()), |(authorization, proof, with_token)| {
        let authorization = if with_token {
            format!("DPoP {}", scanned.phone.pak)
        } else {
            authorization
        };
        let call = Call::new("GET", "/api/v1/me")
            .header("Authorization", &authorization)
            .header("DPoP", &proof);
        let answer = scanned.runtime.block_on(scanned.world.send(call));
        prop_assert!(is_named_refusal(&answer, &[401]), "{answer:?}");
        Ok(())
    });
    ran.unwrap();
}
