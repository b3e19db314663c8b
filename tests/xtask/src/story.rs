//! The story of `tests/bindings/story.md`: its host while a language tells it, and whether what was seen is what the page says.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::process::{Failure, cargo, run};
use crate::workspace;

/// The running host, and where the teller writes. The host ends with this.
pub struct Story {
    issuer: String,
    control: String,
    link_host: String,
    /// The file that the teller writes.
    pub transcript: PathBuf,
    host: Child,
}

impl Story {
    /// Builds the host and starts one for measuring.
    pub fn for_figures() -> Result<Self, Failure> {
        run(cargo().args(["build", "--locked", "-p", "logi-harness", "--bin", "logi-story-host"]))?;
        Self::begin("figures")
    }

    /// Starts a host of its own for that teller.
    pub fn begin(teller: &str) -> Result<Self, Failure> {
        let failed = |error: std::io::Error| Failure::new(format!("cannot start logi-story-host: {error}"));
        let folder = workspace::target()?.join("story");
        fs::create_dir_all(&folder).map_err(failed)?;
        let transcript = folder.join(format!("{teller}.jsonl"));
        let _ = fs::remove_file(&transcript);
        let mut host = Command::new(workspace::executables()?.join("logi-story-host"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let mut line = String::new();
        if let Some(output) = host.stdout.take() {
            BufReader::new(output).read_line(&mut line).map_err(failed)?;
        }
        let texts = texts_in(&line);
        let [_, control, _, issuer, _, link_host] = texts.as_slice() else {
            return Err(Failure::new(format!("logi-story-host said `{}`", line.trim())));
        };
        Ok(Self {
            issuer: issuer.clone(),
            control: control.clone(),
            link_host: link_host.clone(),
            transcript,
            host,
        })
    }

    /// What a teller finds in its environment.
    pub fn variables(&self) -> [(&'static str, String); 4] {
        [
            ("LOGI_STORY_ISSUER", self.issuer.clone()),
            ("LOGI_STORY_CONTROL", self.control.clone()),
            ("LOGI_STORY_LINK_HOST", self.link_host.clone()),
            ("LOGI_STORY_TRANSCRIPT", self.transcript.display().to_string()),
        ]
    }
}

impl Drop for Story {
    fn drop(&mut self) {
        // Its standard input closes, and it ends; whatever stands in the way of that ends here.
        drop(self.host.stdin.take());
        let _ = self.host.wait();
    }
}

/// Steps with what was seen in each, in order.
#[derive(Debug, PartialEq, Eq)]
pub struct Transcript(Vec<(String, Vec<String>)>);

impl Transcript {
    /// Reads what a teller wrote.
    pub fn read(file: &Path) -> Result<Self, Failure> {
        let text =
            fs::read_to_string(file).map_err(|error| Failure::new(format!("no transcript was written ({}): {error}", file.display())))?;
        text.lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| step_in(line).ok_or_else(|| Failure::new(format!("this is no line of a transcript: {line}"))))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Refuses a transcript that is not the page's.
    pub fn compare(&self, teller: &str) -> Result<(), Failure> {
        let page = workspace::root().join("tests/bindings/story.md");
        let text = fs::read_to_string(&page).map_err(|error| Failure::new(format!("cannot read {}: {error}", page.display())))?;
        self.difference_from(&Self::of_page(&text)).map_or(Ok(()), |line| {
            Err(Failure::new(format!(
                "{teller} tells another story than tests/bindings/story.md: {line}"
            )))
        })
    }

    /// The steps of the page: a heading `### S01 name`, then a block `seen`.
    fn of_page(text: &str) -> Self {
        let mut steps: Vec<(String, Vec<String>)> = Vec::new();
        let mut is_seen = false;
        for line in text.lines() {
            if let Some(heading) = line.strip_prefix("### S") {
                let number = heading.split(' ').next().unwrap_or_default();
                steps.push((format!("S{number}"), Vec::new()));
            } else if line.starts_with("```") {
                is_seen = line == "```seen";
            } else if let (true, Some((_, seen))) = (is_seen, steps.last_mut()) {
                seen.push(line.to_owned());
            }
        }
        Self(steps)
    }

    fn difference_from(&self, page: &Self) -> Option<String> {
        let told: Vec<&str> = self.0.iter().map(|(step, _)| step.as_str()).collect();
        let written: Vec<&str> = page.0.iter().map(|(step, _)| step.as_str()).collect();
        if told != written {
            return Some(format!(
                "the page has the steps {}, told were {}",
                written.join(" "),
                told.join(" ")
            ));
        }
        let mut pairs = self.0.iter().zip(&page.0);
        let (told, written) = pairs.find(|(told, written)| told != written)?;
        Some(format!("{}: the page has {:?}, seen was {:?}", told.0, written.1, told.1))
    }
}

/// One line of a transcript: `{"step": "S01", "saw": ["…"]}`, its members in any order.
fn step_in(line: &str) -> Option<(String, Vec<String>)> {
    let texts = texts_in(line);
    let at = |name: &str| texts.iter().position(|text| text == name);
    let step = texts.get(at("step")? + 1)?.clone();
    let saw = at("saw")?;
    let end = if at("step")? > saw { at("step")? } else { texts.len() };
    Some((step, texts.get(saw + 1..end)?.to_vec()))
}

/// Every JSON string in `line`, unescaped.
fn texts_in(line: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut characters = line.chars();
    while characters.by_ref().any(|character| character == '"') {
        let mut text = String::new();
        while let Some(character) = characters.next() {
            match character {
                '"' => break,
                '\\' => text.extend(unescape(&mut characters)),
                other => text.push(other),
            }
        }
        texts.push(text);
    }
    texts
}

fn unescape(characters: &mut std::str::Chars<'_>) -> Option<char> {
    match characters.next()? {
        'n' => Some('\n'),
        't' => Some('\t'),
        'r' => Some('\r'),
        'u' => {
            let digits: String = characters.by_ref().take(4).collect();
            char::from_u32(u32::from_str_radix(&digits, 16).ok()?)
        }
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::{Transcript, step_in};

    const PAGE: &str =
        "## The steps\n\n### S01 opens\n\nA text.\n\n```seen\nFresh\nsent nothing\n```\n\n### S02 enrols\n\n```seen\nEnrolled\n```\n";

    fn transcript(lines: &[&str]) -> Transcript {
        Transcript(lines.iter().map(|line| step_in(line).unwrap()).collect())
    }

    #[test]
    fn a_step_that_differs_is_missing_or_is_told_elsewhere_is_refused() {
        let page = Transcript::of_page(PAGE);
        let first = r#"{"step":"S01","saw":["Fresh","sent nothing"]}"#;
        let second = r#"{ "saw" : [ "Enrolled" ], "step" : "S02" }"#;
        assert_eq!(transcript(&[first, second]).difference_from(&page), None);
        for other in [
            &[first][..],
            &[second, first],
            &[first, r#"{"step":"S02","saw":["Fresh"]}"#],
            &[first, r#"{"step":"S02","saw":[]}"#],
        ] {
            assert!(transcript(other).difference_from(&page).is_some(), "{other:?}");
        }
    }

    #[test]
    fn reads_every_way_to_write_a_text() {
        let (_, saw) = step_in(r#"{"step":"S01","saw":["a\/b","\"\u00e9\""]}"#).unwrap();
        assert_eq!(saw, ["a/b", "\"\u{e9}\""]);
    }
}
