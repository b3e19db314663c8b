//! One measured figure and how it is printed.

/// What the value should be.
pub enum Goal {
    AtLeast(f64),
    AtMost(f64),
}

pub struct Figure {
    pub name: &'static str,
    pub value: f64,
    pub unit: &'static str,
    pub goal: Goal,
}

impl Figure {
    pub fn is_reached(&self) -> bool {
        match self.goal {
            Goal::AtLeast(least) => self.value >= least,
            Goal::AtMost(most) => self.value <= most,
        }
    }

    fn goal(&self) -> String {
        match self.goal {
            Goal::AtLeast(least) => format!(">= {}", rounded(least)),
            Goal::AtMost(most) => format!("<= {}", rounded(most)),
        }
    }

    pub fn to_row(&self) -> String {
        let verdict = if self.is_reached() { "ok" } else { "MISSED" };
        let value = format!("{:.2}", self.value);
        format!("{:<32} {value:>10} {:<4} {:>10}  {verdict}", self.name, self.unit, self.goal())
    }

    pub fn to_json(&self) -> String {
        serde_json::json!({
            "name": self.name,
            "value": rounded(self.value),
            "unit": self.unit,
            "goal": self.goal(),
            "ok": self.is_reached(),
        })
        .to_string()
    }
}

/// To three places: a measured goal has as many digits as a measured value.
fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// How long `work` takes in milliseconds: the fastest of `rounds`, for other work on the machine is no part of it.
pub fn milliseconds<T>(rounds: u32, mut work: impl FnMut() -> T) -> f64 {
    (0..rounds)
        .map(|_| {
            let start = std::time::Instant::now();
            std::hint::black_box(work());
            start.elapsed().as_secs_f64() * 1000.0
        })
        .fold(f64::INFINITY, f64::min)
}
