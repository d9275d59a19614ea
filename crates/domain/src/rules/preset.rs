//! Complete lists of rules to choose from.
//!
//! Calibrated by replay on the bundled history, January 2021 to May 2026 (280 weeks of daily values; one calibration, in
//! sample). Alerts a week:
//!
//! | Rules | calm | balanced | sensitive |
//! |---|---|---|---|
//! | Bitcoin: 24 h, 7 d, drift | 0.24 | 0.84 | 2.53 |
//! | 10Y: 1 d, 7 d, drift | 0.13 | 0.57 | 2.24 |
//! | Net liquidity: release, 7 d, drift | 0.06 | 1.15 | 1.45 |
//! | Stablecoins: 24 h, 7 d, drift | 0.32 | 0.78 | 3.40 |
//! | RWA: 24 h, 7 d, drift | 0.06 | 0.14 | 0.39 |
//! | Fed assets: 7 d | off | off | 0.19 |
//! | Regime | 0.15 | 0.15 | 0.15 |
//! | Together | 0.97 | 3.63 | 10.34 |
//!
//! High-impact releases add about two times of the day a week, each told once (calm: when the figures are out) or twice
//! (also when they come up): balanced is about one alert a day, calm about a third of it. Daily values miss what happens
//! within a day, so the 24-hour rules tell somewhat more often in life. Bitcoin's 15-minute and 1-hour rules, USDT's
//! dominance and share, odds and sources had no history long enough to be calibrated on; their thresholds are a judgement.

use serde::{Deserialize, Serialize};

use super::id::RuleId;
use super::rule::{Direction, Rule, RuleSpec, Severity};
use super::span::Span;
use crate::SeriesId;
use crate::change::{ChangeUnit, Window};
use crate::moment::MomentKind;
use crate::series::OwnId;

/// A complete list of rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// About an alert every two or three days.
    Calm,
    /// About one alert a day.
    #[default]
    Balanced,
    /// Two to three alerts a day.
    Sensitive,
}

/// Where a rule stands in a preset.
#[derive(Clone, Copy)]
enum At {
    /// On, with this threshold.
    On(f64),
    /// Off; this threshold when it is switched on.
    Off(f64),
    /// On; there is nothing to measure.
    Tell,
    /// Off; there is nothing to measure.
    Silent,
}

