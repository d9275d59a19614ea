//! Who is told.
//!
//! | Form | Posted to | Fields beside `back` |
//! |---|---|---|
//! | add | `/settings/subscribers/add` | those of [`SubscriberForm`] |
//! | change | `/settings/subscribers/save` | the same, and `id`, `revision` |
//! | pause, resume | `/settings/subscribers/pause`, `…/resume` | `id`, `revision` |
//! | confirm again | `/settings/subscribers/confirm` | `id` (sends the confirmation mail once more) |
//! | test | `/settings/subscribers/test` | `id` |
//! | remove | `/settings/subscribers/remove` | `id`, `revision` |
//! | undo | as the notice says | as the notice says |
//! | invite | `/settings/subscribers/invite` | none; the answer is the page with [`SubscribersView::invite`] |
//!
//! Linked: `&add=<channel>`, `&edit=<id>`, `&remove=<id>`, `&find=<words>`, `&page=<number>`.

use chrono::{DateTime, Utc};
use cockpit_domain::rules::Preset;

use super::Field;

/// How a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the provider or protocol of that name")]
pub enum Channel {
    Telegram,
    Email,
    Webhook,
    Ntfy,
    Discord,
    Slack,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 6] =
        [Self::Telegram, Self::Email, Self::Webhook, Self::Ntfy, Self::Discord, Self::Slack];

    /// The word in addresses and forms; the store's.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Telegram => "telegram",
            Self::Email => "email",
            Self::Webhook => "webhook",
            Self::Ntfy => "ntfy",
            Self::Discord => "discord",
            Self::Slack => "slack",
        }
    }

    /// From [`Channel::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == word)
    }

    /// What people call it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Telegram => "Telegram",
            Self::Email => "E-mail",
            Self::Webhook => "Webhook",
            Self::Ntfy => "ntfy",
            Self::Discord => "Discord",
            Self::Slack => "Slack",
        }
    }
}

/// The section.
#[derive(Clone, Default)]
pub struct SubscribersView {
    /// Those on this page, in the order in which they came.
    pub people: Vec<SubscriberRow>,
    /// Which page of whom.
    pub among: Among,
    /// What is being done.
    pub open: Option<SubscriberOpen>,
    /// Every channel, and what it lacks.
    pub channels: Vec<ChannelRow>,
    /// Whether a bot is there to invite people to.
    pub can_invite: bool,
    /// A new invitation.
    pub invite: Option<Invite>,
}

/// Which page of whom the list shows.
#[derive(Clone, Default)]
pub struct Among {
    /// What is looked for; empty for everybody.
    pub find: String,
    /// From 1.
    pub page: usize,
    /// At least 1.
    pub pages: usize,
    /// How many are looked for.
    pub found: usize,
    /// How many there are.
    pub all: usize,
}

/// What is being done to one of them.
#[derive(Clone)]
pub enum SubscriberOpen {
    /// `&add=<channel>`.
    Add(SubscriberForm),
    /// `&edit=<id>`.
    Edit(SubscriberForm),
    /// `&remove=<id>`: is asked before it is done.
    Remove(i64),
}

/// Whether a channel can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelRow {
    /// Which.
    pub channel: Channel,
    /// What it lacks or why it rests, in words: `needs TELEGRAM_BOT_TOKEN`; `None` when all is well.
    pub problem: Option<String>,
}

/// Somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct SubscriberRow {
    /// Their number.
    pub id: i64,
    /// Grows with every change.
    pub revision: i64,
    /// What they are called.
    pub name: String,
    /// How they are reached.
    pub channel: Channel,
    /// Where, masked: `12••••789`.
    pub address: String,
    /// Whether they are told anything.
    pub state: Person,
    /// Whether they are told of stale sources and failed deliveries.
    pub is_operator: bool,
    /// What became of the last message.
    pub delivery: Delivery,
    /// What became of the test just asked for.
    pub test: Option<Probe>,
}

/// Whether somebody is told anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    /// Is told.
    Active,
    /// Told nothing until this moment.
    Muted(DateTime<Utc>),
    /// Until somebody resumes.
    Paused,
    /// Has not confirmed yet.
    Pending,
    /// Unsubscribed.
    Left,
    /// Refuses our messages.
    Blocked,
}

/// What became of the last message to somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Delivery {
    /// There was none.
    #[default]
    None,
    /// It arrived.
    Sent(DateTime<Utc>),
    /// So many wait, for quiet hours or a mute, until then.
    Held(u64, DateTime<Utc>),
    /// So many are on their way.
    Waiting(u64),
    /// It failed and is tried again then.
    Retrying(String, DateTime<Utc>),
    /// It did not arrive, and why.
    Failed(String, DateTime<Utc>),
    /// It was sent without a clear answer.
    Unknown(DateTime<Utc>),
}

/// What became of a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Probe {
    /// No answer yet.
    Sending,
    /// It arrived; the provider's words.
    Arrived(String),
    /// It did not; the provider's words.
    Refused(String),
}

/// Somebody's profile, being added or changed. Private: it does not print.
#[derive(Clone)]
pub struct SubscriberForm {
    /// Whom; `None` for a new one. Posted as `id`.
    pub id: Option<i64>,
    /// Posted as `revision`; 0 for a new one.
    pub revision: i64,
    /// Posted as `channel`.
    pub channel: Channel,
    /// `name`.
    pub name: Field,
    /// `address`: a chat's number, an e-mail address, a URL. Whole, so that it can be changed.
    pub address: Field,
    /// `preset`: `calm`, `balanced` or `sensitive`.
    pub preset: Preset,
    /// `time_zone`: its IANA name.
    pub time_zone: Field,
    /// `locale`: one of [`SubscriberForm::locales`].
    pub locale: Field,
    /// Words for `locale` to choose from: what is posted, and what it looks like (`German: 1.234,5`).
    pub locales: Vec<(String, String)>,
    /// `quiet_from`, `HH:MM`; empty with `quiet_until` when there are no quiet hours.
    pub quiet_from: Field,
    /// `quiet_until`, `HH:MM`.
    pub quiet_until: Field,
    /// `digest_hour`, 0 to 23; empty when no briefing is wanted.
    pub digest_hour: Field,
    /// Check box `operator=yes`.
    pub is_operator: bool,
    /// Check box `own=yes`: a typed e-mail address is the operator's own and needs no confirmation mail. Asked only
    /// when it is added or its address is changed.
    pub own: bool,
    /// Where they change their own wishes, for the operator to hand on.
    pub personal_url: Option<String>,
}

/// A link with which somebody joins by the bot. It opens the door, so it does not print.
#[derive(Clone)]
pub struct Invite {
    /// `https://t.me/…?start=…`.
    pub url: String,
    /// The same, for a phone's camera.
    pub qr: Qr,
    /// Until when it works.
    pub expires_at: DateTime<Utc>,
}

/// A square of light and dark modules, without the quiet zone.
#[derive(Clone)]
pub struct Qr {
    /// Modules along a side.
    pub size: usize,
    /// Row by row; `size` × `size`.
    pub dark: Vec<bool>,
}
