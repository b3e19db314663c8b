//! One login, from a scanned code to a decision that the server acknowledged.

use std::sync::Arc;
use std::time::SystemTime;

use crate::error::LoginError;
use crate::receipts::{Receipt, at};

/// How a text came to this phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Source {
    /// Read by this app's own camera, or typed into it.
    Camera,
    /// Read from a picture that the person chose.
    Picture,
    /// Opened as a link: by another camera, from a message or a page.
    Link,
}

impl From<Source> for logi_core::Source {
    fn from(source: Source) -> Self {
        match source {
            Source::Camera | Source::Picture => Self::Scan,
            Source::Link => Self::Link,
        }
    }
}

/// Where a login stands.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
#[expect(clippy::large_enum_variant, reason = "one state crosses at a time, and none is kept here")]
pub enum LoginState {
    /// It waits for the person: approve, deny or cancel.
    Presented {
        /// What to show.
        request: LoginRequest,
    },
    /// A decision was signed and stored earlier, and is not acknowledged. The next call sends it.
    Answering {
        /// What was decided.
        decision: Decision,
        /// The application's name as it was signed.
        application: String,
        /// The host that the login returns to.
        domain: String,
    },
    /// It is approved.
    Approved {
        /// The receipt; nothing where the approval was acknowledged earlier.
        receipt: Option<Arc<Receipt>>,
        /// Where a same-device login goes on: to be opened in the browser at once. Nothing for a scanned code, and
        /// nothing where the approval was acknowledged earlier.
        return_url: Option<Arc<ReturnUrl>>,
    },
    /// It is declined, on this phone or with "Not my phone" in the browser.
    Denied,
    /// It ended before a decision arrived.
    Expired,
    /// It was approved, and the browser is logged in.
    Completed,
    /// It was approved, but the server could not complete it.
    Failed,
    /// It was cancelled on this phone. The server was not told.
    Cancelled,
}

impl From<logi_core::LoginState> for LoginState {
    fn from(state: logi_core::LoginState) -> Self {
        match state {
            logi_core::LoginState::Presented(presentation) => Self::Presented {
                request: presentation.into(),
            },
            logi_core::LoginState::Answering {
                decision,
                application,
                domain,
            } => Self::Answering {
                decision: decision.into(),
                application,
                domain,
            },
            logi_core::LoginState::Approved { receipt, return_url } => Self::Approved {
                receipt: receipt.map(Receipt::wrap),
                return_url: return_url.map(|core| Arc::new(ReturnUrl { core })),
            },
            logi_core::LoginState::Denied => Self::Denied,
            logi_core::LoginState::Expired => Self::Expired,
            logi_core::LoginState::Completed => Self::Completed,
            logi_core::LoginState::Failed => Self::Failed,
            logi_core::LoginState::Cancelled => Self::Cancelled,
        }
    }
}

/// The way back into the browser that asked, good for 60 seconds after the approval. It crosses as an object, so that
/// no language prints it; [`Self::reveal`] is the one way to its text.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Object)]
pub struct ReturnUrl {
    core: logi_core::ReturnUrl,
}

#[uniffi::export]
impl ReturnUrl {
    /// The address, to be given to the browser and to nobody else.
    ///
    /// # Errors
    /// None of its own.
    pub fn reveal(&self) -> Result<String, LoginError> {
        Ok(self.core.as_str().to_owned())
    }
}

/// What a person decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Decision {
    /// To log in.
    Approve,
    /// Not to.
    Deny,
}

impl From<logi_core::Decision> for Decision {
    fn from(decision: logi_core::Decision) -> Self {
        match decision {
            logi_core::Decision::Approve => Self::Approve,
            logi_core::Decision::Deny => Self::Deny,
        }
    }
}

/// One login as the person sees it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct LoginRequest {
    /// The login's id at the server.
    pub session: String,
    /// Two words that the page shows as well.
    pub words: Vec<String>,
    /// Who asks.
    pub application: Application,
    /// The fields offered, in the order asked for.
    pub fields: Vec<Field>,
    /// Where the page is open, as the server saw it.
    pub browser: Browser,
    /// The scopes asked for.
    pub scopes: Vec<String>,
    /// The page's language: `en` or `ko`.
    pub locale: String,
    /// When the login ends by this device's own clock, right or wrong, to the second: a countdown to it is right.
    pub expires_at: SystemTime,
    /// Whether another phone tried to scan the same code.
    pub second_scan: bool,
}

impl From<logi_core::Presentation> for LoginRequest {
    fn from(presentation: logi_core::Presentation) -> Self {
        Self {
            session: presentation.session.to_string(),
            words: presentation.words,
            application: presentation.application.into(),
            fields: presentation.fields.into_iter().map(Field::from).collect(),
            browser: presentation.browser.into(),
            scopes: presentation.scopes,
            locale: presentation.locale,
            expires_at: at(presentation.expires_at),
            second_scan: presentation.second_scan,
        }
    }
}

