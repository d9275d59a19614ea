//! Why nothing came, and whether asking again can help.

use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};

/// The client could not be made.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The user agent or the TLS set-up is not usable.
    #[error("the HTTP client cannot be built: {0}")]
    Client(String),
    /// The gateway's address cannot stand before others.
    #[error("the gateway must be http or https with a host, and without user name, query and fragment")]
    Gateway,
}

/// Why one question was not answered. No variant holds an address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// The host said to wait; it is not asked before `retry_at`.
    #[error("rate limited until {}", short(.retry_at))]
    RateLimited {
        /// When it may be asked again.
        retry_at: DateTime<Utc>,
    },
    /// The host failed several times in a row and is left alone for a while.
    #[error("not asked after repeated failures, next try at {}", short(.until))]
    BreakerOpen {
        /// When the next probe goes out.
        until: DateTime<Utc>,
    },
    /// An answer that is neither success nor advice.
    #[error("unexpected status {0}")]
    Status(u16),
    /// Redirects are not followed: they can lead to other hosts and inside networks.
    #[error("redirected (status {0}), which is not followed")]
    Redirect(u16),
    /// The whole answer was not there in time.
    #[error("no complete answer within {} s", .after.as_secs_f64())]
    Deadline {
        /// The limit that ran out.
        after: Duration,
    },
    /// The decoded body is larger than its source may be.
    #[error("the answer is larger than {bytes_max} bytes")]
    TooLarge {
        /// The limit.
        bytes_max: usize,
    },
    /// No connection: name, network, or TLS.
    #[error("no connection: {0}")]
    Connect(String),
    /// The connection broke before the answer was complete.
    #[error("the connection broke: {0}")]
    Transport(String),
    /// The host is, or resolves to, a private or local address.
    #[error("the host is at a private or local address, which is refused")]
    ForbiddenAddress,
    /// Only https leaves this program unless a gateway is set.
    #[error("only https is allowed")]
    NotHttps,
    /// The request cannot be sent as it is, such as a header value with a line break.
    #[error("the request is malformed: {0}")]
    Malformed(String),
    /// 304 to a question that was not conditional.
    #[error("answered 'not modified' to an unconditional question")]
    UnaskedNotModified,
}

/// What an answer, or its absence, says of the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Well,
    Failing,
    /// Nothing was sent, or not to it.
    NotAsked,
}

fn short(at: &DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

impl HttpError {
    /// Whether the same request may succeed later without a change of ours.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::RateLimited { .. }
            | Self::BreakerOpen { .. }
            | Self::Deadline { .. }
            | Self::Connect(_)
            | Self::Transport(_)
            | Self::UnaskedNotModified => true,
            Self::Status(status) => matches!(status, 408 | 425 | 429 | 500..),
            Self::Redirect(_)
            | Self::TooLarge { .. }
            | Self::ForbiddenAddress
            | Self::NotHttps
            | Self::Malformed(_) => false,
        }
    }

    /// Whether a message may have arrived although no answer did: then a second copy may be a repeat.
    pub const fn may_have_arrived(&self) -> bool {
        match self {
            Self::Deadline { .. } | Self::Transport(_) | Self::TooLarge { .. } => true,
            Self::RateLimited { .. }
            | Self::BreakerOpen { .. }
            | Self::Status(_)
            | Self::Redirect(_)
            | Self::Connect(_)
            | Self::ForbiddenAddress
            | Self::NotHttps
            | Self::Malformed(_)
            | Self::UnaskedNotModified => false,
        }
    }

    /// The time before which the host must not be asked again.
    pub fn retry_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::RateLimited { retry_at } => Some(*retry_at),
            Self::BreakerOpen { until } => Some(*until),
            Self::Status(_)
            | Self::Redirect(_)
            | Self::Deadline { .. }
            | Self::TooLarge { .. }
            | Self::Connect(_)
            | Self::Transport(_)
            | Self::ForbiddenAddress
            | Self::NotHttps
            | Self::Malformed(_)
            | Self::UnaskedNotModified => None,
        }
    }

    /// What the failure says of the host, for its breaker.
    ///
    /// Any answer that is not a cry for help shows a host that is well, a 403 too: it is asked no more often than its
    /// feed's rhythm, and other paths of the same host may answer.
    pub(crate) fn verdict(&self) -> Verdict {
        match self {
            Self::RateLimited { .. } | Self::Deadline { .. } | Self::Connect(_) | Self::Transport(_) => {
                Verdict::Failing
            }
            Self::Status(408 | 429 | 500..) => Verdict::Failing,
            Self::Status(_) | Self::Redirect(_) | Self::TooLarge { .. } | Self::UnaskedNotModified => {
                Verdict::Well
            }
            Self::BreakerOpen { .. } | Self::ForbiddenAddress | Self::NotHttps | Self::Malformed(_) => {
                Verdict::NotAsked
            }
        }
    }

    /// Whether another try within the same deadline makes sense.
    pub(crate) fn is_retried_in_place(&self) -> bool {
        match self {
            Self::Deadline { .. } | Self::Connect(_) | Self::Transport(_) => true,
            // 429 is not among them: the host named a time, or none, and gets it.
            Self::Status(status) => matches!(status, 408 | 500..),
            Self::RateLimited { .. }
            | Self::BreakerOpen { .. }
            | Self::Redirect(_)
            | Self::TooLarge { .. }
            | Self::ForbiddenAddress
            | Self::NotHttps
            | Self::Malformed(_)
            | Self::UnaskedNotModified => false,
        }
    }
}
