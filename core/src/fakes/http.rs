//! A network that answers what a test scripted, and remembers what it was asked.

use std::collections::VecDeque;
use std::future::pending;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::Value;
use zeroize::Zeroizing;

use super::yield_once;
use crate::ports::{Http, HttpError, HttpRequest, HttpResponse};

/// One request as it was sent.
#[derive(Clone)]
pub struct SentRequest {
    /// The method.
    pub method: String,
    /// The whole address.
    pub url: String,
    /// The path.
    pub path: String,
    /// All headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl SentRequest {
    /// The body as JSON; null when it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// One header's text, empty when there is none.
    #[must_use]
    pub fn header(&self, name: &str) -> String {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    }
}

/// One scripted answer.
#[derive(Debug, Clone)]
pub struct ScriptedAnswer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    fails: Option<HttpError>,
    silent: bool,
}

impl ScriptedAnswer {
    /// An answer with a JSON body.
    #[must_use]
    pub fn json(status: u16, body: &Value) -> Self {
        Self::bytes(status, body.to_string().into_bytes())
    }

    /// An answer with any body.
    #[must_use]
    pub fn bytes(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.into(),
            fails: None,
            silent: false,
        }
    }

    /// No answer, for this reason.
    #[must_use]
    pub fn fail(error: HttpError) -> Self {
        Self {
            fails: Some(error),
            ..Self::bytes(500, [])
        }
    }

    /// No answer, ever: the request arrives and the call stays pending.
    #[must_use]
    pub fn silence() -> Self {
        Self {
            silent: true,
            ..Self::bytes(500, [])
        }
    }

    /// The same with one more header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    fn into_response(self) -> HttpResponse {
        let mut headers = HeaderMap::new();
        for (name, value) in self.headers {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                headers.append(name, value);
            }
        }
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        HttpResponse {
            status,
            headers,
            body: Zeroizing::new(self.body),
        }
    }
}

/// A network with a script: for each request the first answer scripted for its method and path.
#[derive(Default)]
pub struct ScriptedHttp(Mutex<Script>);

#[derive(Default)]
struct Script {
    answers: VecDeque<(String, ScriptedAnswer, bool)>,
    sent: Vec<SentRequest>,
}

impl ScriptedHttp {
    /// Answers one request of `line`, as `GET /api/v1/me`.
    pub fn once(&self, line: &str, answer: ScriptedAnswer) {
        self.script().answers.push_back((line.to_owned(), answer, true));
    }

    /// Answers every request of `line` for which no other answer is scripted before.
    pub fn always(&self, line: &str, answer: ScriptedAnswer) {
        self.script().answers.push_back((line.to_owned(), answer, false));
    }

    /// Forgets all answers.
    pub fn clear(&self) {
        self.script().answers.clear();
    }

    /// Every request so far, in order.
    #[must_use]
    pub fn sent(&self) -> Vec<SentRequest> {
        self.script().sent.clone()
    }

    /// The requests so far as `METHOD /path`.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        self.script()
            .sent
            .iter()
            .map(|sent| format!("{} {}", sent.method, sent.path))
            .collect()
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer for a request that arrived; none is a server that is not there.
    fn take(&self, request: &HttpRequest) -> ScriptedAnswer {
        let mut script = self.script();
        let line = format!("{} {}", request.method, request.url.path());
        script.sent.push(SentRequest {
            method: request.method.to_string(),
            url: request.url.to_string(),
            path: request.url.path().to_owned(),
            headers: request.headers.clone(),
            body: request.body.to_vec(),
        });
        let Some(at) = script.answers.iter().position(|(for_line, ..)| *for_line == line) else {
            return ScriptedAnswer::fail(HttpError::Unreachable);
        };
        match script.answers.get(at) {
            Some((_, answer, false)) => answer.clone(),
            Some(_) => script
                .answers
                .remove(at)
                .map_or_else(|| ScriptedAnswer::fail(HttpError::Unreachable), |(_, answer, _)| answer),
            None => ScriptedAnswer::fail(HttpError::Unreachable),
        }
    }
}

#[async_trait]
impl Http for ScriptedHttp {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        yield_once().await;
        let answer = self.take(&request);
        yield_once().await;
        if answer.silent {
            pending::<()>().await;
        }
        match answer.fails {
            Some(error) => Err(error),
            None => Ok(answer.into_response()),
        }
    }
}