/// The application that asks.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Application {
    /// Its id at the server.
    pub client_id: String,
    /// Its name, chosen by its developer.
    pub name: String,
    /// The host that the login returns to.
    pub domain: String,
}

impl From<logi_core::Application> for Application {
    fn from(application: logi_core::Application) -> Self {
        Self {
            client_id: application.client_id,
            name: application.name,
            domain: application.domain,
        }
    }
}

/// One field that the application asks for.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Field {
    /// The claim's name.
    pub name: String,
    /// What the application wants it for; nothing when it does not say.
    pub purpose: Option<String>,
    /// Whether the application does not go on without it.
    pub required: bool,
    /// What the person decided for this application before.
    pub before: Option<Before>,
    /// Whether the profile has a value to give.
    pub value_present: bool,
}

impl From<logi_core::Field> for Field {
    fn from(field: logi_core::Field) -> Self {
        Self {
            name: field.name,
            purpose: field.purpose,
            required: field.required,
            before: field.before.map(Before::from),
            value_present: field.value_present,
        }
    }
}

/// An earlier decision about a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Before {
    /// It was granted.
    Granted,
    /// It was refused, and stays off.
    Refused,
}

impl From<logi_core::Before> for Before {
    fn from(before: logi_core::Before) -> Self {
        match before {
            logi_core::Before::Granted => Self::Granted,
            logi_core::Before::Refused => Self::Refused,
        }
    }
}

/// The browser that shows the code.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Browser {
    /// Browser and system, as `Chrome on macOS`.
    pub label: String,
    /// ISO 3166-1 alpha-2, or `unknown`.
    pub country: String,
    /// How its place relates to the phone's.
    pub relation: Relation,
}

impl From<logi_core::Browser> for Browser {
    fn from(browser: logi_core::Browser) -> Self {
        Self {
            label: browser.label,
            country: browser.country,
            relation: browser.relation.into(),
        }
    }
}

/// How the browser's place relates to the phone's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Relation {
    /// The same internet connection. That is not the same as safe.
    SameNetwork,
    /// The same country.
    SameCountry,
    /// Different countries.
    DifferentCountry,
    /// Not known.
    Unknown,
}

impl From<logi_core::Relation> for Relation {
    fn from(relation: logi_core::Relation) -> Self {
        match relation {
            logi_core::Relation::SameNetwork => Self::SameNetwork,
            logi_core::Relation::SameCountry => Self::SameCountry,
            logi_core::Relation::DifferentCountry => Self::DifferentCountry,
            logi_core::Relation::Unknown => Self::Unknown,
        }
    }
}

/// One login on this phone: pulled by [`Self::next_state`], decided by [`Self::approve`] or [`Self::deny`], left by
/// [`Self::cancel`]. Cancelling any call, or letting the flow go, leaves the login where it stood, or one step further.
#[derive(uniffi::Object)]
pub struct LoginFlow {
    core: logi_core::LoginFlow,
}

#[uniffi::export(async_runtime = "tokio")]
impl LoginFlow {
    /// The login's id at the server.
    ///
    /// # Errors
    /// None of its own.
    pub fn session(&self) -> Result<String, LoginError> {
        Ok(self.core.session().to_string())
    }

    /// Takes one step and says where the login stands then; nothing once it is over and said so.
    ///
    /// First it tells the server of the scan. While the login waits for a decision it is read again: a caller that
    /// waits does so every 3 seconds. After a decision it sends the signed bytes.
    ///
    /// # Errors
    /// [`LoginError`]; the login stands where it stood. After [`LoginError::Network`] the same call again repeats the
    /// same request.
    pub async fn next_state(&self) -> Result<Option<LoginState>, LoginError> {
        Ok(self.core.next_state().await?.map(LoginState::from))
    }

    /// Approves what is presented, granting exactly the fields in `granted`: signs with the user's presence and
    /// makes the signature durable. [`Self::next_state`] sends it.
    ///
    /// # Errors
    /// [`LoginError`]; nothing is decided then, but for [`LoginError::AlreadyDecided`].
    pub async fn approve(&self, granted: Vec<String>) -> Result<(), LoginError> {
        let granted: Vec<&str> = granted.iter().map(String::as_str).collect();
        Ok(self.core.approve(&granted).await?)
    }

    /// Declines what is presented: signs and makes the signature durable. [`Self::next_state`] sends it.
    ///
    /// # Errors
    /// [`LoginError`]; nothing is decided then, but for [`LoginError::AlreadyDecided`].
    pub async fn deny(&self) -> Result<(), LoginError> {
        Ok(self.core.deny().await?)
    }

    /// Leaves the login: a pending call returns, the next state is [`LoginState::Cancelled`], nothing is sent. A
    /// decision that is signed already stays, and is among the unanswered logins.
    ///
    /// # Errors
    /// None of its own.
    pub fn cancel(&self) -> Result<(), LoginError> {
        self.core.cancel();
        Ok(())
    }
}

impl LoginFlow {
    pub(crate) fn wrap(core: logi_core::LoginFlow) -> Arc<Self> {
        Arc::new(Self { core })
    }
}
