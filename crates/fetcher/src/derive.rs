//! Net liquidity from its stored legs.

use chrono::{DateTime, NaiveDate, Utc};
use cockpit_domain::liquidity::{Daily, Legs, daily_estimates, wednesdays};
use cockpit_domain::validate::in_range;
use cockpit_domain::{Moment, Observation, Origin, Point, SeriesId, Usd};
use cockpit_store::{Store, StoreError};

use crate::decide::Decider;

/// Source of a computed value whose legs are bundled.
const BUNDLED_SOURCE: &str = "Federal Reserve and U.S. Treasury, via FRED";

/// A leg's points by day, and who answered last.
struct Leg {
    points: Vec<Point>,
    amounts: Daily,
    source: String,
}

impl Leg {
    async fn read(store: &Store, series: SeriesId, until: DateTime<Utc>) -> Result<Self, StoreError> {
        let from = Moment::Day(DateTime::UNIX_EPOCH.date_naive());
        let points = store.points(series, from, Moment::Day(until.date_naive())).await?;
        let amounts = points
            .iter()
            .filter_map(|point| Some((point.observed_at.day(), Usd::from_billions(point.value.amount())?)))
            .collect();
        let source = store.latest(series).await?.map_or(String::new(), |latest| latest.source);
        Ok(Self { points, amounts, source })
    }

    fn point(&self, day: NaiveDate) -> Option<&Point> {
        let index = self.points.binary_search_by_key(&day, |point| point.observed_at.day()).ok()?;
        self.points.get(index)
    }
}

/// Computes net liquidity on every Wednesday, and its daily estimate, from what is stored; returns how many points
/// are new. Computing again changes nothing unless a leg was added or revised.
pub async fn net_liquidity(decider: &Decider, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let store = decider.store();
    let assets = Leg::read(store, SeriesId::Walcl, now).await?;
    let treasury = Leg::read(store, SeriesId::Wtregen, now).await?;
    let treasury_daily = Leg::read(store, SeriesId::TgaDaily, now).await?;
    let reverse_repo = Leg::read(store, SeriesId::Rrpontsyd, now).await?;

    let weekly = wednesdays(&assets.amounts, &treasury.amounts, &reverse_repo.amounts);
    let daily = daily_estimates(&assets.amounts, &treasury_daily.amounts, &reverse_repo.amounts);
    let mut observations = observe(SeriesId::NetLiquidity, &weekly, [&assets, &treasury, &reverse_repo], now);
    let daily = observe(SeriesId::NetLiquidityDaily, &daily, [&assets, &treasury_daily, &reverse_repo], now);
    observations.extend(daily);
    let appended = decider.append(observations, now).await?;
    Ok(appended.inserted + appended.revised)
}

fn observe(
    series: SeriesId,
    points: &[(NaiveDate, Legs)],
    legs: [&Leg; 3],
    now: DateTime<Utc>,
) -> Vec<Observation> {
    let mut sources: Vec<&str> = legs.iter().map(|leg| leg.source.as_str()).collect();
    sources.sort_unstable();
    sources.dedup();
    let source = sources.join(" + ");
    let newest = points.last().map(|(day, _)| *day);
    points
        .iter()
        .filter_map(|(day, computed)| {
            let days = [computed.balance_sheet.0, computed.treasury_account.0, computed.reverse_repo.0];
            let parts: Vec<&Point> = legs.iter().zip(days).filter_map(|(leg, day)| leg.point(day)).collect();
            let origin = if parts.iter().any(|part| part.origin == Origin::Bundled) {
                Origin::Bundled
            } else if newest == Some(*day) && parts.iter().any(|part| part.origin == Origin::Live) {
                Origin::Live
            } else {
                Origin::Backfill
            };
            let value = computed.net_liquidity().to_billions();
            if let Err(reason) = in_range(series, value) {
                tracing::error!(%series, %day, %reason, "computed value refused: a leg came in another unit");
                return None;
            }
            Some(Observation {
                series,
                observed_at: Moment::Day(*day),
                first_seen_at: parts.iter().map(|part| part.first_seen_at).max().unwrap_or(now),
                value,
                source: if origin == Origin::Bundled { BUNDLED_SOURCE.to_owned() } else { source.clone() },
                standing: if origin == Origin::Bundled { u8::MAX } else { 0 },
                origin,
            })
        })
        .collect()
}
