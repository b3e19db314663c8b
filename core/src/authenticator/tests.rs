//! A24 (R24): whatever happens, no secret reaches a log, a debug print or an error text.

use std::error::Error;
use std::fmt::Debug;
use std::io::Write;
use std::sync::{Arc, Mutex};

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use secrecy::SecretString;
use serde_json::{Value, json};
use tracing_subscriber::fmt::MakeWriter;

use crate::adapters::{SealedFile, SealingKey};
use crate::fakes::{Fakes, ScriptedAnswer};
use crate::golden::{self, APPROVE, DENY, KEY_SET, Phone, READ, SCAN, answer, case, code_text, key_set_json, line, text};
use crate::ports::{HttpError, KeyError, Ports, StoreError};
use crate::{Authenticator, Choice, LoginFlow, ProfileValues, Source};

const PASSPHRASE: &str = "planted passphrase of a person";

/// Everything that was logged and printed.
#[derive(Clone, Default)]
struct Transcript(Arc<Mutex<Vec<u8>>>);

impl Transcript {
    /// Prints `value` in every way a caller might.
    fn print<T: Debug, E: Error + 'static>(&self, value: &Result<T, E>) {
        let mut out = self.0.lock().unwrap();
        write!(out, "{value:?} {value:#?}").unwrap();
        let Err(error) = value else { return };
        let mut cause: Option<&(dyn Error + 'static)> = Some(error);
        while let Some(error) = cause {
            write!(out, "{error} {error:?}").unwrap();
            cause = error.source();
        }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Transcript {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().map_err(|_| std::io::ErrorKind::Other)?.extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Transcript {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

fn values() -> ProfileValues {
    ProfileValues {
        preferred_name: Some("Planted Nickname".to_owned()),
        full_name: Some("Planted Full Name".to_owned()),
        email: Some("planted@mail.example".to_owned()),
        phone_number: Some("+82-10-0000-0000".to_owned()),
    }
}

fn script(fakes: &Fakes) {
    let http = &fakes.http;
    let bootstrap = golden::bootstrap();
    let enrolled = case(&bootstrap["cases"], "a new account");
    http.once(&line(enrolled), ScriptedAnswer::fail(HttpError::TimedOut));
    http.once(&line(enrolled), answer(enrolled));
    http.always(KEY_SET, ScriptedAnswer::json(200, &key_set_json()));
    let me = golden::me();
    let own = case(&me["cases"], "own user record");
    http.once(
        &line(own),
        ScriptedAnswer::json(401, &json!({ "error": "use_dpop_nonce" })).with_header("DPoP-Nonce", "planted-nonce"),
    );
    http.once(&line(own), answer(own));
    http.once(&line(own), ScriptedAnswer::bytes(500, "planted body of a proxy"));
    let profile = golden::profile();
    let set = case(&profile["cases"], "set");
    http.once(&line(set), answer(set));
    http.once(&line(set), ScriptedAnswer::fail(HttpError::Interrupted));
    http.always(SCAN, answer(case(&golden::scan()["scan"], "first scan")));
    http.always(READ, answer(case(&golden::scan()["scan"], "first scan")));
    http.once(
        APPROVE,
        ScriptedAnswer::json(400, &json!({ "error": "bad_binding", "message": "planted message" })),
    );
    http.always(DENY, answer(case(&golden::deny()["cases"], "denied")));
    let receipt = golden::receipt();
    for name in ["all, newest first", "one"] {
        let listed = case(&receipt["cases"], name);
        http.always(&line(listed), answer(listed));
    }
}

async fn run_login(seen: &Transcript, flow: &LoginFlow, fakes: &Fakes) {
    seen.print(&flow.next_state().await);
    seen.print(&flow.next_state().await);
    seen.print(&flow.approve(&["planted field"]).await);
    fakes.keys.refuse_approvals(Some(KeyError::NotConfirmed));
    seen.print(&flow.approve(&["email", "preferred_name"]).await);
    fakes.keys.refuse_approvals(None);
    fakes.store.refuse_changes(Some(StoreError::Full));
    seen.print(&flow.approve(&["email", "preferred_name"]).await);
    fakes.store.refuse_changes(None);
    fakes.clock.set(golden::keys()["approved_at_ms"].as_u64().unwrap());
    seen.print(&flow.approve(&["email", "preferred_name"]).await);
    for _ in 0..2 {
        seen.print(&flow.next_state().await);
    }
    fakes.http.always(APPROVE, answer(case(&golden::approve()["cases"], "approved")));
    seen.print(&flow.next_state().await);
    flow.cancel();
    seen.print(&flow.next_state().await);
}

/// Every flow once, on the golden secrets, with failures in between. Returns what was sent.
async fn run_everything(seen: &Transcript) -> Fakes {
    let fresh = Phone::fresh().await;
    script(&fresh.fakes);
    for _ in 0..2 {
        seen.print(&fresh.authenticator.enrol().await);
        seen.print(&fresh.authenticator.installation().await);
    }
    fresh.fakes.marker.set(None);
    seen.print(&fresh.authenticator.enrol().await);
    seen.print(&fresh.authenticator.settle(Choice::StartFresh).await);

    let phone = Phone::enrolled().await;
    let Phone { fakes, authenticator } = &phone;
    script(fakes);
    for _ in 0..2 {
        seen.print(&authenticator.whoami().await);
        seen.print(&authenticator.set_profile(&values()).await);
    }
    seen.print(&authenticator.begin(&code_text(), Source::Link).await.map(drop));
    seen.print(
        &authenticator
            .begin(&code_text().replace("02P65PKW", "D1KSM49A"), Source::Scan)
            .await
            .map(drop),
    );
    let flow = authenticator.begin(&code_text(), Source::Scan).await.unwrap();
    run_login(seen, &flow, fakes).await;
    let flow = authenticator.begin(&code_text(), Source::Scan).await.unwrap();
    seen.print(&flow.next_state().await);
    seen.print(&flow.deny().await);
    seen.print(&flow.next_state().await);
    seen.print(&authenticator.receipts().await);
    let file = authenticator.export_receipt(flow.session()).await.unwrap();
    seen.print(&authenticator.verify_receipt(file.as_bytes()).await);
    seen.print(&authenticator.verify_receipt(b"planted file").await);
    fakes.clone()
}

async fn run_sealed_file(seen: &Transcript, fakes: &Fakes) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault");
    let key = || SealingKey::passphrase(SecretString::from(PASSPHRASE));
    let file = Arc::new(SealedFile::open(&path, key(), fakes.rng.clone()).unwrap());
    let ports = Ports {
        secrets: file.clone(),
        ..Fakes::new(0).ports()
    };
    let authenticator = Authenticator::open(Phone::config(&key_set_json()), ports).await.unwrap();
    seen.print(&authenticator.enrol().await);
    seen.print(&SealedFile::open(&path, key(), fakes.rng.clone()).map(drop));
    drop((file, authenticator));
    seen.print(&SealedFile::open(&path, SealingKey::from_bytes([1; 32]), fakes.rng.clone()).map(drop));
}

fn secrets(fakes: &Fakes) -> Vec<String> {
    let keys = golden::keys();
    let code = code_text();
    let mut secrets: Vec<String> = ["pak", "device_secret", "root_subject", "app_uuid"]
        .map(|name| text(&keys[name]).to_owned())
        .to_vec();
    for name in ["possession", "approval"] {
        let scalar = text(&keys["ec"][name]["private"]["d"]);
        let bytes = BASE64URL_NOPAD.decode(scalar.as_bytes()).unwrap();
        secrets.extend([scalar.to_owned(), HEXLOWER.encode(&bytes), format!("{bytes:?}")]);
    }
    secrets.push(code.rsplit('.').next().unwrap().to_owned());
    secrets.push(PASSPHRASE.to_owned());
    let values = values();
    secrets.extend(
        [values.preferred_name, values.full_name, values.email, values.phone_number]
            .into_iter()
            .flatten(),
    );
    secrets.extend(["planted-nonce", "planted body", "planted message", "planted file"].map(str::to_owned));
    for sent in fakes.http.sent() {
        secrets.push(sent.header("authorization"));
        secrets.push(sent.header("dpop"));
        if let Value::Object(body) = sent.json() {
            secrets.extend(
                ["approval", "denial"]
                    .iter()
                    .filter_map(|name| body.get(*name))
                    .map(|jws| text(jws).to_owned()),
            );
        }
    }
    secrets.retain(|secret| !secret.is_empty());
    secrets
}

#[tokio::test]
async fn no_secret_is_logged_printed_or_told_in_an_error() {
    let seen = Transcript::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(seen.clone())
        .finish();
    let logging = tracing::subscriber::set_default(subscriber);
    let fakes = run_everything(&seen).await;
    run_sealed_file(&seen, &fakes).await;
    drop(logging);
    for request in fakes.http.sent() {
        assert!(
            ["authorization", "dpop"]
                .iter()
                .all(|name| request.headers.get(*name).is_none_or(http::HeaderValue::is_sensitive))
        );
    }

    let transcript = seen.text();
    assert!(transcript.contains("the server refused"), "nothing was logged: {transcript}");
    assert!(transcript.contains("Receipt("), "nothing was approved: {transcript}");
    let secrets = secrets(&fakes);
    assert!(secrets.len() > 30);
    for secret in secrets {
        assert!(!transcript.contains(&secret), "{secret}");
    }
}

#[tokio::test]
async fn every_call_can_move_between_threads() {
    fn moves<T: Send>(_: T) {}
    fn shared<T: Send + Sync>(_: &T) {}
    let phone = Phone::enrolled().await;
    shared(&phone.authenticator);
    let flow = phone.authenticator.begin(&code_text(), Source::Scan).await.unwrap();
    shared(&flow);
    moves((flow.next_state(), flow.approve(&[]), flow.deny()));
    let authenticator = &phone.authenticator;
    moves((
        authenticator.enrol(),
        authenticator.settle(Choice::StartFresh),
        authenticator.begin("", Source::Link),
    ));
    moves((authenticator.whoami(), authenticator.receipts(), authenticator.verify_receipt(b"")));
}
