//! The track of one series: what was seen last and by whom, so that a change of publisher is noticed once for all rules.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::input::{History, Sample, Seen, Trust};
use crate::moment::MomentKind;
use crate::{Origin, SeriesId, Value};

/// Two publishers of one definition agree when they differ by at most this fraction around the switch.
pub const PUBLISHERS_AGREE_WITHIN: f64 = 0.005;

/// How far ahead of the clock a moment may speak before it is taken for the trace of a clock that was wrong.
const FUTURE_SLACK: TimeDelta = TimeDelta::minutes(5);

/// How long after such a switch a value stays disputed.
const DISPUTED_FOR: TimeDelta = TimeDelta::hours(1);

/// What was seen last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Last {
    at: DateTime<Utc>,
    value: f64,
    source: String,
}

/// Remembers the last good observation of one series. Part of the stored state.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Track {
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<Last>,
    /// When publishers last changed and disagreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    disagreed_at: Option<DateTime<Utc>>,
    /// The last value that was not disputed.
    #[serde(skip_serializing_if = "Option::is_none")]
    undisputed: Option<f64>,
}

/// What lies around an observation.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Around {
    /// The good observation before it: its moment and value.
    pub previous: Option<(DateTime<Utc>, f64)>,
    /// The moment of the newest switch between publishers that disagreed.
    pub disagreed_at: Option<DateTime<Utc>>,
    /// Whether that was less than an hour ago.
    pub disputed: bool,
    /// The last value before this one that was not disputed.
    pub undisputed: Option<f64>,
    /// When this very observation is such a switch: the old publisher's value and the new one's.
    pub switch: Option<(f64, f64)>,
}

impl Track {
    /// Takes in a new observation and says what lies around it; `None` when it is not newer than the last one, which is
    /// nothing to evaluate. Held and revised values, and such as did not come live, are passed on but not remembered.
    ///
    /// `overlap` is what this publisher says for the moment of the previous observation, where its answer reaches back
    /// that far: the best proof of whether two publishers agree. Without it the new value is compared with the last one.
    pub fn follow<'a>(
        &mut self,
        series: SeriesId,
        sample: Sample<'a>,
        trust: Trust,
        overlap: Option<Value>,
        history: &'a dyn History,
        now: DateTime<Utc>,
    ) -> Option<Seen<'a>> {
        let at = sample.observed_at.start();
        // A last observation from the future is the trace of a clock that was wrong; what comes now is newer.
        let last = self.last.as_ref().filter(|last| last.at <= now + slack(&sample));
        let is_older = last.is_some_and(|last| at < last.at);
        if is_older && trust == Trust::Good {
            return None;
        }
        let switch = last.filter(|last| last.source != sample.source).and_then(|last| {
            let new = overlap.map_or(sample.value.amount(), Value::amount);
            disagree(last.value, new).then_some((last.value, new))
        });
        let believed = trust == Trust::Good && sample.origin == Origin::Live;
        let previous = last.map(|last| (last.at, last.value));
        let disagreed_at =
            if switch.is_some() { Some(at) } else { self.disagreed_at.filter(|then| *then <= at) };
        let disputed = disagreed_at.is_some_and(|then| at - then < DISPUTED_FOR);
        // After a wrong clock, where the value stood before is not known.
        let undisputed = self.undisputed.filter(|_| last.is_some());
        if believed {
            if !disputed {
                self.undisputed = Some(sample.value.amount());
            }
            self.disagreed_at = disagreed_at;
            self.last = Some(Last { at, value: sample.value.amount(), source: sample.source.to_owned() });
        }
        let around = Around { previous, disagreed_at, disputed, undisputed, switch };
        Some(Seen { series, sample, trust, around, history })
    }
}

fn slack(sample: &Sample<'_>) -> TimeDelta {
    match sample.observed_at.kind() {
        MomentKind::Day => TimeDelta::days(1),
        MomentKind::Instant => FUTURE_SLACK,
    }
}

fn disagree(old: f64, new: f64) -> bool {
    (new - old).abs() > PUBLISHERS_AGREE_WITHIN * old.abs().max(new.abs())
}
