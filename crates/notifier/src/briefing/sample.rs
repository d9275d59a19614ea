//! A morning for tests: as usual, with nothing known, and with everything old.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use cockpit_domain::calendar::{Actual, Figure, Impact, Release, ReleaseId, Shown, Surprise};
use cockpit_domain::change::{ChangeUnit, Tone, Window};
use cockpit_domain::dashboard::{Calendar, Dashboard, Facts, Metrics, Regime, Status, metric, regime};
use cockpit_domain::freshness::Freshness;
use cockpit_domain::moment::MomentKind;
use cockpit_domain::radar::{Caution, Entry, entry::Kind};
use cockpit_domain::regime::{Flip, Model, State, Vote};
use cockpit_domain::{Moment, Observation, Origin, Point, SeriesId, Value};
use cockpit_http::{Clock, Sender, Settings};
use cockpit_store::{Store, SubscriberId};
use url::Url;

use crate::bot::{Bot, House};
use crate::telegram::Telegram;

/// A title in which everything is markup to somebody.
pub(crate) const HOSTILE: &str = "<b>Will</b> \"cuts\" & `more` happen? [x](https://evil.example)";

pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-24T06:00:00Z".parse().unwrap()
}

/// A house in which it is always such a morning.
pub(crate) struct SampleHouse;

impl House for SampleHouse {
    fn dashboard(&self, now: DateTime<Utc>) -> Dashboard {
        Dashboard { generated_at: now, ..dashboard() }
    }

    fn public_url(&self) -> Option<Url> {
        None
    }

    fn default_zone(&self) -> Tz {
        Tz::UTC
    }

    fn manage(&self, id: SubscriberId) -> Option<Url> {
        format!("https://cockpit.example/me/{}", id.0).parse().ok()
    }
}

/// A bot in that house, with a Telegram that it cannot reach.
pub(crate) fn bot(store: &Store) -> Bot {
    let gateway = "http://127.0.0.1:9".parse().ok();
    let settings = Settings { user_agent: "test/1".to_owned(), gateway, total_max: None };
    let telegram = Telegram::new(Sender::new(settings, Clock::system()).unwrap(), Clock::system(), "1:x");
    Bot::new(telegram, store.clone(), Clock::fixed(now()), Arc::new(SampleHouse))
}

/// As usual.
pub(crate) fn dashboard() -> Dashboard {
    at(now(), Origin::Live)
}

/// A first start without a network.
pub(crate) fn empty() -> Dashboard {
    let metrics = SeriesId::INDICATORS.map(|series| (series, metric(series, &Facts::default(), &[], now())));
    Dashboard {
        generated_at: now(),
        regime: regime(&Model::default(), None),
        metrics: Metrics(metrics.to_vec()),
        radar: Vec::new(),
        radar_status: Status::default(),
        calendar: Calendar::default(),
        sources: Vec::new(),
    }
}

/// The network has been down for two days.
pub(crate) fn old() -> Dashboard {
    let (before, now) = (at(now() - TimeDelta::days(2), Origin::Live), now());
    let status = |of: &Status| Status {
        freshness: Freshness::Stale,
        reason: Some("status 503".to_owned()),
        ..of.clone()
    };
    let metrics = SeriesId::INDICATORS.into_iter().map(|series| {
        (series, metric(series, &facts(series, now - TimeDelta::days(12), Origin::Live), &[], now))
    });
    Dashboard {
        generated_at: now,
        metrics: Metrics(metrics.collect()),
        radar_status: status(&before.radar_status),
        calendar: Calendar { status: status(&before.calendar.status), ..before.calendar.clone() },
        ..before
    }
}

fn at(now: DateTime<Utc>, origin: Origin) -> Dashboard {
    let metrics = SeriesId::INDICATORS.into_iter().map(|series| {
        let known = if series == SeriesId::RwaTvl { Facts::default() } else { facts(series, now, origin) };
        (series, metric(series, &known, &[], now))
    });
    let status =
        Status { freshness: Freshness::Fresh, reason: None, checked_at: Some(now - TimeDelta::minutes(2)) };
    Dashboard {
        generated_at: now,
        regime: votes(),
        metrics: Metrics(metrics.collect()),
        radar: odds(now),
        radar_status: status.clone(),
        calendar: calendar(now, status),
        sources: Vec::new(),
    }
}

fn facts(series: SeriesId, now: DateTime<Utc>, origin: Origin) -> Facts {
    let (amount, change_share) = match series {
        SeriesId::Us10y => (4.17, -0.01),
        SeriesId::NetLiquidity => (5_824.8, -0.004),
        SeriesId::Btc => (86_915.0, 0.021),
        SeriesId::StablecoinMcap => (310.2, 0.001),
        SeriesId::UsdtDominance => (6.13, 0.02),
        _ => (17.4, 0.05),
    };
    let days = |days: i64| match series.definition().moments {
        MomentKind::Day => Moment::Day((now - TimeDelta::days(days + 1)).date_naive()),
        MomentKind::Instant => Moment::instant(now - TimeDelta::days(days)),
    };
    let value = |amount| Value::new(amount, series.unit()).unwrap();
    let point = |window: Window| Point {
        observed_at: days(window.length().num_days().max(1)),
        first_seen_at: now,
        value: value(amount / (1.0 + change_share)),
        origin,
    };
    // A change over a week is not known yet for one of them.
    let windows = series
        .definition()
        .windows
        .iter()
        .filter(|window| **window != Window::Days7 || series != SeriesId::StablecoinMcap);
    let latest = Observation {
        series,
        observed_at: days(0),
        first_seen_at: now,
        value: value(amount),
        source: "coinbase".to_owned(),
        standing: 0,
        origin,
    };
    let bases = windows.map(|window| (*window, Some(point(*window)))).collect();
    Facts { latest: Some(latest), bases, ..Facts::default() }
}

