//! An indicator as a row.

use cockpit_domain::indicator::{Indicator, IndicatorSpec};
use cockpit_domain::rules::Span;

use super::StoredIndicator;
use crate::StoreError;
use crate::observations::instant;

#[derive(sqlx::FromRow)]
pub(super) struct IndicatorRow {
    id: i64,
    name: String,
    kind: String,
    reference: String,
    path: Option<String>,
    unit: String,
    every_s: i64,
    cadence: Option<String>,
    created_at: i64,
    removed_at: Option<i64>,
    revision: i64,
}

impl IndicatorRow {
    pub(super) const fn is_watched(&self) -> bool {
        self.removed_at.is_none()
    }

    /// Reads it, and says from now on what its series is.
    pub(super) fn stored(self) -> Result<StoredIndicator, StoreError> {
        let is_watched = self.is_watched();
        let unreadable = || StoreError::unreadable("indicator", self.id);
        let every = chrono::TimeDelta::try_seconds(self.every_s).ok_or_else(unreadable)?;
        let spec = IndicatorSpec {
            name: self.name,
            kind: self.kind,
            reference: self.reference,
            path: self.path.unwrap_or_default(),
            unit: self.unit,
            every: Span::new(every).to_string(),
            cadence: self.cadence,
        };
        let indicator = Indicator::new(&spec).map_err(|_| StoreError::unreadable("indicator", self.id))?;
        let number = u32::try_from(self.id).map_err(|_| StoreError::unreadable("indicator", self.id))?;
        Ok(StoredIndicator {
            id: indicator.define(number, is_watched),
            indicator,
            created_at: instant(self.created_at)?,
            revision: self.revision,
        })
    }
}

/// What is written of an indicator.
pub(super) struct Columns {
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) reference: String,
    pub(super) path: Option<String>,
    pub(super) unit: String,
    pub(super) every_s: i64,
    pub(super) cadence: Option<String>,
}

pub(super) fn columns(indicator: &Indicator) -> Columns {
    let spec = IndicatorSpec::from(indicator);
    let is_json = spec.kind == "json";
    Columns {
        name: spec.name,
        kind: spec.kind,
        reference: spec.reference,
        path: is_json.then_some(spec.path),
        unit: spec.unit,
        every_s: indicator.every().num_seconds(),
        cadence: spec.cadence,
    }
}
