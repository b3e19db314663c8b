//! The website's pages.

use askama::Template;
use http::{StatusCode, header};
use serde_json::{Map, Value};

use crate::http::Response;
use crate::sessions::Visitor;

const STYLE: &str = include_str!("../templates/site.css");

#[derive(Template)]
#[template(path = "home.html")]
struct Home<'page> {
    name: &'page str,
}

#[derive(Template)]
#[template(path = "account.html")]
struct Account<'page> {
    name: &'page str,
    subject: &'page str,
    fields: Vec<Granted>,
}

#[derive(Template)]
#[template(path = "problem.html")]
struct Problem<'page> {
    name: &'page str,
    problem: &'page Words,
}

struct Granted {
    key: String,
    label: &'static str,
    value: String,
}

/// What a page about a login that did not succeed says.
pub(crate) struct Words {
    pub status: StatusCode,
    pub title: &'static str,
    pub text: String,
}

/// The page of a visitor who is not logged in.
pub(crate) fn home(name: &str) -> Response {
    page(StatusCode::OK, &Home { name })
}

/// The page of a visitor who is.
pub(crate) fn account(name: &str, visitor: &Visitor) -> Response {
    let page_of = Account {
        name,
        subject: &visitor.subject,
        fields: granted(&visitor.fields),
    };
    page(StatusCode::OK, &page_of)
}

/// What happened and what to do.
pub(crate) fn problem(name: &str, problem: &Words) -> Response {
    page(problem.status, &Problem { name, problem })
}

/// The style sheet.
pub(crate) fn style() -> Response {
    Response::new(StatusCode::OK, "text/css; charset=utf-8", STYLE.into()).with(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
}

fn page(status: StatusCode, template: &impl Template) -> Response {
    let Ok(html) = template.render() else {
        return Response::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "text/plain; charset=utf-8",
            "The page cannot be shown.\n".into(),
        );
    };
    Response::new(status, "text/html; charset=utf-8", html)
        .with(header::CACHE_CONTROL, "no-store")
        .with(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .with(header::REFERRER_POLICY, "no-referrer")
        .with(
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        )
}

/// The fields that a person knows by name, in a fixed order.
fn granted(fields: &Map<String, Value>) -> Vec<Granted> {
    const KNOWN: &[(&str, &str)] = &[
        ("preferred_name", "Name"),
        ("full_name", "Full name"),
        ("email", "E-mail"),
        ("phone_number", "Phone"),
    ];
    KNOWN
        .iter()
        .filter_map(|(key, label)| {
            let value = fields.get(*key)?.as_str()?.to_owned();
            Some(Granted {
                key: (*key).to_owned(),
                label,
                value,
            })
        })
        .collect()
}
