//! What people call things.

use cockpit_domain::SeriesId;
use cockpit_domain::change::Tone;
use cockpit_domain::dashboard::Regime;
use cockpit_domain::freshness::Freshness;
pub use cockpit_domain::publisher::{source, source_and_series};
use cockpit_domain::regime::{State, Vote};

/// What a tone means for risk assets.
pub const fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Supports => "supports risk",
        Tone::Against => "weighs on risk",
        Tone::Neutral => "neutral for risk",
    }
}

/// How far a value can be trusted to be the newest, in a word.
pub const fn freshness(freshness: Freshness) -> &'static str {
    match freshness {
        Freshness::Fresh => "fresh",
        Freshness::Stale => "old",
        Freshness::Missing => "unavailable",
        Freshness::Bundled => "bundled",
        Freshness::Held => "held for review",
    }
}

/// What a percentage is a share of, where its name alone would leave that open.
pub const fn share_of(series: SeriesId) -> Option<&'static str> {
    match series {
        SeriesId::UsdtDominance => Some("of all crypto"),
        _ => None,
    }
}

/// A vote's name above its number.
pub fn vote_name(series: SeriesId) -> &'static str {
    match series {
        SeriesId::Us10y => "10Y yield",
        SeriesId::Btc => "BTC trend",
        other => other.short_name(),
    }
}

/// What a vote measured and over which time: `+28 bp in 63 days`, or why not, when it could not.
pub fn measured(vote: &Vote) -> String {
    let Some(value) = vote.value else { return vote.reason.clone() };
    let over = match vote.days {
        Some(days) if vote.series == SeriesId::Btc => format!("vs {days}-day mean"),
        Some(days) => format!("in {days} days"),
        None => "from its level".to_owned(),
    };
    format!("{} {over}", super::change(value, vote.unit))
}

/// What a vote says for risk.
pub const fn vote(vote: Option<i8>) -> &'static str {
    match vote {
        Some(1) => "supports risk",
        Some(-1) => "weighs on risk",
        Some(_) => "inside its band",
        None => "unknown",
    }
}

/// The distance to another answer: `10Y needs −14 bp to turn Neutral`.
pub fn flip(regime: &Regime) -> String {
    match &regime.flip {
        _ if regime.votes.is_empty() => "no votes yet".to_owned(),
        Some(flip) => {
            let change = super::change(flip.change, flip.unit);
            format!("{} needs {change} to turn {}", flip.series.short_name(), flip.to.words())
        }
        None if regime.state == State::Unknown => "not enough recent values to decide".to_owned(),
        None => "no single change would turn it".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use cockpit_domain::change::ChangeUnit;
    use cockpit_domain::regime::Flip;

    use super::*;

    #[test]
    fn sources_go_by_their_publishers_names() {
        for (name, told) in [
            ("fredgraph", "FRED"),
            ("fiscaldata + fredgraph + nyfed", "Fiscal Data + FRED + New York Fed"),
            ("Federal Reserve and U.S. Treasury, via FRED", "Federal Reserve and U.S. Treasury, via FRED"),
        ] {
            assert_eq!(source(name), told);
        }
        assert_eq!(source_and_series("fredgraph PAYEMS"), "FRED PAYEMS");
        assert_eq!(source_and_series("fiscaldata + fredgraph"), "Fiscal Data + FRED");
    }

    fn regime(state: State, flip: Option<Flip>) -> Regime {
        let vote = Vote {
            series: SeriesId::Us10y,
            vote: Some(-1),
            weight: 2,
            days: Some(63),
            value: Some(34.0),
            unit: ChangeUnit::BasisPoints,
            band: 20.0,
            to_next: Some(-14.0),
            reason: "10Y up 34 bp in 63 days".into(),
        };
        let votes = vec![vote];
        Regime {
            state,
            model: "votes",
            since: None,
            score: None,
            votes,
            flip,
            known_weight: 1.0,
            ribbon: vec![],
        }
    }

    #[test]
    fn the_distance_to_the_flip_is_one_sentence() {
        let flip_to = |to| Flip { series: SeriesId::Us10y, change: -14.0, unit: ChangeUnit::BasisPoints, to };
        let off = regime(State::RiskOff, Some(flip_to(State::Neutral)));
        assert_eq!(flip(&off), "10Y needs −14 bp to turn Neutral");
        assert_eq!(flip(&regime(State::RiskOff, None)), "no single change would turn it");
        assert_eq!(flip(&regime(State::Unknown, None)), "not enough recent values to decide");
        assert_eq!(flip(&Regime { votes: vec![], ..off }), "no votes yet");
    }

    #[test]
    fn a_vote_says_its_number_or_why_it_has_none() {
        let known = regime(State::RiskOff, None).votes.remove(0);
        assert_eq!(measured(&known), "+34 bp in 63 days");
        let unknown = Vote { value: None, reason: "no value 63 days ago".into(), ..known };
        assert_eq!(measured(&unknown), "no value 63 days ago");
    }
}
