//! The form of an indicator: what it holds, and what is wrong with what was entered.

use cockpit_domain::Unit;
use cockpit_domain::indicator::{Indicator, IndicatorSpec, Refusal, Spring};
use cockpit_fetcher::own;
use cockpit_frontend::settings::view::{Field, IndicatorForm, IndicatorKind, IndicatorOpen};
use cockpit_store::StoredIndicator;

use super::super::Posted;
use crate::serve::api::Problem;

/// What somebody entered.
pub(super) struct Entered {
    pub(super) form: IndicatorForm,
    /// The one that is changed, as it is kept.
    pub(super) stored: Option<StoredIndicator>,
    /// Whether the one that is changed is there no more.
    pub(super) is_gone: bool,
    /// What was entered; `None` where it makes no indicator, and the form says why.
    pub(super) indicator: Option<Indicator>,
}

impl Entered {
    pub(super) fn read(posted: &Posted, known: &[StoredIndicator]) -> Result<Self, Problem> {
        let kind = IndicatorKind::from_word(posted.text("kind"));
        let kind = kind.ok_or_else(|| Problem::bad("kind", "must be fred, coingecko or json"))?;
        let id = if posted.text("id").is_empty() { None } else { Some(posted.number("id")?) };
        let revision = if id.is_some() { posted.number("revision")? } else { 0 };
        let stored = known.iter().find(|stored| Some(i64::from(stored.id.number())) == id).cloned();
        let path = if kind == IndicatorKind::Json { posted.line("path") } else { Field::default() };
        let (name, reference) = (posted.line("name"), posted.line("reference"));
        let (unit, every) = (posted.line("unit"), posted.line("every"));
        let mut form = IndicatorForm { id, revision, name, reference, path, unit, every, ..blank(kind) };
        // How often FRED speaks is told by its answer, and stays what it told.
        let cadence = stored.as_ref().and_then(|stored| IndicatorSpec::from(&stored.indicator).cadence);
        let spec = IndicatorSpec {
            name: form.name.value.clone(),
            kind: kind.as_str().to_owned(),
            reference: form.reference.value.clone(),
            path: form.path.value.clone(),
            unit: form.unit.value.clone(),
            every: form.every.value.clone(),
            cadence: cadence.filter(|_| kind == IndicatorKind::Fred),
        };
        let checked = own::check(&spec);
        let fields = [&form.name, &form.reference, &form.path];
        let seen = fields.iter().all(|field| field.error.is_none());
        let indicator = match checked {
            Ok(indicator) => Some(indicator).filter(|_| seen),
            Err(refusals) => {
                for refusal in &refusals {
                    refuse(&mut form, refusal);
                }
                None
            }
        };
        let is_gone = id.is_some() && stored.is_none();
        Ok(Self { form, stored, is_gone, indicator })
    }

    pub(super) fn open(&self) -> IndicatorOpen {
        let form = self.form.clone();
        if self.stored.is_some() { IndicatorOpen::Edit(form) } else { IndicatorOpen::Add(form) }
    }
}

/// Says at a field what is wrong with it; the first word stays.
pub(super) fn refuse(form: &mut IndicatorForm, refusal: &Refusal) {
    let field = match refusal.field {
        "name" => &mut form.name,
        "path" => &mut form.path,
        "unit" => &mut form.unit,
        "every" => &mut form.every,
        _ => &mut form.reference,
    };
    field.error.get_or_insert_with(|| refusal.words.clone());
}

/// A new one.
pub(super) fn blank(kind: IndicatorKind) -> IndicatorForm {
    let (unit, every) = match kind {
        IndicatorKind::Fred => (Unit::Percent, "1h"),
        IndicatorKind::CoinGecko => (Unit::Usd, "15m"),
        IndicatorKind::Json => (Unit::Number, "15m"),
    };
    let units: &[Unit] = if kind == IndicatorKind::CoinGecko { &[Unit::Usd] } else { &Unit::ALL };
    let rhythms = Spring::rhythms(kind.as_str());
    IndicatorForm {
        id: None,
        revision: 0,
        kind,
        name: Field::default(),
        reference: Field::default(),
        path: Field::default(),
        unit: Field::new(unit.as_str()),
        units: units.iter().map(|unit| (unit.as_str().to_owned(), words(*unit).to_owned())).collect(),
        every: Field::new(every),
        rhythms: rhythms.iter().map(|every| ((*every).to_owned(), rhythm(every))).collect(),
        tried: None,
    }
}

/// One that is kept.
pub(super) fn of(stored: &StoredIndicator) -> IndicatorForm {
    let spec = IndicatorSpec::from(&stored.indicator);
    let kind = IndicatorKind::from_word(&spec.kind).unwrap_or(IndicatorKind::Json);
    IndicatorForm {
        id: Some(stored.id.number().into()),
        revision: stored.revision,
        name: Field::new(spec.name),
        reference: Field::new(spec.reference),
        path: Field::new(spec.path),
        unit: Field::new(spec.unit),
        every: Field::new(spec.every),
        ..blank(kind)
    }
}

const fn words(unit: Unit) -> &'static str {
    match unit {
        Unit::Percent => "%",
        Unit::Usd => "$",
        Unit::UsdMillions => "$ millions",
        Unit::UsdBillions => "$ billions",
        Unit::Number => "a plain number",
    }
}

/// `15m`: `every 15 minutes`.
pub(super) fn rhythm(every: &str) -> String {
    let (number, unit) = every.split_at(every.len().saturating_sub(1));
    let unit = match unit {
        "m" => "minute",
        "h" => "hour",
        _ => "day",
    };
    if number == "1" { format!("every {unit}") } else { format!("every {number} {unit}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rhythm_is_said_in_words() {
        assert_eq!(
            ["1m", "15m", "1h", "6h", "1d"].map(rhythm),
            ["every minute", "every 15 minutes", "every hour", "every 6 hours", "every day"]
        );
        for kind in IndicatorKind::ALL {
            let blank = blank(kind);
            assert!(blank.rhythms.iter().any(|(value, _)| *value == blank.every.value), "{kind:?}");
            assert!(blank.units.iter().any(|(value, _)| *value == blank.unit.value), "{kind:?}");
        }
    }
}
