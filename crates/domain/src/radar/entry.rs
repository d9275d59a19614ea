//! One line of the radar, as the page and the API show it.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use super::headline::headline;
use super::rank::spread;
use super::{Event, Headline, Lead, Odds};
use crate::moment::{serialize_seconds, serialize_seconds_option};

/// A change over a day compares with a price at most this much older than a day: odds are seen every few minutes, and
/// fetched history has one price an hour.
const BASE_SLACK: TimeDelta = TimeDelta::hours(2);
/// Less traded than this in 24 hours, in dollars, one order can move the price.
const THIN_VOLUME_24H_USD: i64 = 10_000;
/// Less money than this in the book, in dollars, one order can move the price.
const THIN_LIQUIDITY_USD: i64 = 5_000;
/// Offers further apart than this share leave the price open.
const WIDE_SPREAD: f64 = 0.05;
/// Odds are asked for every five minutes; six missed rounds are old.
const STALE_AFTER: TimeDelta = TimeDelta::minutes(30);
/// Trading that ends within this time.
const CLOSING_WITHIN: TimeDelta = TimeDelta::days(1);
/// How far back the line's course goes.
const SPARK: TimeDelta = TimeDelta::days(7);

/// How the markets of an event belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One question with two sides: the first side is shown, never "No 99 %".
    Binary,
    /// Exactly one of several comes true: the most likely and its runner-up are shown.
    Exclusive,
    /// Several dates or thresholds of one question; they do not add up to one. The most traded one is shown.
    Cumulative,
}

/// Why a line's odds are to be taken with care.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Caution {
    /// Little is traded: one order can move it.
    Thin,
    /// Buyers and sellers are far apart: the middle means little.
    Wide,
    /// The odds have not been confirmed for a while.
    Stale,
    /// Trading ends within a day, or its end has passed.
    Closing,
}

/// The outcome behind the leading one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Runner {
    /// Its label.
    pub outcome: String,
    /// 0 to 1.
    pub probability: f64,
}

/// One event as a line.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// The event's slug.
    pub event: String,
    /// Its title: other people's words.
    pub title: String,
    /// Its page.
    pub url: String,
    /// How its markets belong together.
    pub kind: Kind,
    /// The outcome that is shown.
    pub outcome: String,
    /// Its probability, 0 to 1.
    pub probability: f64,
    /// The one behind it, for exclusive events.
    pub runner_up: Option<Runner>,
    /// Change of the shown outcome against its own price a day before, in percentage points.
    pub change_24h_pp: Option<f64>,
    /// Traded in the last 24 hours, in dollars.
    pub volume_24h_usd: i64,
    /// Traded since the beginning, in dollars.
    pub volume_usd: Option<i64>,
    /// Whether another outcome led within the last 24 hours.
    pub flipped: bool,
    /// Which one that was.
    pub led_before: Option<String>,
    /// Best ask less best bid of the shown outcome, in percentage points.
    pub spread_pp: Option<f64>,
    /// Why to take care.
    pub cautions: Vec<Caution>,
    /// Whether somebody pinned it.
    pub pinned: bool,
    /// When trading should end.
    #[serde(serialize_with = "serialize_seconds_option")]
    pub ends_at: Option<DateTime<Utc>>,
    /// When the odds were seen.
    #[serde(serialize_with = "serialize_seconds")]
    pub observed_at: DateTime<Utc>,
    /// The last week of the shown outcome: (when, 0 to 1), oldest first.
    #[serde(skip)]
    pub spark: Vec<(DateTime<Utc>, f64)>,
}

/// What is known of an event besides what its publisher says now.
#[derive(Clone, Debug, Default)]
pub struct Known<'a> {
    /// The odds of the shown outcome's token, oldest first.
    pub odds: &'a [Odds],
    /// When its leader last changed.
    pub lead: Option<&'a Lead>,
    /// Whether somebody pinned it.
    pub pinned: bool,
}

/// An event as a line; `None` when nothing of it is worth showing.
pub fn entry(event: &Event, seen_at: DateTime<Utc>, known: &Known<'_>, now: DateTime<Utc>) -> Option<Entry> {
    let headline = headline(event)?;
    let flip = known.lead.filter(|lead| now - lead.since <= TimeDelta::days(1) && lead.led_before.is_some());
    let spread = spread(headline.market).map(|spread| points(spread.percent()));
    let runner_up = headline.runner_up.map(|(outcome, probability)| Runner {
        outcome: outcome.to_owned(),
        probability: probability.share(),
    });
    let since = seen_at - SPARK;
    let own = known.odds.iter().filter(|odds| odds.token == *headline.token);
    let course = own.filter(|odds| odds.observed_at >= since && odds.observed_at <= seen_at);
    Some(Entry {
        event: event.slug.clone(),
        title: event.title.clone(),
        url: event.url(),
        kind: headline.kind,
        outcome: headline.outcome.to_owned(),
        probability: headline.probability.share(),
        runner_up,
        change_24h_pp: change_24h_pp(&headline, known.odds, seen_at),
        volume_24h_usd: event.volume_24h.dollars(),
        volume_usd: event.volume.map(crate::Usd::dollars),
        flipped: flip.is_some(),
        led_before: flip.and_then(|lead| lead.led_before.clone()),
        spread_pp: spread,
        cautions: cautions(event, &headline, seen_at, now),
        pinned: known.pinned,
        ends_at: headline.market.ends_at.or(event.ends_at),
        observed_at: seen_at,
        spark: course.map(|odds| (odds.observed_at, odds.probability.share())).collect(),
    })
}

