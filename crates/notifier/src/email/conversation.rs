//! The conversation with a mail server, step by step, so that every failure knows how far it had come.

use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::response::Response;

use super::{Progress, Tls};

/// Steps in their order. Up to [`Step::Data`] nothing of a mail is with the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Step {
    Greeting = 1,
    Encryption,
    Login,
    Sender,
    Recipient,
    Data,
    Text,
}

/// Why a conversation ended, and at which step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub step: Step,
    pub cause: Cause,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// The server said no, with this code and these words.
    Said { code: u16, words: String },
    /// The server does not offer encryption.
    NoTls,
    /// The server cannot take an address that is not ASCII.
    NoUnicode,
    /// No connection, or it broke, or what came was no answer.
    Lost(String),
}

impl Failure {
    fn of(step: Step, error: &lettre::transport::smtp::Error) -> Self {
        let words = match std::error::Error::source(error) {
            Some(source) => source.to_string(),
            None => error.to_string(),
        };
        let cause = match error.status() {
            Some(code) => Cause::Said { code: code.into(), words },
            None => Cause::Lost(words),
        };
        Self { step, cause }
    }

    /// Whether a connection from before turned out to be over when it was used again.
    pub(super) fn is_hung_up(&self) -> bool {
        self.step == Step::Sender && matches!(self.cause, Cause::Lost(_) | Cause::Said { code: 421, .. })
    }
}

/// The server and how to get in.
pub(super) struct Server {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    /// None exactly for [`Tls::None`].
    pub parameters: Option<TlsParameters>,
    pub login: Option<Credentials>,
    pub hello: ClientId,
    pub connect: Duration,
}

impl Server {
    /// A connection that is ready for a mail: encrypted before anything is said, and logged in.
    pub(super) async fn open(&self, progress: &Progress) -> Result<AsyncSmtpConnection, Failure> {
        progress.at(Step::Greeting);
        let failed = |error: lettre::transport::smtp::Error| Failure::of(Step::Greeting, &error);
        let mut connection = match self.tls {
            Tls::None => {
                let addresses = self.on_this_machine().await?;
                self.connect(addresses.as_slice(), None).await.map_err(failed)?
            }
            Tls::Implicit => {
                let server = (self.host.as_str(), self.port);
                self.connect(server, self.parameters.clone()).await.map_err(failed)?
            }
            Tls::StartTls => self.connect((self.host.as_str(), self.port), None).await.map_err(failed)?,
        };
        if let (Tls::StartTls, Some(parameters)) = (self.tls, &self.parameters) {
            progress.at(Step::Encryption);
            if !connection.can_starttls() {
                return Err(Failure { step: Step::Encryption, cause: Cause::NoTls });
            }
            let encrypted = connection.starttls(parameters.clone(), &self.hello).await;
            encrypted.map_err(|error| Failure::of(Step::Encryption, &error))?;
        }
        if self.tls != Tls::None && !connection.is_encrypted() {
            return Err(Failure { step: Step::Encryption, cause: Cause::NoTls });
        }
        if let Some(login) = &self.login {
            progress.at(Step::Login);
            let in_ = connection.auth(DEFAULT_MECHANISMS, login).await;
            in_.map_err(|error| Failure::of(Step::Login, &error))?;
        }
        Ok(connection)
    }

    async fn connect<T: tokio::net::ToSocketAddrs>(
        &self,
        server: T,
        tls: Option<TlsParameters>,
    ) -> Result<AsyncSmtpConnection, lettre::transport::smtp::Error> {
        AsyncSmtpConnection::connect_tokio1(server, Some(self.connect), &self.hello, tls, None).await
    }

    /// The server's addresses as far as they are on this machine: what `localhost` means is for the machine to say, and clear
    /// text leaves it in no case.
    async fn on_this_machine(&self) -> Result<Vec<std::net::SocketAddr>, Failure> {
        let lost = |words: String| Failure { step: Step::Greeting, cause: Cause::Lost(words) };
        let found = tokio::net::lookup_host((self.host.as_str(), self.port));
        let found = found.await.map_err(|error| lost(error.to_string()))?;
        let local: Vec<_> = found.filter(|address| address.ip().is_loopback()).collect();
        if local.is_empty() { Err(lost("the server is not on this machine".to_owned())) } else { Ok(local) }
    }
}

/// One mail to one recipient. The server's last words when it took it with exactly 250.
pub(super) async fn send(
    connection: &mut AsyncSmtpConnection,
    from: &Address,
    to: &Address,
    raw: &[u8],
    progress: &Progress,
) -> Result<String, Failure> {
    let mut options = Vec::new();
    let plain = |address: &Address| AsRef::<str>::as_ref(address).is_ascii();
    if !(plain(from) && plain(to)) {
        if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Err(Failure { step: Step::Recipient, cause: Cause::NoUnicode });
        }
        options.push(MailParameter::SmtpUtfEight);
    }
    progress.at(Step::Sender);
    let answer = connection.command(Mail::new(Some(from.clone()), options)).await;
    expect(Step::Sender, answer, &[250])?;
    progress.at(Step::Recipient);
    let answer = connection.command(Rcpt::new(to.clone(), Vec::new())).await;
    expect(Step::Recipient, answer, &[250, 251])?;
    progress.at(Step::Data);
    let answer = connection.command(Data).await;
    expect(Step::Data, answer, &[354])?;
    progress.at(Step::Text);
    expect(Step::Text, connection.message(raw).await, &[250])
}

/// A yes in another number is no yes: the conversation is out of step.
fn expect(
    step: Step,
    answer: Result<Response, lettre::transport::smtp::Error>,
    codes: &[u16],
) -> Result<String, Failure> {
    let response = answer.map_err(|error| Failure::of(step, &error))?;
    if codes.iter().any(|code| response.has_code(*code)) {
        Ok(response.message().collect::<Vec<_>>().join(" "))
    } else {
        Err(Failure { step, cause: Cause::Lost(format!("unexpected answer {}", response.code())) })
    }
}
