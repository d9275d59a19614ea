//! The history that ships with the program: real published figures, for a first start without network.
//!
//! One small table per series (`data/history`), compiled in. It is shown as bundled with its own dates, stands behind
//! every publisher, and never is a reason for an alert.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use cockpit_domain::validate::in_range;
use cockpit_domain::{Moment, Observation, Origin, SeriesId, Value};

/// Which figures these are: a new edition is put into databases that had an older one.
pub const EDITION: &str = "2026-08";

/// Behind every publisher that answers.
const STANDING: u8 = u8::MAX;

/// A bundled table.
struct Table {
    series: SeriesId,
    /// Who published the figures, in a few words.
    source: &'static str,
    /// What a row's day means.
    speaks_of: SpeaksOf,
    text: &'static str,
}

/// Which moment the `day` column stands for; the tables' `definition` lines say it in words.
#[derive(Clone, Copy)]
enum SpeaksOf {
    /// The civil day itself.
    Day,
    /// Its first instant in UTC.
    DayStart,
    /// Its last instant: the first of the next day.
    DayEnd,
    /// This many seconds after its start.
    SecondOfDay(u32),
}

macro_rules! table {
    ($name:literal) => {
        include_str!(concat!("../../../data/history/", $name, ".csv"))
    };
}

const TABLES: [Table; 8] = [
    Table {
        series: SeriesId::Us10y,
        source: "Federal Reserve Board, via FRED",
        speaks_of: SpeaksOf::Day,
        text: table!("us10y"),
    },
    Table {
        series: SeriesId::Walcl,
        source: "Federal Reserve Board, via FRED",
        speaks_of: SpeaksOf::Day,
        text: table!("walcl"),
    },
    Table {
        series: SeriesId::Wtregen,
        source: "Federal Reserve Board, via FRED",
        speaks_of: SpeaksOf::Day,
        text: table!("wtregen"),
    },
    Table {
        series: SeriesId::Rrpontsyd,
        source: "New York Fed, via FRED",
        speaks_of: SpeaksOf::Day,
        text: table!("rrpontsyd"),
    },
    Table { series: SeriesId::Btc, source: "Coinbase", speaks_of: SpeaksOf::DayEnd, text: table!("btc") },
    Table {
        series: SeriesId::StablecoinMcap,
        source: "DefiLlama",
        speaks_of: SpeaksOf::DayStart,
        text: table!("stablecoin_mcap"),
    },
    // Sums by UTC day of values that DefiLlama dates by the day's start.
    Table {
        series: SeriesId::RwaTvl,
        source: "DefiLlama",
        speaks_of: SpeaksOf::DayStart,
        text: table!("rwa_tvl"),
    },
    Table {
        series: SeriesId::UsdtDominance,
        source: "CoinGecko",
        speaks_of: SpeaksOf::SecondOfDay(9 * 3_600 + 60 + 49),
        text: table!("usdt_dominance"),
    },
];

/// Every bundled value that is plausible today, as first seen at `first_seen_at`. Early years whose figures would not
/// be believed now (Bitcoin below its range, a stablecoin market of a few thousand dollars) are left out.
pub fn observations(first_seen_at: DateTime<Utc>) -> Vec<Observation> {
    let observe = |table: &'static Table| {
        table.rows().flatten().map(move |(observed_at, value)| Observation {
            series: table.series,
            observed_at,
            first_seen_at,
            value,
            source: table.source.to_owned(),
            standing: STANDING,
            origin: Origin::Bundled,
        })
    };
    TABLES
        .iter()
        .flat_map(observe)
        .filter(|observation| in_range(observation.series, observation.value).is_ok())
        .collect()
}

/// Who published the bundled figures of each series, in full.
pub fn publishers() -> Vec<(SeriesId, &'static str)> {
    TABLES.iter().map(|table| (table.series, table.header("publisher").unwrap_or(table.source))).collect()
}

impl Table {
    /// The text of a `# key: value` line.
    fn header(&self, key: &str) -> Option<&'static str> {
        let comments = self.text.lines().filter_map(|line| line.strip_prefix("# "));
        comments
            .filter_map(|line| line.split_once(": "))
            .find(|(name, _)| *name == key)
            .map(|(_, value)| value)
    }

    /// The rows in their order; `None` for one that cannot be read, of which the tests allow none.
    fn rows(&self) -> impl Iterator<Item = Option<(Moment, Value)>> {
        let rows = self.text.lines().filter(|line| !line.starts_with('#') && *line != "day,value");
        rows.map(|line| {
            let (day, value) = line.split_once(',')?;
            let value = Value::new(value.parse().ok()?, self.series.unit()).ok()?;
            Some((self.speaks_of.moment(day.parse().ok()?)?, value))
        })
    }
}

