//! Names of rules, as people write them and as every alert carries them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::SeriesId;
use crate::change::Window;

/// Every look-back window a rule can have.
const WINDOWS: [Window; 6] =
    [Window::Minutes15, Window::Hour1, Window::Hours24, Window::PreviousDay, Window::Days7, Window::Previous];

/// What a rule looks at. The text form is `<series>.change.<window>`, `<series>.drift`, `<series>.level.<name>`,
/// `<series>.release`, `regime.change`, `odds.swing`, `odds.leader`, `event.soon`, `event.released`, `source.stale`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleId {
    /// The change of a series over a window.
    Change(SeriesId, WindowName),
    /// The change of a series since the value last alerted on.
    Drift(SeriesId),
    /// A series crosses a level; the name tells several levels of one series apart.
    Level(SeriesId, LevelName),
    /// A published series has a new observation.
    Release(SeriesId),
    /// The settled regime changes.
    RegimeChange,
    /// An outcome's odds move.
    OddsSwing,
    /// Another outcome leads.
    OddsLeader,
    /// A calendar event comes up.
    EventSoon,
    /// A calendar event's figure is out.
    EventReleased,
    /// A source has not brought what it should.
    SourceStale,
}

/// What kinds of rules there are; people switch kinds on and off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the variant of `RuleId` of the same name")]
pub enum RuleKind {
    Change,
    Drift,
    Level,
    Release,
    RegimeChange,
    OddsSwing,
    OddsLeader,
    EventSoon,
    EventReleased,
    SourceStale,
}

/// A [`Window`] that sorts by its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WindowName(pub Window);

impl WindowName {
    fn place(self) -> Option<usize> {
        WINDOWS.iter().position(|window| *window == self.0)
    }
}

impl PartialOrd for WindowName {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for WindowName {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.place().cmp(&other.place())
    }
}

/// The name of a level: 1 to 32 of `a-z`, `0-9`, `_`, `-`, such as `100k`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LevelName(String);

impl LevelName {
    /// `None` when it is not of that form.
    pub fn new(name: impl Into<String>) -> Option<Self> {
        let name = name.into();
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte);
        ((1..=32).contains(&name.len()) && name.bytes().all(plain)).then_some(Self(name))
    }
}

impl RuleId {
    /// Which kind it is.
    pub const fn kind(&self) -> RuleKind {
        match self {
            Self::Change(..) => RuleKind::Change,
            Self::Drift(_) => RuleKind::Drift,
            Self::Level(..) => RuleKind::Level,
            Self::Release(_) => RuleKind::Release,
            Self::RegimeChange => RuleKind::RegimeChange,
            Self::OddsSwing => RuleKind::OddsSwing,
            Self::OddsLeader => RuleKind::OddsLeader,
            Self::EventSoon => RuleKind::EventSoon,
            Self::EventReleased => RuleKind::EventReleased,
            Self::SourceStale => RuleKind::SourceStale,
        }
    }

    /// The series it watches, if it watches one.
    pub const fn series(&self) -> Option<SeriesId> {
        match self {
            Self::Change(series, _)
            | Self::Drift(series)
            | Self::Level(series, _)
            | Self::Release(series) => Some(*series),
            _ => None,
        }
    }

    /// The change of `series` over `window`.
    pub const fn change(series: SeriesId, window: Window) -> Self {
        Self::Change(series, WindowName(window))
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Change(series, window) => write!(f, "{series}.change.{}", window.0.as_str()),
            Self::Drift(series) => write!(f, "{series}.drift"),
            Self::Level(series, name) => write!(f, "{series}.level.{}", name.0),
            Self::Release(series) => write!(f, "{series}.release"),
            Self::RegimeChange => f.write_str("regime.change"),
            Self::OddsSwing => f.write_str("odds.swing"),
            Self::OddsLeader => f.write_str("odds.leader"),
            Self::EventSoon => f.write_str("event.soon"),
            Self::EventReleased => f.write_str("event.released"),
            Self::SourceStale => f.write_str("source.stale"),
        }
    }
}

/// There is no rule of this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "no rule is called {0:?}; a rule is <series>.change.<15m|1h|24h|1d|7d|prev>, <series>.drift, <series>.level.<name>, \
     <series>.release, regime.change, odds.swing, odds.leader, event.soon, event.released or source.stale"
)]
pub struct UnknownRule(pub String);

impl FromStr for RuleId {
    type Err = UnknownRule;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || UnknownRule(text.chars().take(80).collect());
        let whole = match text {
            "regime.change" => Some(Self::RegimeChange),
            "odds.swing" => Some(Self::OddsSwing),
            "odds.leader" => Some(Self::OddsLeader),
            "event.soon" => Some(Self::EventSoon),
            "event.released" => Some(Self::EventReleased),
            "source.stale" => Some(Self::SourceStale),
            _ => None,
        };
        if let Some(id) = whole {
            return Ok(id);
        }
        let mut words = text.splitn(3, '.');
        let series: SeriesId = words.next().unwrap_or_default().parse().map_err(|_| unknown())?;
        match (words.next(), words.next()) {
            (Some("change"), Some(word)) => {
                let window = WINDOWS.into_iter().find(|window| window.as_str() == word);
                window.map(|window| Self::change(series, window)).ok_or_else(unknown)
            }
            (Some("drift"), None) => Ok(Self::Drift(series)),
            (Some("level"), Some(name)) => {
                LevelName::new(name).map(|name| Self::Level(series, name)).ok_or_else(unknown)
            }
            (Some("release"), None) => Ok(Self::Release(series)),
            _ => Err(unknown()),
        }
    }
}

impl Serialize for RuleId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RuleId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_id_is_printed_as_it_is_written() {
        let ids = [
            "btc.change.15m",
            "us10y.change.1d",
            "net_liquidity.change.7d",
            "stablecoin_mcap.drift",
            "btc.level.100k",
            "net_liquidity.release",
            "regime.change",
            "odds.swing",
            "odds.leader",
            "event.soon",
            "event.released",
            "source.stale",
        ];
        for text in ids {
            let id: RuleId = text.parse().unwrap();
            assert_eq!(id.to_string(), text);
        }
    }

    #[test]
    fn what_is_not_a_rule_is_refused() {
        for text in [
            "",
            "btc",
            "btc.change",
            "btc.change.2h",
            "BTC.drift",
            "btc.drift.1",
            "btc.level.",
            "btc.level.A",
            "regime",
            "doge.drift",
        ] {
            assert!(text.parse::<RuleId>().is_err(), "{text:?}");
        }
    }
}
