//! Links between the documents: every relative link leads to a file or folder, every anchor to a heading.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::process::Failure;
use crate::workspace;

/// Folders that hold no documents of ours.
const SKIPPED: &[&str] = &["target", "node_modules", "dist", "test-results"];

/// Checks every Markdown file of the repository.
pub fn check() -> Result<(), Failure> {
    let mut pages = Vec::new();
    collect(&workspace::root(), &mut pages).map_err(|error| Failure::new(format!("cannot read the documents: {error}")))?;
    let broken: Vec<String> = pages.iter().flat_map(|page| broken_links(page)).collect();
    if broken.is_empty() {
        Ok(())
    } else {
        Err(Failure::new(format!("links lead nowhere:\n  {}", broken.join("\n  "))))
    }
}

fn collect(folder: &Path, pages: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') || SKIPPED.contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            collect(&path, pages)?;
        } else if name.ends_with(".md") {
            pages.push(path);
        }
    }
    Ok(())
}

fn broken_links(page: &Path) -> Vec<String> {
    let text = fs::read_to_string(page).unwrap_or_default();
    let faults = links(&text).into_iter().filter(|link| !leads_somewhere(page, link));
    faults.map(|link| format!("{}: {link}", page.display())).collect()
}

fn leads_somewhere(page: &Path, link: &str) -> bool {
    if link.contains("://") || link.starts_with("mailto:") {
        return true;
    }
    let (file, anchor) = link.split_once('#').map_or((link, None), |(file, anchor)| (file, Some(anchor)));
    let target = if file.is_empty() {
        page.to_path_buf()
    } else {
        page.parent().unwrap_or(Path::new("")).join(file)
    };
    match anchor {
        None => target.exists(),
        Some(anchor) => fs::read_to_string(target).is_ok_and(|text| anchors(&text).contains(anchor)),
    }
}

/// The targets of `[text](target)` outside code.
fn links(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in prose(text) {
        let plain: String = line.split('`').step_by(2).collect();
        found.extend(
            plain
                .split("](")
                .skip(1)
                .filter_map(|rest| rest.split_once(')'))
                .map(|(link, _)| link.to_owned()),
        );
    }
    found
}

/// The anchors of the headings, in the form that code forges make of them.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = prose(text)
        .filter(|line| line.starts_with('#'))
        .map(|line| line.trim_start_matches('#').trim());
    headings.map(anchor_of).collect()
}

fn anchor_of(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// The lines outside fenced code.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut is_code = false;
    text.lines().filter(move |line| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    })
}

#[cfg(test)]
mod tests {
    use super::{anchors, check, leads_somewhere, links};
    use crate::workspace;

    #[test]
    fn sees_a_link_that_leads_nowhere() {
        let page = workspace::root().join("README.md");
        for link in ["docs/none.md", "docs/README.md#none", "#none", "LICENSE-MIT#licence"] {
            assert!(!leads_somewhere(&page, link), "{link}");
        }
        for link in [
            "docs/README.md",
            "docs/",
            "docs/README.md#documentation",
            "https://example.org/none",
        ] {
            assert!(leads_somewhere(&page, link), "{link}");
        }
    }

    #[test]
    fn reads_links_in_prose_and_not_in_code() {
        let text = "[a](one.md) and [b](two.md#x)\n```sh\n[c](three.md)\n```\n`[d](four.md)` [e](five.md)";
        assert_eq!(links(text), ["one.md", "two.md#x", "five.md"]);
    }

    #[test]
    fn makes_anchors_as_code_forges_do() {
        let found = anchors("# `limits.start_per_minute`\n## Said aloud first\n```\n# no heading\n```");
        assert_eq!(
            found.into_iter().collect::<Vec<_>>(),
            ["limitsstart_per_minute", "said-aloud-first"]
        );
    }

    #[test]
    fn every_link_of_the_documents_leads_somewhere() {
        assert_eq!(check().map_err(|failure| failure.to_string()), Ok(()));
    }
}
