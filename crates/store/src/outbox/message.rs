//! A message on its way, as data.

use chrono::{DateTime, Utc};

use crate::alerts::LoggedAlert;
use crate::subscribers::{Address, Subscriber, SubscriberId};

/// A message's number in the outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(pub i64);

/// What a waiting message says.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// An alert, and the recipient's own threshold for its rule where they set one.
    Alert {
        /// The alert.
        alert: LoggedAlert,
        /// In the rule's unit.
        own_threshold: Option<f64>,
    },
    /// Anything else.
    Message {
        /// Such as `test`, `briefing`, `confirm`.
        kind: String,
        /// The message as JSON, in the form of whoever renders it.
        body: String,
    },
}

/// A message whose turn it is, claimed: nobody else gets it until its lease ends.
#[derive(Clone, Debug, PartialEq)]
pub struct DueMessage {
    /// Its number.
    pub id: MessageId,
    /// To whom.
    pub recipient: Subscriber,
    /// What it says.
    pub content: Content,
    /// Which attempt this is, from 1.
    pub attempt: u32,
    /// Whether an earlier attempt may have arrived.
    pub possible_repeat: bool,
    /// Whether it waited for the end of quiet hours or of a mute.
    pub held: bool,
    /// When it was put into the outbox.
    pub created_at: DateTime<Utc>,
}

/// What became of messages that travelled together.
#[derive(Clone, Debug, PartialEq)]
pub struct Settlement {
    /// Which; all of one recipient.
    pub messages: Vec<MessageId>,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub result: Settled,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Settled {
    /// The provider has it.
    Sent {
        /// The provider's name for it.
        provider_id: Option<String>,
        /// What was not quite as planned.
        remark: Option<String>,
    },
    /// It failed, and is due again.
    Again {
        /// When.
        due_at: DateTime<Utc>,
        /// Why it failed.
        reason: String,
    },
    /// It was not its turn: the attempt does not count.
    Wait {
        /// When it is due.
        due_at: DateTime<Utc>,
    },
    /// It may have arrived: due again once, marked; the second time it stays unknown.
    MaybeArrived {
        /// When it is due again.
        due_at: DateTime<Utc>,
        /// Why nobody knows.
        reason: String,
    },
    /// It will never arrive.
    Dead {
        /// Why.
        reason: String,
        /// Whether nothing will ever arrive at this address.
        recipient_gone: bool,
    },
    /// The recipient has another address now; nothing was sent, and it is due there at once.
    Moved {
        /// The new address.
        to: Address,
    },
}

/// What to claim.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The time.
    pub now: DateTime<Utc>,
    /// Until when nobody else may send it.
    pub lease_until: DateTime<Utc>,
    /// For how many recipients.
    pub limit: u32,
    /// Who has to wait.
    pub except: Vec<SubscriberId>,
}

/// A message that is no alert's, to be put into the outbox.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// To whom, on the channel they have.
    pub recipient: SubscriberId,
    /// Such as `test`.
    pub kind: &'static str,
    /// What must not come twice to the same recipient, such as `briefing/2026-11-24`.
    pub key: Option<String>,
    /// JSON, at most 200,000 bytes.
    pub body: String,
    /// When it was decided.
    pub at: DateTime<Utc>,
    /// Not before this moment.
    pub due_at: DateTime<Utc>,
}
