//! Why a source gave nothing that could be kept.

use chrono::{DateTime, Utc};
use cockpit_domain::Moment;
use cockpit_http::HttpError;
use cockpit_store::StoreError;

use crate::source::ParseError;

/// Why one question to one source brought nothing.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// It was not answered.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The answer could not be read.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// The answer was read but not believed; the value waits for review.
    #[error("held for review: {0}")]
    Held(String),
    /// The newest value of the answer is older than its series may be.
    #[error("its newest value speaks of {0}")]
    Outdated(Moment),
    /// The newest value of the answer speaks of the future.
    #[error("its newest value speaks of {0}, which has not come yet")]
    FromFuture(Moment),
    /// The value could not be stored.
    #[error("storing failed: {0}")]
    Store(#[from] StoreError),
}

impl FetchError {
    /// Whether the same question may bring something later without a change of ours.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Http(error) => error.is_transient(),
            Self::Store(error) => error.is_transient(),
            Self::Parse(error) => error.is_transient(),
            Self::Held(_) | Self::Outdated(_) | Self::FromFuture(_) => true,
        }
    }

    /// The time before which the source asked not to be asked again.
    pub fn retry_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Http(error) => error.retry_at(),
            Self::Parse(_) | Self::Held(_) | Self::Outdated(_) | Self::FromFuture(_) | Self::Store(_) => None,
        }
    }
}
