//! Indicators of one's own: tried, added, changed, removed, and taken back.

mod form;

use axum::extract::State;
use axum::routing::post;
use chrono::{DateTime, Utc};
use cockpit_domain::SeriesId;
use cockpit_domain::indicator::{Indicator, IndicatorSpec, Refusal};
use cockpit_domain::series::OwnId;
use cockpit_fetcher::own::{Trial, Trials};
use cockpit_frontend::format;
use cockpit_frontend::settings::view::{
    Body, Conflict, ConflictLine, IndicatorKind, IndicatorOpen, IndicatorRow, IndicatorsView, Notice,
    Section, Tried, Undo,
};
use cockpit_store::{AuditKind, INDICATORS_MAX, StoredIndicator};

use self::form::Entered;
use super::{Answer, Asked, Posted, Shown, notice};
use crate::access::{Class, Operator, Routes};
use crate::commands::fetch_keys;
use crate::serve::api::Problem;
use crate::serve::facts;
use crate::serve::routes::App;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .add(Class::Operator, "/settings/indicators/test", post(test))
        .add(Class::Operator, "/settings/indicators/save", post(save))
        .add(Class::Operator, "/settings/indicators/remove", post(remove))
        .add(Class::Operator, "/settings/indicators/restore", post(restore))
}

pub(super) async fn view(app: &App, asked: &Asked) -> Result<Shown, Problem> {
    let known = known(app).await?;
    let find = |number: i64| known.iter().find(|stored| i64::from(stored.id.number()) == number);
    let open = if let Some(kind) = asked.get("add").and_then(IndicatorKind::from_word) {
        Some(IndicatorOpen::Add(form::blank(kind)))
    } else if let Some(stored) = asked.number("edit").and_then(find) {
        Some(IndicatorOpen::Edit(form::of(stored)))
    } else {
        asked.number("remove").filter(|number| find(*number).is_some()).map(IndicatorOpen::Remove)
    };
    let told = match (asked.done(), asked.number("of")) {
        (Some("saved"), _) => Some(notice("Saved. It is asked for from now on.")),
        (Some("restored"), _) => Some(notice("It is back, with its history and its rules.")),
        (Some("removed"), Some(number)) => Some(Notice {
            undo: Some(Undo {
                action: "/settings/indicators/restore".to_owned(),
                fields: vec![("id".to_owned(), number.to_string())],
            }),
            ..notice("Removed. Its history is kept for a month.")
        }),
        _ => None,
    };
    Ok(Shown::new(body(app, &known, open).await?, told))
}

/// `POST /settings/indicators/test`: one question now, and what it brought.
async fn test(State(app): State<App>, _: Operator, posted: Posted) -> Result<Answer, Problem> {
    let known = known(&app).await?;
    let mut entered = Entered::read(&posted, &known)?;
    let Some(indicator) = entered.indicator.clone() else {
        return Ok(Answer::refused(&posted, body(&app, &known, Some(entered.open())).await?));
    };
    entered.form.tried = Some(match trials(&app).ask(&indicator).await {
        Ok(trial) => tried(&app, trial),
        Err(error) => Tried::Nothing(error.to_string()),
    });
    Ok(Answer::shown(&posted, body(&app, &known, Some(entered.open())).await?, None))
}

/// `POST /settings/indicators/save`. What is new, or comes from elsewhere than before, must say something first.
async fn save(State(app): State<App>, operator: Operator, posted: Posted) -> Result<Answer, Problem> {
    let known = known(&app).await?;
    let mut entered = Entered::read(&posted, &known)?;
    if let (Some(stored), Some(indicator)) = (&entered.stored, &entered.indicator)
        && !indicator.measures_as(&stored.indicator)
    {
        let field = if indicator.unit() == stored.indicator.unit() { "reference" } else { "unit" };
        let words = "must stay what it is, for its history is in it; add another indicator instead";
        form::refuse(&mut entered.form, &Refusal::new(field, words));
        entered.indicator = None;
    }
    let Some(mut indicator) = entered.indicator.clone() else {
        return Ok(Answer::refused(&posted, body(&app, &known, Some(entered.open())).await?));
    };
    if let Some(stored) = &entered.stored
        && stored.revision != entered.form.revision
    {
        return faster(&app, &posted, &known, entered, &indicator).await;
    }
    if entered.is_gone {
        let words = "Somebody else removed it meanwhile; add it anew if it is still wanted.";
        return Ok(Answer::impossible(&posted, body(&app, &known, None).await?, words));
    }
    if entered.stored.as_ref().is_none_or(|stored| !stored.indicator.asks_as(&indicator)) {
        match trials(&app).ask(&indicator).await {
            Ok(trial) => {
                indicator = trial
                    .cadence
                    .map_or(indicator.clone(), |cadence| indicator.clone().with_cadence(cadence));
            }
            Err(error) => {
                entered.form.tried = Some(Tried::Nothing(error.to_string()));
                return Ok(Answer::refused(&posted, body(&app, &known, Some(entered.open())).await?));
            }
        }
    }
    let ours = |error: cockpit_store::StoreError| Problem::ours(&error);
    let (id, what) = match &entered.stored {
        Some(stored) => {
            let saved = app.store.update_indicator(stored.id, stored.revision, indicator.clone()).await;
            if saved.map_err(ours)?.is_none() {
                let known = self::known(&app).await?;
                return faster(&app, &posted, &known, Entered::read(&posted, &known)?, &indicator).await;
            }
            (stored.id, "changed")
        }
        None => {
            let added = app.store.add_indicator(indicator.clone(), app.clock.now()).await.map_err(ours)?;
            let Some(id) = added else {
                let words = format!("There are {INDICATORS_MAX} already; remove one first.");
                let body = body(&app, &known, Some(entered.open())).await?;
                return Ok(Answer::impossible(&posted, body, words));
            };
            (id, "added")
        }
    };
    note(&app, operator, id, what, &indicator.origin()).await;
    Ok(Answer::done(&posted, Section::Indicators, "saved"))
}

