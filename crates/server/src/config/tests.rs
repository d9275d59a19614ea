use std::ffi::OsString;
use std::io::Write;

use super::*;

fn read(environment: &[(&str, &str)], file: Option<&str>) -> Result<Config, Problems> {
    let pairs: Vec<(OsString, OsString)> =
        environment.iter().map(|(name, value)| (OsString::from(name), OsString::from(value))).collect();
    Config::read(pairs.into_iter(), file)
}

const KEY: &str = "0123456789abcdef0123456789abcdef";

#[test]
fn nothing_set_gives_the_defaults() {
    let config = read(&[], None).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(config.database, PathBuf::from("data/cockpit.db"));
    assert!(config.bundled && config.gateway.is_none() && config.warnings.is_empty());
}

#[test]
fn every_problem_is_reported_at_once_with_its_name() {
    let problems = read(
        &[
            ("COCKPIT_LISTEN", "here"),
            ("COCKPIT_DATABASE_URL", "postgres://x"),
            ("COCKPIT_BUNDLED", "maybe"),
            ("COCKPIT_GATEWAY", "ftp://x"),
            ("COCKPIT_LOG", "info,=,"),
            ("COCKPIT_TZ", "Mars/Olympus"),
            ("FRED_API_KEY", "SECRET-CANARY"),
        ],
        Some("no_such_key = 1"),
    )
    .unwrap_err();
    let text = problems.to_string();
    for name in [
        "COCKPIT_LISTEN",
        "COCKPIT_DATABASE_URL",
        "COCKPIT_BUNDLED",
        "COCKPIT_GATEWAY",
        "COCKPIT_LOG",
        "COCKPIT_TZ",
        "FRED_API_KEY",
        "no_such_key",
    ] {
        assert!(text.contains(name), "{name} is missing in: {text}");
    }
    assert_eq!(problems.0.len(), 8);
    assert!(!text.contains("SECRET-CANARY"), "secrets are never echoed");
}

#[test]
fn the_environment_goes_before_the_file() {
    let config = read(
        &[("COCKPIT_LISTEN", "127.0.0.1:4000")],
        Some("cockpit_listen = '127.0.0.1:5000'\ncockpit_bundled = false"),
    );
    let config = config.unwrap();
    assert_eq!((config.listen.port(), config.bundled), (4000, false));
}

#[test]
fn a_broken_file_is_refused_without_quoting_it() {
    let problems = read(&[], Some("fred_api_key = \"SECRET-CANARY")).unwrap_err();
    assert!(!problems.to_string().contains("SECRET-CANARY"), "{problems}");
}

#[test]
fn an_unknown_variable_of_ours_is_a_warning() {
    let config = read(&[("COCKPIT_LISTNE", "x"), ("PATH", "/bin")], None).unwrap();
    assert_eq!(config.warnings, ["COCKPIT_LISTNE is set but there is no such variable"]);
}

#[test]
fn a_secret_comes_from_a_file_without_its_line_end_but_not_from_both() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    writeln!(file, "{KEY}").unwrap();
    let path = file.path().to_str().unwrap();
    assert!(read(&[("FRED_API_KEY_FILE", path)], None).unwrap().fred_api_key.is_some());
    let both = read(&[("FRED_API_KEY", KEY), ("FRED_API_KEY_FILE", path)], None).unwrap_err();
    assert_eq!(both.0, ["FRED_API_KEY and FRED_API_KEY_FILE are both set: keep one"]);
    let missing = read(&[("FRED_API_KEY_FILE", "no/such/file")], None).unwrap_err();
    assert!(missing.0[0].starts_with("FRED_API_KEY_FILE: no/such/file cannot be read"), "{missing}");
}

#[test]
fn a_secret_does_not_print() {
    let config = read(&[("FRED_API_KEY", KEY)], None).unwrap();
    assert!(!format!("{config:?}").contains(KEY));
}

const TOKEN: &str = "123456789:ABC-DEF1234ghIkl-zyx57W2v1u123ew11";

#[test]
fn mail_takes_its_port_from_its_encryption_and_its_sender_from_its_user() {
    for (tls, port) in [("", 587), ("starttls", 587), ("implicit", 465)] {
        let set = [
            ("SMTP_HOST", "mail.example.org"),
            ("SMTP_USER", "a@b.org"),
            ("SMTP_PASS", "x"),
            ("SMTP_TLS", tls),
        ];
        let mail = read(&set, None).unwrap().delivery.mail.unwrap();
        assert_eq!((mail.port, mail.from.as_str()), (port, "a@b.org"), "{tls}");
    }
    assert!(read(&[], None).unwrap().delivery.mail.is_none());
}

#[test]
fn half_a_channel_is_a_problem_that_names_what_is_missing() {
    for (set, name) in [
        (&[("SMTP_USER", "a@b.org")][..], "SMTP_HOST"),
        (&[("SMTP_HOST", "m.org"), ("SMTP_USER", "a@b.org")], "SMTP_PASS"),
        (&[("SMTP_HOST", "m.org"), ("SMTP_PASS", "CANARY"), ("SMTP_FROM", "a@b.org")], "SMTP_USER"),
        (&[("SMTP_HOST", "m.org")], "SMTP_FROM"),
        (&[("SMTP_HOST", "m.org"), ("SMTP_FROM", "nobody")], "SMTP_FROM"),
        (&[("SMTP_HOST", "m.org"), ("SMTP_FROM", "a@b.org"), ("SMTP_TLS", "none")], "SMTP_TLS"),
        (&[("SMTP_HOST", "m.org"), ("SMTP_FROM", "a@b.org"), ("SMTP_PORT", "0x")], "SMTP_PORT"),
        (&[("SMTP_HOST", "m.org"), ("SMTP_FROM", "a@b.org"), ("SMTP_PORT", "0")], "SMTP_PORT"),
        (&[("SMTP_TLS", "implicit"), ("SMTP_PORT", "465")], "SMTP_HOST"),
        (&[("TELEGRAM_BOT_TOKEN", "CANARY")], "TELEGRAM_BOT_TOKEN"),
        (&[("TELEGRAM_BOT_TOKEN", "123456789:CANARY")], "TELEGRAM_BOT_TOKEN"),
        (&[("COCKPIT_PUBLIC_URL", "http://example.org")], "COCKPIT_PUBLIC_URL"),
        (&[("COCKPIT_SECRET_KEY", "CANARY")], "COCKPIT_SECRET_KEY"),
        (&[("COCKPIT_ADMIN_PASSWORD", "CANARY")], "COCKPIT_ADMIN_PASSWORD"),
        (&[("COCKPIT_LLM_URL", "https://llm.example/v1")], "COCKPIT_LLM_MODEL"),
        (&[("COCKPIT_LLM_KEY", "CANARY"), ("COCKPIT_LLM_MODEL", "m")], "COCKPIT_LLM_URL"),
    ] {
        let problems = read(set, None).unwrap_err();
        assert!(problems.0.len() == 1 && problems.0[0].contains(name), "{name}: {problems}");
        assert!(!problems.to_string().contains("CANARY"), "secrets are never echoed");
    }
}

#[test]
fn secrets_of_delivery_do_not_print() {
    let config =
        read(&[("TELEGRAM_BOT_TOKEN", TOKEN), ("COCKPIT_ADMIN_PASSWORD", "CANARY-CANARY-1")], None).unwrap();
    let printed = format!("{config:?}");
    assert!(!printed.contains("ABC-DEF") && !printed.contains("CANARY"), "{printed}");
    assert_eq!(config.delivery.telegram.unwrap().expose(), TOKEN);
}
