//! Values that wait for review.

use chrono::{DateTime, Utc};
use cockpit_domain::validate::Held;
use cockpit_domain::{Observation, Origin, SeriesId};
use sqlx::SqliteConnection;

use crate::observations::{Append, instant, moment, value};
use crate::writer::Write;
use crate::{Store, StoreError};

/// How a held value ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Resolution {
    /// A second answer said the same.
    Agreed,
    /// A later value took its place.
    Superseded,
    /// The operator believed it.
    Released,
    /// The operator did not.
    Discarded,
}

impl Resolution {
    /// The word used in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::Superseded => "superseded",
            Self::Released => "released",
            Self::Discarded => "discarded",
        }
    }
}

pub(crate) const HELD: &str =
    "select series, observed_at, value, held_at, source, reason, released_by_agreement
    from held where closed_at is null and series = ?";

const HELD_ALL: &str = "select series, observed_at, value, held_at, source, reason, released_by_agreement
    from held where closed_at is null order by series";

const OPEN: &str =
    "insert into held (series, observed_at, value, held_at, source, reason, released_by_agreement)
    values (?, ?, ?, ?, ?, ?, ?)";

const COUNT: &str = "update held set answers = answers + 1 where closed_at is null and series = ?";

const CLOSE: &str = "update held set closed_at = ?, resolution = ? where closed_at is null and series = ?";

#[derive(sqlx::FromRow)]
struct HeldRow {
    series: String,
    observed_at: i64,
    /// Never null by the schema; but the driver would read a damaged row's null as 0.
    value: Option<f64>,
    held_at: i64,
    source: String,
    reason: String,
    released_by_agreement: bool,
}

impl HeldRow {
    fn held(self) -> Result<Held, StoreError> {
        let series: SeriesId =
            self.series.parse().map_err(|_| StoreError::unreadable("series", &self.series))?;
        Ok(Held {
            series,
            observed_at: moment(series, self.observed_at)?,
            value: value(series, self.value)?,
            held_at: instant(self.held_at)?,
            source: self.source,
            reason: self.reason,
            released_by_agreement: self.released_by_agreement,
        })
    }
}

impl Store {
    /// Holds a value back. When one that says the same already waits, that one stays as it is and is counted once more;
    /// else the one that waits is closed as superseded.
    pub async fn hold(&self, held: Held) -> Result<(), StoreError> {
        let Held { series, observed_at, value, .. } = held;
        if value.unit() != series.unit() || observed_at.kind() != series.definition().moments {
            return Err(StoreError::NotOfSeries { series, observed_at, value });
        }
        self.write(Hold(held)).await.map(|_| ())
    }

    /// The value of `series` that waits.
    pub async fn held(&self, series: SeriesId) -> Result<Option<Held>, StoreError> {
        let query = sqlx::query_as::<_, HeldRow>(HELD).bind(series.as_str());
        self.read(query.fetch_optional(&self.reads)).await?.map(HeldRow::held).transpose()
    }

    /// All values that wait.
    pub async fn held_all(&self) -> Result<Vec<Held>, StoreError> {
        let query = sqlx::query_as::<_, HeldRow>(HELD_ALL);
        self.read(query.fetch_all(&self.reads)).await?.into_iter().map(HeldRow::held).collect()
    }

    /// Closes the value of `series` that waits, if one does.
    pub async fn resolve_held(
        &self,
        series: SeriesId,
        resolution: Resolution,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.write(Resolve { series, resolution, at }).await.map(|_| ())
    }
}

impl Store {
    /// Believes the value of `series` that waits since `held_at`: it is stored as history, which raises no alert by itself, and
    /// what comes after is judged against it. `None` when no such value waits any more.
    pub async fn release_held(
        &self,
        series: SeriesId,
        held_at: DateTime<Utc>,
        at: DateTime<Utc>,
    ) -> Result<Option<Held>, StoreError> {
        self.write(Review { series, held_at, resolution: Resolution::Released, at }).await
    }

    /// Does not believe it. `None` when no such value waits any more.
    pub async fn discard_held(
        &self,
        series: SeriesId,
        held_at: DateTime<Utc>,
        at: DateTime<Utc>,
    ) -> Result<Option<Held>, StoreError> {
        self.write(Review { series, held_at, resolution: Resolution::Discarded, at }).await
    }
}

