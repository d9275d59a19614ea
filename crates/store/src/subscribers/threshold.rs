//! What people want otherwise than their preset has it.

use cockpit_domain::rules::{Preset, RuleId, RuleKind};
use sqlx::SqliteConnection;

use super::SubscriberId;
use super::row::preset;
use crate::alerts::is_watched;
use crate::setup::Wished;
use crate::writer::Write;
use crate::{Store, StoreError};

/// Active people with the same wish for one rule.
#[derive(Clone, Debug, PartialEq)]
pub struct ThresholdGroup {
    /// Their preset, whose other parameters hold.
    pub preset: Preset,
    /// Their own threshold, in the rule's unit; `None` for the preset's, and for rules that measure nothing.
    pub threshold: Option<f64>,
    /// Whether they switched the rule on themselves: then it is on, even where the preset has it off.
    pub switched_on: bool,
    /// Who, rising; never empty.
    pub subscribers: Vec<SubscriberId>,
}

const SET: &str =
    "insert into subscriber_threshold (subscriber_id, rule, threshold, enabled) values (?, ?, ?, ?)
    on conflict (subscriber_id, rule) do update set threshold = excluded.threshold, enabled = excluded.enabled
    where threshold is not excluded.threshold or enabled <> excluded.enabled";

const CLEAR: &str = "delete from subscriber_threshold where subscriber_id = ? and rule = ?";

/// One row for each wish, not for each person.
pub(super) const BY_RULE: &str = "select preset, threshold, own.enabled is not null as switched_on,
        json_group_array(subscriber.id) as subscribers
    from subscriber
    left join subscriber_threshold as own on own.subscriber_id = subscriber.id and own.rule = ?1
    where state = 'active' and (is_operator = 1 or ?2 = 0) and own.enabled is not 0
    group by preset, threshold, switched_on
    order by preset, threshold, switched_on";

#[derive(sqlx::FromRow)]
struct GroupRow {
    preset: String,
    threshold: Option<f64>,
    switched_on: bool,
    subscribers: String,
}

impl GroupRow {
    fn group(self) -> Result<ThresholdGroup, StoreError> {
        let mut ids: Vec<i64> = serde_json::from_str(&self.subscribers)
            .map_err(|error| StoreError::Damaged(format!("subscribers: {error}")))?;
        ids.sort_unstable();
        Ok(ThresholdGroup {
            preset: preset(&self.preset)?,
            threshold: self.threshold,
            switched_on: self.switched_on,
            subscribers: ids.into_iter().map(SubscriberId).collect(),
        })
    }
}

/// What one person wants of one rule otherwise than their preset has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// Who.
    pub subscriber: SubscriberId,
    /// Of which rule.
    pub rule: RuleId,
    /// Their own threshold; `None` for the preset's.
    pub threshold: Option<f64>,
    /// Whether it is on for them.
    pub enabled: bool,
}

const WISHES: &str = "select subscriber_id, rule, threshold, enabled from subscriber_threshold
    order by rule, threshold, subscriber_id";

const WISHES_OF: &str = "select subscriber_id, rule, threshold, enabled from subscriber_threshold
    where subscriber_id = ? order by rule";

#[derive(sqlx::FromRow)]
struct WishRow {
    subscriber_id: i64,
    rule: String,
    threshold: Option<f64>,
    enabled: bool,
}

impl WishRow {
    fn wish(self) -> Option<Wish> {
        let Self { subscriber_id, rule, threshold, enabled } = self;
        let rule = rule.parse().ok().filter(is_watched)?;
        Some(Wish { subscriber: SubscriberId(subscriber_id), rule, threshold, enabled })
    }
}

impl Store {
    /// Everybody's wishes, by rule and threshold. A wish for a rule that no longer exists is left out.
    pub async fn wishes(&self) -> Result<Vec<Wish>, StoreError> {
        let rows = self.read(sqlx::query_as::<_, WishRow>(WISHES).fetch_all(&self.reads)).await?;
        Ok(rows.into_iter().filter_map(WishRow::wish).collect())
    }

    /// One person's wishes, by rule.
    pub async fn wishes_of(&self, subscriber: SubscriberId) -> Result<Vec<Wish>, StoreError> {
        let query = sqlx::query_as::<_, WishRow>(WISHES_OF).bind(subscriber.0);
        let rows = self.read(query.fetch_all(&self.reads)).await?;
        Ok(rows.into_iter().filter_map(WishRow::wish).collect())
    }

