//! A database that takes no writes for the moment: every call says so, nothing is lost or half done, and the same bytes serve once
//! the fault is over. Told for each fault in a module of its own.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use http::{Method, StatusCode};
use logi_core::ports::{Http, HttpError, HttpRequest, HttpResponse};
use logi_core::{CallError, LoginError, LoginState, RefusalKind, Source};
use logi_harness::agent::Answer;
use logi_harness::phone::{Proof, ScriptedPhone};
use logi_harness::server::{Application, Options};
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

use crate::scene::{Scene, assert_refused, http, profile};

/// What keeps the database from writing.
pub trait Fault {
    async fn strike(&mut self);
    async fn mend(&mut self);
}

/// A server that refuses at once what it cannot write.
pub async fn scene() -> Scene {
    let options = Options {
        waits_for_writers: false,
        ..Options::default()
    };
    let application = Application {
        public: true,
        ..Application::default()
    };
    Scene::with(&options, &application).await
}

/// Every call that writes, one after the other, each struck once: enrolment, profile, start, scan, approve, complete, token, deny.
pub async fn whole_login(scene: &Scene, fault: &mut impl Fault) {
    let phone = enrolment(scene, fault).await;
    set_profile(&phone, fault).await;
    start(scene, fault).await;
    let (session, challenge) = scan_and_approve(scene, &phone, fault).await;
    let code = complete(scene, (&session, &challenge), fault).await;
    token(scene, &code, fault).await;
    deny(scene, &phone, fault).await;
}

/// A call of a phone, with one proof for all its sendings.
struct Call<'a> {
    phone: &'a ScriptedPhone,
    method: Method,
    path: String,
    proof: String,
    body: Value,
}

impl<'a> Call<'a> {
    fn of(phone: &'a ScriptedPhone, method: Method, path: &str, body: Value) -> Self {
        let proof = Proof::of(method.as_str(), path);
        let proof = if phone.pak.is_empty() { proof.without_token() } else { proof };
        Self {
            phone,
            method,
            path: path.to_owned(),
            proof: phone.proof(&proof),
            body,
        }
    }

    async fn send(&self) -> Answer {
        let authorization = format!("DPoP {}", self.phone.pak);
        let mut headers = vec![("dpop", self.proof.as_str())];
        if !self.phone.pak.is_empty() {
            headers.push(("authorization", &authorization));
        }
        self.phone
            .send(self.method.clone(), &self.path, &headers, Some(self.body.to_string()))
            .await
    }

    /// Refused while the fault lasts, served by the same bytes afterwards, and then its proof is used up.
    async fn suffers(&self, fault: &mut impl Fault, meanwhile: impl AsyncFnOnce()) -> Answer {
        let served = suffers(fault, async || self.send().await, meanwhile).await;
        assert_refused(&self.send().await, StatusCode::UNAUTHORIZED, "invalid_dpop_proof");
        served
    }
}

