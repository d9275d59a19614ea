//! Telegram by its Bot API. What is asked has frankenstein's types; what is answered has our own (`reply`), because an
//! answer that says "delivered" must never become an error for a field that somebody added.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use cockpit_http::{Clock, Sender};

use crate::channel::{Button, Channel, Envelope};
use crate::limits::{CHAT_SPACING, Limiter};
use crate::outcome::{Outcome, Reason, Remark};
use crate::render::telegram::{Texts, plain, render};

mod address;
mod bot;
mod call;
pub mod keyboard;
mod reply;
pub mod update;
mod verdict;

pub use address::Address;
pub use bot::Me;
pub use update::{Said, Update};

use call::{Markup, Token};
use verdict::Verdict;

/// Long messages whose first parts arrived are remembered, so that a repeat begins where it stopped; at most so many.
const PROGRESS_MAX: usize = 1_000;

/// A bot. Clones are the same bot, with one limit of rate.
#[derive(Clone)]
pub struct Telegram(Arc<Inner>);

struct Inner {
    http: Sender,
    clock: Clock,
    token: Token,
    limiter: Mutex<Limiter>,
    /// By row: how many parts arrived.
    progress: Mutex<HashMap<String, usize>>,
}

impl std::fmt::Debug for Telegram {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Telegram")
    }
}

impl Telegram {
    /// The bot of this token, `123456:ABC…`.
    pub fn new(http: Sender, clock: Clock, token: &str) -> Self {
        let token = Token::new(token);
        Self(Arc::new(Inner { http, clock, token, limiter: Mutex::default(), progress: Mutex::default() }))
    }

    /// Sends one text of Telegram's HTML, as an answer to somebody; see [`crate::render::telegram`] for its limits.
    pub async fn say(&self, address: &str, html: &str, buttons: &[Vec<Button>]) -> Outcome {
        let Some(to) = Address::parse(address) else { return bad_address() };
        match self.text(&to, html, buttons).await {
            Ok((message_id, remark)) => sent(message_id, remark),
            Err(outcome) => outcome,
        }
    }

    /// One text, and once more without markup should Telegram not be able to read it.
    async fn text(
        &self,
        to: &Address,
        html: &str,
        buttons: &[Vec<Button>],
    ) -> Result<(Option<i64>, Option<Remark>), Outcome> {
        match self.send_message(to, html, Markup::Html, buttons).await? {
            Verdict::Arrived { message_id, remark } => return Ok((message_id, remark)),
            Verdict::Refused(reason) => return Err(Outcome::dead(reason)),
            Verdict::Unreadable(reason) => tracing::warn!(%reason, "Telegram could not read a text of ours"),
        }
        match self.send_message(to, &plain(html), Markup::None, buttons).await? {
            Verdict::Arrived { message_id, .. } => Ok((message_id, Some(Remark::PlainText))),
            Verdict::Refused(reason) | Verdict::Unreadable(reason) => Err(Outcome::dead(reason)),
        }
    }

    /// The picture with the text under it; `None` when it is the picture that is not wanted.
    async fn captioned(
        &self,
        to: &Address,
        envelope: &Envelope,
        texts: &Texts,
    ) -> Result<Option<Outcome>, Outcome> {
        let (Some(png), Some(caption)) = (picture(envelope), texts.caption()) else { return Ok(None) };
        Ok(match self.send_photo(to, png, caption, &envelope.buttons).await? {
            Verdict::Arrived { message_id, remark } => Some(sent(message_id, remark)),
            Verdict::Refused(reason) | Verdict::Unreadable(reason) => {
                tracing::warn!(%reason, "Telegram did not take a picture; the text goes alone");
                None
            }
        })
    }

    async fn parts(&self, to: &Address, envelope: &Envelope, texts: &Texts) -> Result<Outcome, Outcome> {
        let refused = picture(envelope).is_some() && texts.caption().is_some();
        let (mut first_id, mut remark) = (None, refused.then_some(Remark::WithoutPicture));
        let arrived = self.progress(&envelope.id).min(texts.parts.len());
        for (index, part) in texts.parts.iter().enumerate().skip(arrived) {
            let last = index + 1 == texts.parts.len();
            let buttons = if last { envelope.buttons.as_slice() } else { &[] };
            let (message_id, noted) = self.text(to, part, buttons).await?;
            first_id = first_id.or(message_id);
            remark = remark.or(noted);
            if !last {
                self.remember(&envelope.id, index + 1);
            }
        }
        if let (Some(png), None) = (picture(envelope), texts.caption()) {
            // The text has arrived; whatever becomes of the picture, it is not sent again.
            let shown = self.send_photo(to, png, "", &[]).await;
            if !matches!(shown, Ok(Verdict::Arrived { .. })) {
                remark = remark.or(Some(Remark::WithoutPicture));
            }
        }
        Ok(sent(first_id, remark))
    }

    fn progress(&self, id: &str) -> usize {
        let progress = self.0.progress.lock().unwrap_or_else(PoisonError::into_inner);
        progress.get(id).copied().unwrap_or(0)
    }

    fn remember(&self, id: &str, parts: usize) {
        let mut progress = self.0.progress.lock().unwrap_or_else(PoisonError::into_inner);
        if progress.len() >= PROGRESS_MAX {
            // Forgetting costs a repeated part, never a lost one.
            progress.clear();
        }
        progress.insert(id.to_owned(), parts);
    }

    fn forget(&self, id: &str) {
        self.0.progress.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
    }
}

#[async_trait]
impl Channel for Telegram {
    fn name(&self) -> &'static str {
        "telegram"
    }

    fn takes_pictures(&self) -> bool {
        true
    }

    fn spacing(&self) -> Duration {
        CHAT_SPACING
    }

    async fn deliver(&self, envelope: &Envelope) -> Outcome {
        let Some(to) = Address::parse(&envelope.address) else { return bad_address() };
        let texts = render(&envelope.card());
        let outcome = match self.captioned(&to, envelope, &texts).await {
            Ok(Some(outcome)) | Err(outcome) => outcome,
            Ok(None) => match self.parts(&to, envelope, &texts).await {
                Ok(outcome) | Err(outcome) => outcome,
            },
        };
        if matches!(outcome, Outcome::Sent { .. } | Outcome::Dead { .. }) {
            self.forget(&envelope.id);
        }
        outcome
    }
}

/// The picture, while it may go along: what failed twice, or may have arrived, is tried as text alone.
fn picture(envelope: &Envelope) -> Option<&[u8]> {
    envelope.picture.as_deref().filter(|_| envelope.attempt <= 2 && !envelope.possible_repeat)
}

fn sent(message_id: Option<i64>, remark: Option<Remark>) -> Outcome {
    Outcome::Sent { provider_id: message_id.map(|id| id.to_string()), remark }
}

fn bad_address() -> Outcome {
    Outcome::gone(Reason::word("bad_address"))
}
