//! The regime in one strip: the last year as a ribbon, and under it the votes, each with its number.

use chrono::{DateTime, Days, NaiveDate, Utc};
use cockpit_domain::SeriesId;
use cockpit_domain::dashboard::Regime;
use cockpit_domain::regime::{State, Vote};
use leptos::prelude::*;

use crate::format;
use crate::panels::header::state_class;

const RIBBON_DAYS: u64 = 365;

/// How far it is to another answer, in words.
pub(crate) fn flip_words(regime: &Regime) -> String {
    match &regime.flip {
        Some(flip) => {
            let change = format::change(flip.change, flip.unit);
            format!("{} needs {change} to turn {}", short_name(flip.series), flip.to.words())
        }
        None if regime.state == State::Unknown => "not enough recent values to decide".to_owned(),
        None => "no single change would turn it".to_owned(),
    }
}

pub(crate) fn regime(regime: &Regime, now: DateTime<Utc>) -> impl IntoView + use<> {
    let votes: Vec<_> = regime.votes.iter().map(vote).collect();
    view! {
        <section class="regime" aria-label="Regime">
            {ribbon(&regime.ribbon, now.date_naive())}
            <ul class="votes">{votes}</ul>
        </section>
    }
}

fn ribbon(states: &[(NaiveDate, State)], today: NaiveDate) -> impl IntoView + use<> {
    let from = today.checked_sub_days(Days::new(RIBBON_DAYS)).unwrap_or(today);
    let offset = |day: NaiveDate| (day - from).num_days().clamp(0, 365);
    let mut spans = Vec::new();
    for (index, (day, state)) in states.iter().enumerate() {
        let end = states.get(index + 1).map_or(today, |(next, _)| *next);
        let (start, end) = (offset(*day), offset(end));
        if end > start {
            spans.push((start, end - start, *state));
        }
    }
    if spans.is_empty() {
        spans.push((0, 365, State::Unknown));
    }
    let words = spans.iter().rev().take(4).rev().map(|(start, _, state)| {
        let day = from.checked_add_days(Days::new(u64::try_from(*start).unwrap_or(0))).unwrap_or(from);
        format!("{} from {}", state.words(), day.format("%-d %b %Y"))
    });
    let label = format!("The last twelve months: {}", words.collect::<Vec<_>>().join(", "));
    let title = label.clone();
    let bars = spans.into_iter().map(|(start, width, state)| {
        view! {
            <rect class=state_class(state) x=start width=width y="0" height="6"></rect>
        }
    });
    view! {
        <svg class="ribbon" viewBox="0 0 365 6" preserveAspectRatio="none" role="img" aria-label=label>
            <title>{title}</title>
            {bars.collect_view()}
        </svg>
    }
}

fn vote(vote: &Vote) -> impl IntoView + use<> {
    let (class, says) = match vote.vote {
        Some(1) => ("supports", "supports risk"),
        Some(-1) => ("against", "weighs on risk"),
        Some(_) => ("neutral", "inside its band"),
        None => ("unknown", "unknown"),
    };
    let band = format!("{says}; votes beyond ±{} {}", plain(vote.band), vote.unit.symbol());
    let measured = match vote.value {
        Some(value) => format!("{} {}", format::change(value, vote.unit), look_back(vote.series)),
        None => vote.reason.clone(),
    };
    view! {
        <li class=class title=vote.reason.clone()>
            <span class="vote-name">{short_name(vote.series)}</span>
            <span class="vote-value">{measured}</span>
            <span class="vote-says">{band}</span>
        </li>
    }
}

fn plain(number: f64) -> String {
    if number.fract() == 0.0 { format::number(number, 0) } else { number.to_string() }
}

const fn look_back(series: SeriesId) -> &'static str {
    match series {
        SeriesId::Btc => "vs 100-day mean",
        _ => "in 63 d",
    }
}

pub(crate) const fn short_name(series: SeriesId) -> &'static str {
    match series {
        SeriesId::Us10y => "10Y yield",
        SeriesId::NetLiquidity => "Net liquidity",
        SeriesId::StablecoinMcap => "Stablecoins",
        SeriesId::UsdtDominance => "USDT dominance",
        SeriesId::Btc => "BTC",
        other => other.as_str(),
    }
}