/// `POST /settings/indicators/remove`.
async fn remove(State(app): State<App>, operator: Operator, posted: Posted) -> Result<Answer, Problem> {
    let (number, revision) = (posted.number("id")?, posted.number("revision")?);
    let id = own(number)?;
    let removed = app.store.remove_indicator(id, revision, app.clock.now()).await;
    if removed.map_err(|error| Problem::ours(&error))?.is_none() {
        let known = known(&app).await?;
        let words = "Somebody else changed or removed it meanwhile; this is how it stands now.";
        return Ok(Answer::impossible(&posted, body(&app, &known, None).await?, words));
    }
    note(&app, operator, id, "removed", id.definition().definition).await;
    Ok(Answer::done_with(&posted, Section::Indicators, "removed", number))
}

/// `POST /settings/indicators/restore`: takes a removal back.
async fn restore(State(app): State<App>, operator: Operator, posted: Posted) -> Result<Answer, Problem> {
    let id = own(posted.number("id")?)?;
    if app.store.restore_indicator(id).await.map_err(|error| Problem::ours(&error))? {
        note(&app, operator, id, "taken back", id.definition().definition).await;
    }
    Ok(Answer::done(&posted, Section::Indicators, "restored"))
}

fn trials(app: &App) -> Trials {
    Trials::new(app.sender.clone(), app.clock.clone(), fetch_keys(&app.config))
}

fn own(number: i64) -> Result<OwnId, Problem> {
    let found = u32::try_from(number).ok().and_then(OwnId::find);
    found.ok_or_else(|| Problem::bad("id", "is no indicator's"))
}

async fn note(app: &App, operator: Operator, id: OwnId, what: &str, origin: &str) {
    let words = format!("indicator {}: {what}, {origin}", id.as_str());
    app.access.note(AuditKind::Settings, operator.address, words.chars().take(400).collect::<String>()).await;
}

async fn known(app: &App) -> Result<Vec<StoredIndicator>, Problem> {
    app.store.indicators().await.map_err(|error| Problem::ours(&error))
}

/// Both side by side; the form holds what was entered, and the revision it would replace.
async fn faster(
    app: &App,
    posted: &Posted,
    known: &[StoredIndicator],
    mut entered: Entered,
    ours: &Indicator,
) -> Result<Answer, Problem> {
    let mut lines = Vec::new();
    if let Some(stored) = &entered.stored {
        entered.form.revision = stored.revision;
        let (theirs, ours) = (IndicatorSpec::from(&stored.indicator), IndicatorSpec::from(ours));
        let mut line = |label: &str, theirs: String, ours: String| {
            if theirs != ours {
                lines.push(ConflictLine { label: label.to_owned(), theirs, ours });
            }
        };
        line("Name", theirs.name, ours.name);
        line("Address", theirs.reference, ours.reference);
        line("Path", theirs.path, ours.path);
        line("Asked", form::rhythm(&theirs.every), form::rhythm(&ours.every));
    }
    Ok(Answer::conflict(posted, body(app, known, Some(entered.open())).await?, Conflict { lines }))
}

async fn body(app: &App, known: &[StoredIndicator], open: Option<IndicatorOpen>) -> Result<Body, Problem> {
    let states = app.store.source_states().await.map_err(|error| Problem::ours(&error))?;
    let mut indicators = Vec::with_capacity(known.len());
    for stored in known {
        let series = SeriesId::Own(stored.id);
        let latest = app.store.latest(series).await.map_err(|error| Problem::ours(&error))?;
        indicators.push(IndicatorRow {
            id: stored.id.number().into(),
            revision: stored.revision,
            name: stored.indicator.name().to_owned(),
            origin: stored.indicator.origin(),
            rhythm: form::rhythm(&IndicatorSpec::from(&stored.indicator).every),
            latest: latest.map(|latest| {
                let value = format::value_text(series, latest.value.amount());
                (value, seen(&latest))
            }),
            error: facts::error(series, &states),
        });
    }
    Ok(Body::Indicators(IndicatorsView { indicators, open }))
}

/// When a value was seen: for what speaks of an instant, that one.
fn seen(latest: &cockpit_domain::Observation) -> DateTime<Utc> {
    match latest.observed_at {
        cockpit_domain::Moment::Instant(at) => at,
        cockpit_domain::Moment::Day(_) => latest.first_seen_at,
    }
}

fn tried(app: &App, trial: Trial) -> Tried {
    let (unit, amount) = (trial.value.unit(), trial.value.amount());
    let of = format::exact(trial.moment, app.config.time_zone);
    let cadence = trial.cadence.map(|cadence| format!(" ({})", cadence.as_str())).unwrap_or_default();
    Tried::Value(format::amount(unit, amount), format!("{of}{cadence}"))
}
