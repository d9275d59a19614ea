//! The same validation, rules and regime over past values, with a simulated clock.
//!
//! A line is a value in the unit of its series; `at` is both the moment it speaks of and the moment it was seen. For series
//! published by day that moment is the UTC day of `at`, and a later line of the same day takes the earlier one's place.
//! The order of work at a line: turn of the day (regime), net liquidity from legs that came before, validation, then the
//! rules in the order they were given. A value that validation holds is shown to the rules as held (they suppress it), and
//! is neither compared with later on nor part of the regime. Net liquidity is computed from `walcl`, `wtregen` and
//! `rrpontsyd` as soon as the clock moves past a Wednesday's legs, unless lines bring it themselves.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::decision::Decision;
use super::evaluate::{measure, step};
use super::input::{Input, RegimeSeen, Sample, Trust};
use super::rule::Rule;
use super::state::RuleState;
use crate::liquidity::wednesdays;
use crate::regime::vote::Histories;
use crate::regime::{self, Model, Settling};
use crate::validate::{Verdict, in_range, judge};
use crate::{Moment, Origin, SeriesId, Value};

pub mod line;
mod memory;
pub mod would_fire;

pub use line::{Line, LineError, Unordered};
use memory::Memory;
pub use would_fire::{remembered, would_fire};

/// Who "published" the lines of a replay.
const SOURCE: &str = "replay";

/// The legs of net liquidity.
const LEGS: [SeriesId; 3] = [SeriesId::Walcl, SeriesId::Wtregen, SeriesId::Rrpontsyd];

/// All a replay remembers between two lines.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReplayState {
    /// The simulated clock.
    now: Option<DateTime<Utc>>,
    /// By series id.
    series: BTreeMap<String, Memory>,
    /// By rule, parameters included.
    rules: BTreeMap<String, RuleState>,
    /// The last day whose end the regime was evaluated at.
    evaluated: Option<NaiveDate>,
    settling: Settling,
    /// Whether a leg of net liquidity came since it was last computed.
    legs_came: bool,
    /// Whether lines bring net liquidity themselves.
    liquidity_given: bool,
}

/// A replay under way.
#[derive(Clone, Debug)]
pub struct Replay {
    rules: Vec<(Rule, String)>,
    model: Model,
    state: ReplayState,
}

impl Replay {
    /// Begins with nothing known.
    pub fn new(rules: impl IntoIterator<Item = Rule>, model: Model) -> Self {
        Self::resume(rules, model, ReplayState::default())
    }

    /// Goes on where another left off.
    pub fn resume(rules: impl IntoIterator<Item = Rule>, model: Model, state: ReplayState) -> Self {
        let keyed = |rule: Rule| {
            let key = format!("{} {}", super::fan_out::key(&rule), rule.threshold().unwrap_or_default());
            (rule, key)
        };
        Self { rules: rules.into_iter().map(keyed).collect(), model, state }
    }

    /// What it remembers.
    pub const fn state(&self) -> &ReplayState {
        &self.state
    }

    /// Gives back what it remembers.
    pub fn into_state(self) -> ReplayState {
        self.state
    }

