//! One whole QR login by a scripted browser, phone and application, telling what the server acknowledged on the way.

use logi_harness::agent::Agent;
use logi_harness::browser::Browser;
use logi_harness::phone::{Now, ScriptedPhone};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use url::Url;

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const CALLBACK: &str = "https://bench.example/callback";

/// What the server said it did.
#[derive(Clone, Debug)]
pub enum Acknowledged {
    Started { session: String },
    Scanned { session: String },
    Approved { session: String },
    Completed { session: String, code: String },
    Redeemed { code: String },
}

/// The application, as `app create` printed it.
#[derive(Clone)]
pub struct Application {
    id: String,
    secret: String,
}

impl Application {
    pub fn of(printed: &Value) -> Self {
        let text = |name: &str| printed[name].as_str().unwrap_or_default().to_owned();
        Self {
            id: text("client_id"),
            secret: text("client_secret"),
        }
    }

    pub fn authorize_url(&self, issuer: &str) -> Url {
        let mut url = Url::parse(&format!("{issuer}/oauth/authorize")).expect("an issuer");
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.id)
            .append_pair("redirect_uri", CALLBACK)
            .append_pair("scope", "openid profile:basic")
            .append_pair("state", "state")
            .append_pair("nonce", "nonce")
            .append_pair("code_challenge", CHALLENGE)
            .append_pair("code_challenge_method", "S256");
        url
    }

    async fn redeem(&self, issuer: &str, code: &str) {
        let form = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", CALLBACK)
            .append_pair("client_id", &self.id)
            .append_pair("client_secret", &self.secret)
            .append_pair("code_verifier", VERIFIER)
            .finish();
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let answer = Agent::new()
            .send(http::Method::POST, &format!("{issuer}/oauth/token"), &headers, Some(form))
            .await;
        assert!(answer.json()["id_token"].is_string(), "{}", answer.body);
    }
}

/// The machine's clock.
pub fn now() -> Now {
    Arc::new(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    })
}

/// Logs in once. A refusal or a lost connection panics, as everything in the harness does.
pub async fn log_in(issuer: &str, application: &Application, phone: &ScriptedPhone, told: &(dyn Fn(Acknowledged) + Send + Sync)) {
    let browser = Browser::new(issuer);
    let page = browser.open(&application.authorize_url(issuer)).await;
    let shown = browser.show(&page).await;
    let session = shown.session.clone();
    told(Acknowledged::Started { session: session.clone() });
    let mut events = browser.events(&session).await;
    let presented = phone.scan_presented(&shown.text_at(shown.server_time_ms)).await;
    told(Acknowledged::Scanned { session: session.clone() });
    let approved = phone.approve(&presented, &[]).await;
    assert_eq!(approved.json()["state"], json!("approved"), "{}", approved.body);
    told(Acknowledged::Approved { session: session.clone() });
    let challenge = loop {
        let event = events.next().await.expect("an event");
        if let Some(challenge) = event["challenge"].as_str() {
            break challenge.to_owned();
        }
    };
    let back = browser.complete(&session, &challenge).await.location();
    let code = back
        .query_pairs()
        .find(|(name, _)| name == "code")
        .map(|(_, value)| value.into_owned());
    let code = code.unwrap_or_else(|| panic!("no code in {back}"));
    told(Acknowledged::Completed {
        session,
        code: code.clone(),
    });
    application.redeem(issuer, &code).await;
    told(Acknowledged::Redeemed { code });
}