/// The operator's word on one value: on that which was looked at, and on no other that took its place.
struct Review {
    series: SeriesId,
    held_at: DateTime<Utc>,
    resolution: Resolution,
    at: DateTime<Utc>,
}

impl Write for Review {
    type Output = Option<Held>;

    async fn apply(self, db: &mut SqliteConnection) -> Result<Option<Held>, StoreError> {
        let Self { series, held_at, resolution, at } = self;
        let row = sqlx::query_as::<_, HeldRow>(HELD).bind(series.as_str()).fetch_optional(&mut *db).await?;
        let held = row.map(HeldRow::held).transpose()?;
        let Some(held) = held.filter(|held| held.held_at.timestamp() == held_at.timestamp()) else {
            return Ok(None);
        };
        close(&mut *db, series, resolution, at).await?;
        if resolution == Resolution::Released {
            let believed = Observation {
                series,
                observed_at: held.observed_at,
                first_seen_at: at,
                value: held.value,
                source: held.source.clone(),
                standing: 0,
                origin: Origin::Backfill,
            };
            Append::new(vec![believed])?.apply(db).await?;
        }
        Ok(Some(held))
    }

    fn shows(held: &Option<Held>) -> bool {
        held.is_some()
    }
}

/// What became of a value that was to be held.
enum Holding {
    Opened,
    Counted,
}

struct Hold(Held);

impl Write for Hold {
    type Output = Holding;

    async fn apply(self, db: &mut SqliteConnection) -> Result<Holding, StoreError> {
        let new = self.0;
        let series = new.series.as_str();
        let row = sqlx::query_as::<_, HeldRow>(HELD).bind(series).fetch_optional(&mut *db).await?;
        let waiting = row.map(HeldRow::held).transpose()?;
        if waiting.is_some_and(|waiting| waiting.agrees(new.value)) {
            sqlx::query(COUNT).bind(series).execute(db).await?;
            return Ok(Holding::Counted);
        }
        close(db, new.series, Resolution::Superseded, new.held_at).await?;
        sqlx::query(OPEN)
            .bind(series)
            .bind(new.observed_at.timestamp())
            .bind(new.value.amount())
            .bind(new.held_at.timestamp())
            .bind(new.source)
            .bind(new.reason)
            .bind(new.released_by_agreement)
            .execute(db)
            .await?;
        Ok(Holding::Opened)
    }

    fn shows(holding: &Holding) -> bool {
        matches!(holding, Holding::Opened)
    }
}

struct Resolve {
    series: SeriesId,
    resolution: Resolution,
    at: DateTime<Utc>,
}

impl Write for Resolve {
    type Output = u64;

    async fn apply(self, db: &mut SqliteConnection) -> Result<u64, StoreError> {
        close(db, self.series, self.resolution, self.at).await
    }

    fn shows(closed: &u64) -> bool {
        *closed > 0
    }
}

/// How many were closed: none or one.
async fn close(
    db: &mut SqliteConnection,
    series: SeriesId,
    resolution: Resolution,
    at: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let query = sqlx::query(CLOSE).bind(at.timestamp()).bind(resolution.as_str()).bind(series.as_str());
    Ok(query.execute(db).await?.rows_affected())
}

#[cfg(test)]
mod tests {
    use cockpit_domain::{Moment, Value};
    use sqlx::ConnectOptions;

    use super::*;
    use crate::scratch::{Scratch, at, btc};

    fn waiting(seconds: i64, usd: f64) -> Held {
        Held {
            series: SeriesId::Btc,
            observed_at: Moment::Instant(at(seconds)),
            value: Value::usd(usd).unwrap(),
            held_at: at(seconds + 1),
            source: "coinbase".to_owned(),
            reason: "a step from 86915 to 69500 $ waits to be confirmed".to_owned(),
            released_by_agreement: true,
        }
    }

    /// Answers and resolution of every row, oldest first.
    async fn rows(store: &Scratch) -> Vec<(i64, Option<String>, Option<i64>)> {
        let mut db = crate::reader::options(&store.path()).connect().await.unwrap();
        let all = "select answers, resolution, closed_at from held order by id";
        sqlx::query_as(all).fetch_all(&mut db).await.unwrap()
    }

