//! Logging in: tries, password, session.

use std::net::IpAddr;
use std::sync::PoisonError;

use axum::http::header::{RETRY_AFTER, SET_COOKIE, USER_AGENT};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use cockpit_store::{Attempt, AttemptId, AuditKind, NewSession, PasswordHash, StoreError};

use super::operator::{Operator, see_other};
use super::password::{Password, PasswordError, Turn};
use super::setup_code::SetupCode;
use super::{Access, peer};
use crate::keys::{Once, hash};

/// Most bytes of a browser's name that are kept.
const AGENT_MAX: usize = 200;
/// When somebody may come back who found everything busy.
const BUSY_RETRY_S: i64 = 2;

/// Why nobody got in.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    /// The password or the code is wrong.
    #[error("wrong")]
    Wrong,
    /// Too many tries, or too many at once.
    #[error("not before {retry_after_s} seconds from now")]
    NotNow {
        /// When to come back.
        retry_after_s: i64,
    },
    /// There is an operator already.
    #[error("set up already")]
    SetUpAlready,
    /// The new password is none.
    #[error("the new password {0}")]
    Unfit(String),
    /// A failure of ours.
    #[error("the password could not be looked at")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Refusal {
    pub(super) const fn status(&self) -> StatusCode {
        match self {
            Self::Wrong => StatusCode::UNAUTHORIZED,
            Self::NotNow { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::SetUpAlready => StatusCode::FORBIDDEN,
            Self::Unfit(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// In words for a person.
    pub(super) fn words(&self, what: &str) -> String {
        match self {
            Self::Wrong => format!("That is not the {what}."),
            Self::NotNow { retry_after_s } if *retry_after_s > 60 => {
                format!("Too many tries. Try again in {} minutes.", (retry_after_s + 59) / 60)
            }
            Self::NotNow { .. } => "Too many tries. Try again in a minute.".to_owned(),
            Self::SetUpAlready => "The password has been set already.".to_owned(),
            Self::Unfit(problem) => format!("The new password {problem}."),
            Self::Failed(_) => "Something failed here. Try again; the log says what it was.".to_owned(),
        }
    }

    /// Says when to come back.
    pub(super) fn mark(&self, headers: &mut HeaderMap) {
        if let Self::NotNow { retry_after_s } = self {
            headers.insert(RETRY_AFTER, HeaderValue::from(*retry_after_s));
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "a login failed for a reason of ours");
        Self::Failed(error.into())
    }
}

impl From<PasswordError> for Refusal {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Busy => Self::NotNow { retry_after_s: BUSY_RETRY_S },
            PasswordError::Failed(_) => {
                tracing::error!(%error, "a login failed for a reason of ours");
                Self::Failed(error.into())
            }
        }
    }
}

impl Access {
    /// Whether the first start has been set up.
    pub(super) async fn is_set_up(&self) -> Result<bool, StoreError> {
        Ok(self.store.operator_password().await?.is_some())
    }

    /// Looks at a password, and begins a session if it is the one. Live sessions are never in the way of anything here, nor
    /// the other way round.
    pub(super) async fn log_in(
        &self,
        password: Password,
        kept: PasswordHash,
        from: IpAddr,
        headers: &HeaderMap,
    ) -> Result<Once, Refusal> {
        self.right_password(password, kept, from, "wrong password").await?;
        self.begin_session(from, headers, AuditKind::Login, "logged in").await
    }

    /// Sets the operator's first password for whoever has read the code in the log, and logs them in.
    pub(super) async fn set_up(
        &self,
        code: &str,
        password: Password,
        from: IpAddr,
        headers: &HeaderMap,
    ) -> Result<Once, Refusal> {
        let (attempt, turn) = self.attempt(from).await?;
        let typed = SetupCode::hash_of_typed(code);
        let expected = *self.setup_code.read().unwrap_or_else(PoisonError::into_inner);
        match expected {
            None => {
                self.store.forgive_login(attempt).await?;
                return Err(Refusal::SetUpAlready);
            }
            Some(expected) if expected != typed => {
                return Err(self.failed(from, "wrong code of the first start").await);
            }
            Some(_) => self.store.forgive_login(attempt).await?,
        }
        password.check().map_err(Refusal::Unfit)?;
        let kept = turn.hash(password).await?;
        let is_first = self.store.set_up_operator(kept, self.now()).await?;
        *self.setup_code.write().unwrap_or_else(PoisonError::into_inner) = None;
        if !is_first {
            return Err(Refusal::SetUpAlready);
        }
        self.begin_session(from, headers, AuditKind::Setup, "set the first password").await
    }

    /// Changes the operator's password, and ends all sessions.
    pub(super) async fn change_password(
        &self,
        current: Password,
        new: Password,
        operator: &Operator,
    ) -> Result<(), Refusal> {
        new.check().map_err(Refusal::Unfit)?;
        let Some(kept) = self.store.operator_password().await? else { return Err(Refusal::Wrong) };
        self.right_password(current, kept, operator.address, "wrong password for a new one").await?;
        let kept = self.passwords.turn().await?.hash(new).await?;
        let ended = self.store.change_operator_password(kept, self.now()).await?;
        let words = format!("changed; {ended} sessions ended");
        self.note(AuditKind::Password, operator.address, words).await;
        Ok(())
    }

    async fn right_password(
        &self,
        password: Password,
        kept: PasswordHash,
        from: IpAddr,
        words: &str,
    ) -> Result<(), Refusal> {
        let (attempt, turn) = self.attempt(from).await?;
        if !turn.compare(password, kept).await? {
            return Err(self.failed(from, words).await);
        }
        Ok(self.store.forgive_login(attempt).await?)
    }

    /// A try that counts, and a place to look at it. Those who may not try wait for no place.
    async fn attempt(&self, from: IpAddr) -> Result<(AttemptId, Turn), Refusal> {
        let counted_as = peer::counted_as(from);
        if let Some(until) = self.store.login_refused(&counted_as, self.now()).await? {
            return Err(not_before(until, self.now()));
        }
        let turn = self.passwords.turn().await?;
        match self.store.try_login(&counted_as, self.now()).await? {
            Attempt::Counted(attempt) => Ok((attempt, turn)),
            Attempt::Refused { until } => Err(not_before(until, self.now())),
        }
    }

    async fn failed(&self, from: IpAddr, words: &str) -> Refusal {
        tracing::warn!(address = %from, "a login failed: {words}");
        self.note(AuditKind::LoginFailed, from, words).await;
        Refusal::Wrong
    }

    async fn begin_session(
        &self,
        from: IpAddr,
        headers: &HeaderMap,
        kind: AuditKind,
        words: &str,
    ) -> Result<Once, Refusal> {
        let token = Once::new();
        let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
        let session = NewSession {
            token_hash: token.hash,
            at: self.now(),
            address: from.to_string(),
            // A header's text is ASCII, so that it can be cut anywhere.
            agent: agent.chars().take(AGENT_MAX).collect(),
            replaces: self.cookie.read(headers).map(hash),
        };
        self.store.open_session(session).await?;
        self.note(kind, from, words).await;
        Ok(token)
    }

    /// Sends a browser on with its new token.
    pub(super) fn welcome(&self, token: &Once, place: &str) -> Response {
        let mut response = see_other(place);
        if let Some(cookie) = self.cookie.set(&token.text) {
            response.headers_mut().insert(SET_COOKIE, cookie);
        }
        response
    }

    /// Sends a browser on without a token.
    pub(super) fn farewell(&self, place: &str) -> Response {
        let mut response = see_other(place);
        if let Some(cookie) = self.cookie.clear() {
            response.headers_mut().insert(SET_COOKIE, cookie);
        }
        response
    }
}

fn not_before(until: DateTime<Utc>, now: DateTime<Utc>) -> Refusal {
    Refusal::NotNow { retry_after_s: (until - now).max(TimeDelta::seconds(1)).num_seconds() }
}
