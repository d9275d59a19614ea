//! The settled regime and its past, from the stored history.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use cockpit_domain::moment::MomentKind;
use cockpit_domain::regime::past::FOLLOWED;
use cockpit_domain::regime::{Daily, Model, Past, Settled, evaluate, past, settle};
use cockpit_domain::{Moment, Point, SeriesId};
use cockpit_store::{Store, StoreError};

/// The first day that is evaluated: stablecoins, the youngest series with a history, have 63 days behind them.
const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(2018, 6, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// The settled answer, and how it came to it.
#[derive(Clone, Debug)]
pub struct Told {
    /// The settled state, with the newest evaluation.
    pub settled: Settled,
    /// Every turn, and what Bitcoin did afterwards.
    pub past: Past,
}

/// How the regime is told: as the operator chose, else as the program was started.
pub async fn in_force(store: &Store, configured: &Model) -> Result<Model, StoreError> {
    let chosen = store.regime_model().await?.value;
    Ok(chosen.and_then(|spec| spec.model()).unwrap_or_else(|| configured.clone()))
}

/// Settles through yesterday, and evaluates today on the last values known: the day itself counts at its end.
pub async fn tell(store: &Store, model: &Model, now: DateTime<Utc>) -> Result<Option<Told>, StoreError> {
    let today = now.date_naive();
    let mut histories = HashMap::new();
    // The longest look-back before the first evaluated day, and the greatest age of what is found there.
    let back = Days::new(u64::from(model.days_max()).max(180) + 20);
    let from = FIRST_DAY.checked_sub_days(back).unwrap_or(FIRST_DAY);
    let series: BTreeSet<SeriesId> = model.votes.iter().map(|rule| rule.series).chain([FOLLOWED]).collect();
    for series in series {
        histories.insert(series, Daily::new(series, closes(store, series, from, today).await?));
    }
    let model = model.clone();
    let computed = tokio::task::spawn_blocking(move || {
        let yesterday = today.checked_sub_days(Days::new(1))?;
        let mut settled = settle(&model, &histories, FIRST_DAY, yesterday)?;
        settled.last = evaluate(&model, &histories, today);
        let past = past(&model, &histories, &settled, histories.get(&FOLLOWED)?);
        Some(Told { settled, past })
    });
    Ok(computed.await.ok().flatten())
}

/// Daily values as they were first seen: a later revision was not known on the day.
async fn closes(
    store: &Store,
    series: SeriesId,
    from: NaiveDate,
    today: NaiveDate,
) -> Result<Vec<Point>, StoreError> {
    match series.definition().moments {
        MomentKind::Day => store.first_seen_points(series, Moment::Day(from), Moment::Day(today)).await,
        MomentKind::Instant => {
            let closes = store.day_closes(series, from, today).await?;
            // Midnight ends a day: a value of 00:00, as a daily close carries it, is the day before's last.
            let day = |point: &Point| (point.observed_at.start() - TimeDelta::seconds(1)).date_naive();
            let closes = closes.into_iter().map(|(_, point)| point);
            Ok(closes.map(|point| Point { observed_at: Moment::Day(day(&point)), ..point }).collect())
        }
    }
}