fn votes() -> Regime {
    let vote = |series, vote, weight, reason: &str| Vote {
        series,
        vote,
        weight,
        days: Some(63),
        value: vote.map(f64::from),
        unit: ChangeUnit::Percent,
        band: 1.0,
        to_next: Some(-0.5),
        reason: reason.to_owned(),
    };
    let votes = vec![
        vote(SeriesId::Us10y, Some(-1), 2, "10Y up 34 bp in 63 days"),
        vote(SeriesId::NetLiquidity, Some(-1), 2, "net liquidity down 1.8 % in 63 days"),
        vote(SeriesId::StablecoinMcap, Some(1), 1, "stablecoins up 4.2 % in 63 days"),
        vote(SeriesId::UsdtDominance, None, 1, "no value 63 days ago"),
        vote(SeriesId::Btc, Some(0), 1, "BTC 1.2 % above its 100-day mean, inside the band"),
    ];
    let flip =
        Flip { series: SeriesId::Us10y, change: -14.0, unit: ChangeUnit::BasisPoints, to: State::Neutral };
    Regime {
        state: State::RiskOff,
        model: "votes",
        since: Some("2026-11-17".parse().unwrap()),
        score: Some(-0.5),
        votes,
        flip: Some(flip),
        known_weight: 0.8571,
        ribbon: Vec::new(),
    }
}

fn odds(now: DateTime<Utc>) -> Vec<Entry> {
    let line = |title: &str, outcome: &str, probability, change_24h_pp, cautions: &[Caution]| Entry {
        event: "fed".to_owned(),
        title: title.to_owned(),
        url: "https://polymarket.com/event/fed?a=1&b=2".to_owned(),
        kind: Kind::Exclusive,
        outcome: outcome.to_owned(),
        probability,
        runner_up: None,
        change_24h_pp,
        volume_24h_usd: 4_213_000,
        volume_usd: None,
        flipped: false,
        led_before: None,
        spread_pp: Some(1.0),
        cautions: cautions.to_vec(),
        pinned: false,
        ends_at: None,
        observed_at: now,
        spark: Vec::new(),
    };
    vec![
        line("Fed decision in December?", "25 bp cut", 0.62, Some(14.0), &[]),
        line(HOSTILE, "Yes", 0.004, Some(-1.2), &[Caution::Wide]),
        line("Recession this year?", "Yes", 0.17, None, &[]),
        line("A market of a single order", "Yes", 0.5, Some(-40.0), &[Caution::Thin]),
    ]
}

fn calendar(now: DateTime<Utc>, status: Status) -> Calendar {
    let figure =
        |text: &str| Figure { text: text.to_owned(), source: "forexfactory".to_owned(), seen_at: now };
    let release = |id: &str, name: &str, at: &str, impact| Release {
        id: ReleaseId::new(id).unwrap(),
        kind: id.to_owned(),
        name: name.to_owned(),
        period: None,
        period_words: Some("Oct 2026".to_owned()),
        at: at.parse().unwrap(),
        timed: true,
        estimated: false,
        scheduled_by: "forexfactory".to_owned(),
        scheduled_seen_at: now,
        moved_from: None,
        impact,
        forecast: Some(figure("0.2%")),
        previous: Some(figure("0.3%")),
        actual: None,
        actual_reason: None,
        withdrawn_at: None,
    };
    let shown = |release: Release| Shown { release, surprise: None, reaction: None, market: None };
    let pce = release("us.pce.2026-10", "Core PCE m/m", "2026-11-25T13:30:00Z", Impact::High);
    let claims = release("us.claims", "Unemployment Claims", "2026-11-24T13:30:00Z", Impact::Medium);
    let gdp = Release {
        timed: false,
        estimated: true,
        forecast: None,
        previous: None,
        ..release("us.gdp.2026-q3", "GDP q/q", "2026-11-30T05:00:00Z", Impact::High)
    };
    let confidence = release("us.cci.2026-11", "Consumer Confidence", "2026-11-24T13:30:00Z", Impact::High);
    let came = Release {
        actual: Some(Actual {
            text: "0.1%".to_owned(),
            source: "fredgraph CPIAUCSL".to_owned(),
            first_seen_at: now,
            revised: None,
        }),
        ..release("us.cpi.mom.2026-10", "CPI m/m", "2026-11-20T13:30:00Z", Impact::High)
    };
    let surprise = Surprise {
        tone: Tone::Supports,
        words: "cooler than expected: less inflation pressure, rates down".to_owned(),
        versus_previous: false,
        size: Some(1.0),
    };
    let unpublished = Release {
        actual_reason: Some("the publisher has no free feed".to_owned()),
        ..release("us.ism", "ISM Services PMI", "2026-11-23T15:00:00Z", Impact::Medium)
    };
    Calendar {
        completed: vec![Shown { surprise: Some(surprise), ..shown(came) }, shown(unpublished)],
        upcoming: [confidence, claims, pce, gdp].map(shown).to_vec(),
        status,
    }
}
