//! The browser's side of a QR login, spoken without a browser: page, start, code, status, events, complete.

use http::{Method, StatusCode};
use serde_json::{Map, Value, json};
use url::Url;

use crate::agent::{Agent, Answer, host_of};
use crate::code::{code_text, step_at};
use crate::keys::{Key, base64url, from_base64url};

/// A browser with its own cookies and key.
#[derive(Debug)]
pub struct Browser {
    /// Its cookies and requests.
    pub agent: Agent,
    /// The key it starts logins with.
    pub key: Key,
    issuer: String,
}

/// The login page as far as a script needs it.
#[derive(Clone, Debug)]
pub struct Page {
    /// The HTML.
    pub html: String,
    /// What every POST carries.
    pub csrf: String,
    /// The authorize request, member by member, for `start`.
    pub request: Map<String, Value>,
}

/// A code on the screen.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The session's id.
    pub session: String,
    /// The code's text up to and with the signature.
    pub qr_payload: String,
    /// The key of the frames.
    pub frame_secret: Vec<u8>,
    /// Seconds that a frame lasts.
    pub frame_seconds: i64,
    /// When frame 0 began, in Unix milliseconds.
    pub started_at_ms: i64,
    /// The server's clock at its answer, in Unix milliseconds.
    pub server_time_ms: i64,
    /// When the code dies, in Unix seconds.
    pub expires_at: i64,
}

impl Shown {
    fn of(answer: &Value) -> Self {
        let text = |name: &str| answer[name].as_str().unwrap_or_else(|| panic!("no {name} in {answer}")).to_owned();
        let number = |name: &str| answer[name].as_i64().unwrap_or_else(|| panic!("no {name} in {answer}"));
        Self {
            session: text("session_id"),
            qr_payload: text("qr_payload"),
            frame_secret: from_base64url(&text("frame_secret")),
            frame_seconds: number("frame_seconds"),
            started_at_ms: number("started_at_ms"),
            server_time_ms: number("server_time_ms"),
            expires_at: number("expires_at"),
        }
    }

    /// What the code says at that moment.
    pub fn text_at(&self, now_ms: i64) -> String {
        self.text_of(self.step_at(now_ms))
    }

    /// What the code says in that step.
    pub fn text_of(&self, step: u16) -> String {
        code_text(&self.qr_payload, &self.frame_secret, step)
    }

    /// The step at that moment.
    pub fn step_at(&self, now_ms: i64) -> u16 {
        step_at(now_ms, self.started_at_ms, self.frame_seconds)
    }
}

impl Browser {
    /// A browser that has not been anywhere, and will visit that issuer.
    pub fn new(issuer: &str) -> Self {
        let agent = Agent::new()
            .with(
                "user-agent",
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            )
            .with("accept-language", "en");
        Self {
            agent,
            key: Key::make(),
            issuer: issuer.to_owned(),
        }
    }

    /// Opens an address, as a person would.
    pub async fn visit(&self, url: &str) -> Answer {
        self.agent
            .send(Method::GET, url, &[("accept", "text/html"), ("sec-fetch-mode", "navigate")], None)
            .await
    }

