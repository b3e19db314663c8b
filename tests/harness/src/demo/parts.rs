//! What the demo consists of: a folder, a server process, a website, a phone. Dropped, all of it is gone.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use logi_phone::{Phone, Store, parse_changes};
use logi_site::oidc::IdToken;
use logi_site::{Settings, Site};
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinHandle;

use super::steps::Steps;
use crate::process::ServerProcess;

const SITE_NAME: &str = "Northwind Books";
const SCOPE: &str = "openid profile:basic email";

/// The running demo.
pub(super) struct Parts {
    // In this order they end: first who asks, then who answers, then what is kept.
    site_task: JoinHandle<()>,
    /// The phone.
    pub phone: Phone,
    /// The server.
    pub server: ServerProcess,
    /// Where the website is.
    pub site: String,
    /// What the website verified.
    pub logins: UnboundedReceiver<IdToken>,
    _folder: TempDir,
}

impl Drop for Parts {
    fn drop(&mut self) {
        self.site_task.abort();
    }
}

impl Parts {
    /// Starts everything: the server on `port` of localhost, the website on `site_port` of 127.0.0.1.
    pub(super) async fn start(port: u16, site_port: u16, steps: &Steps) -> Result<Self, String> {
        let folder = tempfile::Builder::new()
            .prefix("logi-demo-")
            .tempdir()
            .map_err(|error| format!("no temporary folder: {error}"))?;
        let site = steps
            .step(
                "website: take its address",
                Site::listen(SocketAddr::from((Ipv4Addr::LOCALHOST, site_port))),
            )
            .await?;
        let server = steps
            .step(
                "server: start, with an empty database",
                ServerProcess::start(&folder.path().join("server"), port),
            )
            .await?;
        let settings = steps
            .step("server: register the website as an application", register(&server, &site))
            .await?;
        let (sender, logins) = unbounded_channel();
        let address = site.origin();
        let site_task = tokio::spawn(async move {
            let settings = Settings {
                logins: Some(sender),
                ..settings
            };
            if let Err(error) = site.serve(settings, std::future::pending()).await {
                eprintln!("demo: the website ended: {error}");
            }
        });
        let phone = steps
            .step(
                "phone: make keys and an anonymous account",
                enrol(&server, &folder.path().join("phone")),
            )
            .await?;
        steps.step("phone: set a name and an e-mail address", fill_profile(&phone)).await?;
        Ok(Self {
            site_task,
            phone,
            server,
            site: address,
            logins,
            _folder: folder,
        })
    }
}

async fn register(server: &ServerProcess, site: &Site) -> Result<Settings, String> {
    let redirect_uri = site.redirect_uri();
    let mut arguments = vec![
        "app",
        "create",
        "--json",
        "--confidential",
        "--allow-anonymous",
        "--name",
        SITE_NAME,
    ];
    arguments.extend(["--redirect-uri", redirect_uri.as_str(), "--scope", SCOPE]);
    arguments.extend([
        "--field",
        "preferred_name:optional:To greet you",
        "--field",
        "email:optional:To tell you when a book arrives",
    ]);
    let printed = server.command(&arguments).await.map_err(|error| error.to_string())?;
    let client: Value = serde_json::from_str(&printed).map_err(|_| format!("`app create` printed {printed}"))?;
    let text = |name: &str| {
        client[name]
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| format!("`app create` printed no {name}"))
    };
    Ok(Settings {
        name: SITE_NAME.into(),
        issuer: server.issuer.clone(),
        client_id: text("client_id")?,
        client_secret: Some(text("client_secret")?.into()),
        scope: SCOPE.into(),
        logins: None,
    })
}

async fn enrol(server: &ServerProcess, home: &Path) -> Result<Phone, String> {
    let phone = Phone::open(&server.issuer, Some(&server.link_host), (home, Store::File))
        .await
        .map_err(|error| error.to_string())?;
    phone.enrol().await.map_err(|outcome| outcome.message().to_owned())?;
    Ok(phone)
}

async fn fill_profile(phone: &Phone) -> Result<(), String> {
    let changes = parse_changes(&["preferred_name=Robin".into(), "email=robin@example.org".into()])?;
    phone
        .change_profile(changes)
        .await
        .map_err(|outcome| outcome.message().to_owned())?;
    Ok(())
}