async fn suffers(fault: &mut impl Fault, call: impl AsyncFn() -> Answer, meanwhile: impl AsyncFnOnce()) -> Answer {
    fault.strike().await;
    let refused = call().await;
    assert_refused(&refused, StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable");
    assert_says_when_to_repeat(&refused);
    meanwhile().await;
    fault.mend().await;
    let served = call().await;
    assert_eq!(served.status, StatusCode::OK, "{}", served.body);
    served
}

fn assert_says_when_to_repeat(refused: &Answer) {
    let seconds: Option<u32> = refused.header("retry-after").and_then(|value| value.parse().ok());
    assert!(seconds.is_some_and(|seconds| seconds > 0), "{:?}", refused.headers);
}

async fn nothing() {}

async fn enrolment(scene: &Scene, fault: &mut impl Fault) -> ScriptedPhone {
    let mut phone = ScriptedPhone::new(&scene.server.issuer, scene.server.now());
    let body = phone.bootstrap_body();
    let call = Call::of(&phone, Method::POST, "/api/v1/auth/anonymous_bootstrap", body);
    let enrolled = call.suffers(fault, nothing).await.json();
    enrolled["access_token"].as_str().unwrap().clone_into(&mut phone.pak);
    let me = phone.call(Method::GET, "/api/v1/me", None).await.json();
    assert_eq!(me["id"], enrolled["user"]["id"]);
    phone
}

async fn set_profile(phone: &ScriptedPhone, fault: &mut impl Fault) {
    let path = "/api/v1/me/profile";
    let read = async || phone.call(Method::GET, path, None).await.json();
    let before = read().await;
    let call = Call::of(phone, Method::PUT, path, profile());
    call.suffers(fault, async || assert_eq!(read().await, before)).await;
    assert_eq!(read().await["email"], profile()["email"]);
}

async fn start(scene: &Scene, fault: &mut impl Fault) {
    suffers(fault, async || scene.browser.start(&scene.page, &json!({})).await, nothing).await;
}

async fn scan_and_approve(scene: &Scene, phone: &ScriptedPhone, fault: &mut impl Fault) -> (String, String) {
    let (shown, text) = (scene.show().await, async |status: &str, shown| {
        assert_eq!(scene.status(shown).await, status)
    });
    let presented = {
        let (session, step, code) = logi_harness::phone::parts_of(&scene.text(&shown));
        let path = format!("/api/v1/oauth/qr/{session}/scan");
        let call = Call::of(phone, Method::POST, &path, json!({"step": step, "code": code}));
        call.suffers(fault, async || text("pending", &shown).await).await;
        phone.scan_presented(&scene.text(&shown)).await
    };
    let approval = phone.sign_approval(&phone.approval_payload(&presented, &["email"]));
    let receipts = async || phone.call(Method::GET, "/api/v1/me/receipts", None).await.json()["receipts"].clone();
    let path = format!("/api/v1/oauth/qr/{}/approve", shown.session);
    let call = Call::of(phone, Method::POST, &path, json!({"approval": approval}));
    let meanwhile = async || {
        text("scanned", &shown).await;
        assert_eq!(receipts().await, json!([]));
    };
    let approved = call.suffers(fault, meanwhile).await.json();
    assert_eq!(receipts().await, json!([approved["receipt"]]));
    let challenge = scene.challenge(&shown).await;
    (shown.session, challenge)
}

async fn complete(scene: &Scene, (session, challenge): (&str, &str), fault: &mut impl Fault) -> String {
    fault.strike().await;
    let refused = scene.browser.complete(session, challenge).await;
    assert_eq!(
        (refused.status, refused.header("location")),
        (StatusCode::SERVICE_UNAVAILABLE, None),
        "{}",
        refused.body
    );
    assert_says_when_to_repeat(&refused);
    assert_eq!(scene.browser.status_object(session).await["status"], "approved");
    fault.mend().await;
    let answer = scene.browser.complete(session, challenge).await;
    assert_eq!(answer.status, StatusCode::FOUND, "{}", answer.body);
    scene.party.code_in(&answer.location()).unwrap()
}

async fn token(scene: &Scene, code: &str, fault: &mut impl Fault) {
    let party = &scene.party;
    let form = Serializer::new(String::new())
        .append_pair("grant_type", "authorization_code")
        .append_pair("client_id", &party.client.id)
        .append_pair("redirect_uri", &party.client.redirect_uri)
        .append_pair("code_verifier", &party.attempt.verifier)
        .append_pair("code", code)
        .finish();
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let endpoint = &party.provider.metadata.token_endpoint;
    let redeem = async || scene.browser.agent.send(Method::POST, endpoint, &headers, Some(form.clone())).await;
    let tokens = suffers(fault, redeem, nothing).await.json();
    assert_eq!(tokens["scope"], "openid email");
    assert_refused(&redeem().await, StatusCode::BAD_REQUEST, "invalid_grant");
}

async fn deny(scene: &Scene, phone: &ScriptedPhone, fault: &mut impl Fault) {
    let (shown, presented) = scene.scanned(phone).await;
    let denial = phone.sign_denial(&phone.decision_payload(&presented, "deny"));
    let path = format!("/api/v1/oauth/qr/{}/deny", shown.session);
    let call = Call::of(phone, Method::POST, &path, json!({"denial": denial}));
    call.suffers(fault, async || assert_eq!(scene.status(&shown).await, "scanned"))
        .await;
    assert_eq!(scene.status(&shown).await, "denied");
}

/// Real HTTP that keeps what was sent to `approve`: its proof and its body.
struct Recorded {
    http: Arc<dyn Http>,
    approvals: Mutex<Vec<(String, Vec<u8>)>>,
}

#[async_trait]
impl Http for Recorded {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        if request.url.path().ends_with("/approve") {
            let proof = request.headers["dpop"].to_str().unwrap().to_owned();
            self.approvals.lock().unwrap().push((proof, request.body.to_vec()));
        }
        self.http.send(request).await
    }
}

/// The phone's core tells its person that the server is busy, and then repeats the same approval under a new proof.
pub async fn core_repeats_its_approval(scene: &Scene, fault: &mut impl Fault) {
    let recorded = Arc::new(Recorded {
        http: http(),
        approvals: Mutex::default(),
    });
    let phone = scene.core_phone(0, recorded.clone()).await;
    phone.enrol().await.unwrap();
    let shown = scene.show().await;
    let flow = phone.begin(&scene.text(&shown), Source::Scan).await.unwrap();
    assert!(matches!(flow.next_state().await, Ok(Some(LoginState::Presented(_)))));
    flow.approve(&[]).await.unwrap();
    fault.strike().await;
    let refused = flow.next_state().await;
    let Err(LoginError::Call(CallError::Refused(refusal))) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(refusal.kind, RefusalKind::TemporarilyUnavailable { retry_after_seconds: 1 });
    assert_eq!(scene.status(&shown).await, "scanned");
    fault.mend().await;
    assert!(matches!(
        flow.next_state().await,
        Ok(Some(LoginState::Approved { receipt: Some(_), .. }))
    ));
    let sent = recorded.approvals.lock().unwrap();
    let [(first_proof, first), (second_proof, second)] = sent.as_slice() else {
        panic!("{} approvals were sent", sent.len())
    };
    assert_eq!(first, second);
    assert_ne!(first_proof, second_proof);
}
