//! The host of same-device links, and the apps that may open links of this server.

use super::{ConfigError, invalid};
use std::collections::BTreeMap;

/// The apps that are told of in the association files. Without any there are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AppsConfig {
    /// `TEAMID.bundle.id` of each app on Apple's systems.
    pub apple: Vec<String>,
    /// Each package on Android with the certificates it may be signed by.
    pub android: BTreeMap<String, Vec<String>>,
}

/// The origin of same-device links: https on a host of its own. Beside an http issuer, which is this machine, it is another name of
/// this machine with its port, and plain http.
pub(super) fn parse_link_host(text: &str, issuer: &str) -> Result<String, ConfigError> {
    let want = "a host that is not the issuer's, without scheme, port or path, as open.example.com; beside http://localhost:8080 it is 127.0.0.1:8080";
    let refuse = || invalid("link_host", text, want);
    let is_https = issuer.starts_with("https://");
    let origin = format!("{}://{text}", if is_https { "https" } else { "http" });
    let url = url::Url::parse(&origin).map_err(|_| refuse())?;
    let has_right_host = match url.host() {
        Some(url::Host::Domain(_)) if is_https => url.port().is_none(),
        host => !is_https && super::is_loopback(host.as_ref()),
    };
    let issuers_host = url::Url::parse(issuer).ok().and_then(|issuer| issuer.host_str().map(str::to_owned));
    let is_issuers = url.host_str() == issuers_host.as_deref();
    if url.origin().ascii_serialization() != origin || origin.ends_with('.') || !has_right_host || is_issuers {
        return Err(refuse());
    }
    Ok(origin)
}

pub(super) fn parse_apps(apple: &[String], android: &[String]) -> Result<AppsConfig, ConfigError> {
    for app in apple {
        if !is_apple_app(app) {
            let want = "the team's ten letters and figures, a dot and the bundle identifier, as ABCDE12345.com.example.app";
            return Err(invalid("apps.apple", app, want));
        }
    }
    let mut packages = BTreeMap::<String, Vec<String>>::new();
    for app in android {
        let parts = app
            .split_once('=')
            .filter(|(package, certificate)| is_package(package) && is_fingerprint(certificate));
        let Some((package, certificate)) = parts else {
            let want = "the package, = and the SHA-256 of a signing certificate in capitals, as com.example.app=14:6D:E9:… with 32 pairs";
            return Err(invalid("apps.android", app, want));
        };
        packages.entry(package.to_owned()).or_default().push(certificate.to_owned());
    }
    Ok(AppsConfig {
        apple: apple.to_vec(),
        android: packages,
    })
}

/// `<application identifier prefix>.<bundle identifier>`.
fn is_apple_app(text: &str) -> bool {
    let is_team = |team: &str| team.len() == 10 && team.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let is_bundle = |bundle: &str| {
        bundle
            .split('.')
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
    };
    text.split_once('.')
        .is_some_and(|(team, bundle)| is_team(team) && is_bundle(bundle))
}

/// A package as Android names applications: two parts at least, each begins with a letter.
fn is_package(text: &str) -> bool {
    let is_part =
        |part: &str| part.starts_with(|c: char| c.is_ascii_alphabetic()) && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    text.contains('.') && text.split('.').all(is_part)
}

fn is_fingerprint(text: &str) -> bool {
    let is_pair = |pair: &str| pair.len() == 2 && pair.bytes().all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(&b));
    text.split(':').count() == 32 && text.split(':').all(is_pair)
}
