//! HTTP as a browser or a phone speaks it: cookies kept per host, redirects shown instead of followed, bodies read whole.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use http::{HeaderMap, Method, StatusCode, header};
use serde_json::Value;
use url::Url;

/// One answer, read to its end.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text.
    pub body: String,
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Panics
    /// The body is not JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{} with a body that is not JSON: {}", self.status, self.body))
    }

    /// A header's text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Where the answer sends the browser.
    ///
    /// # Panics
    /// The answer is no redirect to a URL.
    pub fn location(&self) -> Url {
        let text = self
            .header("location")
            .unwrap_or_else(|| panic!("{} is no redirect: {}", self.status, self.body));
        Url::parse(text).unwrap_or_else(|_| panic!("{text} is no URL"))
    }

    /// The `error` member of a JSON refusal.
    pub fn error(&self) -> String {
        self.json().get("error").and_then(Value::as_str).unwrap_or_default().to_owned()
    }
}

/// A client with a memory for cookies.
#[derive(Debug)]
pub struct Agent {
    client: reqwest::Client,
    cookies: Mutex<Cookies>,
    headers: Vec<(String, String)>,
}

/// Host, then name, then value. Ports share cookies (RFC 6265 §8.5).
type Cookies = BTreeMap<String, BTreeMap<String, String>>;

impl Default for Agent {
    fn default() -> Self {
        Self::new()
    }
}

impl Agent {
    /// An agent that has been nowhere.
    ///
    /// # Panics
    /// The TLS library cannot be set up.
    pub fn new() -> Self {
        let client = logi_site::oidc::client_builder().build().expect("the TLS library can be set up");
        Self {
            client,
            cookies: Mutex::default(),
            headers: Vec::new(),
        }
    }

    /// The same with a header on every request.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sends a request with the cookies of its host and reads the answer.
    ///
    /// # Errors
    /// Nobody answers, or the answer breaks off.
    pub async fn try_send(
        &self,
        method: Method,
        url: &str,
        headers: &[(&str, &str)],
        body: Option<String>,
    ) -> Result<Answer, reqwest::Error> {
        let mut response = self.open(method, url, headers, body).await?;
        let (status, headers) = (response.status(), response.headers().clone());
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            bytes.extend_from_slice(&chunk);
        }
        Ok(Answer {
            status,
            headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        })
    }

    /// The same where somebody must answer.
    ///
    /// # Panics
    /// Nobody answers.
    pub async fn send(&self, method: Method, url: &str, headers: &[(&str, &str)], body: Option<String>) -> Answer {
        let shown = format!("{method} {url}");
        self.try_send(method, url, headers, body)
            .await
            .unwrap_or_else(|error| panic!("{shown}: {error:?}"))
    }

    /// Sends a request and hands over the answer with its body unread, for streams.
    ///
    /// # Errors
    /// Nobody answers.
    pub async fn open(
        &self,
        method: Method,
        url: &str,
        headers: &[(&str, &str)],
        body: Option<String>,
    ) -> Result<reqwest::Response, reqwest::Error> {
        let host = host_of(url);
        let mut request = self.client.request(method, url);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some(cookies) = self.cookie_header(&host) {
            request = request.header(header::COOKIE, cookies);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        let response = request.send().await?;
        self.remember(&host, response.headers());
        Ok(response)
    }

    /// What this agent would send to a host as `Cookie`.
    pub fn cookie_header(&self, host: &str) -> Option<String> {
        let cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        let pairs: Vec<String> = cookies.get(host)?.iter().map(|(name, value)| format!("{name}={value}")).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// A cookie's value.
    pub fn cookie(&self, host: &str, name: &str) -> Option<String> {
        let cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        cookies.get(host)?.get(name).cloned()
    }

    /// Puts a cookie in place, as somebody who tampers with the browser would; no value removes it.
    pub fn set_cookie(&self, host: &str, name: &str, value: Option<&str>) {
        let mut cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        let of_host = cookies.entry(host.to_owned()).or_default();
        match value {
            Some(value) => of_host.insert(name.to_owned(), value.to_owned()),
            None => of_host.remove(name),
        };
    }

    fn remember(&self, host: &str, headers: &HeaderMap) {
        for line in headers.get_all(header::SET_COOKIE) {
            let Ok(line) = line.to_str() else { continue };
            let mut parts = line.split(';').map(str::trim);
            let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else {
                continue;
            };
            let is_removed = parts.any(|part| part.eq_ignore_ascii_case("max-age=0"));
            self.set_cookie(host, name, (!is_removed).then_some(value));
        }
    }
}

/// The host of a URL, without its port.
///
/// # Panics
/// The text is no URL with a host.
pub fn host_of(url: &str) -> String {
    let parsed = Url::parse(url).unwrap_or_else(|_| panic!("{url} is no URL"));
    parsed.host_str().unwrap_or_else(|| panic!("{url} has no host")).to_owned()
}

#[cfg(test)]
mod tests {
    use super::Agent;
    use http::{HeaderMap, HeaderValue, header};

    fn setting(lines: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::SET_COOKIE, HeaderValue::from_static(line));
        }
        headers
    }

    #[test]
    fn sends_a_host_the_cookies_it_set_and_no_other_host() {
        let agent = Agent::new();
        agent.remember("localhost", &setting(&["a=1; HttpOnly; Path=/", "b=2"]));
        assert_eq!(agent.cookie_header("localhost").as_deref(), Some("a=1; b=2"));
        assert_eq!(agent.cookie_header("127.0.0.1"), None);
    }

    #[test]
    fn forgets_a_cookie_that_is_removed() {
        let agent = Agent::new();
        agent.remember("localhost", &setting(&["a=1", "b=2"]));
        agent.remember("localhost", &setting(&["a=; Max-Age=0"]));
        assert_eq!(agent.cookie_header("localhost").as_deref(), Some("b=2"));
    }
}
