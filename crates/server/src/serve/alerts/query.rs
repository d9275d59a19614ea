//! What the address of the log says.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use cockpit_domain::rules::{Outcome, RuleKind, Severity};
use cockpit_frontend::views::alerts::Asked;
use cockpit_store::{LogFilter, LogPlace};

use super::super::api::Problem;
use super::super::history::Format;

/// Lines in one answer of the API unless asked otherwise.
const LIMIT_DEFAULT: u32 = 500;
const LIMIT_MAX: u32 = 1_000;

/// What is looked for; unknown keys are ignored, known ones must be right, and an empty one is as good as none, for that
/// is what a form sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Query {
    pub asked: Asked,
    pub filter: LogFilter,
    pub limit: u32,
    pub format: Format,
}

const KNOWN: [&str; 10] =
    ["show", "series", "kind", "outcome", "severity", "from", "until", "after", "limit", "format"];

impl Query {
    /// Days are those of `zone`. Who is not the operator does not find what tells how somebody lives.
    pub(super) fn parse(query: &str, zone: Tz, operator: bool) -> Result<Self, Problem> {
        let mut found = Self {
            asked: Asked::default(),
            filter: LogFilter { public: !operator, ..LogFilter::default() },
            limit: LIMIT_DEFAULT,
            format: Format::Json,
        };
        let mut seen = Vec::new();
        for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
            if !KNOWN.contains(&key.as_ref()) || value.is_empty() {
                continue;
            }
            if seen.contains(&key) {
                return Err(Problem::bad(&key, "is given more than once"));
            }
            found.set(&key, &value, zone)?;
            seen.push(key);
        }
        let Asked { series, kind, outcome, severity, .. } = found.asked;
        found.filter = LogFilter { series, kind, outcome, severity, ..found.filter };
        Ok(found)
    }

    fn set(&mut self, key: &str, value: &str, zone: Tz) -> Result<(), Problem> {
        let one_of = |words: &[&str]| Problem::bad(key, &format!("must be one of {}", words.join(", ")));
        match key {
            "show" => {
                self.asked.decisions = value == "decisions";
                if !["alerts", "decisions"].contains(&value) {
                    return Err(one_of(&["alerts", "decisions"]));
                }
            }
            "series" => {
                let unknown =
                    |error: cockpit_domain::series::UnknownSeries| Problem::bad(key, &error.to_string());
                self.asked.series = Some(value.parse().map_err(unknown)?);
            }
            "kind" => {
                self.asked.kind =
                    Some(word(value, &RuleKind::ALL, RuleKind::as_str).map_err(|words| one_of(&words))?);
            }
            "outcome" => {
                self.asked.outcome =
                    Some(word(value, &Outcome::ALL, Outcome::as_str).map_err(|words| one_of(&words))?);
            }
            "severity" => {
                self.asked.severity =
                    Some(word(value, &Severity::ALL, Severity::as_str).map_err(|words| one_of(&words))?);
            }
            "from" => {
                self.filter.from = Some(moment(value, zone, 0).ok_or_else(|| no_moment(key))?);
                self.asked.from = Some(value.to_owned());
            }
            "until" => {
                self.filter.until = Some(moment(value, zone, 1).ok_or_else(|| no_moment(key))?);
                self.asked.until = Some(value.to_owned());
            }
            "after" => {
                self.filter.after = Some(read_place(value).ok_or_else(|| {
                    Problem::bad(
                        key,
                        "must be the place that the page before ended at, such as 1795435200-17",
                    )
                })?);
            }
            "limit" => {
                let limit = value.parse().ok().filter(|limit| (1..=LIMIT_MAX).contains(limit));
                let words = format!("must be a whole number from 1 to {LIMIT_MAX}");
                self.limit = limit.ok_or_else(|| Problem::bad(key, &words))?;
            }
            _ => {
                self.format = match value {
                    "json" => Format::Json,
                    "csv" => Format::Csv,
                    _ => return Err(one_of(&["json", "csv"])),
                };
            }
        }
        Ok(())
    }
}

