//! Calls of the Bot API: the token's place in the address, turns by the limits of rate, and the two ways to send.

use std::sync::PoisonError;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_http::{Body, Content, Field, Post, Receipt, Secret};
use frankenstein::ParseMode;
use frankenstein::methods::SendMessageParams;
use frankenstein::types::{LinkPreviewOptions, ReplyMarkup};
use serde::Serialize;
use tokio::time::{Instant, sleep_until};
use url::Url;

use super::keyboard::inline;
use super::verdict::{Verdict, verdict};
use super::{Address, Telegram};
use crate::answer::unanswered;
use crate::channel::Button;
use crate::limits::Chat;
use crate::outcome::{Outcome, Scope};

const API: &str = "https://api.telegram.org/";
const TOTAL: Duration = Duration::from_secs(20);
/// Whoever's turn is further away than this makes place for others.
const PATIENCE: Duration = Duration::from_secs(3);

/// The token. It becomes part of an address and is never printed.
pub(super) struct Token(String);

impl Token {
    pub(super) fn new(token: &str) -> Self {
        Self(token.trim().to_owned())
    }
}

/// How a text is to be read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Markup {
    Html,
    None,
}

impl Telegram {
    /// Calls a method, and gives back whatever it answers.
    pub(super) async fn call<T: Serialize + Sync>(
        &self,
        method: &str,
        parameters: &T,
        total: Duration,
    ) -> Result<Receipt, Outcome> {
        let json = serde_json::to_vec(parameters).unwrap_or_default();
        self.post(method, Body::Bytes { content_type: "application/json", bytes: json }, total).await
    }

    async fn post(&self, method: &str, body: Body, total: Duration) -> Result<Receipt, Outcome> {
        let api = Url::parse(API).expect("the address is a constant that parses");
        let path = Secret::new(format!("bot{}/{method}", self.0.token.0));
        let post = Post::to(api, body).secret_path(path).total(total);
        self.0.http.post(post).await.map_err(|error| unanswered(&error, Scope::Channel))
    }

    pub(super) async fn send_message(
        &self,
        to: &Address,
        text: &str,
        markup: Markup,
        buttons: &[Vec<Button>],
    ) -> Result<Verdict, Outcome> {
        let parameters = SendMessageParams::builder()
            .chat_id(to.chat_id())
            .maybe_message_thread_id(to.topic())
            .text(text)
            .maybe_parse_mode((markup == Markup::Html).then_some(ParseMode::Html))
            .link_preview_options(LinkPreviewOptions::DISABLED)
            .maybe_reply_markup(inline(buttons).map(ReplyMarkup::InlineKeyboardMarkup))
            .build();
        self.turn(to).await?;
        self.judge(&self.call("sendMessage", &parameters, TOTAL).await?)
    }

    pub(super) async fn send_photo(
        &self,
        to: &Address,
        png: &[u8],
        caption: &str,
        buttons: &[Vec<Button>],
    ) -> Result<Verdict, Outcome> {
        let text = |name, text: String| Field { name, content: Content::Text(text) };
        let mut fields = vec![text("chat_id", to.chat().to_owned())];
        fields.extend(to.topic().map(|topic| text("message_thread_id", topic.to_string())));
        if !caption.is_empty() {
            fields.push(text("caption", caption.to_owned()));
            fields.push(text("parse_mode", "HTML".to_owned()));
        }
        let keyboard = inline(buttons).and_then(|keyboard| serde_json::to_string(&keyboard).ok());
        fields.extend(keyboard.map(|keyboard| text("reply_markup", keyboard)));
        let file = Content::File { name: "chart.png", content_type: "image/png", bytes: png.to_vec() };
        fields.push(Field { name: "photo", content: file });
        self.turn(to).await?;
        self.judge(&self.post("sendPhoto", Body::Form(fields), TOTAL).await?)
    }

    fn judge(&self, receipt: &Receipt) -> Result<Verdict, Outcome> {
        let now = self.0.clock.now();
        let verdict = verdict(receipt.status, &receipt.body, receipt.retry_at, now);
        if let Err(Outcome::Retry { not_before: Some(until), scope: Scope::Channel, .. }) = &verdict {
            self.hush(*until, now);
        }
        verdict
    }

    /// Nothing is sent to anybody before `until`.
    fn hush(&self, until: DateTime<Utc>, now: DateTime<Utc>) {
        let wait = (until - now).to_std().unwrap_or_default();
        let mut limiter = self.0.limiter.lock().unwrap_or_else(PoisonError::into_inner);
        limiter.pause(Instant::now().into_std() + wait);
    }

    /// Waits for the turn of this chat, or says when it may be.
    async fn turn(&self, to: &Address) -> Result<(), Outcome> {
        let started = Instant::now();
        loop {
            let now = Instant::now();
            let (at, scope) = {
                let mut limiter = self.0.limiter.lock().unwrap_or_else(PoisonError::into_inner);
                match limiter.take(Chat::of(to.chat()), now.into_std()) {
                    Ok(()) => return Ok(()),
                    Err(at) if limiter.is_paused(now.into_std()) => (Instant::from_std(at), Scope::Channel),
                    Err(at) => (Instant::from_std(at), Scope::Recipient),
                }
            };
            if at > started + PATIENCE {
                let wait = TimeDelta::from_std(at - now).unwrap_or(TimeDelta::hours(24));
                return Err(Outcome::Wait { until: self.0.clock.now() + wait, scope });
            }
            sleep_until(at).await;
        }
    }
}
