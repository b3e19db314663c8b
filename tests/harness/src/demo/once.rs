//! `--once`: a whole login with a scripted browser and the virtual phone, over real HTTP, each step timed.

use http::StatusCode;
use logi_phone::{Decide, Screen, Seen};
use url::Url;

use super::parts::Parts;
use super::steps::Steps;
use crate::agent::Answer;
use crate::browser::{Browser, Page, Shown};
use crate::process::free_port;

/// What the phone grants.
const GRANTED: &[&str] = &["preferred_name", "email"];

pub(super) async fn run(steps: &Steps) -> Result<(), String> {
    let port = free_port().map_err(|error| format!("no free port: {error}"))?;
    let mut parts = Parts::start(port, 0, steps).await?;
    let browser = Browser::new(&parts.server.issuer);
    let (page, shown) = begin(&parts, &browser, steps).await?;
    let mut events = browser.events(&shown.session).await;
    steps
        .step("phone: verify the code, scan it, see who asks, approve", approve(&parts, &shown))
        .await?;
    let approved = steps
        .step("browser: hear that it is approved", async {
            Ok::<_, String>(events.until("approved").await)
        })
        .await?;
    let challenge = approved["challenge"].as_str().unwrap_or_default();
    let back = steps
        .step("browser: complete, with cookies and its own key", async {
            let answer = browser.complete(&shown.session, challenge).await;
            expect_status(&answer, StatusCode::FOUND)?;
            Ok::<Url, String>(answer.location())
        })
        .await?;
    steps
        .step("website: exchange the code, verify the id_token", log_in(&parts, &browser, &back))
        .await?;
    let id_token = parts.logins.try_recv().map_err(|_| "the website verified no id_token".to_owned())?;
    drop(page);
    println!("\nThe verified id_token:");
    for (name, value) in &id_token.claims {
        println!("  {name:<22} {value}");
    }
    println!("\nThe website knows its visitor as {}.", id_token.subject);
    Ok(())
}

async fn begin(parts: &Parts, browser: &Browser, steps: &Steps) -> Result<(Page, Shown), String> {
    let authorize = steps
        .step("website: press \u{201c}Log in with logi\u{201d}", async {
            let answer = browser.visit(&format!("{}/login", parts.site)).await;
            expect_status(&answer, StatusCode::SEE_OTHER)?;
            Ok::<Url, String>(answer.location())
        })
        .await?;
    let page = steps
        .step("browser: open the login page", async {
            Ok::<_, String>(browser.open(&authorize).await)
        })
        .await?;
    let shown = steps
        .step("browser: press \u{201c}Log in with QR\u{201d}, draw the code", async {
            Ok::<_, String>(browser.show(&page).await)
        })
        .await?;
    Ok((page, shown))
}

async fn approve(parts: &Parts, shown: &Shown) -> Result<(), String> {
    let seen = Seen::Text(shown.text_at(shown.server_time_ms));
    let granted = GRANTED.iter().map(|name| (*name).to_owned()).collect();
    let outcome = parts.phone.answer(&seen, &Decide::Grant(granted), Screen::Silent).await;
    if outcome.exit() == 0 {
        Ok(())
    } else {
        Err(outcome.message().to_owned())
    }
}

async fn log_in(parts: &Parts, browser: &Browser, back: &Url) -> Result<(), String> {
    let answer = browser.visit(back.as_str()).await;
    expect_status(&answer, StatusCode::SEE_OTHER)?;
    let home = browser.visit(&parts.site).await;
    if home.body.contains("You are logged in") && home.body.contains("robin@example.org") {
        Ok(())
    } else {
        Err(format!("the website does not show its visitor: {}", home.body))
    }
}

fn expect_status(answer: &Answer, status: StatusCode) -> Result<(), String> {
    if answer.status == status {
        Ok(())
    } else {
        Err(format!("{} instead of {status}: {}", answer.status, answer.body))
    }
}
