//! `logi-server serve --dev` beside this program, on a folder, with limits that do not bind and its log in a file.

use serde_json::Value;
use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running server. Dropped, it is killed.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    pub issuer: String,
    /// From the start of the process to its first answer.
    pub first_answer: Duration,
}

const UNBOUND: &[(&str, &str)] = &[
    ("LOGI_LIMITS_START_PER_MINUTE", "1000000"),
    ("LOGI_LIMITS_STATUS_PER_MINUTE", "1000000"),
    ("LOGI_LIMITS_SCAN_PER_DEVICE", "1000000"),
    ("LOGI_LIMITS_SCAN_PER_ACCOUNT", "1000000"),
];
const LONGEST_START: Duration = Duration::from_secs(30);

impl Server {
    pub fn start(data: &Path) -> Result<Self, String> {
        let address = free_address()?;
        let log = File::create(data.join("server.log")).map_err(|error| error.to_string())?;
        let begun = Instant::now();
        let child = Command::new(program()?)
            .args(["serve", "--dev", "--listen", &address.to_string(), "--data"])
            .arg(data)
            .envs(UNBOUND.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .map_err(|error| format!("the server does not start: {error}"))?;
        let mut server = Self {
            child,
            address,
            issuer: format!("http://localhost:{}", address.port()),
            first_answer: Duration::ZERO,
        };
        server.wait_until_ready(begun)?;
        server.first_answer = begun.elapsed();
        Ok(server)
    }

    fn wait_until_ready(&mut self, begun: Instant) -> Result<(), String> {
        while begun.elapsed() < LONGEST_START {
            match TcpStream::connect(self.address) {
                Ok(mut stream) => return is_ready(&mut stream).map_err(|error| format!("the server does not answer: {error}")),
                Err(error) if error.kind() == ErrorKind::ConnectionRefused => {
                    if let Ok(Some(status)) = self.child.try_wait() {
                        return Err(format!("the server ended ({status})"));
                    }
                    std::thread::sleep(Duration::from_micros(100));
                }
                Err(error) => return Err(error.to_string()),
            }
        }
        Err("the server does not answer".to_owned())
    }

    /// Resident memory in MiB.
    pub fn memory(&self) -> Result<f64, String> {
        let status = self.proc_file("status")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
        kib.map(|kib| kib / 1024.0).ok_or_else(|| "no VmRSS in /proc".to_owned())
    }

    /// CPU seconds used so far, by all threads, in the program and for it in the system. The system counts in hundredths.
    pub fn cpu_seconds(&self) -> Result<f64, String> {
        let stat = self.proc_file("stat")?;
        // The name in brackets may hold anything; the fields are counted after it (proc_pid_stat(5): utime 14, stime 15).
        let fields: Vec<&str> = stat
            .rsplit_once(')')
            .map(|(_, rest)| rest.split_whitespace().collect())
            .unwrap_or_default();
        let ticks = |at: usize| fields.get(at).and_then(|text| text.parse::<f64>().ok());
        match (ticks(11), ticks(12)) {
            (Some(user), Some(system)) => Ok((user + system) / 100.0),
            _ => Err("/proc is not understood".to_owned()),
        }
    }

    /// SIGKILL.
    pub fn kill(mut self) {
        self.kill_now();
    }

    fn kill_now(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    fn proc_file(&self, name: &str) -> Result<String, String> {
        std::fs::read_to_string(format!("/proc/{}/{name}", self.child.id())).map_err(|error| format!("/proc: {error}"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill_now();
    }
}

/// Registers an application and answers what the command printed.
pub fn register(data: &Path) -> Result<Value, String> {
    let output = Command::new(program()?)
        .args(["app", "create", "--json", "--name", "Bench", "--confidential", "--allow-anonymous"])
        .args([
            "--redirect-uri",
            "https://bench.example/callback",
            "--scope",
            "openid profile:basic",
            "--data",
        ])
        .arg(data)
        .output()
        .map_err(|error| error.to_string())?;
    serde_json::from_slice(&output.stdout).map_err(|_| String::from_utf8_lossy(&output.stderr).into_owned())
}

fn program() -> Result<PathBuf, String> {
    let here = std::env::current_exe().map_err(|error| error.to_string())?;
    let program = here.with_file_name("logi-server");
    if program.exists() {
        Ok(program)
    } else {
        Err(format!("{} is not built: run `cargo xtask bench`", program.display()))
    }
}

fn free_address() -> Result<SocketAddr, String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(|error| error.to_string())?;
    listener.local_addr().map_err(|error| error.to_string())
}

fn is_ready(stream: &mut TcpStream) -> std::io::Result<()> {
    stream.write_all(b"GET /ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut head = [0; 12];
    stream.read_exact(&mut head)?;
    if head.ends_with(b"200") {
        Ok(())
    } else {
        Err(std::io::Error::other(String::from_utf8_lossy(&head).into_owned()))
    }
}
