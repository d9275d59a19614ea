//! A message to somebody: sent once, and answered with whatever status comes.
//!
//! Unlike a question, a message is never repeated here: whether a second copy may go out depends on whether the first may
//! have arrived, which only the sender of messages can judge by [`HttpError::may_have_arrived`].

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::multipart::{Form, Part};
use url::Url;

use crate::Secret;

/// A POST request. Nothing of it prints but the address without its secret part.
#[derive(Clone, Debug)]
pub struct Post {
    pub(crate) url: Url,
    pub(crate) secret_path: Option<Secret>,
    pub(crate) headers: Vec<(&'static str, Secret)>,
    pub(crate) body: Body,
    pub(crate) total: Duration,
    pub(crate) body_bytes_max: usize,
}

/// What is sent.
#[derive(Clone)]
pub enum Body {
    /// Bytes of this content type.
    Bytes {
        /// Such as `application/json`.
        content_type: &'static str,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// A form with files, as Telegram takes pictures.
    Form(Vec<Field>),
}

/// One field of a form.
#[derive(Clone)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Its content.
    pub content: Content,
}

/// The content of a field.
#[derive(Clone)]
pub enum Content {
    /// Text.
    Text(String),
    /// A file.
    File {
        /// Its name.
        name: &'static str,
        /// Such as `image/png`.
        content_type: &'static str,
        /// Its bytes.
        bytes: Vec<u8>,
    },
}

/// People's messages do not belong in a log.
impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bytes { content_type, bytes } => write!(f, "{} bytes of {content_type}", bytes.len()),
            Self::Form(fields) => write!(f, "form of {} fields", fields.len()),
        }
    }
}

/// What the receiver said, whatever its status.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// The status.
    pub status: u16,
    /// Its `Retry-After` as an instant, when there is one; at most an hour ahead.
    pub retry_at: Option<DateTime<Utc>>,
    /// The decoded body, up to 256 KiB of it: what a receiver says beyond that nobody needs.
    pub body: Vec<u8>,
    /// When it came.
    pub received_at: DateTime<Utc>,
}

impl Post {
    /// A message to this address, which must not hold a secret: it appears in logs.
    pub fn to(url: Url, body: Body) -> Self {
        let total = Duration::from_secs(20);
        Self { url, secret_path: None, headers: Vec::new(), body, total, body_bytes_max: 256 * 1024 }
    }

    /// A JSON message.
    pub fn json(url: Url, json: String) -> Self {
        Self::to(url, Body::Bytes { content_type: "application/json", bytes: json.into_bytes() })
    }

    /// Appends a path that is never printed, such as a bot's token.
    #[must_use]
    pub fn secret_path(mut self, path: Secret) -> Self {
        self.secret_path = Some(path);
        self
    }

    /// Adds a header; its value does not print.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<Secret>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// From the start to the last byte; 20 s unless set.
    #[must_use]
    pub const fn total(mut self, total: Duration) -> Self {
        self.total = total;
        self
    }

    /// The address without its secrets.
    pub const fn url(&self) -> &Url {
        &self.url
    }
}

impl Body {
    pub(crate) fn apply(
        self,
        builder: reqwest::RequestBuilder,
    ) -> Result<reqwest::RequestBuilder, reqwest::Error> {
        match self {
            Self::Bytes { content_type, bytes } => {
                Ok(builder.header(reqwest::header::CONTENT_TYPE, content_type).body(bytes))
            }
            Self::Form(fields) => {
                let form = fields.into_iter().try_fold(Form::new(), |form, field| {
                    Ok::<_, reqwest::Error>(match field.content {
                        Content::Text(text) => form.text(field.name, text),
                        Content::File { name, content_type, bytes } => {
                            form.part(field.name, Part::bytes(bytes).file_name(name).mime_str(content_type)?)
                        }
                    })
                })?;
                Ok(builder.multipart(form))
            }
        }
    }
}