    /// Opens the login page of an authorize request.
    ///
    /// # Panics
    /// The answer is no login page.
    pub async fn open(&self, authorize: &Url) -> Page {
        let answer = self.visit(authorize.as_str()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let csrf = csrf_in(&answer.body).unwrap_or_else(|| panic!("no CSRF token in {}", answer.body));
        let members = authorize
            .query_pairs()
            .map(|(name, value)| (name.into_owned(), Value::from(value.into_owned())));
        Page {
            csrf,
            request: members.collect(),
            html: answer.body,
        }
    }

    /// `POST /oauth/qr/start` with further members, as the page would send it after the press.
    pub async fn start(&self, page: &Page, more: &Value) -> Answer {
        let mut body = page.request.clone();
        body.insert("browser_key".into(), self.key.jwk());
        body.extend(more.as_object().cloned().unwrap_or_default());
        self.post(page, "/oauth/qr/start", Some(Value::Object(body).to_string())).await
    }

    /// Starts a login and answers its code.
    ///
    /// # Panics
    /// The server refuses.
    pub async fn show(&self, page: &Page) -> Shown {
        let answer = self.start(page, &json!({})).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        Shown::of(&answer.json())
    }

    /// `POST /oauth/qr/:id/extend`.
    pub async fn extend(&self, page: &Page, session: &str) -> Answer {
        self.post(page, &format!("/oauth/qr/{session}/extend"), None).await
    }

    /// Extends a code that waits, and answers the new one.
    ///
    /// # Panics
    /// The server refuses or answers no new code.
    pub async fn extend_waiting(&self, page: &Page, shown: &Shown) -> Shown {
        let answer = self.extend(page, &shown.session).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        Shown::of(&answer.json())
    }

    /// `POST /oauth/qr/:id/here`: "Open logi on this device".
    pub async fn here(&self, page: &Page, session: &str) -> Answer {
        self.post(page, &format!("/oauth/qr/{session}/here"), None).await
    }

    /// Starts a login on this device and answers its session and its link.
    ///
    /// # Panics
    /// The server refuses.
    pub async fn open_here(&self, page: &Page) -> (Shown, String) {
        let shown = self.show(page).await;
        let answer = self.here(page, &shown.session).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let link = answer.json()["link"].as_str().expect("a link").to_owned();
        (shown, link)
    }

    /// `POST /oauth/qr/:id/cancel`: "Not my phone".
    pub async fn cancel(&self, page: &Page, session: &str) -> Answer {
        self.post(page, &format!("/oauth/qr/{session}/cancel"), None).await
    }

    /// `GET /oauth/qr/:id/status`.
    pub async fn status(&self, session: &str) -> Answer {
        let url = format!("{}/oauth/qr/{session}/status", self.issuer);
        self.agent.send(Method::GET, &url, &[("accept", "application/json")], None).await
    }

    /// The status object.
    ///
    /// # Panics
    /// The server refuses.
    pub async fn status_object(&self, session: &str) -> Value {
        let answer = self.status(session).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.json()
    }

    /// Listens to `GET /oauth/qr/:id/events`.
    ///
    /// # Panics
    /// The server refuses.
    pub async fn events(&self, session: &str) -> Events {
        let url = format!("{}/oauth/qr/{session}/events", self.issuer);
        let response = self
            .agent
            .open(Method::GET, &url, &[("accept", "text/event-stream")], None)
            .await
            .expect("an event stream");
        assert_eq!(response.status(), StatusCode::OK);
        Events {
            response,
            unread: String::new(),
        }
    }

    /// The navigation to `complete` with the proof for that challenge.
    pub async fn complete(&self, session: &str, challenge: &str) -> Answer {
        let proof = base64url(&self.key.sign(&complete_input(&self.issuer, session, challenge)));
        self.complete_with(session, Some(&proof)).await
    }

    /// The navigation that the page of a return address makes: `complete` with the proof and the return code.
    ///
    /// # Panics
    /// The address has no return code.
    pub async fn complete_from(&self, return_url: &str, session: &str, challenge: &str) -> Answer {
        let (_, code) = return_url.split_once('#').expect("a return code");
        let proof = base64url(&self.key.sign(&complete_input(&self.issuer, session, challenge)));
        let path = format!("/oauth/qr/{session}/complete?proof={proof}&return_code={code}");
        self.visit(&format!("{}{path}", self.issuer)).await
    }

    /// The navigation to `complete` with any proof or none.
    pub async fn complete_with(&self, session: &str, proof: Option<&str>) -> Answer {
        let query = proof.map(|proof| format!("?proof={proof}")).unwrap_or_default();
        self.visit(&format!("{}/oauth/qr/{session}/complete{query}", self.issuer)).await
    }

    /// The host that the browser's cookies belong to.
    pub fn host(&self) -> String {
        host_of(&self.issuer)
    }

    async fn post(&self, page: &Page, path: &str, body: Option<String>) -> Answer {
        let headers = [
            ("content-type", "application/json"),
            ("accept", "application/json"),
            ("x-csrf-token", page.csrf.as_str()),
            ("sec-fetch-site", "same-origin"),
            ("origin", self.issuer.as_str()),
        ];
        self.agent
            .send(Method::POST, &format!("{}{path}", self.issuer), &headers, body)
            .await
    }
}

/// What the browser signs: `logi-complete-v1` 00 ‖ len ‖ origin ‖ session ‖ challenge.
///
/// # Panics
/// The session is no UUID, or the origin longer than any.
pub fn complete_input(origin: &str, session: &str, challenge: &str) -> Vec<u8> {
    let mut input = b"logi-complete-v1\0".to_vec();
    input.extend_from_slice(&u16::try_from(origin.len()).expect("a short origin").to_be_bytes());
    input.extend_from_slice(origin.as_bytes());
    input.extend_from_slice(uuid::Uuid::parse_str(session).expect("a UUID").as_bytes());
    input.extend_from_slice(&from_base64url(challenge));
    input
}

/// The token in `<meta name="csrf-token" content="…">`.
fn csrf_in(html: &str) -> Option<String> {
    let (_, rest) = html.split_once(r#"<meta name="csrf-token" content=""#)?;
    rest.split_once('"').map(|(token, _)| token.to_owned())
}

/// The status objects of an event stream.
#[derive(Debug)]
pub struct Events {
    response: reqwest::Response,
    unread: String,
}

impl Events {
    /// The next object; none when the server has ended the stream or it broke off.
    ///
    /// # Panics
    /// An event is not JSON.
    pub async fn next(&mut self) -> Option<Value> {
        loop {
            while let Some((line, rest)) = self.unread.split_once('\n') {
                let line = line.to_owned();
                self.unread = rest.to_owned();
                if let Some(data) = line.strip_prefix("data:") {
                    return Some(serde_json::from_str(data.trim()).unwrap_or_else(|_| panic!("{data} is no JSON")));
                }
            }
            let chunk = self.response.chunk().await.ok()??;
            self.unread.push_str(&String::from_utf8_lossy(&chunk));
        }
    }

    /// Reads on until that status comes.
    ///
    /// # Panics
    /// The stream ends before.
    pub async fn until(&mut self, status: &str) -> Value {
        loop {
            let object = self.next().await.unwrap_or_else(|| panic!("the events ended before {status}"));
            if object["status"] == status {
                return object;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{complete_input, csrf_in};
    use serde_json::Value;

    #[test]
    fn signs_for_complete_what_the_wire_contract_says() {
        let wire: Value = serde_json::from_str(include_str!("../../wire/complete.json")).unwrap();
        for case in wire["signatures"].as_array().unwrap() {
            let part = |name: &str| case["parts"][name].as_str().unwrap().to_owned();
            let input = complete_input(&part("origin"), &part("session_id"), &part("challenge"));
            assert_eq!(data_encoding::HEXLOWER.encode(&input), case["input_hex"].as_str().unwrap());
        }
    }

    #[test]
    fn finds_the_csrf_token_of_a_page() {
        assert_eq!(csrf_in(r#"<head><meta name="csrf-token" content="abc">"#).as_deref(), Some("abc"));
        assert_eq!(csrf_in("<head></head>"), None);
    }
}
