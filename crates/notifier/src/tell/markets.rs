//! Alerts about prediction markets. Titles and outcomes are other people's words.

use chrono::{DateTime, Utc};
use cockpit_domain::Moment;
use serde::Deserialize;
use serde_json::Value;

use super::{Numbers, read};
use crate::message::figure::read_moment;
use crate::message::{Figure, Market, OddsLeader, OddsSwing, Reading, Unit};

#[derive(Deserialize)]
struct Facts<Q> {
    title: String,
    url: String,
    outcome: String,
    volume_24h_usd: Option<i64>,
    /// Of the outcome, in percent.
    odds: Option<f64>,
    runner_up: Option<(String, f64)>,
    #[serde(default)]
    from_at: Option<At>,
    decision: Numbers<Q>,
}

#[derive(Deserialize)]
#[serde(transparent)]
struct At(#[serde(deserialize_with = "read_moment")] Moment);

impl<Q> Facts<Q> {
    fn market(&self) -> Market {
        Market {
            title: self.title.clone(),
            url: self.url.clone(),
            outcome: self.outcome.clone(),
            volume_24h_usd: self.volume_24h_usd,
        }
    }
}

fn percent(odds: f64) -> Option<Figure> {
    // Odds near their ends differ in the digits behind the point.
    Figure::new(odds, Unit::Percent, u8::from(!(1.0..=99.0).contains(&odds)))
}

pub(super) fn swing(facts: &Value, at: DateTime<Utc>, own: Option<f64>) -> Option<OddsSwing> {
    let facts: Facts<f64> = read(facts)?;
    let points = |amount| Figure::new(amount, Unit::PercentagePoints, 0);
    let now = Moment::instant(at);
    let before =
        facts.from_at.as_ref().map_or_else(|| Moment::instant(at - chrono::TimeDelta::days(1)), |at| at.0);
    Some(OddsSwing {
        from: Reading { figure: percent(facts.decision.from?)?, moment: before },
        to: Reading { figure: percent(facts.decision.to?)?, moment: now },
        change: points(facts.decision.change?)?,
        threshold: points(own.or(facts.decision.threshold)?)?,
        market: facts.market(),
    })
}

pub(super) fn leader(facts: &Value, at: DateTime<Utc>) -> Option<OddsLeader> {
    let facts: Facts<String> = read(facts)?;
    let led_before = facts.decision.from.clone()?;
    let behind = facts.runner_up.as_ref().filter(|(outcome, _)| *outcome == led_before);
    Some(OddsLeader {
        odds: Reading { figure: percent(facts.odds?)?, moment: Moment::instant(at) },
        its_odds: behind.and_then(|(_, odds)| percent(*odds)),
        led_before,
        market: facts.market(),
    })
}
