//! What else decides whether a rule speaks, levels of one's own, and what holds for newcomers.

mod defaults;
mod edit;
mod level;
mod view;

use axum::extract::State;
use axum::routing::post;
use cockpit_domain::rules::{Installed, Rule, RuleId};
use cockpit_frontend::settings::view::{Body, RulesView, Section};
use cockpit_store::{AuditKind, RuleChanges};

use super::entered::stamp;
use super::{Answer, Asked, Posted, Shown, audit, notice};
use crate::access::{Class, Operator, Routes};
use crate::serve::api::Problem;
use crate::serve::routes::App;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .add(Class::Operator, "/settings/rules/save", post(edit::save))
        .add(Class::Operator, "/settings/rules/reset", post(reset))
        .add(Class::Operator, "/settings/rules/level", post(level::add))
        .add(Class::Operator, "/settings/rules/remove", post(remove))
        .add(Class::Operator, "/settings/rules/defaults", post(defaults::save))
}

pub(super) async fn shown(app: &App, asked: &Asked) -> Result<Shown, Problem> {
    let installed = installed(app).await?;
    let mut view = view::read(app, &installed).await?;
    let open = asked.get("rule").and_then(|id| id.parse::<RuleId>().ok());
    view.open = open.and_then(|id| Some(edit::form(&installed, &installed.rule(&id)?)));
    let done = match asked.done() {
        Some("saved") => Some(notice("Saved. It holds from now on.")),
        Some("reset") => Some(notice("The rule is as the preset has it again.")),
        Some("level") => Some(notice("The level is watched from now on.")),
        Some("removed") => Some(notice("The level is not watched any more.")),
        _ => None,
    };
    Ok(Shown::new(Body::Rules(view), done))
}

async fn installed(app: &App) -> Result<Installed, Problem> {
    app.store.installed().await.map_err(|error| Problem::ours(&error))
}

/// Changes when the rule does.
fn revision(installed: &Installed, id: &RuleId) -> String {
    stamp(&format!("{:?} {:?}", installed.preset, installed.rule(id)))
}

/// Puts a rule in its place, or takes it away, between two evaluations. False when somebody else changed the rules since
/// `seen`.
async fn put(app: &App, seen: Installed, id: RuleId, rule: Option<Rule>) -> Result<bool, Problem> {
    let changes = RuleChanges { seen, preset: None, rules: vec![(id, rule)] };
    let save = app.store.change_rules(changes, app.clock.now());
    let saved = app.installation.decider.change(save, app.clock.now()).await;
    let saved = saved.map_err(|error| Problem::ours(&error))?;
    if saved {
        app.snapshots.renew().await;
    }
    Ok(saved)
}

/// The section with a form in its place.
async fn with(
    app: &App,
    installed: &Installed,
    entered: impl FnOnce(&mut RulesView),
) -> Result<Body, Problem> {
    let mut view = view::read(app, installed).await?;
    entered(&mut view);
    Ok(Body::Rules(view))
}

async fn note(app: &App, operator: Operator, words: String) {
    audit(app, AuditKind::Settings, Some(operator.address), words).await;
}

/// `POST /settings/rules/reset`.
async fn reset(State(app): State<App>, operator: Operator, posted: Posted) -> Result<Answer, Problem> {
    take_back(&app, operator, &posted, "reset", |id| !matches!(id, RuleId::Level(..))).await
}

/// `POST /settings/rules/remove`.
async fn remove(State(app): State<App>, operator: Operator, posted: Posted) -> Result<Answer, Problem> {
    take_back(&app, operator, &posted, "removed", |id| matches!(id, RuleId::Level(..))).await
}

/// What the installation has of its own goes.
async fn take_back(
    app: &App,
    operator: Operator,
    posted: &Posted,
    word: &str,
    may: impl Fn(&RuleId) -> bool,
) -> Result<Answer, Problem> {
    let id: RuleId = posted.text("rule").parse().map_err(|_| Problem::bad("rule", "is no rule"))?;
    if !may(&id) {
        return Err(Problem::bad("rule", "is none that this can be done with"));
    }
    let seen = installed(app).await?;
    if seen.own(&id).is_none() {
        // It is gone already, whoever did it.
        return Ok(Answer::done(posted, Section::Rules, word));
    }
    if posted.text("revision") == revision(&seen, &id) && put(app, seen, id.clone(), None).await? {
        note(app, operator, format!("rule {id}: {word}")).await;
        return Ok(Answer::done(posted, Section::Rules, word));
    }
    let now = installed(app).await?;
    let words = "Somebody else changed this rule meanwhile. This is how it is now.";
    let open = now.rule(&id).map(|rule| edit::form(&now, &rule));
    Ok(Answer::impossible(posted, with(app, &now, |view| view.open = open).await?, words))
}
