use super::reference::SETTINGS;
use super::*;
use std::io::Write;

fn nothing(_: &str) -> Option<String> {
    None
}

fn written(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

fn load(text: &str, environment: &dyn Fn(&str) -> Option<String>) -> Result<Config, String> {
    let file = written(text);
    let flags = Flags {
        file: Some(file.path().to_owned()),
        ..Flags::default()
    };
    Config::load(&flags, environment).map_err(|error| error.to_string())
}

const LEAST: &str = "issuer = 'https://login.example.com'\ndata = '/var/lib/logi'\n";

#[test]
fn refuses_a_name_it_does_not_know_and_says_where() {
    let error = load(&format!("{LEAST}frame_grace = 5\n"), &nothing).unwrap_err();
    assert!(error.contains("line 3") && error.contains("frame_grace"), "{error}");
    let error = load(&format!("{LEAST}[limits]\nstarts = 5\n"), &nothing).unwrap_err();
    assert!(error.contains("starts"), "{error}");
}

#[test]
fn shows_no_secret_when_its_line_is_wrong() {
    let error = load("database = 'postgres://logi:hunter2@db/logi\n", &nothing).unwrap_err();
    assert!(error.contains("line 1") && !error.contains("hunter2"), "{error}");
    let error = load(&format!("{LEAST}database = 'mysql://logi:hunter2@db'\n"), &nothing).unwrap_err();
    assert!(error.contains("database") && !error.contains("hunter2"), "{error}");
    let error = load(&format!("{LEAST}sealing_key = ['hunter2']\n"), &nothing).unwrap_err();
    assert!(!error.contains("hunter2"), "{error}");
}

#[test]
fn prints_no_secret_of_a_good_configuration() {
    let config = load(
        &format!("{LEAST}database = 'postgres://logi:hunter2@db/logi'\nsealing_key = 'hunter3'\n"),
        &nothing,
    )
    .unwrap();
    let shown = format!("{config:?}");
    assert!(!shown.contains("hunter2") && !shown.contains("hunter3"), "{shown}");
}

#[test]
fn refuses_an_issuer_that_is_no_canonical_origin() {
    for issuer in [
        "http://login.example.com",
        "https://Login.example.com",
        "https://login.example.com:443",
        "https://login.example.com/path",
        "https://user@login.example.com",
        "https://login.example.com?x",
        "ftp://login.example.com",
        "login.example.com",
        "",
    ] {
        let error = load(&format!("data = '/x'\nissuer = '{issuer}'\n"), &nothing).unwrap_err();
        assert!(error.contains("issuer"), "{issuer}: {error}");
    }
}

#[test]
fn the_link_host_beside_a_plain_issuer_is_another_name_of_this_machine() {
    let with = |host: &str| {
        load(
            &format!("data = '/x'\nissuer = 'http://localhost:8080'\nlink_host = '{host}'\n"),
            &nothing,
        )
    };
    for refused in [
        "open.example.com",
        "localhost:8080",
        "localhost:8081",
        "192.0.2.1:8080",
        "127.0.0.1:8080/",
        "me@127.0.0.1:8080",
    ] {
        let error = with(refused).unwrap_err();
        assert!(error.contains("link_host"), "{refused}: {error}");
    }
    assert_eq!(
        with("127.0.0.1:8080").unwrap().link_origin.as_deref(),
        Some("http://127.0.0.1:8080")
    );
    assert_eq!(with("[::1]:8080").unwrap().link_origin.as_deref(), Some("http://[::1]:8080"));
}

#[test]
fn links_are_offered_where_a_link_host_is_set_or_in_development() {
    assert_eq!(load(LEAST, &nothing).unwrap().link_origin, None);
    let set = load(&format!("{LEAST}link_host = 'open.example.com'\n"), &nothing).unwrap();
    assert_eq!(set.link_origin.as_deref(), Some("https://open.example.com"));
    let moved = set.bound_to("127.0.0.1:9000".parse().unwrap());
    assert_eq!(moved.link_origin.as_deref(), Some("https://open.example.com"));
    let development = Config::development("/x".into()).bound_to("127.0.0.1:9000".parse().unwrap());
    assert_eq!(development.link_origin.as_deref(), Some("http://127.0.0.1:9000"));
}

#[test]
fn the_environment_names_apps_with_commas() {
    let certificates = [["AB"; 32].join(":"), ["CD"; 32].join(":")];
    let android = certificates
        .each_ref()
        .map(|certificate| format!("dev.logi.app={certificate}"))
        .join(", ");
    let environment = |name: &str| match name {
        "LOGI_LINK_HOST" => Some("open.example.com".to_owned()),
        "LOGI_APPS_APPLE" => Some("ABCDE12345.dev.logi.app,ABCDE12345.dev.logi.beta".to_owned()),
        "LOGI_APPS_ANDROID" => Some(android.clone()),
        _ => None,
    };
    let config = load(LEAST, &environment).unwrap();
    assert_eq!(config.link_origin.as_deref(), Some("https://open.example.com"));
    assert_eq!(config.apps.apple.len(), 2);
    assert_eq!(config.apps.android["dev.logi.app"], certificates);
}

#[test]
fn takes_a_plain_issuer_on_this_machine_only() {
    for issuer in ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"] {
        assert_eq!(
            load(&format!("data = '/x'\nissuer = '{issuer}'\n"), &nothing).unwrap().issuer,
            issuer
        );
    }
}

#[test]
fn says_which_setting_is_missing() {
    assert!(load("data = '/x'", &nothing).unwrap_err().contains("issuer"));
    assert!(load("issuer = 'https://login.example.com'", &nothing).unwrap_err().contains("data"));
}

