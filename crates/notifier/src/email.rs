//! Mail by SMTP, through lettre.
//!
//! lettre's transport is not used, its connection is: a cancelled send of the transport would put a half-read connection back
//! into a pool, and its errors do not say at which step of the conversation they happened. Here a connection belongs to the one
//! delivery that uses it, is kept for the next only after a complete exchange, and is dropped with everything else when the
//! deadline passes.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use cockpit_http::Clock;
use lettre::Address;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use tokio::time::{Instant, timeout};

use crate::channel::{Channel, Envelope};
use crate::outcome::{Outcome, Reason};

pub mod compose;
mod conversation;
mod settings;
mod verdict;

pub use settings::{Settings, SettingsError, Tls};

use conversation::{Failure, Server, Step};

/// A connection that nobody used for longer is not used again: the other side may have hung up.
const IDLE_MAX: Duration = Duration::from_secs(20);
/// Whoever comes sooner after one that was not let in would not be either.
const KNOCK_AGAIN_AFTER: Duration = Duration::from_secs(1);
/// Mails over one connection: many servers end it at a hundred.
const MAILS_PER_CONNECTION_MAX: u16 = 50;

/// The channel of mail.
pub struct Email {
    server: Server,
    from: lettre::message::Mailbox,
    total: Duration,
    clock: Clock,
    /// The one connection between two deliveries, if it is worth keeping.
    kept: Mutex<Option<Kept>>,
    door: tokio::sync::Mutex<Door>,
}

/// Whether the server lets us in.
#[derive(Default)]
enum Door {
    #[default]
    Unknown,
    Open,
    Closed {
        since: Instant,
        failure: Failure,
    },
}

impl Door {
    fn after<T>(entered: &Result<T, Failure>) -> Self {
        match entered {
            Ok(_) => Self::Open,
            Err(failure) => Self::Closed { since: Instant::now(), failure: failure.clone() },
        }
    }
}

struct Kept {
    connection: AsyncSmtpConnection,
    since: Instant,
    mails: u16,
}

impl std::fmt::Debug for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Email").field("host", &self.server.host).finish_non_exhaustive()
    }
}

/// Which step a delivery has come to; it outlives the delivery, so that a deadline knows what it cut off.
#[derive(Debug)]
struct Progress(AtomicU8);

impl Progress {
    fn at(&self, step: Step) {
        self.0.store(step as u8, Ordering::Relaxed);
    }

    fn may_have_arrived(&self) -> bool {
        self.0.load(Ordering::Relaxed) >= Step::Text as u8
    }
}

impl Email {
    /// Checks the settings; connects to nothing.
    pub fn new(settings: &Settings, clock: Clock) -> Result<Self, SettingsError> {
        let (server, from) = settings.check()?;
        Ok(Self {
            server,
            from,
            total: settings.total,
            clock,
            kept: Mutex::default(),
            door: tokio::sync::Mutex::default(),
        })
    }

    /// Connects, encrypts and logs in, and sends nothing: shows that the settings work.
    pub async fn check(&self) -> Result<(), Outcome> {
        let progress = Progress(AtomicU8::new(0));
        match timeout(self.total, self.server.open(&progress)).await {
            Ok(Ok(mut connection)) => {
                drop(timeout(Duration::from_secs(2), connection.quit()).await);
                Ok(())
            }
            Ok(Err(failure)) => Err(verdict::outcome(&failure, self.clock.now())),
            Err(_) => Err(self.late(&progress)),
        }
    }

    /// Says goodbye on the connection that is kept, if one is: for when nothing is left to send.
    pub async fn hang_up(&self) {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(mut kept) = kept {
            drop(timeout(Duration::from_secs(2), kept.connection.quit()).await);
        }
    }

    async fn converse(&self, to: &Address, raw: &[u8], progress: &Progress) -> Result<String, Failure> {
        if let Some(mut kept) = self.take_kept() {
            match conversation::send(&mut kept.connection, &self.from.email, to, raw, progress).await {
                Ok(said) => {
                    self.keep(kept.connection, kept.mails + 1);
                    return Ok(said);
                }
                // It had hung up in the meantime; nothing of this mail was taken.
                Err(failure) if failure.is_hung_up() => {}
                Err(failure) => return Err(failure),
            }
        }
        let mut connection = self.enter(progress).await?;
        let said = conversation::send(&mut connection, &self.from.email, to, raw, progress).await?;
        self.keep(connection, 1);
        Ok(said)
    }

    /// A new connection. Until the server has let us in, one at a time knocks, and who comes soon after one that was turned
    /// away shares its failure: a wrong password that eight mails try at once locks an account.
    async fn enter(&self, progress: &Progress) -> Result<AsyncSmtpConnection, Failure> {
        let mut door = self.door.lock().await;
        match &*door {
            Door::Closed { since, failure } if since.elapsed() < KNOCK_AGAIN_AFTER => Err(failure.clone()),
            Door::Closed { .. } | Door::Unknown => {
                let entered = self.server.open(progress).await;
                *door = Door::after(&entered);
                entered
            }
            Door::Open => {
                drop(door);
                let entered = self.server.open(progress).await;
                if entered.is_err() {
                    *self.door.lock().await = Door::after(&entered);
                }
                entered
            }
        }
    }

    fn take_kept(&self) -> Option<Kept> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).take();
        kept.filter(|kept| kept.since.elapsed() < IDLE_MAX && kept.mails < MAILS_PER_CONNECTION_MAX)
    }

    fn keep(&self, connection: AsyncSmtpConnection, mails: u16) {
        let kept = Kept { connection, since: Instant::now(), mails };
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
    }

    fn late(&self, progress: &Progress) -> Outcome {
        let reason = Reason::said(
            "deadline",
            format!("no complete conversation within {} s", self.total.as_secs_f64()),
        );
        if progress.may_have_arrived() {
            Outcome::Ambiguous { reason }
        } else {
            Outcome::Retry { not_before: None, scope: crate::Scope::Channel, reason }
        }
    }
}

#[async_trait]
impl Channel for Email {
    fn name(&self) -> &'static str {
        "email"
    }

    fn takes_pictures(&self) -> bool {
        true
    }

    async fn rest(&self) {
        self.hang_up().await;
    }

    async fn deliver(&self, envelope: &Envelope) -> Outcome {
        let Ok(to) = envelope.address.parse::<Address>() else {
            return Outcome::gone(Reason::word("bad_address"));
        };
        let mail = match compose::compose(envelope, &self.from, &to, self.clock.now()) {
            Ok(mail) => mail,
            Err(error) => return Outcome::dead(Reason::said("bad_mail", error)),
        };
        let progress = Progress(AtomicU8::new(0));
        match timeout(self.total, self.converse(&to, &mail.raw, &progress)).await {
            Ok(Ok(said)) => {
                tracing::debug!(said, "the mail server took a mail");
                Outcome::sent(mail.message_id)
            }
            Ok(Err(failure)) => verdict::outcome(&failure, self.clock.now()),
            Err(_) => self.late(&progress),
        }
    }
}
