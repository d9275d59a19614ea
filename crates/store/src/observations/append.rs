//! Writing observations.

use std::collections::HashMap;

use cockpit_domain::{Observation, SeriesId};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::Appended;
use super::row::{origin, standing, value};
use super::rule::{Known, revision};
use crate::writer::Write;
use crate::{Store, StoreError};

/// Rows of one statement: few enough for SQLite's limit of 32,766 parameters, many enough for a million rows.
const ROWS_PER_STATEMENT: usize = 500;

/// The newest revision of each of many moments; SQLite takes the other columns from the row of the maximum.
pub(super) const KNOWN: &str =
    "select observed_at, max(revision) as revision, value, standing, origin from observation
    where series = ? and observed_at in (select value from json_each(?)) group by observed_at";

#[derive(sqlx::FromRow)]
struct KnownRow {
    observed_at: i64,
    revision: i64,
    value: Option<f64>,
    standing: i64,
    origin: String,
}

impl Store {
    /// Writes observations in one transaction. For each moment of a series:
    ///
    /// - Nothing known: it is inserted as first seen.
    /// - A bundled value gives way to any other, even an equal one; a bundled value never touches what is known.
    /// - The same value changes nothing. A different one becomes a new revision beside what was first seen, unless its
    ///   publisher stands worse than the one known: a stand-in never overwrites.
    pub async fn append(&self, observations: Vec<Observation>) -> Result<Appended, StoreError> {
        let append = Append::new(observations)?;
        if append.0.is_empty() {
            return Ok(Appended::default());
        }
        self.write(append).await
    }
}

fn fits(observation: &Observation) -> bool {
    let definition = observation.series.definition();
    observation.value.unit() == definition.unit && observation.observed_at.kind() == definition.moments
}

/// Observations that fit their series.
pub(crate) struct Append(Vec<Observation>);

impl Append {
    pub(crate) fn new(observations: Vec<Observation>) -> Result<Self, StoreError> {
        if let Some(stray) = observations.iter().find(|observation| !fits(observation)) {
            let Observation { series, observed_at, value, .. } = *stray;
            return Err(StoreError::NotOfSeries { series, observed_at, value });
        }
        Ok(Self(observations))
    }
}

impl Write for Append {
    type Output = Appended;

    async fn apply(self, db: &mut SqliteConnection) -> Result<Appended, StoreError> {
        let mut observations = self.0;
        // Neighbours in the file are written together. Stable: within one moment the caller's order decides.
        observations.sort_by_key(|observation| (observation.series, observation.observed_at.timestamp()));
        let mut appended = Appended::default();
        for of_series in observations.chunk_by(|a, b| a.series == b.series) {
            for chunk in of_series.chunks(ROWS_PER_STATEMENT) {
                append(db, chunk, &mut appended).await?;
            }
        }
        Ok(appended)
    }

    fn shows(appended: &Appended) -> bool {
        appended.inserted > 0 || appended.revised > 0
    }
}

/// Appends some observations of one series.
async fn append(
    db: &mut SqliteConnection,
    chunk: &[Observation],
    appended: &mut Appended,
) -> Result<(), StoreError> {
    let Some(first) = chunk.first() else { return Ok(()) };
    let mut known = known(db, first.series, chunk).await?;
    let mut rows = Vec::with_capacity(chunk.len());
    for observation in chunk {
        let at = observation.observed_at.timestamp();
        let Some(revision) = revision(known.get(&at), observation) else {
            appended.unchanged += 1;
            continue;
        };
        if revision == 0 {
            appended.inserted += 1;
        } else {
            appended.revised += 1;
        }
        known.insert(at, Known::new(revision, observation));
        rows.push((revision, observation));
    }
    insert(db, &rows).await
}

async fn known(
    db: &mut SqliteConnection,
    series: SeriesId,
    chunk: &[Observation],
) -> Result<HashMap<i64, Known>, StoreError> {
    let moments: Vec<String> =
        chunk.iter().map(|observation| observation.observed_at.timestamp().to_string()).collect();
    let rows: Vec<KnownRow> = sqlx::query_as(KNOWN)
        .bind(series.as_str())
        .bind(format!("[{}]", moments.join(",")))
        .fetch_all(db)
        .await?;
    let known = rows.into_iter().map(|row| {
        let known = Known {
            revision: row.revision,
            amount: value(series, row.value)?.amount(),
            standing: standing(row.standing)?,
            origin: origin(&row.origin)?,
        };
        Ok((row.observed_at, known))
    });
    known.collect()
}

async fn insert(db: &mut SqliteConnection, rows: &[(i64, &Observation)]) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut statement = QueryBuilder::<Sqlite>::new(
        "insert into observation (series, observed_at, revision, first_seen_at, value, source, standing, origin) ",
    );
    statement.push_values(rows, |mut row, (revision, observation)| {
        row.push_bind(observation.series.as_str())
            .push_bind(observation.observed_at.timestamp())
            .push_bind(*revision)
            .push_bind(observation.first_seen_at.timestamp())
            .push_bind(observation.value.amount())
            .push_bind(&observation.source)
            .push_bind(i64::from(observation.standing))
            .push_bind(observation.origin.as_str());
    });
    // As many texts as there are lengths: not worth a place among the statements that are kept.
    statement.build().persistent(false).execute(db).await?;
    Ok(())
}
