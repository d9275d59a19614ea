//! Series that the operator added: `own_1`, `own_2`, …
//!
//! A series id is copied everywhere, from a parser to a chart, and whoever holds one may ask for its definition. For the
//! built-in ones the compiler knows it. For these it is kept here, once for the whole process: the store [defines](OwnId::define) each when it
//! reads the list, and only what has been defined can be named. So an [`OwnId`] always has a definition, and everything
//! that takes a series takes these like any other, without a list that every function would have to carry along.
//!
//! A number is never given twice. What a series measures never changes under its number; its name and its rhythm may, and
//! then its definition is another from that moment on. One that was removed keeps its name, so that what was told of it
//! can still be read. Texts are kept for as long as the process runs: a few bytes for each name that was ever given.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{PoisonError, RwLock};

use chrono::TimeDelta;

use super::{Definition, RiskDirection, StaleAfter};
use crate::Unit;
use crate::change::{ChangeUnit, Window};
use crate::moment::MomentKind;

/// What an id begins with.
const PREFIX: &str = "own_";
/// What stands where the built-in ones have a nickname.
const NICKNAME: &str = "Own indicator";

static KNOWN: RwLock<BTreeMap<u32, Known>> = RwLock::new(BTreeMap::new());
static TEXTS: RwLock<BTreeSet<&'static str>> = RwLock::new(BTreeSet::new());

#[derive(Clone, Copy)]
struct Known {
    id: &'static str,
    definition: Definition,
    watched: bool,
}

/// A series of the operator's own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OwnId {
    number: u32,
    id: &'static str,
}

/// How often a publisher says something new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cadence {
    /// Every business day.
    Daily,
    /// Every week.
    Weekly,
    /// Every month.
    Monthly,
    /// Every quarter.
    Quarterly,
    /// Every year, or less often.
    Yearly,
}

/// The times of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// A value of now, asked for again and again.
    Polled {
        /// How often it is asked.
        every: TimeDelta,
        /// The distance of the values in its history, where its publisher gives one.
        history: Option<TimeDelta>,
    },
    /// Published by day.
    Published(Cadence),
}

/// What the operator says about a series.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// What its card says.
    pub name: &'a str,
    /// Exactly what is measured, and by whom.
    pub definition: &'a str,
    /// Unit of its values.
    pub unit: Unit,
    /// Its times.
    pub pace: Pace,
    /// Whether it is still asked for.
    pub watched: bool,
}

impl Cadence {
    /// Every cadence, from the quickest.
    pub const ALL: [Self; 5] = [Self::Daily, Self::Weekly, Self::Monthly, Self::Quarterly, Self::Yearly];

    /// The word in settings and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
            Self::Quarterly => "quarterly",
            Self::Yearly => "yearly",
        }
    }

    /// From [`Cadence::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cadence| cadence.as_str() == word)
    }

    /// From the usual distance between neighbouring values, in days.
    pub const fn of_days(days: i64) -> Self {
        match days {
            ..=3 => Self::Daily,
            4..=10 => Self::Weekly,
            11..=45 => Self::Monthly,
            46..=140 => Self::Quarterly,
            _ => Self::Yearly,
        }
    }

    /// How far apart neighbouring values may lie, in days.
    const fn gap_days(self) -> i64 {
        match self {
            Self::Daily => 4,
            // One day of a holiday beside the seven of the window.
            Self::Weekly => 1,
            Self::Monthly => 45,
            Self::Quarterly => 140,
            Self::Yearly => 1_100,
        }
    }

    /// When the newest value counts as old, in days after the day it speaks of. A monthly figure speaks of the month's
    /// first day and comes weeks after its last.
    const fn stale_days(self) -> i64 {
        match self {
            Self::Daily => 10,
            Self::Weekly => 17,
            Self::Monthly => 100,
            Self::Quarterly => 270,
            Self::Yearly => 1_000,
        }
    }
}

impl OwnId {
    /// Says what the series of this number is, from now on and for everybody who holds its id.
    pub fn define(number: u32, terms: Terms<'_>) -> Self {
        let id = kept(&format!("{PREFIX}{number}"));
        let known = Known { id, definition: definition(terms), watched: terms.watched };
        KNOWN.write().unwrap_or_else(PoisonError::into_inner).insert(number, known);
        Self { number, id }
    }

    /// The series of this number, if there ever was one.
    pub fn find(number: u32) -> Option<Self> {
        let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
        known.get(&number).map(|known| Self { number, id: known.id })
    }

    /// The series of this id, if there ever was one.
    pub fn named(id: &str) -> Option<Self> {
        let number = id.strip_prefix(PREFIX)?.parse().ok()?;
        // `own_01` and `own_+1` are no ids.
        Self::find(number).filter(|own| own.as_str() == id)
    }

