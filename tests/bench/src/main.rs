//! Measures what logi promises in figures and prints one table, or with `--json` one line for each figure.
//!
//! `cargo xtask bench [NAME]` builds everything in release and runs this. A figure is a module here that says what
//! it measures and how, and an entry in [`MEASUREMENTS`]. Nothing is asserted: a missed goal is printed as missed.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

mod empty_frame;
mod figure;
mod hostile;
mod phone;
mod photographs;
mod reading;
mod server;
mod verify;

use clap::Parser;

use figure::Figure;

/// One kind of measurement: the beginning that the names of its figures share, and what measures them.
type Measurement = (&'static str, fn() -> Result<Vec<Figure>, String>);

const MEASUREMENTS: &[Measurement] = &[
    ("qr_rate", reading::measure),
    ("qr_empty_frame", empty_frame::measure),
    ("qr_hostile", hostile::measure),
    ("qr_verify", verify::measure),
    ("core_", phone::measure),
    ("server_start", server::start::measure),
    ("server_waiting", server::waiting::measure),
    ("server_login_cpu", server::login_cpu::measure),
    ("server_kills", server::kills::measure),
];

/// Measure the figures that logi promises.
#[derive(Parser)]
struct Arguments {
    /// Only the figures whose name begins with this, for example `qr` or `qr_rate`.
    name: Option<String>,
    /// Print one JSON object for each figure: name, value, unit, goal, ok.
    #[arg(long)]
    json: bool,
}

fn main() {
    let arguments = Arguments::parse();
    let wanted = arguments.name.as_deref().unwrap_or_default();
    let mut unmeasured = 0;
    let mut measured = 0;
    if cfg!(debug_assertions) {
        eprintln!("bench: this is a debug build: run `cargo xtask bench`, its figures are of a release build");
    }
    for (prefix, measure) in MEASUREMENTS {
        if !prefix.starts_with(wanted) && !wanted.starts_with(prefix) {
            continue;
        }
        match measure() {
            Ok(figures) => {
                for figure in figures.iter().filter(|figure| figure.name.starts_with(wanted)) {
                    measured += 1;
                    println!("{}", if arguments.json { figure.to_json() } else { figure.to_row() });
                }
            }
            Err(reason) => {
                unmeasured += 1;
                eprintln!("bench: {prefix} is not measured: {reason}");
            }
        }
    }
    if measured == 0 && unmeasured == 0 {
        eprintln!("bench: no figure is named {wanted}");
    }
    if measured == 0 || unmeasured > 0 {
        std::process::exit(1);
    }
}
