//! The alert of another regime.

use cockpit_domain::SeriesId;
use cockpit_domain::change::ChangeUnit;
use cockpit_domain::regime::State;
use serde::Deserialize;
use serde_json::Value;

use super::{Numbers, read};
use crate::message::{Figure, RegimeChange, Unit, Vote};
use crate::render::{Numbers as Language, words};

#[derive(Deserialize)]
struct Facts {
    state: State,
    score: Option<f64>,
    votes: Vec<Cast>,
    #[serde(default)]
    flip: Option<Flip>,
    decision: Numbers<State>,
}

#[derive(Deserialize)]
struct Cast {
    series: String,
    vote: Option<i8>,
    weight: u8,
    reason: String,
}

#[derive(Deserialize)]
struct Flip {
    series: String,
    change: f64,
    unit: String,
    to: State,
}

impl Flip {
    /// `10Y −14 bp → Neutral`.
    fn words(&self) -> Option<String> {
        let series: SeriesId = self.series.parse().ok()?;
        let units = [
            ChangeUnit::Percent,
            ChangeUnit::BasisPoints,
            ChangeUnit::PercentagePoints,
            ChangeUnit::UsdBillions,
        ];
        let unit = units.into_iter().find(|unit| unit.symbol() == self.unit)?;
        let decimals = u8::from(unit != ChangeUnit::BasisPoints);
        let change = words::change(Figure::new(self.change, Unit::from(unit), decimals)?, Language::English);
        Some(format!("{} {change} → {}", series.short_name(), self.to.words()))
    }
}

pub(super) fn change(facts: &Value) -> Option<RegimeChange> {
    let facts: Facts = read(facts)?;
    let name =
        |id: &str| id.parse::<SeriesId>().map_or(id.to_owned(), |series| series.definition().name.to_owned());
    Some(RegimeChange {
        from: facts.decision.from?,
        to: facts.decision.to.unwrap_or(facts.state),
        score: facts.score,
        votes: facts
            .votes
            .iter()
            .map(|cast| Vote {
                name: name(&cast.series),
                vote: cast.vote,
                weight: cast.weight,
                reason: cast.reason.clone(),
            })
            .collect(),
        flip: facts.flip.and_then(|flip| flip.words()),
    })
}
