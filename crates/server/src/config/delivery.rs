//! How messages go out: Telegram, mail, and who phrases the briefing.

use std::num::NonZeroU16;
use std::time::Duration;

use cockpit_notifier::Key;
use cockpit_notifier::email::{Email, Settings, SettingsError, Tls};
use cockpit_store::Channel;
use url::Url;

use super::read::{Hidden, Reader};

/// From connecting to the mail server's last word.
const MAIL_TOTAL: Duration = Duration::from_secs(60);
const PORT: u16 = 587;
const PORT_IMPLICIT: u16 = 465;

/// The channels that are set up, as far as they need setting up.
#[derive(Clone, Debug)]
pub(crate) struct Delivery {
    /// `TELEGRAM_BOT_TOKEN`.
    pub telegram: Option<Hidden>,
    /// `SMTP_HOST` and what belongs to it.
    pub mail: Option<Settings>,
    /// `COCKPIT_LLM_URL` and what belongs to it.
    pub model: Option<Model>,
}

/// An endpoint that speaks the OpenAI protocol.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub url: Url,
    pub key: Option<Key>,
    pub name: String,
}

impl Delivery {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let telegram = reader.hidden("TELEGRAM_BOT_TOKEN", bot_token);
        Self { telegram, mail: mail(reader), model: model(reader) }
    }

    /// What has to be set before a channel delivers, if anything has.
    pub(crate) fn lacks(&self, channel: Channel) -> Option<&'static str> {
        match channel {
            Channel::Telegram if self.telegram.is_none() => Some("TELEGRAM_BOT_TOKEN"),
            Channel::Email if self.mail.is_none() => Some("SMTP_HOST"),
            _ => None,
        }
    }
}

/// As the BotFather gives it: `123456789:ABC-…`. Checked here so that half a token is found at the start.
fn bot_token(token: &str) -> Result<(), String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let valid = token.split_once(':').is_some_and(|(id, rest)| {
        !id.is_empty()
            && id.bytes().all(|byte| byte.is_ascii_digit())
            && rest.len() >= 10
            && rest.bytes().all(plain)
    });
    if valid { Ok(()) } else { Err("must be a bot's token, such as 123456789:ABC-DEF…".to_owned()) }
}

fn mail(reader: &mut Reader) -> Option<Settings> {
    let tls = reader.checked("SMTP_TLS", tls).unwrap_or_default();
    let port: Option<NonZeroU16> = reader.parsed("SMTP_PORT", "a port between 1 and 65535");
    let user: Option<String> = reader.checked("SMTP_USER", |text| Ok::<_, String>(text.to_owned()));
    let password = reader.hidden("SMTP_PASS", |_| Ok(()));
    let from: Option<String> = reader.checked("SMTP_FROM", |text| Ok::<_, String>(text.to_owned()));
    let Some(host) = reader.checked("SMTP_HOST", |text| Ok::<_, String>(text.to_owned())) else {
        let lost = ["SMTP_USER", "SMTP_PASS", "SMTP_FROM", "SMTP_PORT", "SMTP_TLS"];
        if let Some(name) = lost.into_iter().find(|name| reader.is_set(name))
            && !reader.is_set("SMTP_HOST")
        {
            reader.problem(format!("{name} is set but SMTP_HOST is not: name the mail server"));
        }
        return None;
    };
    let login = match (&user, password) {
        (Some(user), Some(password)) => Some((user.clone(), Key::new(password.expose()))),
        (None, None) => None,
        (Some(_), None) => {
            reader.problem("SMTP_USER is set but SMTP_PASS is not".to_owned());
            None
        }
        (None, Some(_)) => {
            reader.problem("SMTP_PASS is set but SMTP_USER is not".to_owned());
            None
        }
    };
    let Some(from) = from.or_else(|| user.filter(|user| user.contains('@'))) else {
        reader.problem(
            "SMTP_FROM: name the address that mails are from, such as alerts@example.org".to_owned(),
        );
        return None;
    };
    let usual = if tls == Tls::Implicit { PORT_IMPLICIT } else { PORT };
    let port = port.map_or(usual, NonZeroU16::get);
    let settings = Settings { host, port, tls, login, from, total: MAIL_TOTAL, root_pem: None };
    match Email::new(&settings, cockpit_http::Clock::system()) {
        Ok(_) => Some(settings),
        Err(error) => {
            let name = match error {
                SettingsError::From => "SMTP_FROM",
                SettingsError::ClearText => "SMTP_TLS",
                SettingsError::Tls(_) => "SMTP_HOST",
            };
            reader.problem(format!("{name}: {error}"));
            None
        }
    }
}

fn tls(word: &str) -> Result<Tls, String> {
    match word.to_ascii_lowercase().as_str() {
        "starttls" => Ok(Tls::StartTls),
        "implicit" => Ok(Tls::Implicit),
        "none" => Ok(Tls::None),
        _ => Err("must be starttls, implicit or none".to_owned()),
    }
}

fn model(reader: &mut Reader) -> Option<Model> {
    let url = reader.checked("COCKPIT_LLM_URL", |text| match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(url),
        _ => Err("must be an address such as https://api.openai.com/v1".to_owned()),
    });
    let key = reader.hidden("COCKPIT_LLM_KEY", super::any_key).map(|key| Key::new(key.expose()));
    let name: Option<String> = reader.checked("COCKPIT_LLM_MODEL", |text| Ok::<_, String>(text.to_owned()));
    match (url, name) {
        (Some(url), Some(name)) => Some(Model { url, key, name }),
        (Some(_), None) => {
            reader.problem("COCKPIT_LLM_URL is set but COCKPIT_LLM_MODEL is not: name the model".to_owned());
            None
        }
        (None, _) => {
            let lost = ["COCKPIT_LLM_MODEL", "COCKPIT_LLM_KEY"].into_iter().find(|name| reader.is_set(name));
            if let Some(name) = lost
                && !reader.is_set("COCKPIT_LLM_URL")
            {
                reader.problem(format!("{name} is set but COCKPIT_LLM_URL is not: say where the model is"));
            }
            None
        }
    }
}

/// Where others reach the page: links in messages begin with it.
pub(super) fn public_url(text: &str) -> Result<Url, String> {
    let wanted = "must be the https address of the page, such as https://cockpit.example.org";
    let url = Url::parse(text).map_err(|_| wanted.to_owned())?;
    let local = url.host_str().is_some_and(|host| matches!(host, "localhost" | "127.0.0.1" | "[::1]"));
    let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    if plain && url.has_host() && (url.scheme() == "https" || (url.scheme() == "http" && local)) {
        Ok(url)
    } else {
        Err(wanted.to_owned())
    }
}

/// Long enough that it cannot be guessed.
pub(super) fn secret_key(key: &str) -> Result<(), String> {
    if key.len() >= 32 { Ok(()) } else { Err("must have at least 32 characters".to_owned()) }
}

/// The rule for every password here.
pub(super) fn password(password: &str) -> Result<(), String> {
    if password.chars().count() >= 12 { Ok(()) } else { Err("must have at least 12 characters".to_owned()) }
}