/// One rule in all presets.
struct Row {
    rule: &'static str,
    /// Calm, balanced, sensitive.
    thresholds: [At; 3],
    cooldown: [&'static str; 3],
    confirm: u8,
    severity: Severity,
}

/// Share of the threshold by which a change must come back.
const HYSTERESIS_SHARE: f64 = 0.25;

const fn row(
    rule: &'static str,
    thresholds: [At; 3],
    cooldown: [&'static str; 3],
    confirm: u8,
    severity: Severity,
) -> Row {
    Row { rule, thresholds, cooldown, confirm, severity }
}

const ROWS: &[Row] = {
    use At::{Off, On, Silent, Tell};
    use Severity::{Critical, Info, Warning};
    &[
        row("btc.change.15m", [On(4.0), On(2.0), On(1.0)], ["12h", "6h", "4h"], 2, Warning),
        row("btc.change.1h", [On(5.0), On(3.0), On(1.5)], ["1d", "12h", "6h"], 2, Warning),
        row("btc.change.24h", [On(10.0), On(6.0), On(3.0)], ["1d", "1d", "12h"], 2, Warning),
        row("btc.change.7d", [On(20.0), On(12.0), On(6.0)], ["7d", "3d", "2d"], 2, Info),
        row("btc.drift", [On(25.0), On(15.0), On(8.0)], ["1d", "1d", "12h"], 2, Warning),
        row("us10y.change.1d", [On(18.0), On(12.0), On(6.0)], ["1d", "1d", "1d"], 1, Warning),
        row("us10y.change.7d", [On(35.0), On(25.0), On(12.0)], ["7d", "7d", "3d"], 1, Info),
        row("us10y.drift", [On(50.0), On(30.0), On(15.0)], ["1d", "1d", "1d"], 1, Warning),
        row("net_liquidity.release", [Silent, Tell, Tell], ["1d", "1d", "1d"], 1, Info),
        row("net_liquidity.change.7d", [On(3.0), On(2.0), On(1.0)], ["7d", "7d", "7d"], 1, Warning),
        row("net_liquidity.drift", [On(8.0), On(5.0), On(2.5)], ["7d", "7d", "7d"], 1, Warning),
        row("stablecoin_mcap.change.24h", [On(1.5), On(0.7), On(0.1)], ["3d", "1d", "1d"], 2, Warning),
        row("stablecoin_mcap.change.7d", [On(3.0), On(1.8), On(0.5)], ["7d", "7d", "3d"], 2, Info),
        row("stablecoin_mcap.drift", [On(8.0), On(4.0), On(1.5)], ["3d", "1d", "1d"], 2, Info),
        row("usdt_dominance.change.24h", [On(0.8), On(0.4), On(0.2)], ["1d", "1d", "12h"], 2, Warning),
        row("usdt_dominance.change.7d", [On(1.5), On(0.8), On(0.4)], ["7d", "3d", "2d"], 2, Info),
        row("usdt_dominance.drift", [On(2.0), On(1.0), On(0.5)], ["1d", "1d", "1d"], 2, Warning),
        row("usdt_share.change.7d", [Off(2.0), Off(1.0), On(0.5)], ["7d", "7d", "3d"], 2, Info),
        row("usdt_share.drift", [On(4.0), On(2.0), On(1.0)], ["7d", "7d", "3d"], 2, Info),
        row("rwa_tvl.change.24h", [On(15.0), On(8.0), On(4.0)], ["1d", "1d", "1d"], 2, Info),
        row("rwa_tvl.change.7d", [On(25.0), On(15.0), On(8.0)], ["7d", "7d", "3d"], 2, Info),
        row("rwa_tvl.drift", [On(40.0), On(20.0), On(10.0)], ["7d", "7d", "3d"], 2, Info),
        row("rwa_active_mcap.drift", [Off(40.0), Off(20.0), On(10.0)], ["7d", "7d", "3d"], 2, Info),
        row("rwa_category_mcap.drift", [Off(60.0), Off(40.0), On(20.0)], ["7d", "7d", "3d"], 2, Info),
        row("net_liquidity_daily.change.7d", [Off(4.0), Off(3.0), On(2.0)], ["7d", "7d", "3d"], 1, Info),
        row("walcl.change.7d", [Off(1.0), Off(0.6), On(0.4)], ["7d", "7d", "7d"], 1, Info),
        row("wtregen.change.7d", [Off(40.0), Off(25.0), Off(15.0)], ["7d", "7d", "7d"], 1, Info),
        row("tga_daily.change.7d", [Off(50.0), Off(30.0), Off(20.0)], ["7d", "7d", "3d"], 1, Info),
        row("rrpontsyd.change.1d", [Off(900.0), Off(500.0), Off(300.0)], ["7d", "7d", "3d"], 1, Info),
        row("regime.change", [Tell, Tell, Tell], ["0m", "0m", "0m"], 1, Critical),
        row("odds.swing", [On(20.0), On(10.0), On(7.0)], ["1d", "12h", "6h"], 2, Warning),
        row("odds.leader", [Silent, Tell, Tell], ["2d", "1d", "12h"], 2, Warning),
        row("event.soon", [Off(12.0), On(12.0), On(12.0)], ["0m", "0m", "0m"], 1, Info),
        row("event.released", [Tell, Tell, Tell], ["0m", "0m", "0m"], 1, Warning),
        row("source.stale", [Tell, Tell, Tell], ["1d", "6h", "3h"], 2, Warning),
    ]
};

impl Preset {
    /// Every preset, from the quietest.
    pub const ALL: [Self; 3] = [Self::Calm, Self::Balanced, Self::Sensitive];

    /// The word in settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Calm => "calm",
            Self::Balanced => "balanced",
            Self::Sensitive => "sensitive",
        }
    }

    /// Its rules: one of each that there is, those switched off included; those of the operator's own indicators come last.
    pub fn rules(self) -> Vec<Rule> {
        let listed = ROWS.iter().map(|row| self.spec(row));
        let own = OwnId::watched().into_iter().flat_map(|own| own_rules(self, own));
        listed.chain(own).filter_map(|spec| Rule::new(&spec).ok()).collect()
    }

