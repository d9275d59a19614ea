//! The installation's rules, and everybody's preset.

use chrono::{DateTime, Utc};
use cockpit_domain::rules::{Installed, LEVELS_MAX, Preset, Rule, RuleId};
use sqlx::SqliteConnection;

use super::{Name, row};
use crate::alerts::is_watched;
use crate::subscribers::{SubscriberId, Wish};
use crate::writer::Write;
use crate::{Store, StoreError};

const ALL: &str = "select spec from rule order by id";
const SAVE: &str = "insert into rule (id, spec, updated_at) values (?, ?, ?)
    on conflict (id) do update set spec = excluded.spec, updated_at = excluded.updated_at
    where spec <> excluded.spec";
const REMOVE: &str = "delete from rule where id = ?";
/// A wish for a rule that is no more.
const FORGET: &str = "delete from subscriber_threshold where rule = ?";

/// Whoever had everybody's preset has the new one; whoever chose another keeps it.
const FOLLOW: &str = "update subscriber set preset = ?, revision = revision + 1 where preset = ?";

const PRESET_OF: &str = "select preset from subscriber where id = ?";
const CHOOSE: &str = "update subscriber set preset = ?, revision = revision + 1 where id = ? and preset <> ?";

/// Changes of the installation's rules, all at once.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleChanges {
    /// What the changes were made on. When it is no longer so, nothing is changed.
    pub seen: Installed,
    /// Everybody's preset, if it changes.
    pub preset: Option<Preset>,
    /// What each rule is to become; `None` as the preset has it, or not at all for levels.
    pub rules: Vec<(RuleId, Option<Rule>)>,
}

impl Store {
    /// The installation's rules.
    pub async fn installed(&self) -> Result<Installed, StoreError> {
        let preset = self.setting(Name::Preset).await?.value;
        Ok(Installed::new(preset.unwrap_or_default(), self.rules().await?))
    }

    /// Changes the installation's rules. False, and no change, when somebody else changed them since they were seen.
    pub async fn change_rules(&self, changes: RuleChanges, at: DateTime<Utc>) -> Result<bool, StoreError> {
        self.write(Change { changes, at }).await
    }

    /// Changes somebody's preset and wishes: for each rule what it is to become, `None` as usual. False, and no change, when
    /// their preset or wishes are not what was seen.
    pub async fn change_wishes(
        &self,
        subscriber: SubscriberId,
        seen: (Preset, Vec<Wish>),
        preset: Option<Preset>,
        wishes: Vec<(RuleId, Option<Wish>)>,
    ) -> Result<bool, StoreError> {
        let finite = |wish: &Wish| wish.threshold.is_none_or(f64::is_finite);
        if !wishes.iter().filter_map(|(_, wish)| wish.as_ref()).all(finite) {
            return Err(StoreError::Refused("threshold: is not a finite number".to_owned()));
        }
        self.write(ChangeWishes { subscriber, seen, preset, wishes }).await
    }
}

struct Change {
    changes: RuleChanges,
    at: DateTime<Utc>,
}

impl Write for Change {
    type Output = bool;

    async fn apply(self, db: &mut SqliteConnection) -> Result<bool, StoreError> {
        let RuleChanges { seen, preset, rules } = self.changes;
        let known: Option<Preset> = row::find(&mut *db, Name::Preset).await?.value;
        let known = known.unwrap_or_default();
        if Installed::new(known, own(&mut *db).await?) != seen {
            return Ok(false);
        }
        if let Some(preset) = preset.filter(|preset| *preset != known) {
            let body =
                serde_json::to_string(&preset).map_err(|error| StoreError::Refused(error.to_string()))?;
            row::put(&mut *db, Name::Preset, Some(body), self.at).await?;
            sqlx::query(FOLLOW).bind(preset.as_str()).bind(known.as_str()).execute(&mut *db).await?;
        }
        for (id, rule) in rules {
            match rule {
                Some(rule) => save(&mut *db, &rule, self.at).await.map(drop)?,
                None => remove(&mut *db, &id).await?,
            }
        }
        let preset = row::find(&mut *db, Name::Preset).await?.value.unwrap_or_default();
        if Installed::new(preset, own(db).await?).levels() > LEVELS_MAX {
            return Err(StoreError::Refused(format!(
                "level: there are {LEVELS_MAX} already; remove one first"
            )));
        }
        Ok(true)
    }

    fn shows(changed: &bool) -> bool {
        *changed
    }
}

/// The installation's own rules, inside of a transaction.
pub(crate) async fn own(db: &mut SqliteConnection) -> Result<Vec<Rule>, StoreError> {
    let rows = sqlx::query_as::<_, (String,)>(ALL).fetch_all(db).await?;
    let rules = rows.into_iter().map(|(spec,)| read(&spec));
    rules.filter(|rule| rule.as_ref().map_or(true, |rule| is_watched(rule.id()))).collect()
}

/// Puts these rules in the place of those before, inside of a transaction.
pub(crate) async fn replace(
    db: &mut SqliteConnection,
    before: &[Rule],
    then: Vec<Rule>,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    for gone in before.iter().filter(|rule| then.iter().all(|stays| stays.id() != rule.id())) {
        remove(&mut *db, gone.id()).await?;
    }
    for rule in then {
        save(&mut *db, &rule, at).await?;
    }
    Ok(())
}

pub(crate) fn read(spec: &str) -> Result<Rule, StoreError> {
    serde_json::from_str(spec).map_err(|error| StoreError::Damaged(format!("rule: {error}")))
}

/// Writes a rule in the place of the one with its id, inside of a transaction. How many changed.
pub(crate) async fn save(
    db: &mut SqliteConnection,
    rule: &Rule,
    at: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let spec = serde_json::to_string(rule).map_err(|error| StoreError::Refused(error.to_string()))?;
    let query = sqlx::query(SAVE).bind(rule.id().to_string()).bind(spec).bind(at.timestamp());
    Ok(query.execute(db).await?.rows_affected())
}

async fn remove(db: &mut SqliteConnection, id: &RuleId) -> Result<(), StoreError> {
    sqlx::query(REMOVE).bind(id.to_string()).execute(&mut *db).await?;
    if matches!(id, RuleId::Level(..)) {
        sqlx::query(FORGET).bind(id.to_string()).execute(db).await?;
    }
    Ok(())
}

struct ChangeWishes {
    subscriber: SubscriberId,
    seen: (Preset, Vec<Wish>),
    preset: Option<Preset>,
    wishes: Vec<(RuleId, Option<Wish>)>,
}

impl Write for ChangeWishes {
    type Output = bool;

    async fn apply(self, db: &mut SqliteConnection) -> Result<bool, StoreError> {
        let Self { subscriber, seen, preset, wishes } = self;
        let row =
            sqlx::query_as::<_, (String,)>(PRESET_OF).bind(subscriber.0).fetch_optional(&mut *db).await?;
        let same = row.is_some_and(|(preset,)| preset == seen.0.as_str());
        if !same || crate::subscribers::wishes_of(&mut *db, subscriber).await? != seen.1 {
            return Ok(false);
        }
        if let Some(preset) = preset {
            let query = sqlx::query(CHOOSE).bind(preset.as_str()).bind(subscriber.0).bind(preset.as_str());
            query.execute(&mut *db).await?;
        }
        for (rule, wish) in wishes {
            let wish = wish.map(|wish| (wish.threshold, wish.enabled));
            crate::subscribers::wish(&mut *db, subscriber, &rule, wish).await?;
        }
        Ok(true)
    }

    fn shows(changed: &bool) -> bool {
        *changed
    }
}
