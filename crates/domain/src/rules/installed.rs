//! The rules of an installation: a preset, what stands before it, and levels of its own.

use super::id::{RuleId, RuleKind};
use super::preset::Preset;
use super::rule::{Rule, RuleError, RuleSpec};

/// Most levels that one installation watches.
pub const LEVELS_MAX: usize = 100;

/// What an installation has chosen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Installed {
    /// What holds where nothing of one's own is chosen.
    pub preset: Preset,
    own: Vec<Rule>,
}

impl Installed {
    /// A preset, and the rules that stand before those of every preset.
    pub fn new(preset: Preset, mut own: Vec<Rule>) -> Self {
        own.sort_by(|a, b| a.id().cmp(b.id()));
        Self { preset, own }
    }

    /// The rule that stands before the presets', if there is one.
    pub fn own(&self, id: &RuleId) -> Option<&Rule> {
        self.own.iter().find(|rule| rule.id() == id)
    }

    /// All of those, by id.
    pub fn all_own(&self) -> &[Rule] {
        &self.own
    }

    /// The rules of whoever has this preset: one of each that the preset knows, then the levels. A level is for everybody who
    /// has not switched it off.
    pub fn rules(&self, preset: Preset) -> Vec<Rule> {
        let usual = preset.rules();
        let levels = self.own.iter().filter(|rule| !usual.iter().any(|usual| usual.id() == rule.id()));
        let levels: Vec<Rule> = levels.cloned().collect();
        let rules = usual.into_iter().map(|usual| self.own(usual.id()).cloned().unwrap_or(usual));
        rules.chain(levels).collect()
    }

    /// The rule of this id as it is in force.
    pub fn rule(&self, id: &RuleId) -> Option<Rule> {
        self.own(id).cloned().or_else(|| self.usual(id))
    }

    /// The rule as the installation's preset has it; `None` for levels.
    pub fn usual(&self, id: &RuleId) -> Option<Rule> {
        self.preset.rules().into_iter().find(|rule| rule.id() == id)
    }

    /// What a rule is to become: `None` when the preset has it so already, and nothing of its own need be kept.
    pub fn kept(&self, rule: Rule) -> Option<Rule> {
        (self.usual(rule.id()).as_ref() != Some(&rule)).then_some(rule)
    }

    /// The rule in force with another threshold, and on or off. A hysteresis that nobody chose follows the threshold as the
    /// preset's would, so that going there and back leaves no trace.
    pub fn moved(&self, id: &RuleId, threshold: Option<f64>, on: bool) -> Option<Result<Rule, RuleError>> {
        let rule = self.rule(id)?;
        let Some(threshold) = threshold else { return Some(Ok(rule.switched(on))) };
        Some(self.at(&rule, threshold).map(|rule| rule.switched(on)))
    }

    fn at(&self, rule: &Rule, threshold: f64) -> Result<Rule, RuleError> {
        let follows = |usual: &Rule| {
            let there = usual.with_threshold(rule.threshold()?).ok()?;
            (there.hysteresis() == rule.hysteresis()).then(|| usual.with_threshold(threshold))
        };
        match self.usual(rule.id()).as_ref().and_then(follows) {
            Some(usual) => {
                let hysteresis = usual?.hysteresis();
                Rule::new(&RuleSpec { threshold: Some(threshold), hysteresis, ..rule.clone().into() })
            }
            None => rule.with_threshold(threshold),
        }
    }

    /// How many levels are watched.
    pub fn levels(&self) -> usize {
        self.own.iter().filter(|rule| rule.id().kind() == RuleKind::Level).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> RuleId {
        text.parse().unwrap()
    }

    fn level(direction: &str) -> Rule {
        let spec = serde_json::json!({"rule": "btc.level.100k", "threshold": 1e5, "direction": direction});
        Rule::new(&serde_json::from_value(spec).unwrap()).unwrap()
    }

    #[test]
    fn what_is_of_ones_own_stands_before_every_preset_and_levels_come_last() {
        let quarter = id("btc.change.15m");
        let own = Preset::Balanced.rules()[0].with_threshold(3.0).unwrap();
        let installed = Installed::new(Preset::Calm, vec![level("up"), own.clone()]);
        for preset in Preset::ALL {
            let rules = installed.rules(preset);
            assert_eq!(rules.len(), preset.rules().len() + 1);
            assert_eq!((&rules[0], rules.last()), (&own, Some(&level("up"))));
        }
        assert_eq!(installed.rule(&quarter), Some(own));
        assert_eq!(installed.rule(&id("btc.level.other")), None);
        assert_eq!(installed.usual(&quarter), Some(Preset::Calm.rules()[0].clone()));
    }

    #[test]
    fn there_and_back_again_leaves_no_trace() {
        let quarter = id("btc.change.15m");
        let mut installed = Installed::default();
        for threshold in [0.3, 900.0, 0.001, 2.0] {
            let rule = installed.moved(&quarter, Some(threshold), true).unwrap().unwrap();
            assert_eq!(rule.threshold(), Some(threshold));
            installed = Installed::new(Preset::Balanced, installed.kept(rule).into_iter().collect());
        }
        assert_eq!(installed, Installed::default());
    }

    #[test]
    fn a_hysteresis_that_somebody_chose_stays_while_it_fits() {
        let quarter = id("btc.change.15m");
        let usual = Preset::Balanced.rules()[0].clone();
        let own = Rule::new(&RuleSpec { hysteresis: 1.5, ..usual.into() }).unwrap();
        let installed = Installed::new(Preset::Balanced, vec![own]);
        let moved = |threshold| installed.moved(&quarter, Some(threshold), true).unwrap().unwrap();
        assert_eq!((moved(4.0).hysteresis(), moved(1.0).hysteresis()), (1.5, 0.5));
        assert!(installed.moved(&quarter, Some(f64::NAN), true).unwrap().is_err());
        assert!(installed.moved(&id("btc.level.x"), None, true).is_none());
    }
}