    fn spec(self, row: &Row) -> RuleSpec {
        let [calm, balanced, sensitive] = row.thresholds;
        let [calm_cooldown, balanced_cooldown, sensitive_cooldown] = row.cooldown;
        let (threshold, cooldown) = match self {
            Self::Calm => (calm, calm_cooldown),
            Self::Balanced => (balanced, balanced_cooldown),
            Self::Sensitive => (sensitive, sensitive_cooldown),
        };
        let (threshold, enabled) = match threshold {
            At::On(threshold) => (Some(threshold), true),
            At::Off(threshold) => (Some(threshold), false),
            At::Tell => (None, true),
            At::Silent => (None, false),
        };
        let comes_back = row.rule.contains(".change.") || row.rule == "odds.swing";
        // A leader by less than a point is neck and neck.
        let lead_pp = if row.rule == "odds.leader" { 1.0 } else { 0.0 };
        let hysteresis = threshold.filter(|_| comes_back).map_or(lead_pp, |threshold| {
            // Whole thousandths, so that it reads as it was meant.
            (threshold * HYSTERESIS_SHARE * 1e3).round() / 1e3
        });
        RuleSpec {
            rule: row.rule.to_owned(),
            threshold,
            direction: Direction::Both,
            cooldown: cooldown.parse::<Span>().unwrap_or_default(),
            hysteresis,
            confirm: row.confirm,
            severity: row.severity,
            enabled,
        }
    }
}

/// The rules of an indicator of one's own. How it moves nobody knows but the operator: all are off until the strip under the
/// slider has been looked at, and the thresholds are a place to begin.
fn own_rules(preset: Preset, own: OwnId) -> Vec<RuleSpec> {
    let (series, definition) = (SeriesId::Own(own), own.definition());
    let is_published = definition.moments == MomentKind::Day;
    let in_points = definition.change_unit == ChangeUnit::PercentagePoints;
    let one_of = |three: [f64; 3]| match preset {
        Preset::Calm => three[0],
        Preset::Balanced => three[1],
        Preset::Sensitive => three[2],
    };
    let spec = |id: RuleId, threshold: Option<f64>| {
        let is_change = matches!(id, RuleId::Change(..));
        RuleSpec {
            rule: id.to_string(),
            threshold,
            direction: Direction::Both,
            cooldown: "1d".parse::<Span>().unwrap_or_default(),
            hysteresis: threshold.filter(|_| is_change).map_or(0.0, |threshold| threshold * HYSTERESIS_SHARE),
            confirm: if is_published { 1 } else { 2 },
            severity: Severity::Warning,
            enabled: false,
        }
    };
    let changes = definition.windows.iter().map(|window| {
        let three = match window {
            _ if in_points => [1.0, 0.4, 0.2],
            Window::Minutes15 | Window::Hour1 => [8.0, 4.0, 2.0],
            Window::Hours24 | Window::PreviousDay => [12.0, 8.0, 4.0],
            Window::Days7 | Window::Previous => [20.0, 12.0, 6.0],
        };
        spec(RuleId::change(series, *window), Some(one_of(three)))
    });
    let drift = if in_points { [2.0, 1.0, 0.4] } else { [30.0, 20.0, 10.0] };
    let release = is_published.then(|| spec(RuleId::Release(series), None));
    changes.chain([spec(RuleId::Drift(series), Some(one_of(drift)))]).chain(release).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_a_rule_in_every_preset() {
        for preset in Preset::ALL {
            let own = |rule: &Rule| matches!(rule.id().series(), Some(SeriesId::Own(_)));
            assert_eq!(preset.rules().iter().filter(|rule| !own(rule)).count(), ROWS.len());
            let specs = ROWS.iter().map(|row| preset.spec(row));
            Rule::list(specs).unwrap();
        }
    }

    #[test]
    fn an_indicator_of_ones_own_has_rules_that_are_off_until_somebody_wants_them() {
        use crate::Unit;
        use crate::series::{Cadence, Pace, Terms};
        let define = |number, unit, pace| {
            let terms = Terms { name: "Own", definition: "own", unit, pace, watched: false };
            OwnId::define(number, terms)
        };
        let month = Pace::Published(Cadence::Monthly);
        let minute = Pace::Polled { every: chrono::TimeDelta::minutes(1), history: None };
        let (one, other) = (define(900_010, Unit::Percent, month), define(900_011, Unit::Number, minute));
        for preset in Preset::ALL {
            let of = |own: OwnId| {
                let rules = own_rules(preset, own).into_iter().map(|spec| Rule::new(&spec).unwrap());
                rules.map(|rule| (rule.id().to_string(), rule.enabled())).collect::<Vec<_>>()
            };
            let off = |ids: &[&str]| ids.iter().map(|id| ((*id).to_owned(), false)).collect::<Vec<_>>();
            assert_eq!(of(one), off(&["own_900010.change.prev", "own_900010.drift", "own_900010.release"]));
            let changes = ["1h", "24h", "7d"].map(|window| format!("own_900011.change.{window}"));
            let ids: Vec<&str> = changes.iter().map(String::as_str).chain(["own_900011.drift"]).collect();
            assert_eq!(of(other), off(&ids));
        }
    }
}
