//! The demo with a person: a real browser on this machine, and the phone in this terminal.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;

use logi_phone::{Decide, Screen, Seen};

use super::parts::Parts;
use super::steps::Steps;

pub(super) async fn run(port: u16, site_port: u16, steps: &Steps) -> Result<(), String> {
    let parts = Parts::start(port, site_port, steps).await?;
    println!("{}", introduction(&parts));
    if !io::stdin().is_terminal() {
        println!("There is no terminal to paste into; the demo runs until it is stopped.");
        return std::future::pending().await;
    }
    while let Some(line) = ask("Code, or picture of it: ").await? {
        match seen_in(line.trim(), &parts.server.link_host) {
            Ok(None) => {}
            Ok(Some(seen)) => {
                let outcome = parts.phone.answer(&seen, &Decide::Ask, Screen::Text).await;
                println!("{}\n", outcome.message());
            }
            Err(trouble) => println!("{trouble}\n"),
        }
    }
    Ok(())
}

fn introduction(parts: &Parts) -> String {
    format!(
        "
  The website     {site}
  The server      {server}
  The phone       this terminal

1. Open {site} in a browser and press \u{201c}Log in with logi\u{201d}, then \u{201c}Log in with QR\u{201d}.
2. Give the phone the code: press \u{201c}Copy code text\u{201d} and paste it here, or save a screenshot of the page and type its file name.
3. Read who asks for what, and answer. After `y` the browser is logged in.

As on a phone's own browser: press \u{201c}Open logi on this device\u{201d} instead, copy the address of the link \u{201c}Open logi\u{201d} that
appears, and paste it here. After `y` open the address that the phone prints in the same browser.

Ctrl-C ends everything and leaves nothing behind.
",
        site = parts.site,
        server = parts.server.issuer,
    )
}

/// What a person typed: nothing, a picture's file name, a same-device link, or a code's text.
fn seen_in(line: &str, link_host: &str) -> Result<Option<Seen>, String> {
    // A file name that was dragged into the terminal comes in quotes.
    let name = line.trim_matches(|quote| quote == '\'' || quote == '"');
    if name.is_empty() {
        return Ok(None);
    }
    if line.starts_with(&format!("http://{link_host}/here#")) {
        return Ok(Some(Seen::Link(line.to_owned())));
    }
    if !Path::new(name).is_file() && !is_named_as_picture(name) {
        return Ok(Some(Seen::Text(line.to_owned())));
    }
    std::fs::read(name)
        .map(|bytes| Some(Seen::Picture(bytes)))
        .map_err(|error| format!("{name} cannot be read: {error}"))
}

fn is_named_as_picture(name: &str) -> bool {
    let extension = Path::new(name).extension();
    extension.is_some_and(|found| ["png", "jpg", "jpeg"].iter().any(|known| found.eq_ignore_ascii_case(known)))
}

async fn ask(prompt: &'static str) -> Result<Option<String>, String> {
    let read = tokio::task::spawn_blocking(move || {
        print!("{prompt}");
        io::stdout().flush()?;
        let mut line = String::new();
        let length = io::stdin().lock().read_line(&mut line)?;
        Ok::<_, io::Error>((length > 0).then_some(line))
    });
    let line = read.await.map_err(|error| error.to_string())?;
    line.map_err(|error| format!("the terminal cannot be read: {error}"))
}

#[cfg(test)]
mod tests {
    use super::seen_in;
    use logi_phone::Seen;

    #[test]
    fn a_picture_that_is_not_there_is_said_to_be_missing_and_is_no_text() {
        for name in ["/nowhere/code.png", "'/nowhere/code.JPG'"] {
            let trouble = seen_in(name, "127.0.0.1:1").err().unwrap();
            assert!(trouble.contains("/nowhere/code."), "{trouble}");
        }
        assert!(matches!(seen_in("", "127.0.0.1:1"), Ok(None)));
        assert!(matches!(
            seen_in("http://127.0.0.1:1/here#A", "127.0.0.1:1"),
            Ok(Some(Seen::Link(_)))
        ));
        assert!(matches!(seen_in("http://localhost:1/qr#A", "127.0.0.1:1"), Ok(Some(Seen::Text(_)))));
    }
}