#[test]
fn refuses_values_by_the_name_of_their_setting() {
    for (line, name) in [
        ("listen = 'here'", "listen"),
        ("metrics_listen = '9090'", "metrics_listen"),
        ("minimum_key_level = 'high'", "minimum_key_level"),
        ("trusted_proxies = ['10.0.0.0/33']", "trusted_proxies"),
        ("trusted_proxies = ['proxy']", "trusted_proxies"),
        ("[qr]\nframe_grace = 601", "qr.frame_grace"),
        ("[limits]\nstart_per_minute = 0", "limits.start_per_minute"),
    ] {
        let error = load(&format!("{LEAST}{line}\n"), &nothing).unwrap_err();
        assert!(error.contains(name), "{line}: {error}");
    }
}

#[test]
fn refuses_two_sealing_keys() {
    let error = load(&format!("{LEAST}sealing_key = 'a'\nsealing_key_file = '/k'\n"), &nothing).unwrap_err();
    assert!(error.contains("keep one"), "{error}");
}

#[test]
fn refuses_a_development_server_that_others_reach() {
    let flags = Flags {
        development: true,
        listen: Some("0.0.0.0:8080".into()),
        data: Some("/x".into()),
        file: None,
    };
    assert!(Config::load(&flags, &nothing).unwrap_err().to_string().contains("--dev"));
}

#[test]
fn names_the_variable_with_a_wrong_value() {
    let environment = |name: &str| (name == "LOGI_QR_FRAME_GRACE").then(|| "soon".to_owned());
    assert!(load(LEAST, &environment).unwrap_err().contains("LOGI_QR_FRAME_GRACE"));
}

#[test]
fn lays_the_environment_over_the_file_and_flags_over_both() {
    let environment = |name: &str| match name {
        "LOGI_ISSUER" => Some("https://other.example.com".to_owned()),
        "LOGI_TRUSTED_PROXIES" => Some("10.0.0.0/8, ::1".to_owned()),
        "LOGI_QR_FRAME_GRACE" => Some("7".to_owned()),
        "LOGI_LISTEN" => Some("127.0.0.1:1".to_owned()),
        _ => None,
    };
    let config = load(&format!("{LEAST}listen = '127.0.0.1:2'\n[qr]\nframe_grace = 6\n"), &environment).unwrap();
    assert_eq!(config.issuer, "https://other.example.com");
    assert_eq!(config.trusted_proxies.len(), 2);
    assert_eq!(config.qr.frame_grace, 7);
    assert_eq!(config.listen.port(), 1);
    let flags = Flags {
        listen: Some("127.0.0.1:3".into()),
        data: Some("/y".into()),
        ..Flags::default()
    };
    let config = Config::load(&flags, &environment).unwrap();
    assert_eq!((config.listen.port(), config.data), (3, PathBuf::from("/y")));
}

#[test]
fn is_strict_in_production_and_patient_in_development() {
    let config = load(LEAST, &nothing).unwrap();
    assert_eq!((config.minimum_key_level, config.qr.frame_grace), (KeyLevel::Claimed, 5));
    let flags = Flags {
        development: true,
        listen: Some("localhost:0".into()),
        data: Some("/x".into()),
        file: None,
    };
    let config = Config::load(&flags, &nothing).unwrap();
    assert_eq!((config.minimum_key_level, config.qr.frame_grace), (KeyLevel::None, 120));
    assert_eq!(config.bound_to("127.0.0.1:4711".parse().unwrap()).issuer, "http://localhost:4711");
}

#[test]
fn matches_networks_by_prefix_and_family() {
    let contains = |network: &str, address: &str| Network::parse(network).unwrap().contains(address.parse().unwrap());
    assert!(!contains("10.0.0.0/8", "11.0.0.1"));
    assert!(!contains("10.0.0.1", "10.0.0.2"));
    assert!(!contains("::/0", "10.0.0.1"));
    assert!(!contains("2001:db8::/32", "2001:db9::1"));
    assert!(contains("10.0.0.0/8", "10.200.3.4"));
    assert!(contains("0.0.0.0/0", "198.51.100.1"));
    assert!(contains("10.0.0.0/8", "::ffff:10.1.2.3"));
    assert!(contains("2001:db8::/32", "2001:db8:1::1"));
}

#[test]
fn knows_each_setting_it_documents() {
    for setting in SETTINGS {
        let value = match setting.form {
            reference::Form::Text | reference::Form::Secret => "'x'",
            reference::Form::Number => "1",
            reference::Form::List => "['x']",
        };
        let text = match setting.key.split_once('.') {
            Some((section, name)) => format!("[{section}]\n{name} = {value}\n"),
            None => format!("{} = {value}\n", setting.key),
        };
        assert!(toml::from_str::<FileConfig>(&text).is_ok(), "{}", setting.key);
    }
}

proptest::proptest! {
    #[test]
    fn any_file_is_taken_whole_or_refused_with_a_reason(text in "\\PC{0,80}|((issuer|listen|data|database|trusted_proxies|qr\\.frame_grace|minimum_key_level) ?= ?('[a-z0-9:/.]{0,20}'|[0-9]{1,3}|\\['[0-9.]{0,9}'\\])\n){0,5}") {
        match load(&text, &nothing) {
            Ok(config) => proptest::prop_assert!(config.issuer.starts_with("https://") || config.issuer.starts_with("http://")),
            Err(reason) => proptest::prop_assert!(!reason.is_empty()),
        }
    }
}