    /// Sets what somebody wants of a rule: a threshold of their own in the rule's unit (`None` for the preset's), and
    /// whether it is on. Whether the threshold makes sense is for [`cockpit_domain::rules::Rule`] to say beforehand.
    pub async fn set_threshold(
        &self,
        subscriber: SubscriberId,
        rule: &RuleId,
        threshold: Option<f64>,
        enabled: bool,
    ) -> Result<(), StoreError> {
        // SQLite would store NaN as null, which means something else.
        if threshold.is_some_and(|threshold| !threshold.is_finite()) {
            return Err(StoreError::Refused("threshold: is not a finite number".to_owned()));
        }
        self.write(Set { subscriber, rule: rule.to_string(), wish: Some((threshold, enabled)) })
            .await
            .map(|_| ())
    }

    /// Goes back to the preset's.
    pub async fn clear_threshold(&self, subscriber: SubscriberId, rule: &RuleId) -> Result<(), StoreError> {
        self.write(Set { subscriber, rule: rule.to_string(), wish: None }).await.map(|_| ())
    }

    /// What active people want of a rule, those who switched it off left out: as many groups as there are distinct
    /// wishes. Of *source stale* only operators are told.
    pub async fn thresholds_by_rule(&self, rule: &RuleId) -> Result<Vec<ThresholdGroup>, StoreError> {
        let operators_only = rule.kind() == RuleKind::SourceStale;
        let query = sqlx::query_as::<_, GroupRow>(BY_RULE).bind(rule.to_string()).bind(operators_only);
        self.read(query.fetch_all(&self.reads)).await?.into_iter().map(GroupRow::group).collect()
    }
}

/// Sets somebody's own threshold, and the rule on, inside of a transaction.
pub(super) async fn set(
    db: &mut SqliteConnection,
    subscriber: SubscriberId,
    rule: &RuleId,
    threshold: f64,
) -> Result<(), StoreError> {
    if !threshold.is_finite() {
        return Err(StoreError::Refused("threshold: is not a finite number".to_owned()));
    }
    Set { subscriber, rule: rule.to_string(), wish: Some((Some(threshold), true)) }.apply(db).await.map(drop)
}

/// Sets or takes away what somebody wants, inside of a transaction.
pub(crate) async fn wish(
    db: &mut SqliteConnection,
    subscriber: SubscriberId,
    rule: &RuleId,
    wish: Option<(Option<f64>, bool)>,
) -> Result<(), StoreError> {
    Set { subscriber, rule: rule.to_string(), wish }.apply(db).await.map(drop)
}

/// One person's wishes, inside of a transaction.
pub(crate) async fn wishes_of(
    db: &mut SqliteConnection,
    subscriber: SubscriberId,
) -> Result<Vec<Wish>, StoreError> {
    let rows = sqlx::query_as::<_, WishRow>(WISHES_OF).bind(subscriber.0).fetch_all(db).await?;
    Ok(rows.into_iter().filter_map(WishRow::wish).collect())
}

/// Everybody's wishes, inside of a transaction.
pub(crate) async fn wishes_in(db: &mut SqliteConnection) -> Result<Vec<Wish>, StoreError> {
    let rows = sqlx::query_as::<_, WishRow>(WISHES).fetch_all(db).await?;
    Ok(rows.into_iter().filter_map(WishRow::wish).collect())
}

/// Puts these in the place of somebody's wishes, inside of a transaction.
pub(crate) async fn replace_wishes(
    db: &mut SqliteConnection,
    subscriber: SubscriberId,
    wishes: Vec<Wished>,
) -> Result<(), StoreError> {
    let rows: Vec<WishRow> = sqlx::query_as(WISHES_OF).bind(subscriber.0).fetch_all(&mut *db).await?;
    for known in rows.into_iter().filter_map(WishRow::wish) {
        if wishes.iter().all(|wish| wish.rule != known.rule) {
            Set { subscriber, rule: known.rule.to_string(), wish: None }.apply(&mut *db).await?;
        }
    }
    for Wished { rule, threshold, enabled } in wishes {
        let wish = Some((threshold, enabled));
        Set { subscriber, rule: rule.to_string(), wish }.apply(&mut *db).await?;
    }
    Ok(())
}

struct Set {
    subscriber: SubscriberId,
    rule: String,
    /// `None` takes it away.
    wish: Option<(Option<f64>, bool)>,
}

impl Write for Set {
    /// How many rows changed.
    type Output = u64;

    async fn apply(self, db: &mut SqliteConnection) -> Result<u64, StoreError> {
        let query = match self.wish {
            Some((threshold, enabled)) => {
                sqlx::query(SET).bind(self.subscriber.0).bind(self.rule).bind(threshold).bind(enabled)
            }
            None => sqlx::query(CLEAR).bind(self.subscriber.0).bind(self.rule),
        };
        Ok(query.execute(db).await?.rows_affected())
    }

    fn shows(changed: &u64) -> bool {
        *changed > 0
    }
}