impl SpeaksOf {
    fn moment(self, day: NaiveDate) -> Option<Moment> {
        Some(match self {
            Self::Day => Moment::Day(day),
            Self::DayStart => Moment::Instant(day.and_time(NaiveTime::MIN).and_utc()),
            Self::DayEnd => {
                Moment::Instant(day.checked_add_days(Days::new(1))?.and_time(NaiveTime::MIN).and_utc())
            }
            Self::SecondOfDay(second) => {
                let time = NaiveTime::from_num_seconds_from_midnight_opt(second, 0)?;
                Moment::Instant(day.and_time(time).and_utc())
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use cockpit_domain::Usd;
    use cockpit_domain::liquidity::{Daily, wednesdays};

    use super::*;

    fn table(series: SeriesId) -> &'static Table {
        TABLES.iter().find(|table| table.series == series).unwrap()
    }

    #[test]
    fn every_row_is_read_and_the_days_ascend() {
        for table in &TABLES {
            let rows: Vec<_> = table.rows().collect();
            assert!(!rows.is_empty() && rows.iter().all(Option::is_some), "{}", table.series);
            let moments: Vec<_> = rows.into_iter().flatten().map(|(at, _)| at).collect();
            assert!(
                moments.windows(2).all(|pair| pair[0].timestamp() < pair[1].timestamp()),
                "{}",
                table.series
            );
            assert_eq!(moments[0].kind(), table.series.definition().moments);
        }
    }

    #[test]
    fn the_headers_say_what_the_tables_are() {
        for table in &TABLES {
            assert_eq!(table.header("series"), Some(table.series.as_str()));
            assert_eq!(table.header("unit"), Some(table.series.unit().symbol()));
            let days: Vec<&str> =
                table.text.lines().filter_map(|line| line.split_once(',')).map(|(day, _)| day).collect();
            assert_eq!(table.header("from"), days.iter().find(|day| day.starts_with('2')).copied());
            assert_eq!(table.header("to"), days.last().copied());
        }
        assert!(publishers().iter().all(|(_, publisher)| publisher.len() > 5));
        let says = |series, words| table(series).header("definition").unwrap().contains(words);
        assert!(says(SeriesId::Btc, "closing price of the UTC day"));
        assert!(says(SeriesId::StablecoinMcap, "00:00 UTC of the day named"));
        assert!(says(SeriesId::RwaTvl, "by UTC day"));
        assert!(says(SeriesId::UsdtDominance, "09:01:49 UTC"));
    }

    #[test]
    fn a_day_stands_for_the_instant_its_definition_names() {
        let last = |series| table(series).rows().last().flatten().unwrap().0.to_string();
        assert_eq!(last(SeriesId::Btc), "2026-08-21T00:00:00Z", "the close of 20 August");
        assert_eq!(last(SeriesId::StablecoinMcap), "2026-08-20T00:00:00Z");
        assert_eq!(last(SeriesId::UsdtDominance), "2026-03-24T09:01:49Z");
        assert_eq!(last(SeriesId::Walcl), "2026-07-29");
    }

    #[test]
    fn what_ships_is_plausible_and_has_no_step_of_another_unit() {
        let seen_at = DateTime::UNIX_EPOCH;
        let mut by_series = BTreeMap::<SeriesId, Vec<f64>>::new();
        for observation in observations(seen_at) {
            assert!(in_range(observation.series, observation.value).is_ok());
            assert_eq!((observation.origin, observation.standing), (Origin::Bundled, 255));
            by_series.entry(observation.series).or_default().push(observation.value.amount());
        }
        assert_eq!(by_series.len(), TABLES.len(), "each table has something to show");
        for (series, amounts) in by_series {
            // Reverse repo really has gone from nothing to billions and back within days.
            let steps = amounts.windows(2).filter(|_| series != SeriesId::Rrpontsyd);
            for pair in steps {
                let ratio = pair[1] / pair[0];
                assert!((0.3..3.3).contains(&ratio), "{series}: {pair:?}");
            }
        }
    }

    #[test]
    fn the_legs_give_the_known_net_liquidity_to_the_last_digit() {
        let leg = |series| -> Daily {
            let rows = table(series).rows().flatten();
            rows.map(|(at, value)| (at.day(), Usd::from_billions(value.amount()).unwrap())).collect()
        };
        let points = wednesdays(&leg(SeriesId::Walcl), &leg(SeriesId::Wtregen), &leg(SeriesId::Rrpontsyd));
        let net: BTreeMap<String, f64> = points
            .iter()
            .map(|(day, legs)| (day.to_string(), legs.net_liquidity().to_billions().amount()))
            .collect();
        for (day, expected) in [
            ("2022-06-15", 6_112.626),
            ("2024-01-03", 6_202.679),
            ("2025-11-12", 5_620.760),
            ("2025-12-24", 5_739.308),
            ("2026-03-25", 5_782.307),
            ("2026-07-29", 5_824.838),
        ] {
            assert_eq!(net.get(day), Some(&expected), "{day}");
        }
        assert!(points.len() > 500, "ten years of Wednesdays");
    }
}
