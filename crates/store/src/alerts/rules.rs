//! Rules of the whole installation that differ from the presets.

use chrono::{DateTime, Utc};
use cockpit_domain::SeriesId;
use cockpit_domain::rules::{Rule, RuleId};
use sqlx::SqliteConnection;

use crate::settings::rules::{read, save};
use crate::writer::Write;
use crate::{Store, StoreError};

const ALL: &str = "select spec from rule order by id";

const DROP: &str = "delete from rule where id = ?";

impl Store {
    /// The installation's own rules, by their ids.
    pub async fn rules(&self) -> Result<Vec<Rule>, StoreError> {
        let query = sqlx::query_as::<_, (String,)>(ALL);
        let rules = every(self.read(query.fetch_all(&self.reads)).await?)?;
        Ok(rules.into_iter().filter(|rule| is_watched(rule.id())).collect())
    }

    /// Writes a rule in the place of the one with its id.
    pub async fn save_rule(&self, rule: Rule, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(Save { rule, at }).await.map(|_| ())
    }
}

fn every(rows: Vec<(String,)>) -> Result<Vec<Rule>, StoreError> {
    rows.into_iter().map(|(spec,)| read(&spec)).collect()
}

/// The installation's own rules inside of a transaction, those of removed indicators included.
pub(crate) async fn rules_in(db: &mut SqliteConnection) -> Result<Vec<Rule>, StoreError> {
    every(sqlx::query_as(ALL).fetch_all(db).await?)
}

/// Puts these rules in the place of those before, inside of a transaction.
pub(crate) async fn replace_rules(
    db: &mut SqliteConnection,
    before: &[Rule],
    then: Vec<Rule>,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    for gone in before.iter().filter(|rule| then.iter().all(|stays| stays.id() != rule.id())) {
        sqlx::query(DROP).bind(gone.id().to_string()).execute(&mut *db).await?;
    }
    for rule in then {
        save(&mut *db, &rule, at).await?;
    }
    Ok(())
}

/// Rules of an indicator that was removed rest until it comes back or is forgotten.
pub(crate) fn is_watched(rule: &RuleId) -> bool {
    !matches!(rule.series(), Some(SeriesId::Own(own)) if !own.is_watched())
}

struct Save {
    rule: Rule,
    at: DateTime<Utc>,
}

impl Write for Save {
    /// How many changed.
    type Output = u64;

    async fn apply(self, db: &mut SqliteConnection) -> Result<u64, StoreError> {
        save(db, &self.rule, self.at).await
    }

    fn shows(changed: &u64) -> bool {
        *changed > 0
    }
}
