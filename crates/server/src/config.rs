//! Environment and `cockpit.toml` into typed values, once. Every problem is reported, with the variable's name.

mod delivery;
mod read;
#[cfg(test)]
mod tests;

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use cockpit_domain::regime::ModelKind;
use cockpit_http::Secret;
use url::Url;

pub(crate) use self::delivery::Delivery;
pub(crate) use self::read::Hidden;
use self::read::Reader;
use crate::access::TrustedProxies;
use crate::github::GitHub;
use crate::telemetry::DEFAULT_FILTER;

/// Every variable there is; in the file the same names in lower case. Secrets may also come as `NAME_FILE`.
const VARIABLES: &[&str] = &[
    "COCKPIT_LISTEN",
    "COCKPIT_DATABASE_URL",
    "COCKPIT_BUNDLED",
    "COCKPIT_USER_AGENT",
    "COCKPIT_GATEWAY",
    "COCKPIT_LOG",
    "COCKPIT_TZ",
    "COCKPIT_REGIME",
    "COCKPIT_PRIVATE",
    "COCKPIT_TRUSTED_PROXIES",
    "COCKPIT_PUBLIC_URL",
    "SMTP_HOST",
    "SMTP_PORT",
    "SMTP_USER",
    "SMTP_FROM",
    "SMTP_TLS",
    "COCKPIT_LLM_URL",
    "COCKPIT_LLM_MODEL",
    "GITHUB_REPOSITORY",
];
const SECRETS: &[&str] = &[
    "FRED_API_KEY",
    "COINGECKO_API_KEY",
    "TELEGRAM_BOT_TOKEN",
    "SMTP_PASS",
    "COCKPIT_LLM_KEY",
    "GITHUB_TOKEN",
    "COCKPIT_SECRET_KEY",
    "COCKPIT_ADMIN_PASSWORD",
];

/// The program's settings.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    /// Where the page is served.
    pub listen: SocketAddr,
    /// The database file.
    pub database: PathBuf,
    /// Whether the history that ships with the program is shown until live data replaces it.
    pub bundled: bool,
    /// What upstreams are told we are.
    pub user_agent: String,
    /// Where every outgoing request is sent instead.
    pub gateway: Option<Url>,
    /// What is logged.
    pub log: String,
    /// The time zone of the page's dates and times.
    pub time_zone: chrono_tz::Tz,
    /// How the regime is told.
    pub regime: ModelKind,
    /// `FRED_API_KEY`.
    pub fred_api_key: Option<Secret>,
    /// `COINGECKO_API_KEY`.
    pub coingecko_api_key: Option<Secret>,
    /// Where suggestions become issues; kept here without both a token and a repository.
    pub github: Option<GitHub>,
    /// Where others reach the page.
    pub public_url: Option<Url>,
    /// How messages go out.
    pub delivery: Delivery,
    /// What links are signed with; a file beside the database when absent.
    pub secret_key: Option<Hidden>,
    /// The operator's password; asked for at the first start when absent.
    pub admin_password: Option<Hidden>,
    /// Whether the market pages are the operator's alone.
    pub private: bool,
    /// Proxies whose word about the client is taken.
    pub trusted_proxies: TrustedProxies,
    /// What is odd but no reason to stop.
    pub warnings: Vec<String>,
}

/// Everything that is wrong with the configuration.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Problems(pub Vec<String>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cockpit: the configuration has {} problem(s):", self.0.len())?;
        self.0.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

impl Config {
    /// From the environment and the file at `path`, which need not exist.
    pub(crate) fn load(path: &Path) -> Result<Self, Problems> {
        let file = match std::fs::read_to_string(path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(Problems(vec![format!("{}: cannot be read: {error}", path.display())])),
        };
        Self::read(std::env::vars_os(), file.as_deref())
    }

