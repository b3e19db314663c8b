//! The website's routes.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use http::{Method, StatusCode, header};
use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio::sync::OnceCell;
use tokio::sync::mpsc::UnboundedSender;

use crate::http::{ListenError, Request, Response, listen, serve};
use crate::oidc::{Attempt, CallbackError, Client, Fetch, FetchError, IdToken, LoginError, Provider, ProviderError};
use crate::pages::{self, Words};
use crate::sessions::{Sessions, Visitor};

const SESSION_COOKIE: &str = "site_session";
const ATTEMPT_COOKIE: &str = "site_login";

/// What a website needs to be told.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The name in its pages.
    pub name: String,
    /// The provider's issuer.
    pub issuer: String,
    /// Its `client_id` there.
    pub client_id: String,
    /// Its secret there, if it is confidential.
    pub client_secret: Option<SecretString>,
    /// What it asks for, separated by spaces.
    pub scope: String,
    /// Who is told of each verified id_token, for a demo that shows them.
    pub logins: Option<UnboundedSender<IdToken>>,
}

/// A website that listens and does not serve yet: its address is known before its client is registered.
#[derive(Debug)]
pub struct Site {
    listener: TcpListener,
    address: SocketAddr,
}

impl Site {
    /// Takes an address; port 0 picks a free one.
    ///
    /// # Errors
    /// The address is taken or may not be used.
    pub async fn listen(address: SocketAddr) -> Result<Self, ListenError> {
        let listener = listen(address).await?;
        let address = listener.local_addr().unwrap_or(address);
        Ok(Self { listener, address })
    }

    /// Where a browser finds it.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where the provider sends browsers back to.
    pub fn redirect_uri(&self) -> String {
        format!("{}/callback", self.origin())
    }

    /// Serves until `stop` ends.
    ///
    /// # Errors
    /// The TLS library cannot be set up.
    pub async fn serve(self, settings: Settings, stop: impl Future<Output = ()>) -> Result<(), reqwest::Error> {
        let website = Arc::new(Website {
            client: Client {
                id: settings.client_id.clone(),
                secret: settings.client_secret.clone(),
                redirect_uri: self.redirect_uri(),
                scope: settings.scope.clone(),
            },
            fetch: Fetch::new()?,
            origin: self.origin(),
            settings,
            provider: OnceCell::new(),
            sessions: Sessions::default(),
        });
        let handler = move |request: Request| {
            let website = Arc::clone(&website);
            async move { website.answer(request).await }
        };
        serve(self.listener, handler, stop).await;
        Ok(())
    }
}

struct Website {
    settings: Settings,
    client: Client,
    origin: String,
    fetch: Fetch,
    provider: OnceCell<Provider>,
    sessions: Sessions,
}

impl Website {
    async fn answer(&self, request: Request) -> Response {
        match (&request.method, request.path.as_str()) {
            (&Method::GET, "/") => self.home(&request),
            (&Method::GET, "/login") => self.begin_login().await,
            (&Method::GET, "/callback") => self.end_login(&request).await,
            (&Method::POST, "/logout") => self.log_out(&request),
            (&Method::GET, "/site.css") => pages::style(),
            (_, _) => self.problem(&Words {
                status: StatusCode::NOT_FOUND,
                title: "There is nothing here",
                text: "This address is not one of ours.".into(),
            }),
        }
    }

    fn home(&self, request: &Request) -> Response {
        match request.cookie(SESSION_COOKIE).and_then(|cookie| self.sessions.visitor(cookie)) {
            Some(visitor) => pages::account(&self.settings.name, &visitor),
            None => pages::home(&self.settings.name),
        }
    }

    async fn begin_login(&self) -> Response {
        let provider = match self.provider().await {
            Ok(provider) => provider,
            Err(error) => return self.problem(&words_for(&error.into(), &self.settings.issuer)),
        };
        let attempt = Attempt::make();
        match attempt.authorization_url(provider, &self.client) {
            Some(url) => {
                let cookie = self.sessions.begin(attempt);
                Response::redirect(url.as_str()).with(header::SET_COOKIE, &set_cookie(ATTEMPT_COOKIE, &cookie, 3600))
            }
            None => self.problem(&Words {
                status: StatusCode::BAD_GATEWAY,
                title: "logi cannot be used right now",
                text: "Its discovery document names an address that is none.".into(),
            }),
        }
    }

