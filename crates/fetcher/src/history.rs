//! The history of the series whose current value has a source of its own, in pages that are fetched once.
//!
//! Pages are blocks of time aligned to the calendar, not to the moment of the start, so that a page is the same page
//! after a restart: those that are done are never asked for again, and a gap left by a stopped program is closed.

use chrono::{DateTime, TimeDelta, Utc};

use crate::feeds::Keys;
use crate::source::Source;
use crate::sources::coinbase::CoinbaseCandles;
use crate::sources::coingecko::CoinGeckoHistory;
use crate::sources::defillama_stablecoins::{StablecoinHistory, StablecoinsEarlier};

/// Coinbase gives at most this many candles in one answer.
const CANDLES_PER_PAGE: i64 = 300;
const DAY_S: i64 = 86_400;
const QUARTER_HOUR_S: i64 = 900;
/// How far back daily prices go.
const DAILY_SPAN: TimeDelta = TimeDelta::days(365);
/// How far back prices every 15 minutes go.
const QUARTER_HOUR_SPAN: TimeDelta = TimeDelta::days(90);

/// A piece of history with its publishers in order.
#[derive(Debug)]
pub struct Page {
    /// Which history, such as `btc.900s`.
    pub job: String,
    /// Which piece of it.
    pub key: String,
    /// Whether the piece is over, so that it need never be asked for again.
    pub closed: bool,
    /// Who is asked, in order.
    pub sources: Vec<Box<dyn Source>>,
}

/// Every page of history that there is at `now`, newest first: what people look at first comes first.
pub fn pages(keys: &Keys, now: DateTime<Utc>) -> Vec<Page> {
    let coingecko = keys.coingecko();
    let mut pages = vec![
        // Once a week, to close the gap of a stopped program without asking for eight years every day.
        single("stablecoins.daily", now.format("%G-W%V").to_string(), Box::new(StablecoinHistory)),
        // Once: from then on the program has its own values of a day and a week ago.
        single("stablecoins.earlier", "first".to_owned(), Box::new(StablecoinsEarlier)),
    ];
    pages.extend(candles(DAY_S, DAILY_SPAN, now).into_iter().map(|(key, closed, candles)| Page {
        job: "btc.86400s".to_owned(),
        key,
        closed,
        sources: vec![Box::new(candles), Box::new(CoinGeckoHistory::new(coingecko.clone()))],
    }));
    pages.extend(candles(QUARTER_HOUR_S, QUARTER_HOUR_SPAN, now).into_iter().map(
        |(key, closed, candles)| Page {
            job: "btc.900s".to_owned(),
            key,
            closed,
            sources: vec![Box::new(candles)],
        },
    ));
    pages
}

fn single(job: &str, key: String, source: Box<dyn Source>) -> Page {
    Page { job: job.to_owned(), key, closed: true, sources: vec![source] }
}

fn candles(granularity_s: i64, span: TimeDelta, now: DateTime<Utc>) -> Vec<(String, bool, CoinbaseCandles)> {
    let page_s = granularity_s * CANDLES_PER_PAGE;
    let first = (now - span).timestamp().div_euclid(page_s);
    let last = now.timestamp().div_euclid(page_s);
    (first..=last)
        .rev()
        .filter_map(|page| {
            let start = DateTime::from_timestamp(page * page_s, 0)?;
            // The end is exclusive: the last candle of the page starts one candle before it.
            let end = DateTime::from_timestamp((page + 1) * page_s, 0)?;
            Some((start.to_rfc3339(), end <= now, CoinbaseCandles::new(granularity_s, start, end)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn keys_of(job: &str, now: &str) -> Vec<(String, bool)> {
        let pages = pages(&Keys::default(), at(now)).into_iter().filter(|page| page.job == job);
        pages.map(|page| (page.key, page.closed)).collect()
    }

    #[test]
    fn ninety_days_of_quarter_hours_are_about_thirty_pages_and_only_the_newest_is_open() {
        let pages = keys_of("btc.900s", "2026-11-23T12:00:00Z");
        assert!((29..=30).contains(&pages.len()), "{}", pages.len());
        assert!(!pages[0].1 && pages[1..].iter().all(|(_, closed)| *closed));
    }

    #[test]
    fn a_page_is_the_same_page_after_a_restart() {
        let (before, after) =
            (keys_of("btc.900s", "2026-11-23T12:00:00Z"), keys_of("btc.900s", "2026-11-23T19:00:00Z"));
        let kept = after.iter().filter(|(key, _)| before.iter().any(|(old, _)| old == key)).count();
        assert!(kept >= before.len() - 1);
    }

    #[test]
    fn a_year_of_days_is_two_or_three_pages() {
        assert!((2..=3).contains(&keys_of("btc.86400s", "2026-11-23T12:00:00Z").len()));
    }
}
