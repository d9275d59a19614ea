//! The settled regime from the stored history.

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use cockpit_domain::moment::MomentKind;
use cockpit_domain::regime::{Daily, Model, Settled, evaluate, settle};
use cockpit_domain::{Moment, Point, SeriesId};
use cockpit_store::{Store, StoreError};

/// The first day that is evaluated: stablecoins, the youngest series with a history, have 63 days behind them.
const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(2018, 6, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// Settles through yesterday, and evaluates today on the last values known: the day itself counts at its end.
pub(super) async fn settled(
    store: &Store,
    model: &Model,
    now: DateTime<Utc>,
) -> Result<Option<Settled>, StoreError> {
    let today = now.date_naive();
    let mut histories = HashMap::new();
    for rule in &model.votes {
        histories.insert(rule.series, Daily::new(rule.series, closes(store, rule.series, today).await?));
    }
    let model = model.clone();
    let computed = tokio::task::spawn_blocking(move || {
        let yesterday = today.checked_sub_days(Days::new(1))?;
        let mut settled = settle(&model, &histories, FIRST_DAY, yesterday)?;
        settled.last = evaluate(&model, &histories, today);
        Some(settled)
    });
    Ok(computed.await.ok().flatten())
}

async fn closes(store: &Store, series: SeriesId, today: NaiveDate) -> Result<Vec<Point>, StoreError> {
    // Two look-backs before the first evaluated day, for means and changes.
    let from = FIRST_DAY.checked_sub_days(Days::new(200)).unwrap_or(FIRST_DAY);
    match series.definition().moments {
        MomentKind::Day => store.points(series, Moment::Day(from), Moment::Day(today)).await,
        MomentKind::Instant => {
            let closes = store.day_closes(series, from, today).await?;
            // A day's close may carry the next day's midnight; it is that day's value all the same.
            Ok(closes
                .into_iter()
                .map(|(day, point)| Point { observed_at: Moment::Day(day), ..point })
                .collect())
        }
    }
}