    /// Those that are asked for, by their numbers.
    pub fn watched() -> Vec<Self> {
        let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
        let watched = known.iter().filter(|(_, known)| known.watched);
        watched.map(|(number, known)| Self { number: *number, id: known.id }).collect()
    }

    /// Its number.
    pub const fn number(self) -> u32 {
        self.number
    }

    /// Its id, such as `own_1`.
    pub const fn as_str(self) -> &'static str {
        self.id
    }

    /// Its one definition.
    pub fn definition(self) -> Definition {
        self.known().definition
    }

    /// Whether it is asked for.
    pub fn is_watched(self) -> bool {
        self.known().watched
    }

    fn known(self) -> Known {
        let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
        *known.get(&self.number).expect("an id is made by defining it, and nothing is ever taken away")
    }
}

fn definition(terms: Terms<'_>) -> Definition {
    let Terms { name, definition, unit, pace, .. } = terms;
    let (moments, windows, stale_after, gap_max): (_, &'static [Window], _, _) = match pace {
        Pace::Polled { every, history } => {
            let shortest = TimeDelta::minutes(15);
            let gap_max = (every * 2).max(history.unwrap_or(shortest) * 2).max(shortest);
            let windows: &[Window] = if every <= TimeDelta::minutes(15) {
                &[Window::Hour1, Window::Hours24, Window::Days7]
            } else {
                &[Window::Hours24, Window::Days7]
            };
            (MomentKind::Instant, windows, (every * 3).max(TimeDelta::minutes(15)), gap_max)
        }
        Pace::Published(cadence) => {
            let windows: &[Window] = match cadence {
                Cadence::Daily => &[Window::PreviousDay, Window::Days7],
                Cadence::Weekly => &[Window::Days7],
                Cadence::Monthly | Cadence::Quarterly | Cadence::Yearly => &[Window::Previous],
            };
            let (stale, gap) = (TimeDelta::days(cadence.stale_days()), TimeDelta::days(cadence.gap_days()));
            (MomentKind::Day, windows, stale, gap)
        }
    };
    let is_percent = unit == Unit::Percent;
    Definition {
        name: kept(name),
        nickname: NICKNAME,
        definition: kept(definition),
        unit,
        change_unit: if is_percent { ChangeUnit::PercentagePoints } else { ChangeUnit::Percent },
        windows,
        risk: RiskDirection::Unsaid,
        moments,
        stale_after: StaleAfter::Age(stale_after),
        gap_max,
        // Nothing is known of it but that it is a number.
        range: (-1e15, 1e15),
        step_max: if is_percent { 10.0 } else { 1.0 },
        step_released_by_agreement: true,
        publication_lag_days: 1,
    }
}

/// One copy of a text, for as long as the process runs; for what is told of a series again and again.
pub fn kept(text: &str) -> &'static str {
    let mut texts = TEXTS.write().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = texts.get(text) {
        return known;
    }
    let new: &'static str = Box::leak(text.into());
    texts.insert(new);
    new
}

impl fmt::Debug for OwnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SeriesId;

    fn terms(name: &str) -> Terms<'_> {
        let pace = Pace::Published(Cadence::Monthly);
        Terms { name, definition: "FRED UNRATE", unit: Unit::Percent, pace, watched: false }
    }

    #[test]
    fn only_what_has_been_defined_can_be_named() {
        assert!("own_900001".parse::<SeriesId>().is_err());
        let own = OwnId::define(900_001, terms("Unemployment"));
        assert_eq!("own_900001".parse(), Ok(SeriesId::Own(own)));
        for id in ["own_0900001", "own_+900001", "own_", "own_900001.", "own_99999999999", "OWN_900001"] {
            assert!(id.parse::<SeriesId>().is_err(), "{id}");
        }
    }

    #[test]
    fn a_new_name_reaches_everybody_who_holds_the_id() {
        let held = SeriesId::Own(OwnId::define(900_002, terms("Before")));
        OwnId::define(900_002, terms("After"));
        assert_eq!(held.definition().name, "After");
        assert_eq!(held.definition().change_unit, ChangeUnit::PercentagePoints);
        // Other tests look at everybody's rules, so that none is watched here.
        assert!(!OwnId::watched().iter().any(|own| own.number() == 900_002));
    }

    #[test]
    fn a_monthly_figure_is_compared_with_the_one_before() {
        let series = SeriesId::Own(OwnId::define(900_003, terms("Unemployment")));
        let point = |day: &str, amount| crate::Point {
            observed_at: crate::Moment::Day(day.parse().unwrap()),
            first_seen_at: chrono::DateTime::UNIX_EPOCH,
            value: crate::Value::percent(amount).unwrap(),
            origin: crate::Origin::Live,
        };
        let (base, latest) = (point("2026-09-01", 4.3), point("2026-10-01", 4.4));
        let change = crate::change::change(series, Window::Previous, &latest, Some(&base)).unwrap();
        assert_eq!((change.value, change.tone), (0.1, crate::change::Tone::Neutral));
    }
}
