//! A phone that does as it is told: every key, proof and approval in a test's hands, so that each can be wrong in one way.

use std::fmt;
use std::sync::Arc;

use http::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::agent::{Agent, Answer};
use crate::keys::{Key, base64url, from_base64url, random};

/// Reads the time in Unix seconds.
pub type Now = Arc<dyn Fn() -> i64 + Send + Sync>;

/// A phone without a core.
pub struct ScriptedPhone {
    /// Its requests.
    pub agent: Agent,
    /// Signs proofs and denials.
    pub possession: Key,
    /// Signs approvals.
    pub approval: Key,
    /// Its id.
    pub device_id: String,
    /// The hash that names its account.
    pub root_subject: String,
    /// Its access token, once it is enrolled.
    pub pak: String,
    issuer: String,
    now: Now,
}

impl fmt::Debug for ScriptedPhone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ScriptedPhone")
            .field("device_id", &self.device_id)
            .finish_non_exhaustive()
    }
}

/// What a scan answered.
#[derive(Clone, Debug)]
pub struct Presented {
    /// The session.
    pub session: String,
    /// The stored bytes, as the server sent them.
    pub bytes: Vec<u8>,
    /// The same as JSON.
    pub value: Value,
}

impl Presented {
    fn of(session: String, answer: &Answer) -> Self {
        assert!(answer.status.is_success(), "{} {}", answer.status, answer.body);
        let bytes = from_base64url(answer.json()["presented"].as_str().expect("presented"));
        let value = serde_json::from_slice(&bytes).expect("JSON");
        Self { session, bytes, value }
    }
}

impl ScriptedPhone {
    /// A phone with fresh keys that is not enrolled.
    pub fn new(issuer: &str, now: Now) -> Self {
        Self {
            agent: Agent::new(),
            possession: Key::make(),
            approval: Key::make(),
            device_id: Uuid::from_bytes(random()).to_string(),
            root_subject: base64url(&random::<32>()),
            pak: String::new(),
            issuer: issuer.to_owned(),
            now,
        }
    }

    /// The same, enrolled.
    ///
    /// # Panics
    /// The server refuses.
    pub async fn enrolled(issuer: &str, now: Now) -> Self {
        let mut phone = Self::new(issuer, now);
        let answer = phone.enrol().await;
        assert!(answer.status.is_success(), "{}", answer.body);
        phone.pak = answer.json()["access_token"].as_str().expect("an access token").to_owned();
        phone
    }

    /// The body of a bootstrap.
    pub fn bootstrap_body(&self) -> Value {
        json!({
            "device_id": self.device_id,
            "device_platform": "android",
            "root_subject": self.root_subject,
            "possession_key": self.possession.jwk(),
            "approval_key": self.approval.jwk(),
            "hardware": "tee",
            "presence": "biometric",
        })
    }

    /// Sends the bootstrap.
    pub async fn enrol(&self) -> Answer {
        let path = "/api/v1/auth/anonymous_bootstrap";
        let proof = self.proof(&Proof::of("POST", path).without_token());
        self.send(Method::POST, path, &[("dpop", &proof)], Some(self.bootstrap_body().to_string()))
            .await
    }

