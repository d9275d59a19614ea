//! What the operator chose for the whole installation. Each thing has a revision: of two who change it at the same time the
//! later one is told, and changes nothing.

mod row;
pub(crate) mod rules;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use cockpit_domain::regime::ModelSpec;
use cockpit_domain::rules::Preset;
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;

pub use self::rules::RuleChanges;
use crate::subscribers::QuietHours;
use crate::{Store, StoreError};

/// What has a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    Preset,
    Usual,
    Regime,
    RegimeTold,
}

impl Name {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Preset => "preset",
            Self::Usual => "usual",
            Self::Regime => "regime",
            Self::RegimeTold => "regime_told",
        }
    }
}

/// Something chosen, with its revision: 0 for what nobody ever changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Revised<T> {
    /// What was chosen.
    pub value: T,
    /// Goes back with a change.
    pub revision: i64,
}

/// What new subscribers begin with, where nobody says otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Usual {
    /// When their messages wait.
    pub quiet_hours: Option<QuietHours>,
    /// Local hour of their morning briefing.
    pub digest_hour: Option<u8>,
}

/// Everything that was chosen for the whole installation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chosen {
    /// Everybody's preset.
    pub preset: Preset,
    /// What new subscribers begin with.
    pub usual: Usual,
    /// How the regime is told; `None` as the configuration says.
    pub regime: Option<ModelSpec>,
}

/// What was chosen, inside of a transaction.
pub(crate) async fn chosen(db: &mut SqliteConnection) -> Result<Chosen, StoreError> {
    let preset: Option<Preset> = row::find(&mut *db, Name::Preset).await?.value;
    let usual: Option<Usual> = row::find(&mut *db, Name::Usual).await?.value;
    let regime = row::find(db, Name::Regime).await?.value;
    Ok(Chosen { preset: preset.unwrap_or_default(), usual: usual.unwrap_or_default(), regime })
}

/// Puts this in the place of what was chosen, inside of a transaction. Nobody's own preset follows.
pub(crate) async fn choose(
    db: &mut SqliteConnection,
    before: &Chosen,
    then: &Chosen,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let refused = |error: serde_json::Error| StoreError::Refused(error.to_string());
    if then.preset != before.preset {
        let body = serde_json::to_string(&then.preset).map_err(refused)?;
        row::put(&mut *db, Name::Preset, Some(body), at).await?;
    }
    if then.usual != before.usual {
        let body = serde_json::to_string(&then.usual).map_err(refused)?;
        row::put(&mut *db, Name::Usual, Some(body), at).await?;
    }
    if then.regime != before.regime {
        let body = then.regime.as_ref().map(serde_json::to_string).transpose().map_err(refused)?;
        row::put(db, Name::Regime, body, at).await?;
    }
    Ok(())
}

impl Store {
    /// What new subscribers begin with.
    pub async fn usual(&self) -> Result<Revised<Usual>, StoreError> {
        let Revised { value, revision } = self.setting(Name::Usual).await?;
        Ok(Revised { value: value.unwrap_or_default(), revision })
    }

    /// Changes what new subscribers begin with, if it still is at `revision`, and says the new revision.
    pub async fn save_usual(
        &self,
        revision: i64,
        usual: Usual,
        at: DateTime<Utc>,
    ) -> Result<Option<i64>, StoreError> {
        let value = (usual != Usual::default()).then_some(usual);
        self.save_setting(Name::Usual, revision, value, at).await
    }

    /// How the regime is told; `None` as the configuration says.
    pub async fn regime_model(&self) -> Result<Revised<Option<ModelSpec>>, StoreError> {
        self.setting(Name::Regime).await
    }

    /// Changes how the regime is told, if it still is at `revision`, and says the new revision.
    pub async fn save_regime_model(
        &self,
        revision: i64,
        model: Option<ModelSpec>,
        at: DateTime<Utc>,
    ) -> Result<Option<i64>, StoreError> {
        if let Some(problem) = model.as_ref().and_then(|model| model.problems().into_iter().next()) {
            return Err(StoreError::Refused(format!("{} {}", problem.field, problem.words)));
        }
        self.save_setting(Name::Regime, revision, model, at).await
    }

    /// With which model the regime was last shown to the rules, in words.
    pub async fn regime_told_with(&self) -> Result<Option<String>, StoreError> {
        Ok(self.setting(Name::RegimeTold).await?.value)
    }

    /// Notes with which model it was.
    pub async fn note_regime_told(&self, model: String, at: DateTime<Utc>) -> Result<(), StoreError> {
        let Revised { revision, .. } = self.setting::<String>(Name::RegimeTold).await?;
        // Whoever was faster noted the same.
        self.save_setting(Name::RegimeTold, revision, Some(model), at).await.map(drop)
    }
}
