//! Where mail goes out, checked at the start.

use std::net::IpAddr;
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;

use super::conversation::Server;
use crate::channel::Key;

/// How the way to the server is encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tls {
    /// From the server's offer on, which it must make; port 587.
    #[default]
    StartTls,
    /// From the first byte; port 465.
    Implicit,
    /// Not at all: for a server on this very machine only.
    None,
}

/// How mail goes out.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The server's name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way is encrypted.
    pub tls: Tls,
    /// User and password, where the server wants them.
    pub login: Option<(String, Key)>,
    /// Who mails are from: `alerts@example.org`, or `Cockpit <alerts@example.org>`.
    pub from: String,
    /// From connecting to the server's last word; 60 s is the rule.
    pub total: Duration,
    /// A certificate to trust beside the system's, as PEM: for a server of one's own.
    pub root_pem: Option<Vec<u8>>,
}

/// What is wrong with the settings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// The address that mails are from.
    #[error("the sender is no mail address")]
    From,
    /// Clear text to somewhere else.
    #[error("without TLS only a server on this machine can be used")]
    ClearText,
    /// TLS cannot be set up.
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
}

impl Settings {
    pub(super) fn check(&self) -> Result<(Server, Mailbox), SettingsError> {
        // A name with a line break makes lettre panic when it is written.
        let plain = !self.from.chars().any(char::is_control);
        let from: Mailbox = self.from.parse().ok().filter(|_| plain).ok_or(SettingsError::From)?;
        let from =
            Mailbox::new(Some(from.name.unwrap_or_else(|| "Strategic Cockpit".to_owned())), from.email);
        let host = self.host.trim();
        let local = host.eq_ignore_ascii_case("localhost")
            || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        let parameters = match self.tls {
            Tls::None if !local => return Err(SettingsError::ClearText),
            Tls::None => None,
            Tls::StartTls | Tls::Implicit => Some(self.parameters(host)?),
        };
        let server = Server {
            host: host.trim_matches(['[', ']']).to_owned(),
            port: self.port,
            tls: self.tls,
            parameters,
            login: self
                .login
                .as_ref()
                .map(|(user, password)| Credentials::new(user.clone(), password.expose().to_owned())),
            // The name we are known by is that of our mails; the machine's own is nobody's business.
            hello: ClientId::Domain(from.email.domain().to_owned()),
            connect: self.total.min(Duration::from_secs(10)),
        };
        Ok((server, from))
    }

    fn parameters(&self, host: &str) -> Result<TlsParameters, SettingsError> {
        // Someone else may have installed a provider already, which is as good.
        drop(rustls::crypto::ring::default_provider().install_default());
        let wrong = |error: lettre::transport::smtp::Error| SettingsError::Tls(error.to_string());
        let mut builder = TlsParameters::builder(host.to_owned());
        if let Some(pem) = &self.root_pem {
            builder = builder.add_root_certificate(Certificate::from_pem(pem).map_err(wrong)?);
        }
        builder.build().map_err(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(host: &str, tls: Tls, from: &str) -> Settings {
        let total = Duration::from_secs(60);
        let login = Some(("u".to_owned(), Key::new("canary")));
        Settings { host: host.to_owned(), port: 25, tls, login, from: from.to_owned(), total, root_pem: None }
    }

    #[test]
    fn clear_text_goes_to_this_machine_only() {
        for (host, allowed) in [
            ("localhost", true),
            ("127.0.0.1", true),
            ("[::1]", true),
            ("mail.example.org", false),
            ("10.0.0.1", false),
        ] {
            let checked = settings(host, Tls::None, "a@b.org").check().map(|_| ());
            assert_eq!(checked, if allowed { Ok(()) } else { Err(SettingsError::ClearText) }, "{host}");
        }
        assert!(settings("mail.example.org", Tls::StartTls, "a@b.org").check().is_ok());
    }

    #[test]
    fn a_sender_is_an_address_and_never_a_line_break() {
        for from in ["", "nobody", "a@b.org\r\nBcc: c@d.org", "\"A\r\nB\" <a@b.org>"] {
            assert_eq!(
                settings("localhost", Tls::None, from).check().map(|_| ()),
                Err(SettingsError::From),
                "{from}"
            );
        }
    }

    #[test]
    fn the_password_does_not_print() {
        let email = super::super::Email::new(
            &settings("localhost", Tls::None, "a@b.org"),
            cockpit_http::Clock::system(),
        );
        let printed = format!("{:?} {email:?}", settings("localhost", Tls::None, "a@b.org"));
        assert!(!printed.contains("canary"), "{printed}");
    }
}