    async fn end_login(&self, request: &Request) -> Response {
        let response = match self.visitor_of(request).await {
            Ok(visitor) => {
                // Whoever was logged in here before is not this visitor.
                if let Some(earlier) = request.cookie(SESSION_COOKIE) {
                    self.sessions.log_out(earlier);
                }
                let cookie = self.sessions.log_in(visitor);
                Response::redirect("/").with(header::SET_COOKIE, &set_cookie(SESSION_COOKIE, &cookie, 86_400))
            }
            Err(error) => self.problem(&words_for(&error, &self.settings.issuer)),
        };
        response.with(header::SET_COOKIE, &set_cookie(ATTEMPT_COOKIE, "", 0))
    }

    async fn visitor_of(&self, request: &Request) -> Result<Visitor, LoginError> {
        let attempt = request
            .cookie(ATTEMPT_COOKIE)
            .and_then(|cookie| self.sessions.take_attempt(cookie))
            .ok_or(CallbackError::OtherState)?;
        let code = attempt.code_in(&self.settings.issuer, &request.query)?;
        let provider = self.provider().await?;
        let tokens = provider.exchange(&self.client, &attempt, &code, now()).await?;
        let fields = provider.userinfo(&tokens).await?;
        if let Some(logins) = &self.settings.logins {
            // Nobody listening is no reason to fail a login.
            let _ = logins.send(tokens.id_token.clone());
        }
        Ok(Visitor {
            subject: tokens.id_token.subject,
            fields,
        })
    }

    fn log_out(&self, request: &Request) -> Response {
        let origin = request.headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
        if origin.is_some_and(|origin| origin != self.origin) {
            return self.problem(&Words {
                status: StatusCode::FORBIDDEN,
                title: "You are still logged in",
                text: "Another website asked to log you out, and we do not do that for others.".into(),
            });
        }
        if let Some(cookie) = request.cookie(SESSION_COOKIE) {
            self.sessions.log_out(cookie);
        }
        Response::redirect("/").with(header::SET_COOKIE, &set_cookie(SESSION_COOKIE, "", 0))
    }

    async fn provider(&self) -> Result<&Provider, ProviderError> {
        self.provider
            .get_or_try_init(|| Provider::discover(&self.settings.issuer, self.fetch.clone()))
            .await
    }

    fn problem(&self, words: &Words) -> Response {
        pages::problem(&self.settings.name, words)
    }
}

fn set_cookie(name: &str, value: &str, seconds: u32) -> String {
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}")
}

fn now() -> i64 {
    #[expect(clippy::disallowed_methods, reason = "a website lives in real time")]
    let now = SystemTime::now();
    now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs().cast_signed())
}

/// What happened, for a visitor who cannot be expected to know the protocol.
fn words_for(error: &LoginError, issuer: &str) -> Words {
    match error {
        LoginError::Callback(CallbackError::Refused(code)) if code == "access_denied" => Words {
            status: StatusCode::OK,
            title: "You are not logged in",
            text: "The login was declined or ran out of time. Nothing was shared with us. You can try again whenever you like.".into(),
        },
        LoginError::Callback(CallbackError::Refused(code)) => Words {
            status: StatusCode::BAD_GATEWAY,
            title: "logi refused the login",
            text: format!("It answered \u{201c}{code}\u{201d}. Nothing was shared with us."),
        },
        LoginError::Callback(CallbackError::OtherState | CallbackError::OtherIssuer | CallbackError::NoCode) => Words {
            status: StatusCode::BAD_REQUEST,
            title: "This login was begun elsewhere",
            text: "It belongs to another window or is used up, so we did not accept it. Please begin again.".into(),
        },
        LoginError::Provider(ProviderError::Fetch(FetchError::Unreachable { .. })) | LoginError::Fetch(FetchError::Unreachable { .. }) => {
            Words {
                status: StatusCode::BAD_GATEWAY,
                title: "logi cannot be reached",
                text: format!("Nobody answers at {issuer}. Please try again in a moment."),
            }
        }
        LoginError::Provider(_) | LoginError::Fetch(_) | LoginError::Missing(_) | LoginError::IdToken(_) | LoginError::OtherSubject => {
            Words {
                status: StatusCode::BAD_GATEWAY,
                title: "The login did not pass our checks",
                text: format!("We did not accept it: {error}. Please begin again."),
            }
        }
    }
}

#[cfg(test)]
mod tests;