    /// From these variables and this file's text.
    pub(crate) fn read(
        environment: impl Iterator<Item = (std::ffi::OsString, std::ffi::OsString)>,
        file: Option<&str>,
    ) -> Result<Self, Problems> {
        let mut reader = Reader::new(environment, file, VARIABLES, SECRETS);
        let config = Self {
            listen: reader
                .parsed("COCKPIT_LISTEN", "an address and port such as 127.0.0.1:3000")
                .unwrap_or(SocketAddr::from(([127, 0, 0, 1], 3000))),
            database: reader
                .checked("COCKPIT_DATABASE_URL", database_path)
                .unwrap_or("data/cockpit.db".into()),
            bundled: reader.checked("COCKPIT_BUNDLED", on_or_off).unwrap_or(true),
            user_agent: reader.checked("COCKPIT_USER_AGENT", user_agent).unwrap_or_else(|| {
                concat!("strategic-cockpit/", env!("CARGO_PKG_VERSION"), " (self-hosted market dashboard)")
                    .to_owned()
            }),
            gateway: reader.checked("COCKPIT_GATEWAY", gateway),
            log: reader.checked("COCKPIT_LOG", log_filter).unwrap_or_else(|| DEFAULT_FILTER.to_owned()),
            time_zone: reader
                .parsed("COCKPIT_TZ", "a time zone name such as Europe/Berlin")
                .unwrap_or(chrono_tz::Tz::UTC),
            regime: reader.parsed("COCKPIT_REGIME", "votes or classic").unwrap_or(ModelKind::Votes),
            fred_api_key: reader.secret("FRED_API_KEY", fred_key),
            coingecko_api_key: reader.secret("COINGECKO_API_KEY", any_key),
            github: github(&mut reader),
            public_url: reader.checked("COCKPIT_PUBLIC_URL", delivery::public_url),
            delivery: Delivery::read(&mut reader),
            secret_key: reader.hidden("COCKPIT_SECRET_KEY", delivery::secret_key),
            admin_password: reader.hidden("COCKPIT_ADMIN_PASSWORD", delivery::password),
            private: reader.checked("COCKPIT_PRIVATE", on_or_off).unwrap_or(false),
            trusted_proxies: reader
                .checked("COCKPIT_TRUSTED_PROXIES", TrustedProxies::parse)
                .unwrap_or_default(),
            warnings: Vec::new(),
        };
        let (problems, warnings) = reader.finish();
        if problems.is_empty() { Ok(Self { warnings, ..config }) } else { Err(Problems(problems)) }
    }
}

fn github(reader: &mut Reader) -> Option<GitHub> {
    let token = reader.secret("GITHUB_TOKEN", any_key);
    let repository = reader.checked("GITHUB_REPOSITORY", GitHub::repository);
    Some(GitHub { repository: repository?, token: token? })
}

fn database_path(url: &str) -> Result<PathBuf, String> {
    let path =
        url.strip_prefix("sqlite://").ok_or("must start with sqlite://, such as sqlite://data/cockpit.db")?;
    let path = path.split('?').next().unwrap_or_default();
    if path.is_empty() || path.contains(":memory:") {
        return Err("must name a file, such as sqlite://data/cockpit.db".to_owned());
    }
    Ok(path.into())
}

fn on_or_off(word: &str) -> Result<bool, String> {
    match word.to_ascii_lowercase().as_str() {
        "on" | "true" | "1" | "yes" => Ok(true),
        "off" | "false" | "0" | "no" => Ok(false),
        _ => Err("must be on or off".to_owned()),
    }
}

fn user_agent(text: &str) -> Result<String, String> {
    let printable = text.chars().all(|c| c.is_ascii_graphic() || c == ' ');
    if printable && text.len() <= 200 {
        Ok(text.to_owned())
    } else {
        Err("must be at most 200 printable ASCII characters".to_owned())
    }
}

fn gateway(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| format!("is not a URL: {error}"))?;
    let plain = matches!(url.scheme(), "http" | "https") && url.has_host() && url.query().is_none();
    if plain {
        Ok(url)
    } else {
        Err("must be http:// or https:// with a host, such as http://127.0.0.1:9900".to_owned())
    }
}

fn log_filter(text: &str) -> Result<String, String> {
    tracing_subscriber::EnvFilter::try_new(text)
        .map(|_| text.to_owned())
        .map_err(|error| format!("is not a log filter such as info: {error}"))
}

/// FRED's own rule, checked here so that a mistyped key is found at the start.
fn fred_key(key: &str) -> Result<(), String> {
    let valid = key.len() == 32 && key.chars().all(|c| c.is_ascii_digit() || c.is_ascii_lowercase());
    if valid { Ok(()) } else { Err("must be 32 lower-case letters and digits".to_owned()) }
}

fn any_key(key: &str) -> Result<(), String> {
    let printable = key.chars().all(|c| c.is_ascii_graphic());
    if printable && key.len() <= 200 {
        Ok(())
    } else {
        Err("must be printable and without spaces".to_owned())
    }
}
