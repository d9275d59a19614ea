//! What every channel takes and gives.

use std::time::Duration;

use async_trait::async_trait;
use url::Url;

use crate::message::Message;
use crate::outcome::Outcome;
use crate::render::{Card, Options};

/// A way to reach people. One file each.
#[async_trait]
pub trait Channel: Send + Sync {
    /// Its name in the store, in settings and in logs, such as `telegram`.
    fn name(&self) -> &'static str;

    /// Whether a chart can go along.
    fn takes_pictures(&self) -> bool {
        false
    }

    /// How long one recipient rests between two messages: whoever's turn it is not would keep a place from others.
    fn spacing(&self) -> Duration {
        Duration::ZERO
    }

    /// Nothing is left to send for now: lets go of what is held open.
    async fn rest(&self) {}

    /// Tries once to deliver, within the channel's own deadline. It never panics, and a call that is dropped half-way leaves
    /// nothing behind that a later one could stumble over.
    async fn deliver(&self, envelope: &Envelope) -> Outcome;
}

/// A message on its way to one recipient.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// The row's id in the outbox: it names the message to the provider, and stays the same in a repeat.
    pub id: String,
    /// Where to, in the channel's own form: a chat (`-100123`, `-100123/7` for a topic, `@name`), a mail address, an https
    /// address.
    pub address: String,
    /// The secret shared with a webhook's receiver, or the token of a topic.
    pub secret: Option<Key>,
    /// What to say.
    pub message: Message,
    /// How the recipient reads.
    pub options: Options,
    /// Which attempt this is, from 1.
    pub attempt: u32,
    /// Whether an earlier attempt may have arrived.
    pub possible_repeat: bool,
    /// A chart as PNG.
    pub picture: Option<Vec<u8>>,
    /// Where one click ends it, if others can reach the page.
    pub unsubscribe: Option<Url>,
    /// Where the recipient changes what is sent, if others can reach the page.
    pub manage: Option<Url>,
    /// Rows of buttons, for channels that have them.
    pub buttons: Vec<Vec<Button>>,
}

/// A key that does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// A button under a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// What it says.
    pub words: String,
    /// What it does.
    pub press: Press,
}

/// What a button does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Press {
    /// Tells us this, at most 64 bytes.
    Data(String),
    /// Opens a page.
    Open(Url),
}

impl Envelope {
    /// A first attempt with a message and nothing else.
    pub fn new(id: impl Into<String>, address: impl Into<String>, message: Message) -> Self {
        Self {
            id: id.into(),
            address: address.into(),
            secret: None,
            message,
            options: Options::default(),
            attempt: 1,
            possible_repeat: false,
            picture: None,
            unsubscribe: None,
            manage: None,
            buttons: Vec::new(),
        }
    }

    /// The message in words.
    pub fn card(&self) -> Card {
        Card::of(&self.message, &self.options, self.possible_repeat)
    }
}