/// Against the same outcome's own price a day before, in percentage points; `None` without one.
fn change_24h_pp(headline: &Headline<'_>, odds: &[Odds], seen_at: DateTime<Utc>) -> Option<f64> {
    let day_ago = seen_at - TimeDelta::days(1);
    let base = odds
        .iter()
        .filter(|odds| odds.token == *headline.token)
        .filter(|odds| odds.observed_at <= day_ago && day_ago - odds.observed_at <= BASE_SLACK)
        .max_by_key(|odds| odds.observed_at)?;
    Some(points(headline.probability.percent() - base.probability.percent()))
}

/// Percentage points to two decimals; finer is float dust.
fn points(points: f64) -> f64 {
    (points * 100.0).round() / 100.0 + 0.0
}

fn cautions(
    event: &Event,
    headline: &Headline<'_>,
    seen_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Vec<Caution> {
    let market = headline.market;
    let thin = market.volume_24h.dollars() < THIN_VOLUME_24H_USD
        || market.liquidity.is_some_and(|liquidity| liquidity.dollars() < THIN_LIQUIDITY_USD);
    let wide = spread(market).is_none_or(|spread| spread.share() > WIDE_SPREAD);
    let ends_at = market.ends_at.or(event.ends_at);
    let closing = ends_at.is_some_and(|ends_at| ends_at - now <= CLOSING_WITHIN);
    [
        (thin, Caution::Thin),
        (wide, Caution::Wide),
        (now - seen_at > STALE_AFTER, Caution::Stale),
        (closing, Caution::Closing),
    ]
    .into_iter()
    .filter_map(|(holds, caution)| holds.then_some(caution))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::radar::market::testing::{event, market};
    use crate::radar::{Probability, Token};

    fn at(hours: i64) -> DateTime<Utc> {
        "2026-08-26T12:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::hours(hours)
    }

    fn odds(token: &Token, hours: i64, share: f64) -> Odds {
        Odds {
            token: token.clone(),
            observed_at: at(hours),
            probability: Probability::new(share).unwrap(),
            spread: None,
            source: "gamma".to_owned(),
        }
    }

    fn question() -> Event {
        event("q", false, vec![market("q?", None, 0.55, 50_000)])
    }

    #[test]
    fn a_change_is_against_the_outcomes_own_price_a_day_before() {
        let event = question();
        let token = event.markets[0].outcomes[0].token.clone().unwrap();
        let change = |odds: &[Odds]| {
            entry(&event, at(0), &Known { odds, ..Known::default() }, at(0)).unwrap().change_24h_pp
        };
        assert_eq!(change(&[odds(&token, -25, 0.51), odds(&token, -23, 0.30)]), Some(4.0));
        assert_eq!(change(&[odds(&token, -27, 0.51), odds(&token, -1, 0.30)]), None, "nothing of a day ago");
        let other = event.markets[0].outcomes[1].token.clone().unwrap();
        assert_eq!(change(&[odds(&other, -24, 0.49)]), None, "another side's price is no base");
    }

    #[test]
    fn a_flip_is_shown_for_a_day_with_who_led_before() {
        let event = question();
        let lead = |led_before: Option<&str>| Lead {
            token: event.markets[0].outcomes[0].token.clone().unwrap(),
            label: "Yes".to_owned(),
            led_before: led_before.map(str::to_owned),
            since: at(0),
        };
        let shown = |lead: &Lead, now| {
            let known = Known { lead: Some(lead), ..Known::default() };
            let entry = entry(&event, now, &known, now).unwrap();
            (entry.flipped, entry.led_before)
        };
        assert_eq!(shown(&lead(Some("No")), at(24)), (true, Some("No".to_owned())));
        assert_eq!(shown(&lead(Some("No")), at(25)), (false, None));
        assert_eq!(shown(&lead(None), at(1)), (false, None), "the first leader seen is no flip");
    }

    #[test]
    fn each_caution_has_its_cause() {
        let of = |change: &dyn Fn(&mut Event), now| {
            let mut event = question();
            change(&mut event);
            entry(&event, at(0), &Known::default(), now).unwrap().cautions
        };
        assert_eq!(of(&|_| {}, at(0)), []);
        let thin = |event: &mut Event| event.markets[0].volume_24h = crate::Usd::from_dollars(9_999);
        assert_eq!(of(&thin, at(0)), [Caution::Thin]);
        let wide = |event: &mut Event| event.markets[0].best_ask = Probability::new(0.62);
        assert_eq!(of(&wide, at(0)), [Caution::Wide]);
        let no_book = |event: &mut Event| event.markets[0].best_ask = None;
        assert_eq!(of(&no_book, at(0)), [Caution::Wide]);
        assert_eq!(of(&|_| {}, at(1)), [Caution::Stale]);
        let closing = |event: &mut Event| event.markets[0].ends_at = Some(at(23));
        assert_eq!(of(&closing, at(0)), [Caution::Closing]);
        let past = |event: &mut Event| event.markets[0].ends_at = Some(at(-900));
        assert_eq!(of(&past, at(0)), [Caution::Closing], "it is traded beyond its end");
    }
}
