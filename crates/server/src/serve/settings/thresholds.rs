//! From which size on a change is told: for everybody, and for one person. The personal page uses the latter, too.
//!
//! `view`: what the section shows; `wanted`: what a form asks for; `save`: writing it.

mod save;
pub(super) mod view;
pub(super) mod wanted;

use std::net::IpAddr;

use axum::extract::State;
use axum::routing::post;
use cockpit_domain::rules::Preset;
use cockpit_frontend::settings::view::{Body, Conflict, Section, ThresholdsView};
use cockpit_store::{AuditKind, Subscriber, SubscriberId};

use super::{Answer, Asked, Posted, Shown, notice};
use crate::access::{Class, Operator, Routes};
use crate::serve::api::Problem;
use crate::serve::routes::App;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(Class::Operator, "/settings/thresholds/save", post(save)).add(
        Class::Operator,
        "/settings/thresholds/preset",
        post(preset),
    )
}

pub(super) async fn shown(app: &App, asked: &Asked) -> Result<Shown, Problem> {
    let whose = whose(app, asked.get("who").unwrap_or_default()).await?;
    let mut view = view::read(app, whose.as_ref(), asked.get("rule")).await?;
    view.people = people(app).await?;
    let done = match asked.done() {
        Some("saved") => Some(notice("Saved. It holds from now on.")),
        Some("preset") => Some(notice("Every number is the preset's again. It holds from now on.")),
        _ => None,
    };
    Ok(Shown::new(Body::Thresholds(view), done))
}

/// Somebody's number, or `all`. Who is gone has nothing to set any more.
async fn whose(app: &App, who: &str) -> Result<Option<Subscriber>, Problem> {
    if matches!(who, "" | "all") {
        return Ok(None);
    }
    let id = who.parse().map_err(|_| Problem::bad("who", "must be all or a subscriber's number"))?;
    let known = app.store.subscriber(SubscriberId(id)).await.map_err(|error| Problem::ours(&error))?;
    known.map(Some).ok_or_else(|| Problem::bad("who", "is nobody: there is no such subscriber"))
}

/// Whom one can choose: nobody looks through more of them in a list.
const PEOPLE_MAX: usize = 500;

async fn people(app: &App) -> Result<Vec<(i64, String)>, Problem> {
    let people = app.store.subscribers().await.map_err(|error| Problem::ours(&error))?;
    Ok(people.into_iter().take(PEOPLE_MAX).map(|one| (one.id.0, one.profile.name)).collect())
}

/// What became of a form with thresholds.
pub(in crate::serve) enum Saved {
    /// It is saved.
    Done,
    /// Something does not hold: the section as it was entered, with what is wrong at each field.
    Refused(Box<ThresholdsView>),
    /// Somebody was faster: the section as it was entered, and what differs.
    Conflict(Box<ThresholdsView>, Conflict),
}

/// Who saves, for the audit.
#[derive(Clone, Copy)]
pub(in crate::serve) enum By {
    /// The operator, from there.
    Operator(IpAddr),
    /// The person themselves, by their own page.
    Themselves,
}

impl By {
    const fn kind(self) -> AuditKind {
        match self {
            Self::Operator(_) => AuditKind::Settings,
            Self::Themselves => AuditKind::Subscriber,
        }
    }

    const fn address(self) -> Option<IpAddr> {
        match self {
            Self::Operator(address) => Some(address),
            Self::Themselves => None,
        }
    }
}

/// One person's thresholds and kinds, for their own page. `rule` is the one to begin with.
pub(in crate::serve) async fn of_person(
    app: &App,
    person: &Subscriber,
    rule: Option<&str>,
) -> Result<ThresholdsView, Problem> {
    view::read(app, Some(person), rule).await
}

/// Saves the thresholds that a person's form asks for: `shown`, `on`, a number under each rule's id, `revision`.
pub(in crate::serve) async fn save_of_person(
    app: &App,
    person: &Subscriber,
    posted: &Posted,
    by: By,
) -> Result<Saved, Problem> {
    save::person(app, person, posted, None, by).await
}

/// Puts a person's numbers back to those of the preset that their form asks for.
pub(in crate::serve) async fn preset_of_person(
    app: &App,
    person: &Subscriber,
    posted: &Posted,
    by: By,
) -> Result<Saved, Problem> {
    save::person(app, person, posted, Some(chosen(posted)?), by).await
}

fn chosen(posted: &Posted) -> Result<Preset, Problem> {
    let found = Preset::ALL.into_iter().find(|preset| preset.as_str() == posted.text("preset"));
    found.ok_or_else(|| Problem::bad("preset", "must be calm, balanced or sensitive"))
}

/// `POST /settings/thresholds/save`.
async fn save(State(app): State<App>, operator: Operator, posted: Posted) -> Result<Answer, Problem> {
    answer(&app, operator, &posted, None).await
}

/// `POST /settings/thresholds/preset`.
async fn preset(State(app): State<App>, operator: Operator, posted: Posted) -> Result<Answer, Problem> {
    let preset = chosen(&posted)?;
    answer(&app, operator, &posted, Some(preset)).await
}

async fn answer(
    app: &App,
    operator: Operator,
    posted: &Posted,
    preset: Option<Preset>,
) -> Result<Answer, Problem> {
    let by = By::Operator(operator.address);
    let person = whose(app, posted.text("who")).await?;
    let saved = match &person {
        Some(person) => save::person(app, person, posted, preset, by).await?,
        None => save::everybody(app, posted, preset, by).await?,
    };
    let with_people = async |mut view: Box<ThresholdsView>| -> Result<Body, Problem> {
        view.people = people(app).await?;
        Ok(Body::Thresholds(*view))
    };
    Ok(match saved {
        Saved::Done => {
            let word = if preset.is_some() { "preset" } else { "saved" };
            let who = person.map(|person| format!("&who={}", person.id.0)).unwrap_or_default();
            let more = format!("{who}&done={word}");
            Answer::Done { back: posted.back(), section: Section::Thresholds, more }
        }
        Saved::Refused(view) => Answer::refused(posted, with_people(view).await?),
        Saved::Conflict(view, conflict) => Answer::conflict(posted, with_people(view).await?, conflict),
    })
}
