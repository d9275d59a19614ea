//! One event: what is asked, what the money says, how that moved, and why to take care. Odds have no tone for risk.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use cockpit_domain::Moment;
use cockpit_domain::radar::{Caution, Entry, Kind};
use leptos::prelude::*;

use crate::format::{self, civil, odds};
use crate::parts::{meter, outward, sparkline};

/// How much of an event is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    /// What fits into a column of the dashboard.
    Brief,
    /// All of it.
    Full,
}

pub(super) fn line(entry: &Entry, detail: Detail, now: DateTime<Utc>, zone: Tz) -> AnyView {
    let percent = odds::percent(entry.probability);
    let rival = entry.runner_up.as_ref().map(|runner| runner.probability);
    let (arrow, change) = match entry.change_24h_pp {
        Some(points) => {
            let (arrow, change) = odds::change(points);
            (Some(arrow), change)
        }
        None => (None, "—".to_owned()),
    };
    let unknown = entry.change_24h_pp.is_none();
    view! {
        <li class="odds">
            <p class="odds-title">
                {outward::outward(&entry.title, &entry.url)}
                {entry.flipped.then(|| view! { " " <span class="tag flip-tag">"FLIP"</span> })}
                {entry.pinned.then(|| view! { " " <span class="tag">"pinned"</span> })}
            </p>
            <p class="odds-outcome">{entry.outcome.clone()}</p>
            <div class="odds-course">{sparkline::odds(&entry.spark)}</div>
            <p class="odds-percent"><data value=entry.probability.to_string()>{percent}</data></p>
            {meter::meter(entry.probability, rival)}
            <p class="odds-change">
                {arrow.map(|arrow| view! { <span class="arrow" aria-hidden="true">{arrow}</span> " " })}
                {change}
                <small>" 24h"</small>
                {unknown.then(|| view! { <span class="hidden">", nothing to compare with"</span> })}
            </p>
            <p class="odds-volume">{odds::dollars(entry.volume_24h_usd)} <small>" 24h volume"</small></p>
            <div class="odds-rest">
                {rest(entry, detail, now, zone)}
                {cautions(entry, now)}
            </div>
        </li>
    }
    .into_any()
}

/// Who led before, the runner-up, the end and, in full, what else is known: facts side by side.
fn rest(entry: &Entry, detail: Detail, now: DateTime<Utc>, zone: Tz) -> AnyView {
    let mut facts: Vec<String> = Vec::new();
    if let Some(runner) = &entry.runner_up {
        facts.push(format!("then {} {}", runner.outcome, odds::percent(runner.probability)));
    }
    // One that closes soon says so among the cautions.
    let ends_at = entry.ends_at.filter(|_| !entry.cautions.contains(&Caution::Closing));
    if let Some(at) = ends_at {
        let day = Moment::Day(at.with_timezone(&zone).date_naive());
        facts.push(format!("ends {}", format::moment(day, now, zone)));
    }
    if detail == Detail::Full {
        facts.push(kind(entry.kind).to_owned());
        if let Some(volume) = entry.volume_usd {
            facts.push(format!("{} traded in all", odds::dollars(volume)));
        }
        if let Some(spread) = entry.spread_pp {
            facts.push(format!("spread {} pp", format::shortest((spread * 10.0).round() / 10.0)));
        }
    }
    let led_before = entry.led_before.as_ref().filter(|_| entry.flipped);
    let led_before =
        led_before.map(|before| view! { <li class="odds-flip">{format!("led before: {before}")}</li> });
    if facts.is_empty() && led_before.is_none() {
        return ().into_any();
    }
    let facts: Vec<_> = facts.into_iter().map(|fact| view! { <li>{fact}</li> }).collect();
    view! { <ul class="facts">{led_before} {facts}</ul> }.into_any()
}

const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Binary => "one question",
        Kind::Exclusive => "one of several comes true",
        Kind::Cumulative => "the most traded of several dates or levels",
    }
}

fn cautions(entry: &Entry, now: DateTime<Utc>) -> Option<AnyView> {
    let items: Vec<AnyView> = entry.cautions.iter().map(|caution| words(*caution, entry, now)).collect();
    (!items.is_empty()).then(|| view! { <ul class="cautions">{items}</ul> }.into_any())
}

