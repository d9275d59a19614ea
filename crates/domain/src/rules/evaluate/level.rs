//! *Level crossing*: the value comes to stand at or above the level (*up*), or below it (*down*).
//!
//! Standing beyond a level when the rule is armed is no crossing; the last trusted and undisputed value tells where it stood. A gap does
//! not silence it. For an hour after publishers changed and disagreed, a crossing is suppressed; if the value still stands
//! there after that, it is told then.

use super::change::distrust;
use super::gate::{Scale, Signal};
use crate::rules::decision::Reason;
use crate::rules::input::Seen;

pub(super) fn signal(seen: &Seen<'_>) -> Signal {
    let value = seen.sample.value.amount();
    let guard = distrust(seen).or(seen.around.disputed.then_some(Reason::Publisher));
    let before = seen.around.undisputed;
    let previous = seen.around.previous.filter(|(_, value)| Some(*value) == before);
    let from_at = previous.map(|(at, _)| seen.sample.observed_at.at_time(at));
    let (scale, fires) = (Scale::Position { before }, Reason::Crossed);
    Signal { value, scale, guard, fires, from: before, from_at, to: Some(value), change: None }
}