    #[tokio::test]
    async fn a_held_value_comes_back_as_it_was_given() {
        let store = Scratch::new().await;
        assert_eq!(store.held(SeriesId::Btc).await, Ok(None));
        store.hold(waiting(0, 69_500.0)).await.unwrap();
        let by_operator = Held {
            series: SeriesId::RwaTvl,
            value: Value::usd_billions(9.0).unwrap(),
            released_by_agreement: false,
            ..waiting(5, 1.0)
        };
        store.hold(by_operator.clone()).await.unwrap();
        assert_eq!(store.held(SeriesId::Btc).await, Ok(Some(waiting(0, 69_500.0))));
        assert_eq!(store.held_all().await, Ok(vec![waiting(0, 69_500.0), by_operator]));
    }

    #[tokio::test]
    async fn an_agreeing_value_counts_and_the_first_one_stays() {
        let store = Scratch::new().await;
        store.hold(waiting(0, 69_500.0)).await.unwrap();
        let changes = store.changes();
        let before = *changes.borrow();
        store.hold(waiting(60, 69_600.0)).await.unwrap();
        assert_eq!(store.held(SeriesId::Btc).await, Ok(Some(waiting(0, 69_500.0))));
        assert_eq!(rows(&store).await, [(2, None, None)]);
        assert_eq!(*changes.borrow(), before, "the page shows the same");
    }

    #[tokio::test]
    async fn a_different_value_takes_the_place_of_the_one_that_waits() {
        let store = Scratch::new().await;
        store.hold(waiting(0, 69_500.0)).await.unwrap();
        store.hold(waiting(60, 40_000.0)).await.unwrap();
        assert_eq!(store.held(SeriesId::Btc).await, Ok(Some(waiting(60, 40_000.0))));
        let superseded = (1, Some("superseded".to_owned()), Some(at(61).timestamp()));
        assert_eq!(rows(&store).await, [superseded, (1, None, None)]);
    }

    #[tokio::test]
    async fn every_resolution_closes_the_one_that_waits() {
        let store = Scratch::new().await;
        let all = [Resolution::Agreed, Resolution::Superseded, Resolution::Released, Resolution::Discarded];
        for resolution in all {
            store.hold(waiting(0, 69_500.0)).await.unwrap();
            let changes = store.changes();
            let before = *changes.borrow();
            store.resolve_held(SeriesId::Btc, resolution, at(100)).await.unwrap();
            store.resolve_held(SeriesId::Btc, resolution, at(101)).await.unwrap();
            assert_eq!(*changes.borrow(), before + 1, "nothing waits the second time");
            assert_eq!(store.held(SeriesId::Btc).await, Ok(None));
            let expected = (1, Some(resolution.as_str().to_owned()), Some(at(100).timestamp()));
            assert_eq!(rows(&store).await.pop(), Some(expected));
        }
    }

    #[tokio::test]
    async fn the_operators_word_counts_for_the_value_that_was_looked_at() {
        let store = Scratch::new().await;
        store.append(vec![btc(-60, 86_915.0)]).await.unwrap();
        store.hold(waiting(0, 69_500.0)).await.unwrap();
        let another = at(77);
        assert_eq!(store.release_held(SeriesId::Btc, another, at(100)).await, Ok(None));
        assert_eq!(store.discard_held(SeriesId::Btc, another, at(100)).await, Ok(None));
        let held = waiting(0, 69_500.0);
        assert_eq!(store.release_held(SeriesId::Btc, held.held_at, at(100)).await, Ok(Some(held.clone())));
        assert_eq!(store.release_held(SeriesId::Btc, held.held_at, at(101)).await, Ok(None), "only once");
        let latest = store.latest(SeriesId::Btc).await.unwrap().unwrap();
        assert_eq!(
            (latest.value, latest.origin, latest.first_seen_at),
            (held.value, Origin::Backfill, at(100))
        );

        store.hold(waiting(60, 40_000.0)).await.unwrap();
        assert!(store.discard_held(SeriesId::Btc, at(61), at(100)).await.unwrap().is_some());
        assert_eq!(store.latest(SeriesId::Btc).await.unwrap().unwrap(), latest, "nothing of it is kept");
        let ends: Vec<_> = rows(&store).await.into_iter().filter_map(|(_, end, _)| end).collect();
        assert_eq!(ends, ["released", "discarded"]);
    }

    #[tokio::test]
    async fn a_held_value_has_the_unit_of_its_series() {
        let store = Scratch::new().await;
        let held = Held { value: Value::percent(1.0).unwrap(), ..waiting(0, 1.0) };
        assert!(matches!(store.hold(held).await, Err(StoreError::NotOfSeries { .. })));
    }
}