fn word<T: Copy>(value: &str, all: &[T], of: fn(T) -> &'static str) -> Result<T, Vec<&'static str>> {
    let found = all.iter().copied().find(|one| of(*one) == value);
    found.ok_or_else(|| all.iter().map(|one| of(*one)).collect())
}

fn no_moment(key: &str) -> Problem {
    Problem::bad(key, "must be a day such as 2026-11-30, or a moment such as 2026-11-30T12:00:00Z")
}

/// A moment, or the begin of a day of the zone, so many days later: *until* a day means until its end.
fn moment(value: &str, zone: Tz, days_later: u64) -> Option<DateTime<Utc>> {
    if let Ok(at) = DateTime::parse_from_rfc3339(value) {
        return Some(at.to_utc());
    }
    let day = value.parse::<NaiveDate>().ok()?.checked_add_days(Days::new(days_later))?;
    let midnight = day.and_time(NaiveTime::MIN);
    // Where the clocks go forward at midnight the day begins later.
    let begun = zone.from_local_datetime(&midnight).earliest();
    begun.map(|at| at.to_utc()).or_else(|| Some(midnight.and_utc()))
}

/// A place in a log, as it stands in addresses.
pub(super) fn place(place: LogPlace) -> String {
    format!("{}-{}", place.at.timestamp(), place.id)
}

fn read_place(value: &str) -> Option<LogPlace> {
    let (at, id) = value.rsplit_once('-')?;
    let at = DateTime::from_timestamp(at.parse().ok()?, 0)?;
    Some(LogPlace { at, id: id.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use cockpit_domain::SeriesId;
    use proptest::prelude::*;

    use super::*;

    fn parse(query: &str) -> Result<Query, Problem> {
        Query::parse(query, Tz::Europe__Berlin, false)
    }

    #[test]
    fn a_form_that_chooses_nothing_asks_for_everything_public() {
        let all = parse("show=alerts&series=&kind=&severity=&from=&until=&utm=x").unwrap();
        assert_eq!(all.filter, LogFilter { public: true, ..LogFilter::default() });
        assert_eq!(all.asked.address(), "/alerts");
        assert!(!Query::parse("", Tz::UTC, true).unwrap().filter.public);
    }

    #[test]
    fn what_is_looked_for_is_read_and_written_back() {
        let text = "show=decisions&series=btc&kind=change&outcome=held&severity=warning&from=2026-11-01&until=2026-11-30";
        let found = parse(text).unwrap();
        assert_eq!(found.filter.series, Some(SeriesId::Btc));
        assert_eq!(found.filter.outcome, Some(Outcome::Held));
        assert_eq!(found.filter.from.unwrap().to_rfc3339(), "2026-10-31T23:00:00+00:00");
        assert_eq!(found.filter.until.unwrap().to_rfc3339(), "2026-11-30T23:00:00+00:00", "its end");
        assert_eq!(found.asked.address(), format!("/alerts?{text}"));
        let place = LogPlace { at: DateTime::from_timestamp(1_795_435_200, 0).unwrap(), id: 17 };
        assert_eq!(parse(&format!("after={}", super::place(place))).unwrap().filter.after, Some(place));
        let exact = parse("from=2026-11-01T12:00:00%2B01:00").unwrap();
        assert_eq!(parse(&exact.asked.query()).unwrap(), exact);
    }

    #[test]
    fn what_is_known_must_be_right() {
        for wrong in [
            "show=all",
            "series=doge",
            "kind=moved",
            "outcome=lost",
            "severity=bad",
            "from=yesterday",
            "until=2026-13-01",
            "after=x",
            "after=1-",
            "limit=0",
            "limit=1001",
            "format=xml",
            "series=btc&series=us10y",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_query_panics(query in ".{0,200}") {
            drop(parse(&query));
        }
    }
}
