//! Who may change things. There is one operator, known by a password; everything else is for anybody, or for whoever holds
//! a link that was sent to them.
//!
//! Modules in reading order: `class` (what each path is), `operator` (who is asked to log in), `origin` (what other people's
//! pages may not do), `peer` (who asks), `login` (password, tries, sessions), `pages`, `api`; `password`, `setup_code`,
//! `cookie`, `next`.

pub(crate) mod api;
mod class;
mod cookie;
mod login;
mod next;
mod operator;
pub(crate) mod origin;
pub(crate) mod pages;
mod password;
mod peer;
mod setup_code;

use std::net::IpAddr;
use std::sync::RwLock;

use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use cockpit_http::Clock;
use cockpit_store::{Audit, AuditKind, Store, StoreError, TokenHash};

pub(crate) use self::class::{Class, Routes};
use self::cookie::SessionCookie;
pub(crate) use self::next::local;
pub(crate) use self::operator::{Operator, Peer, log_in_first, see_other};
pub(crate) use self::password::LENGTH_MIN as PASSWORD_LENGTH_MIN;
use self::password::{Password, PasswordError, Passwords};
pub(crate) use self::peer::TrustedProxies;
use self::setup_code::SetupCode;

/// What the configuration says about access.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rules {
    /// The operator's password, where the environment sets it.
    pub password: Option<Password>,
    /// The public address.
    pub public_url: Option<url::Url>,
    /// Whether the market pages are the operator's alone.
    pub private: bool,
    /// Whose word about the client is taken.
    pub proxies: TrustedProxies,
}

/// Everything that decides who may do what.
pub(crate) struct Access {
    store: Store,
    clock: Clock,
    passwords: Passwords,
    cookie: SessionCookie,
    /// The origin of the public address, such as `https://cockpit.example`.
    public: Option<String>,
    private: bool,
    proxies: TrustedProxies,
    /// Whether the environment sets the password, so that it cannot be changed here.
    password_is_given: bool,
    /// Opens `/setup`, once; `None` when there is an operator.
    setup_code: RwLock<Option<TokenHash>>,
}

/// Why there is no access to begin with.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BeginError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the operator's password: {0}")]
    Password(#[from] PasswordError),
}

impl Access {
    /// Sets the password that the environment gives, if it is a new one, and ends all sessions of the one before; without any
    /// password, makes the code that opens `/setup`.
    pub(crate) async fn begin(
        rules: Rules,
        store: Store,
        clock: Clock,
    ) -> Result<(Self, Option<SetupCode>), BeginError> {
        let passwords = Passwords::new();
        let kept = store.operator_password().await?;
        let mut setup_code = None;
        match (&rules.password, kept) {
            (Some(given), kept) => {
                let is_kept = match kept {
                    Some(kept) => passwords.turn().await?.compare(given.clone(), kept).await?,
                    None => false,
                };
                if !is_kept {
                    let (new, now) = (passwords.turn().await?.hash(given.clone()).await?, clock.now());
                    let ended = store.change_operator_password(new, now).await?;
                    let words = format!("set by COCKPIT_ADMIN_PASSWORD; {ended} sessions ended");
                    store.audit(Audit { at: now, kind: AuditKind::Password, address: None, words }).await?;
                }
            }
            (None, Some(_)) => {}
            (None, None) => setup_code = Some(SetupCode::random()),
        }
        let public = rules.public_url.as_ref().map(|url| url.origin().ascii_serialization());
        let secure = rules.public_url.as_ref().is_some_and(|url| url.scheme() == "https");
        let access = Self {
            store,
            clock,
            passwords,
            cookie: SessionCookie::new(secure),
            public,
            private: rules.private,
            proxies: rules.proxies,
            password_is_given: rules.password.is_some(),
            setup_code: RwLock::new(setup_code.as_ref().map(SetupCode::hash)),
        };
        Ok((access, setup_code))
    }

    /// Whether a request that changes something comes from a page of ours.
    pub(crate) fn is_ours(&self, headers: &HeaderMap) -> bool {
        origin::is_ours(headers, self.public.as_deref())
    }

    /// Whether the market pages are the operator's alone.
    pub(crate) const fn is_private(&self) -> bool {
        self.private
    }

    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Notes what was done, and from where, if that is the operator or somebody who would be. A note that cannot be written
    /// stops nothing: what it speaks of is done already.
    pub(crate) async fn note(
        &self,
        kind: AuditKind,
        address: impl Into<Option<IpAddr>>,
        words: impl Into<String>,
    ) {
        let (at, address) = (self.now(), address.into().map(|address| address.to_string()));
        if let Err(error) = self.store.audit(Audit { at, kind, address, words: words.into() }).await {
            tracing::error!(%error, "what was done could not be noted");
        }
    }
}
