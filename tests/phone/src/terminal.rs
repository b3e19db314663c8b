//! Questions to the person at the terminal.

use std::io::{self, BufRead, Write};

/// Asks until the answer is yes or no; nothing when the input ends.
pub(crate) async fn ask_yes_or_no(question: &str, when_empty: Option<bool>) -> io::Result<Option<bool>> {
    let choices = match when_empty {
        Some(true) => "[Y/n]",
        Some(false) => "[y/N]",
        None => "[y/n]",
    };
    loop {
        let Some(line) = ask_line(&format!("{question} {choices} ")).await? else {
            return Ok(None);
        };
        match (parse_answer(&line), line.trim().is_empty(), when_empty) {
            (Some(answer), _, _) => return Ok(Some(answer)),
            (None, true, Some(answer)) => return Ok(Some(answer)),
            (None, _, _) => {}
        }
    }
}

/// Asks for one line; nothing when the input ends.
pub(crate) async fn ask_line(prompt: &str) -> io::Result<Option<String>> {
    let prompt = prompt.to_owned();
    let read = tokio::task::spawn_blocking(move || {
        let mut output = io::stderr();
        output.write_all(prompt.as_bytes())?;
        output.flush()?;
        let mut line = String::new();
        let length = io::stdin().lock().read_line(&mut line)?;
        Ok((length > 0).then_some(line))
    });
    read.await.map_err(io::Error::other)?
}

fn parse_answer(line: &str) -> Option<bool> {
    match line.trim().to_lowercase().as_str() {
        "y" | "yes" => Some(true),
        "n" | "no" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::parse_answer;

    #[test]
    fn only_yes_is_yes() {
        for yes in ["y", "Y\n", " yes "] {
            assert_eq!(parse_answer(yes), Some(true));
        }
        for no in ["n", "No"] {
            assert_eq!(parse_answer(no), Some(false));
        }
        for neither in ["", "yy", "ok", "j", "1"] {
            assert_eq!(parse_answer(neither), None);
        }
    }
}
