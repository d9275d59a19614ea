//! Smart Diff: when something deserves attention, and why it did or did not get it.
//!
//! A **rule** names what it looks at ([`RuleId`]), a threshold in the unit of the change, a direction, a cooldown, a
//! hysteresis, a confirmation and a severity ([`Rule`]; as written, [`RuleSpec`]). [`Preset`]s are complete lists of rules.
//!
//! An evaluation is the pure function [`evaluate()`]: `(rule, state, input, now)` to the next state and at most one
//! [`Decision`], which says what *fired*, was *held* (would fire, but waits) or *suppressed* (would fire, but must not), with
//! the numbers. What all rules have in common is told in the source of `evaluate`, what each kind measures in the file of
//! its name beside it. All state is in [`RuleState`] (per rule, threshold and subject) and [`Track`] (per series), so a
//! restart between two observations changes nothing.
//!
//! [`grouped`] makes thousands of people's rules into few evaluations; [`Replay`] and [`would_fire()`] run the same function
//! over the past.

mod decision;
mod evaluate;
mod fan_out;
mod id;
mod input;
mod installed;
mod preset;
pub mod replay;
mod rule;
mod span;
mod state;
mod track;

pub use decision::{Decision, Outcome, Quantity, Reason};
pub use evaluate::evaluate;
pub use fan_out::{Evaluated, Group, GroupState, Threshold, grouped};
pub use id::{LevelName, RuleId, RuleKind, UnknownRule, WindowName};
pub use input::{
    EventSeen, History, Input, LeaderSeen, OddsSeen, RegimeSeen, Sample, Seen, SourceSeen, Trust,
};
pub use installed::{Installed, LEVELS_MAX};
pub use preset::Preset;
pub use replay::{Line, LineError, Replay, ReplayState, Unordered, remembered, would_fire};
pub use rule::{Direction, Rule, RuleError, RuleSpec, Severity};
pub use span::{Span, SpanError};
pub use state::{Anchor, RuleState, Side};
pub use track::{Around, PUBLISHERS_AGREE_WITHIN, Track};
