//! Every setting with its variable, default and meaning: the source of `docs/reference/configuration.md` and of the environment overrides.

use std::fmt::Write;

/// How a setting is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A string.
    Text,
    /// A string that is never shown.
    Secret,
    /// A whole number.
    Number,
    /// A list of strings; in the environment separated by commas.
    List,
}

/// One setting.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its name in the file.
    pub key: &'static str,
    /// How it is written.
    pub form: Form,
    /// What holds where it is not set.
    pub default: &'static str,
    /// What it does.
    pub about: &'static str,
}

impl Setting {
    /// The environment variable over it: `LOGI_`, the key in capitals, dots as underscores.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("LOGI_{}", self.key.replace('.', "_").to_uppercase())
    }
}

const fn setting(key: &'static str, form: Form, default: &'static str, about: &'static str) -> Setting {
    Setting { key, form, default, about }
}

/// Every setting, in the order of the reference.
pub const SETTINGS: &[Setting] = &[
    setting(
        "issuer",
        Form::Text,
        "none; `http://localhost:PORT` with `--dev`",
        "The origin people and applications see: `https://login.example.com`. Discovery, tokens (`iss`), codes and cookies derive from it; it never changes once accounts exist. Plain http is refused except on the machine itself.",
    ),
    setting(
        "link_host",
        Form::Text,
        "none; the listener's address with `--dev`",
        "The second host, on which links open the app on the device they are pressed on: `open.example.com`. It points to this server too, always over https, and is never the issuer's own host, for phones open no app there. Beside an issuer on plain http it is another name of this machine with the port, as `127.0.0.1:8080`. Without it the login page does not offer \"Open logi on this device\". Check it with `logi-server links check`.",
    ),
    setting(
        "apps.apple",
        Form::List,
        "none",
        "The apps that may open this server's links on Apple's systems, each as team and bundle identifier: `[\"ABCDE12345.com.example.app\"]`. Served as `/.well-known/apple-app-site-association`; without any the file is 404.",
    ),
    setting(
        "apps.android",
        Form::List,
        "none",
        "The apps that may open this server's links on Android, each as package and SHA-256 of a signing certificate: `[\"com.example.app=14:6D:E9:…\"]`, one entry per certificate. Served as `/.well-known/assetlinks.json`; without any the file is 404.",
    ),
    setting(
        "listen",
        Form::Text,
        "`127.0.0.1:8080`",
        "Address and port of the HTTP listener. Put TLS in front of it. With `--dev` it must be a loopback address.",
    ),
    setting(
        "metrics_listen",
        Form::Text,
        "none",
        "Address and port on which `GET /metrics` answers in the Prometheus text format. Keep it away from the public network.",
    ),
    setting(
        "data",
        Form::Text,
        "none",
        "The folder that belongs to this server: the sealing key and, with SQLite, the database. Made at the first start, readable by the server's user only.",
    ),
    setting(
        "database",
        Form::Secret,
        "`sqlite`",
        "`sqlite` for the file `logi.sqlite3` in the data folder, or a `postgres://` URL. Never shown or logged.",
    ),
    setting(
        "sealing_key",
        Form::Secret,
        "none",
        "The key that seals private keys at rest, 64 hexadecimal digits. For secret stores that speak through the environment; never shown or logged.",
    ),
    setting(
        "sealing_key_file",
        Form::Text,
        "`sealing.key` in the data folder, made at the first start",
        "A file with the sealing key, as a systemd credential or a mounted secret. It must be readable by its owner only.",
    ),
    setting(
        "trusted_proxies",
        Form::List,
        "none",
        "Addresses or networks of proxies in front, as `[\"10.0.0.0/8\"]`. Behind one of them the client is the right-most `X-Forwarded-For` hop that is not itself trusted; from anywhere else the header is ignored.",
    ),
    setting(
        "country_database",
        Form::Text,
        "none: every country reads `unknown`",
        "An MMDB file with `country.iso_code`, supplied by the operator.",
    ),
    setting(
        "minimum_key_level",
        Form::Text,
        "`claimed`; `none` with `--dev`",
        "The lowest key level of a device that may enrol: `none` (software keys), `claimed` (the device says hardware) or `attested`.",
    ),
    setting(
        "log",
        Form::Text,
        "`info`",
        "Which events are logged, as `info` or `info,logi_server=debug`. Lines are JSON, and plain text on a terminal.",
    ),
    setting(
        "qr.frame_grace",
        Form::Number,
        "5; 120 with `--dev`",
        "Seconds a frame of a code is still taken after its end, at most 600. Each second lengthens what a photograph of the code is good for.",
    ),
    setting(
        "limits.start_per_minute",
        Form::Number,
        "10",
        "QR logins one page at one address (IPv4, or IPv6 /64) may start per minute.",
    ),
    setting(
        "limits.status_per_minute",
        Form::Number,
        "60",
        "Status reads of one page at one address per minute.",
    ),
    setting(
        "limits.address_factor",
        Form::Number,
        "12",
        "How many times the two limits above one address may use in all.",
    ),
    setting("limits.scan_per_device", Form::Number, "20", "Scans per minute of one device."),
    setting("limits.scan_per_account", Form::Number, "60", "Scans per minute of one account."),
    setting(
        "limits.streams_per_browser",
        Form::Number,
        "10",
        "Event streams and sockets one browser may hold open.",
    ),
];

/// The whole reference page in Markdown.
#[must_use]
pub fn markdown() -> String {
    let mut page = String::from(INTRODUCTION);
    for setting in SETTINGS {
        let form = match setting.form {
            Form::Text => "text",
            Form::Secret => "text, secret",
            Form::Number => "whole number",
            Form::List => "list of texts; commas in the environment",
        };
        // Writing to a String cannot fail.
        let _ = write!(
            page,
            "\n## `{}`\n\n- Variable: `{}`\n- Form: {form}\n- Default: {}\n\n{}\n",
            setting.key,
            setting.variable(),
            setting.default,
            setting.about
        );
    }
    page
}

const INTRODUCTION: &str = "# Configuration

<!-- Written by `logi-server config reference`; change server-stub/server/src/config/reference.rs. -->

`logi-server serve --config FILE` reads a TOML file. Each setting can also come from an environment variable, which wins over the file; the flags
`--listen` and `--data` win over both. A name that is not listed here stops the server, so that a typing error cannot switch a rule off. A dotted
name is a section of the file: `qr.frame_grace` is `frame_grace` under `[qr]`.

`logi-server serve --dev --listen 127.0.0.1:8080 --data DIR` needs no file: the issuer is `http://localhost:8080`, software keys may enrol, and a
frame of a code lives two minutes. It listens on loopback only.
";
