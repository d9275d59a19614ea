//! What is asked, and its limits.

use std::time::Duration;

use url::Url;

use crate::Secret;

/// How much of everything one question may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From the moment this request's turn has come to the last byte, all tries and pauses counted. Waiting for the
    /// turn is not: a long queue at one host must not make its last requests fail before they are sent.
    pub total: Duration,
    /// For one try, connecting and body included.
    pub attempt: Duration,
    /// Bytes of the body, after decompression.
    pub body_bytes_max: usize,
    /// Between the starts of two requests to the same host.
    pub spacing: Duration,
    /// Tries in all when the host fails; 0 counts as 1, which means no second try.
    pub tries: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            total: Duration::from_secs(20),
            attempt: Duration::from_secs(20),
            body_bytes_max: 8 * 1024 * 1024,
            spacing: Duration::from_millis(250),
            tries: 3,
        }
    }
}

/// A GET request.
#[derive(Clone, Debug)]
pub struct Request {
    pub(crate) url: Url,
    pub(crate) headers: Vec<(&'static str, Secret)>,
    pub(crate) secret_query: Vec<(&'static str, Secret)>,
    pub(crate) limits: Limits,
    pub(crate) conditional: bool,
}

impl Request {
    /// Asks for this address. It must not hold a secret: it appears in logs; see [`Request::secret_query`].
    pub fn get(url: Url) -> Self {
        let (headers, secret_query) = (Vec::new(), Vec::new());
        Self { url, headers, secret_query, limits: Limits::default(), conditional: false }
    }

    /// Adds a header; its value does not print.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<Secret>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Adds a query parameter that is appended only at sending and never printed.
    #[must_use]
    pub fn secret_query(mut self, name: &'static str, value: Secret) -> Self {
        self.secret_query.push((name, value));
        self
    }

    /// Sets the limits.
    #[must_use]
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The limits as they are set.
    pub const fn limits_of(&self) -> Limits {
        self.limits
    }

    /// Asks for the body only if it has changed since the last answer.
    #[must_use]
    pub const fn conditional(mut self, conditional: bool) -> Self {
        self.conditional = conditional;
        self
    }

    /// The address without its secrets.
    pub const fn url(&self) -> &Url {
        &self.url
    }
}