    /// A call with a good token and a good proof.
    pub async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let proof = self.proof(&Proof::of(method.as_str(), path));
        let authorization = format!("DPoP {}", self.pak);
        self.send(
            method,
            path,
            &[("authorization", &authorization), ("dpop", &proof)],
            body.map(Value::to_string),
        )
        .await
    }

    /// A call with these headers and no others of its own.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Option<String>) -> Answer {
        let mut headers = headers.to_vec();
        if body.is_some() {
            headers.push(("content-type", "application/json"));
        }
        self.agent.send(method, &format!("{}{path}", self.issuer), &headers, body).await
    }

    /// A DPoP proof (RFC 9449 §4.2).
    pub fn proof(&self, proof: &Proof) -> String {
        let key = proof.key.as_ref().unwrap_or(&self.possession);
        let header = json!({"alg": "ES256", "typ": "dpop+jwt", "jwk": key.jwk()});
        let mut payload = json!({
            "jti": proof.jti.clone().unwrap_or_else(|| base64url(&random::<16>())),
            "htm": proof.method,
            "htu": proof.url.clone().unwrap_or_else(|| format!("{}{}", self.issuer, proof.path)),
            "iat": (self.now)() + proof.late_by,
        });
        if proof.with_token {
            payload["ath"] = Value::from(base64url(&Sha256::digest(self.pak.as_bytes())));
        }
        if let Some(nonce) = &proof.nonce {
            payload["nonce"] = Value::from(nonce.as_str());
        }
        key.sign_jws(&header, &payload)
    }

    /// `POST …/scan` of a code's text.
    ///
    /// # Panics
    /// The text is no code.
    pub async fn scan(&self, text: &str) -> Answer {
        let (session, step, code) = parts_of(text);
        self.call(
            Method::POST,
            &format!("/api/v1/oauth/qr/{session}/scan"),
            Some(&json!({"step": step, "code": code})),
        )
        .await
    }

    /// Scans, and answers what the server recorded.
    ///
    /// # Panics
    /// The server refuses.
    pub async fn scan_presented(&self, text: &str) -> Presented {
        let answer = self.scan(text).await;
        let (session, _, _) = parts_of(text);
        Presented::of(session, &answer)
    }

    /// Opens a login on its own device, and answers what the server recorded.
    ///
    /// # Panics
    /// The server refuses.
    pub async fn open_presented(&self, session: &str) -> Presented {
        let path = format!("/api/v1/oauth/qr/{session}/scan");
        let answer = self.call(Method::POST, &path, Some(&json!({"here": true}))).await;
        Presented::of(session.to_owned(), &answer)
    }

    /// What an honest phone signs to approve these fields.
    pub fn approval_payload(&self, presented: &Presented, granted: &[&str]) -> Value {
        let mut payload = self.decision_payload(presented, "approve");
        payload["granted"] = json!(granted);
        payload
    }

    /// What an honest phone signs to decline.
    pub fn decision_payload(&self, presented: &Presented, decision: &str) -> Value {
        let shown = &presented.value;
        let fields: Vec<&Value> = shown["fields"]
            .as_array()
            .expect("fields")
            .iter()
            .map(|field| &field["name"])
            .collect();
        json!({
            "aud": self.issuer,
            "jti": presented.session,
            "iat": (self.now)(),
            "device_id": self.device_id,
            "client_id": shown["application"]["client_id"],
            "name": shown["application"]["name"],
            "domain": shown["application"]["domain"],
            "scopes": shown["scopes"],
            "fields": fields,
            "browser_label": shown["browser"]["label"],
            "country": shown["browser"]["country"],
            "relation": shown["browser"]["relation"],
            "presented": base64url(&Sha256::digest(&presented.bytes)),
            "decision": decision,
        })
    }

    /// The approval JWS over that payload.
    pub fn sign_approval(&self, payload: &Value) -> String {
        let header = json!({"alg": "ES256", "typ": "logi-approval+jwt", "jwk": self.approval.jwk()});
        self.approval.sign_jws(&header, payload)
    }

    /// The denial JWS over that payload.
    pub fn sign_denial(&self, payload: &Value) -> String {
        let header = json!({"alg": "ES256", "typ": "logi-denial+jwt", "jwk": self.possession.jwk()});
        self.possession.sign_jws(&header, payload)
    }

    /// `POST …/approve` of a JWS.
    pub async fn send_approval(&self, session: &str, approval: &str) -> Answer {
        self.call(
            Method::POST,
            &format!("/api/v1/oauth/qr/{session}/approve"),
            Some(&json!({"approval": approval})),
        )
        .await
    }

    /// `POST …/deny` of a JWS.
    pub async fn send_denial(&self, session: &str, denial: &str) -> Answer {
        self.call(
            Method::POST,
            &format!("/api/v1/oauth/qr/{session}/deny"),
            Some(&json!({"denial": denial})),
        )
        .await
    }

    /// Approves as an honest phone would.
    pub async fn approve(&self, presented: &Presented, granted: &[&str]) -> Answer {
        let approval = self.sign_approval(&self.approval_payload(presented, granted));
        self.send_approval(&presented.session, &approval).await
    }

    /// Declines as an honest phone would.
    pub async fn deny(&self, presented: &Presented) -> Answer {
        let denial = self.sign_denial(&self.decision_payload(presented, "deny"));
        self.send_denial(&presented.session, &denial).await
    }
}

/// A proof to make; what is not said is right.
#[derive(Clone, Debug)]
pub struct Proof {
    /// `htm`.
    pub method: String,
    /// The path in `htu`.
    pub path: String,
    /// Another `htu`.
    pub url: Option<String>,
    /// A `jti` used before.
    pub jti: Option<String>,
    /// Seconds that `iat` lies after the phone's clock.
    pub late_by: i64,
    /// The server's nonce.
    pub nonce: Option<String>,
    /// Whether `ath` is there.
    pub with_token: bool,
    /// Another key.
    pub key: Option<Key>,
}

impl Proof {
    /// The proof of an honest call.
    pub fn of(method: &str, path: &str) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            url: None,
            jti: None,
            late_by: 0,
            nonce: None,
            with_token: true,
            key: None,
        }
    }

    /// Without `ath`, for the bootstrap.
    #[must_use]
    pub fn without_token(mut self) -> Self {
        self.with_token = false;
        self
    }
}

/// Session, step and frame code in a code's text.
///
/// # Panics
/// The text is no code.
pub fn parts_of(text: &str) -> (String, u16, String) {
    let (_, fragment) = text.split_once("/qr#").expect("a code's text");
    let parts: Vec<&str> = fragment.split('.').collect();
    let [session, _, _, _, step, code] = parts.as_slice() else {
        panic!("{text} has other than six parts")
    };
    let bytes = |part: &str| crate::code::from_crockford(part).unwrap_or_else(|| panic!("{part} is no Crockford text"));
    let session = Uuid::from_slice(&bytes(session)).expect("16 bytes").to_string();
    let step = u16::from_be_bytes(bytes(step).try_into().expect("2 bytes"));
    (session, step, (*code).to_owned())
}

#[cfg(test)]
mod tests;
