//! What is to be said, whatever the channel: facts, not words. Its JSON is what the store keeps with an alert.

use chrono::{DateTime, Utc};
use cockpit_domain::rules::Severity;
use serde::{Deserialize, Serialize};

pub mod figure;
pub mod house;
pub mod market;
pub mod outlook;

pub use figure::{Figure, Reading, Unit};
pub use house::{Briefing, Bullet, ChannelDown, Confirm, Digest, Note, Several, SourceStale, Test};
pub use market::{Level, Market, Metric, Move, OddsLeader, OddsSwing, Release};
pub use outlook::{Event, EventReleased, EventSoon, Meaning, RegimeChange, Surprise, Vote};

/// One message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// When it was decided that this is to be said.
    pub at: DateTime<Utc>,
    /// How much it matters.
    pub severity: Severity,
    /// Which rule said so, such as `btc.change.15m`; none for what no rule caused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Why now, in words that follow "because".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The page with more on it, such as `/metric/btc`; joined with the public address, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// What it is about.
    pub about: About,
}

/// What a message is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum About {
    /// A series moved within a window.
    Change(Move),
    /// A series moved since the value last told.
    Drift(Move),
    /// A series crossed a level.
    Level(Level),
    /// A published series has a new figure.
    Release(Release),
    /// The odds of an outcome moved.
    OddsSwing(OddsSwing),
    /// Another outcome leads.
    OddsLeader(OddsLeader),
    /// The settled regime changed.
    Regime(RegimeChange),
    /// A calendar event comes up.
    EventSoon(EventSoon),
    /// A calendar event's figure is out.
    EventReleased(EventReleased),
    /// A source has not brought what it should; to the operator.
    SourceStale(SourceStale),
    /// A channel cannot deliver; to the operator, by another one.
    ChannelDown(ChannelDown),
    /// Somebody wants to see whether messages arrive.
    Test(Test),
    /// The morning's three bullets.
    Briefing(Briefing),
    /// What was held over quiet hours.
    Held(Digest),
    /// What could not be delivered for a while.
    Outage(Digest),
    /// Whether an address belongs to who typed it.
    Confirm(Confirm),
    /// Several alerts of one rule that came at the same moment.
    Several(Several),
    /// Anything else, in a line or two.
    Note(Note),
}

impl About {
    /// The stable name of the kind, as in the JSON.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Change(_) => "change",
            Self::Drift(_) => "drift",
            Self::Level(_) => "level",
            Self::Release(_) => "release",
            Self::OddsSwing(_) => "odds_swing",
            Self::OddsLeader(_) => "odds_leader",
            Self::Regime(_) => "regime",
            Self::EventSoon(_) => "event_soon",
            Self::EventReleased(_) => "event_released",
            Self::SourceStale(_) => "source_stale",
            Self::ChannelDown(_) => "channel_down",
            Self::Test(_) => "test",
            Self::Briefing(_) => "briefing",
            Self::Held(_) => "held",
            Self::Outage(_) => "outage",
            Self::Confirm(_) => "confirm",
            Self::Several(_) => "several",
            Self::Note(_) => "note",
        }
    }
}
