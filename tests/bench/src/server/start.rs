//! Start with an existing database to the first answer that needs it, and the memory of a server that has nothing to do.

use super::process::{Server, register};
use super::quantile;
use crate::figure::{Figure, Goal};
use std::time::Duration;

const STARTS: usize = 30;

pub fn measure() -> Result<Vec<Figure>, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    Server::start(folder.path())?.kill();
    register(folder.path())?;
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        let server = Server::start(folder.path())?;
        starts.push(server.first_answer.as_secs_f64() * 1000.0);
    }
    let server = Server::start(folder.path())?;
    std::thread::sleep(Duration::from_secs(3));
    Ok(vec![
        Figure {
            name: "server_start",
            value: quantile(&mut starts, 0.5),
            unit: "ms",
            goal: Goal::AtMost(15.0),
        },
        Figure {
            name: "server_start_idle_memory",
            value: server.memory()?,
            unit: "MiB",
            goal: Goal::AtMost(15.0),
        },
    ])
}
