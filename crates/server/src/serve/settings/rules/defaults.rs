//! The usual times: what new subscribers begin with, and how long before an event everybody is warned.

use axum::extract::State;
use cockpit_domain::rules::{Installed, RuleId};
use cockpit_frontend::settings::view::{Conflict, ConflictLine, DefaultsForm, Field, Section};
use cockpit_store::Usual;

use super::{installed, note, put, with};
use crate::access::Operator;
use crate::serve::api::Problem;
use crate::serve::routes::App;
use crate::serve::settings::entered::number;
use crate::serve::settings::person::{hour, quiet_fields, quiet_hours};
use crate::serve::settings::posted::checked;
use crate::serve::settings::thresholds::wanted::between;
use crate::serve::settings::{Answer, Posted};

/// The lead of events is the threshold of their rule.
const SOON: RuleId = RuleId::EventSoon;

/// As it is.
pub(super) async fn form(app: &App, installed: &Installed) -> Result<DefaultsForm, Problem> {
    let usual = app.store.usual().await.map_err(|error| Problem::ours(&error))?;
    let [quiet_from, quiet_until] = quiet_fields(usual.value.quiet_hours);
    Ok(DefaultsForm {
        revision: format!("{}.{}", usual.revision, super::revision(installed, &SOON)),
        event_lead_h: Field::new(lead(installed).map(|lead| lead.to_string()).unwrap_or_default()),
        quiet_from,
        quiet_until,
        digest_hour: Field::new(usual.value.digest_hour.map(|hour| hour.to_string()).unwrap_or_default()),
    })
}

fn lead(installed: &Installed) -> Option<f64> {
    installed.rule(&SOON)?.threshold()
}

/// `POST /settings/rules/defaults`.
pub(super) async fn save(
    State(app): State<App>,
    operator: Operator,
    posted: Posted,
) -> Result<Answer, Problem> {
    let seen = installed(&app).await?;
    let known = form(&app, &seen).await?;
    let mut entered = DefaultsForm {
        revision: known.revision.clone(),
        event_lead_h: posted.line("event_lead_h"),
        quiet_from: posted.line("quiet_from"),
        quiet_until: posted.line("quiet_until"),
        digest_hour: posted.line("digest_hour"),
    };
    let read = read(&seen, &mut entered);
    if posted.text("revision") != known.revision {
        return crossed(&app, &seen, &known, entered, &posted).await;
    }
    let Some((lead, usual)) = read else {
        return Ok(Answer::refused(&posted, with(&app, &seen, |view| view.defaults = entered).await?));
    };
    if Some(lead) != self::lead(&seen) {
        let on = seen.rule(&SOON).is_some_and(|rule| rule.enabled());
        let moved = seen.moved(&SOON, Some(lead), on).and_then(Result::ok);
        let kept = moved.and_then(|rule| seen.kept(rule));
        if !put(&app, seen.clone(), SOON, kept).await? {
            let now = installed(&app).await?;
            let known = form(&app, &now).await?;
            return crossed(&app, &now, &known, entered, &posted).await;
        }
    }
    let revision = posted.text("revision").split('.').next().and_then(|number| number.parse().ok());
    let saved = app.store.save_usual(revision.unwrap_or_default(), usual, app.clock.now()).await;
    if saved.map_err(|error| Problem::ours(&error))?.is_none() {
        let now = installed(&app).await?;
        let known = form(&app, &now).await?;
        return crossed(&app, &now, &known, entered, &posted).await;
    }
    let changed = differences(&known, &entered);
    if !changed.is_empty() {
        let words: Vec<String> =
            changed.iter().map(|line| format!("{} {} to {}", line.label, line.theirs, line.ours)).collect();
        note(&app, operator, format!("usual times: {}", words.join(", "))).await;
    }
    Ok(Answer::done(&posted, Section::Rules, "saved"))
}

/// The lead in hours and the usual times; `None` with what is wrong at each field.
fn read(installed: &Installed, entered: &mut DefaultsForm) -> Option<(f64, Usual)> {
    let rule = installed.rule(&SOON)?;
    let (low, high) = rule.range()?;
    let lead = checked(&mut entered.event_lead_h, |text| {
        let lead = number(text)?;
        if (low..=high).contains(&lead) { Ok(lead) } else { Err(between(low, high, rule.unit())) }
    });
    let quiet_hours = quiet_hours(&mut entered.quiet_from, &mut entered.quiet_until);
    let digest_hour = checked(&mut entered.digest_hour, hour);
    Some((lead?, Usual { quiet_hours: quiet_hours.ok()?, digest_hour: digest_hour? }))
}

async fn crossed(
    app: &App,
    now: &Installed,
    known: &DefaultsForm,
    entered: DefaultsForm,
    posted: &Posted,
) -> Result<Answer, Problem> {
    let conflict = Conflict { lines: differences(known, &entered) };
    let entered = DefaultsForm { revision: known.revision.clone(), ..entered };
    let body = with(app, now, |view| view.defaults = entered).await?;
    Ok(Answer::conflict(posted, body, conflict))
}

fn differences(theirs: &DefaultsForm, ours: &DefaultsForm) -> Vec<ConflictLine> {
    let fields = |form: &DefaultsForm| {
        [
            ("Warn of events", form.event_lead_h.value.clone()),
            ("Quiet from", form.quiet_from.value.clone()),
            ("Quiet until", form.quiet_until.value.clone()),
            ("Morning briefing", form.digest_hour.value.clone()),
        ]
    };
    let said = |value: String| if value.is_empty() { "none".to_owned() } else { value };
    let pairs = fields(theirs).into_iter().zip(fields(ours)).filter(|(theirs, ours)| theirs.1 != ours.1);
    pairs
        .map(|((label, theirs), (_, ours))| ConflictLine {
            label: label.to_owned(),
            theirs: said(theirs),
            ours: said(ours),
        })
        .collect()
}