fn words(caution: Caution, entry: &Entry, now: DateTime<Utc>) -> AnyView {
    let thin = "thinly traded: one order can move it";
    match caution {
        Caution::Thin => view! { <li>{thin}</li> }.into_any(),
        Caution::Wide => {
            let spread = entry.spread_pp.map_or_else(
                || "no offers on both sides: the price means little".to_owned(),
                |pp| format!("wide spread of {} pp: the price means little", format::number(pp, 0)),
            );
            view! { <li>{spread}</li> }.into_any()
        }
        Caution::Stale => {
            let age = format::age((now - entry.observed_at).num_seconds());
            let at = entry.observed_at.timestamp();
            view! { <li>"old: last seen " <span data-at=at data-after=" ago">{format!("{age} ago")}</span></li> }
                .into_any()
        }
        Caution::Closing => match entry.ends_at.filter(|at| *at > now) {
            Some(at) => {
                let until = civil::countdown((at - now).num_seconds());
                view! { <li>"closing: trading ends " <span data-until=at.timestamp()>{until}</span></li> }
                    .into_any()
            }
            None => view! { <li>"closing: its end has passed, not settled yet"</li> }.into_any(),
        },
    }
}

#[cfg(test)]
mod tests {
    use cockpit_domain::radar::Runner;

    use super::*;

    const NOW: &str = "2026-11-23T12:00:00Z";

    fn entry() -> Entry {
        Entry {
            event: "fed-decision".into(),
            title: "Fed decision in December?".into(),
            url: "https://polymarket.com/event/fed-decision".into(),
            kind: Kind::Exclusive,
            outcome: "No change".into(),
            probability: 0.736,
            runner_up: Some(Runner { outcome: "25 bps decrease".into(), probability: 0.249 }),
            change_24h_pp: Some(4.1),
            volume_24h_usd: 4_213_000,
            volume_usd: Some(88_000_000),
            flipped: true,
            led_before: Some("25 bps decrease".into()),
            spread_pp: Some(1.0),
            cautions: Vec::new(),
            pinned: false,
            ends_at: Some("2026-12-09T19:00:00Z".parse().unwrap()),
            observed_at: NOW.parse().unwrap(),
            spark: Vec::new(),
        }
    }

    /// The words of a line, without its tags.
    fn told(entry: &Entry, detail: Detail) -> String {
        let html = Owner::new().with(|| line(entry, detail, NOW.parse().unwrap(), Tz::UTC).to_html());
        let texts = html.split('<').filter_map(|part| Some(part.split_once('>')?.1.trim()));
        texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_line_says_odds_change_volume_rival_and_flip() {
        let told = told(&entry(), Detail::Brief);
        for words in [
            "Fed decision in December?",
            "FLIP",
            "No change",
            "73.6 %",
            "▲ +4.1 pp 24h",
            "$4.2 M 24h volume",
            "led before: 25 bps decrease",
            "then 25 bps decrease 24.9 %",
            "ends 9 Dec",
        ] {
            assert!(told.contains(words), "{words}: {told}");
        }
        assert!(!told.contains("spread"), "briefly: {told}");
    }

    #[test]
    fn every_caution_is_told_in_words() {
        let careful = Entry {
            cautions: vec![Caution::Thin, Caution::Wide, Caution::Stale, Caution::Closing],
            spread_pp: Some(8.0),
            ends_at: Some("2026-11-23T17:30:00Z".parse().unwrap()),
            observed_at: "2026-11-23T11:15:00Z".parse().unwrap(),
            change_24h_pp: None,
            ..entry()
        };
        let careful_told = told(&careful, Detail::Full);
        for words in [
            "thinly traded",
            "wide spread of 8 pp",
            "old: last seen 45 min ago",
            "trading ends in 5 h 30 min",
            "nothing to compare with",
            "$88.0 M traded in all",
        ] {
            assert!(careful_told.contains(words), "{words}: {careful_told}");
        }
        let over = Entry { ends_at: Some(NOW.parse().unwrap()), ..careful };
        assert!(told(&over, Detail::Brief).contains("its end has passed"));
    }

    #[test]
    fn only_a_web_address_becomes_a_link() {
        let now = NOW.parse().unwrap();
        let html = |entry: &Entry| Owner::new().with(|| line(entry, Detail::Brief, now, Tz::UTC).to_html());
        assert!(html(&entry()).contains("rel=\"noopener noreferrer\""));
        let script = Entry { url: "javascript:alert(1)".into(), ..entry() };
        assert!(!html(&script).contains("<a ") && html(&script).contains("Fed decision"));
    }
}