    /// The decisions over `lines`, in order. Ends after the first line that is out of order. What the end of the last day
    /// would bring is not evaluated: the day may go on.
    pub fn run<'a>(
        &'a mut self,
        lines: impl IntoIterator<Item = Line> + 'a,
    ) -> impl Iterator<Item = Result<Decision, Unordered>> + 'a {
        let mut failed = false;
        lines.into_iter().flat_map(move |line| {
            let brought = if failed { Ok(Vec::new()) } else { self.push(line) };
            match brought {
                Ok(decisions) => decisions.into_iter().map(Ok).collect(),
                Err(unordered) => {
                    failed = true;
                    vec![Err(unordered)]
                }
            }
        })
    }

    /// Takes in one line.
    pub fn push(&mut self, line: Line) -> Result<Vec<Decision>, Unordered> {
        let Line { at, series, value } = line;
        if let Some(last_at) = self.state.now.filter(|now| at < *now) {
            return Err(Unordered { at, last_at });
        }
        let mut decisions = Vec::new();
        self.turn_days(at, &mut decisions);
        self.compute_liquidity(at, &mut decisions);
        self.state.now = Some(at);
        self.state.liquidity_given |= series == SeriesId::NetLiquidity;
        let trust = self.validate(series, at, value);
        self.observe(series, Memory::moment(series, at), value, trust, at, &mut decisions);
        self.state.legs_came |= LEGS.contains(&series) && trust == Trust::Good;
        Ok(decisions)
    }

    /// What is still to be computed when no line follows: net liquidity from the last legs.
    pub fn finish(&mut self) -> Vec<Decision> {
        let mut decisions = Vec::new();
        if let Some(now) = self.state.now {
            self.compute_liquidity(now + chrono::TimeDelta::seconds(1), &mut decisions);
        }
        decisions
    }

    fn memory(&mut self, series: SeriesId) -> &mut Memory {
        self.state.series.entry(series.as_str().to_owned()).or_default()
    }

    fn validate(&mut self, series: SeriesId, at: DateTime<Utc>, value: Value) -> Trust {
        let memory = self.memory(series);
        let moment = Memory::moment(series, at);
        let last = memory.last_point(series);
        let held = memory.held(series);
        match judge(series, moment, value, last.as_ref(), held.as_ref()) {
            Verdict::Accept => {
                memory.release();
                Trust::Good
            }
            Verdict::Hold(reason) => {
                // One that says the same already waits: it stays as it is.
                if !held.is_some_and(|held| held.agrees(value)) {
                    memory.hold(at, value, reason.released_by_agreement());
                }
                Trust::Held
            }
        }
    }

    fn observe(
        &mut self,
        series: SeriesId,
        observed_at: Moment,
        value: Value,
        trust: Trust,
        now: DateTime<Utc>,
        decisions: &mut Vec<Decision>,
    ) {
        let sample = Sample { observed_at, value, source: SOURCE, origin: Origin::Live };
        let memory = self.state.series.entry(series.as_str().to_owned()).or_default();
        let mut track = std::mem::take(&mut memory.track);
        let past = memory.past(series);
        if let Some(seen) = track.follow(series, sample, trust, None, &past, now) {
            decide(&self.rules, &mut self.state.rules, &Input::Series(&seen), now, decisions);
        }
        let memory = self.memory(series);
        memory.track = track;
        if trust != Trust::Held {
            memory.keep(observed_at, value);
        }
    }

    /// Evaluates the regime at the end of every day that is over by `at`.
    fn turn_days(&mut self, at: DateTime<Utc>, decisions: &mut Vec<Decision>) {
        let today = at.date_naive();
        let Some(before) = self.state.now.map(|now| now.date_naive()).filter(|day| *day < today) else {
            return;
        };
        let histories: Histories = self
            .model
            .votes
            .iter()
            .filter_map(|vote| {
                let memory = self.state.series.get(vote.series.as_str())?;
                Some((vote.series, memory.daily(vote.series)))
            })
            .collect();
        let first = self.state.evaluated.and_then(|day| day.succ_opt()).unwrap_or(before);
        for day in first.iter_days().take_while(|day| *day < today) {
            let evaluation = regime::evaluate(&self.model, &histories, day);
            self.state.settling.next(&self.model, &evaluation);
            self.state.evaluated = Some(day);
            let seen = RegimeSeen { day, state: self.state.settling.state };
            let end = Moment::Day(day.succ_opt().unwrap_or(day)).start();
            decide(&self.rules, &mut self.state.rules, &Input::Regime(seen), end, decisions);
        }
    }

    /// Computes net liquidity once the clock has moved past the legs that came last.
    fn compute_liquidity(&mut self, at: DateTime<Utc>, decisions: &mut Vec<Decision>) {
        let Some(now) = self.state.now.filter(|now| *now < at) else { return };
        if !std::mem::take(&mut self.state.legs_came) || self.state.liquidity_given {
            return;
        }
        let [assets, treasury, reverse_repo] =
            LEGS.map(|leg| self.state.series.get(leg.as_str()).map(Memory::amounts).unwrap_or_default());
        let Some((day, legs)) = wednesdays(&assets, &treasury, &reverse_repo).pop() else { return };
        let (value, moment) = (legs.net_liquidity().to_billions(), Moment::Day(day));
        let known = self.memory(SeriesId::NetLiquidity).last_point(SeriesId::NetLiquidity);
        let trust = match known {
            Some(known) if known.observed_at == moment && known.value == value => return,
            Some(known) if known.observed_at == moment => Trust::Revised,
            _ => Trust::Good,
        };
        if in_range(SeriesId::NetLiquidity, value).is_ok() {
            self.observe(SeriesId::NetLiquidity, moment, value, trust, now, decisions);
        }
    }
}

fn decide(
    rules: &[(Rule, String)],
    states: &mut BTreeMap<String, RuleState>,
    input: &Input<'_>,
    now: DateTime<Utc>,
    decisions: &mut Vec<Decision>,
) {
    for (rule, key) in rules {
        let Some(measured) = measure(rule, input) else { continue };
        let mut state = states.remove(key).unwrap_or_default();
        decisions.extend(step(rule, rule.threshold(), &mut state, &measured, input, now));
        if !state.is_blank() {
            states.insert(key.clone(), state);
        }
    }
}
