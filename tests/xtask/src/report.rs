//! What a person sees while tasks run: one line when something begins, one when it ends.

use std::time::{Duration, Instant};

/// A line about what happens next.
pub fn note(line: &str) {
    eprintln!("xtask: {line}");
}

/// The end of one part.
pub struct Ended {
    pub name: &'static str,
    pub took: Duration,
}

/// Runs one part under a heading.
pub fn part<T>(
    name: &'static str,
    place: (usize, usize),
    work: impl FnOnce() -> Result<T, crate::process::Failure>,
) -> Result<Ended, crate::process::Failure> {
    let (number, of) = place;
    eprintln!("\n== {name} ({number} of {of})");
    let began = Instant::now();
    work()?;
    let took = began.elapsed();
    eprintln!("== {name} passed in {}", seconds(took));
    Ok(Ended { name, took })
}

/// The closing table.
pub fn summary(parts: &[Ended], began: Instant) {
    eprintln!("\nAll {} parts passed in {}:", parts.len(), seconds(began.elapsed()));
    for part in parts {
        eprintln!("  {:<16} {:>9}", part.name, seconds(part.took));
    }
}

fn seconds(duration: Duration) -> String {
    let whole = duration.as_secs();
    if whole < 60 {
        format!("{:.1} s", duration.as_secs_f64())
    } else {
        format!("{} min {:02} s", whole / 60, whole % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::seconds;
    use std::time::Duration;

    #[test]
    fn says_a_time_in_the_unit_a_person_would_use() {
        assert_eq!(seconds(Duration::from_millis(1234)), "1.2 s");
        assert_eq!(seconds(Duration::from_secs(61)), "1 min 01 s");
    }
}
