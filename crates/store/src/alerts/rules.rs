//! Rules of the whole installation that differ from the presets.

use chrono::{DateTime, Utc};
use cockpit_domain::SeriesId;
use cockpit_domain::rules::{Rule, RuleId};
use sqlx::SqliteConnection;

use crate::settings::rules::{read, save};
use crate::writer::Write;
use crate::{Store, StoreError};

const ALL: &str = "select spec from rule order by id";

impl Store {
    /// The installation's own rules, by their ids.
    pub async fn rules(&self) -> Result<Vec<Rule>, StoreError> {
        let query = sqlx::query_as::<_, (String,)>(ALL);
        let rows = self.read(query.fetch_all(&self.reads)).await?;
        let rules = rows.into_iter().map(|(spec,)| read(&spec));
        rules.filter(|rule| rule.as_ref().map_or(true, |rule| is_watched(rule.id()))).collect()
    }

    /// Writes a rule in the place of the one with its id.
    pub async fn save_rule(&self, rule: Rule, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(Save { rule, at }).await.map(|_| ())
    }
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
