//! Writing what a form asks for: only what differs from what would hold anyway is kept.

use cockpit_domain::rules::{Preset, Rule, RuleId, RuleKind};
use cockpit_frontend::settings::view::ThresholdsView;
use cockpit_store::{RuleChanges, StoreError, Subscriber, SubscriberId, Wish};

use super::view::{self, Now, amount};
use super::wanted::{self, Wanted};
use super::{By, Saved};
use crate::serve::api::Problem;
use crate::serve::routes::App;
use crate::serve::settings::{Posted, audit};

/// How often a save that somebody else's crossed is tried again before it is called a conflict.
const TRIES: usize = 3;

/// Everybody's numbers, or everybody's preset.
pub(super) async fn everybody(
    app: &App,
    posted: &Posted,
    preset: Option<Preset>,
    by: By,
) -> Result<Saved, Problem> {
    for _ in 0..TRIES {
        let now = Now::read(app, None).await?;
        let mut wanted = Wanted::read(posted, &now);
        if posted.text("revision") != now.revision() {
            return conflict(app, None, &now, &wanted).await;
        }
        let rules = match preset {
            Some(_) => back_to_preset(&now),
            None => own_rules(&now, &mut wanted),
        };
        if preset.is_none() && wanted.iter().any(Wanted::is_refused) {
            return refused(app, None, &now, &wanted).await;
        }
        let words = words(
            preset,
            rules.iter().map(|(id, rule)| {
                let threshold = rule.as_ref().map(|rule| (amount(rule), rule.enabled()));
                (id, threshold)
            }),
        );
        if rules.is_empty() && preset.is_none_or(|preset| preset == now.preset) {
            return Ok(Saved::Done);
        }
        let changes = RuleChanges { seen: now.installed, preset, rules };
        if change(app, app.store.change_rules(changes, app.clock.now())).await? {
            audit(app, by.kind(), by.address(), format!("thresholds of everybody: {words}")).await;
            return Ok(Saved::Done);
        }
    }
    let now = Now::read(app, None).await?;
    conflict(app, None, &now, &Wanted::read(posted, &now)).await
}

/// What each rule of the installation is to become, where that is another than now.
fn own_rules(now: &Now, wanted: &mut [Wanted]) -> Vec<(RuleId, Option<Rule>)> {
    let mut rules = Vec::new();
    for wanted in wanted {
        let Some(held) = now.find(&wanted.id) else { continue };
        if wanted.is_refused() {
            continue;
        }
        match now.installed.moved(&wanted.id, wanted.threshold, wanted.on) {
            Some(Ok(rule)) if rule == held.rule => {}
            Some(Ok(rule)) => rules.push((wanted.id.clone(), now.installed.kept(rule))),
            Some(Err(_)) => wanted.refuse(held),
            None => {}
        }
    }
    rules
}

/// Everything of the installation's own goes, but levels, which no preset has.
fn back_to_preset(now: &Now) -> Vec<(RuleId, Option<Rule>)> {
    let own = now.installed.all_own().iter().map(Rule::id);
    own.filter(|id| id.kind() != RuleKind::Level).map(|id| (id.clone(), None)).collect()
}

/// One person's numbers, or their preset.
pub(super) async fn person(
    app: &App,
    person: &Subscriber,
    posted: &Posted,
    preset: Option<Preset>,
    by: By,
) -> Result<Saved, Problem> {
    let mut person = person.clone();
    for _ in 0..TRIES {
        let now = Now::read(app, Some(&person)).await?;
        let mut wanted = Wanted::read(posted, &now);
        if posted.text("revision") != now.revision() {
            return conflict(app, Some(&person), &now, &wanted).await;
        }
        let wishes = match preset {
            Some(_) => now.wishes.iter().map(|wish| (wish.rule.clone(), None)).collect(),
            None => own_wishes(person.id, &now, &mut wanted),
        };
        if preset.is_none() && wanted.iter().any(Wanted::is_refused) {
            return refused(app, Some(&person), &now, &wanted).await;
        }
        if wishes.is_empty() && preset.is_none_or(|preset| preset == now.preset) {
            return Ok(Saved::Done);
        }
        let words = words(
            preset,
            wishes.iter().map(|(id, wish)| {
                let unit = now.find(id).map_or("", |held| held.rule.unit());
                let threshold = wish.as_ref().map(|wish| {
                    (wish.threshold.map_or(String::new(), |number| format!("{number} {unit}")), wish.enabled)
                });
                (id, threshold)
            }),
        );
        let seen = (now.preset, now.wishes);
        if change(app, app.store.change_wishes(person.id, seen, preset, wishes)).await? {
            let words = format!("subscriber {}: thresholds: {words}", person.id.0);
            audit(app, by.kind(), by.address(), words).await;
            return Ok(Saved::Done);
        }
        let known = app.store.subscriber(person.id).await.map_err(|error| Problem::ours(&error))?;
        person = known.ok_or_else(|| Problem::bad("who", "is nobody: there is no such subscriber"))?;
    }
    let now = Now::read(app, Some(&person)).await?;
    conflict(app, Some(&person), &now, &Wanted::read(posted, &now)).await
}

/// What each wish is to become, where that is another than now.
fn own_wishes(id: SubscriberId, now: &Now, wanted: &mut [Wanted]) -> Vec<(RuleId, Option<Wish>)> {
    let mut wishes = Vec::new();
    for wanted in wanted {
        let Some(held) = now.find(&wanted.id) else { continue };
        let Some(usual) = held.usual.as_ref().filter(|_| !wanted.is_refused()) else { continue };
        if wanted.threshold.is_some_and(|number| usual.with_threshold(number).is_err()) {
            wanted.refuse(held);
            continue;
        }
        let threshold = wanted.threshold.filter(|number| Some(*number) != usual.threshold());
        let wish = Wish { subscriber: id, rule: wanted.id.clone(), threshold, enabled: wanted.on };
        let as_usual = threshold.is_none() && wanted.on == usual.enabled();
        let wish = (!as_usual).then_some(wish);
        if now.wishes.iter().find(|known| known.rule == wanted.id) != wish.as_ref() {
            wishes.push((wanted.id.clone(), wish));
        }
    }
    wishes
}

/// Saves between two evaluations, and shows it at once.
async fn change(
    app: &App,
    save: impl Future<Output = Result<bool, StoreError>> + Send,
) -> Result<bool, Problem> {
    let saved = app.installation.decider.change(save, app.clock.now()).await;
    let saved = saved.map_err(|error| Problem::ours(&error))?;
    if saved {
        app.snapshots.renew().await;
    }
    Ok(saved)
}

async fn with_entered(
    app: &App,
    person: Option<&Subscriber>,
    now: &Now,
    wanted: &[Wanted],
) -> Result<Box<ThresholdsView>, Problem> {
    let mut view = view::of(app, person, now, None).await?;
    wanted::put(&mut view, wanted);
    Ok(Box::new(view))
}

async fn refused(
    app: &App,
    person: Option<&Subscriber>,
    now: &Now,
    wanted: &[Wanted],
) -> Result<Saved, Problem> {
    Ok(Saved::Refused(with_entered(app, person, now, wanted).await?))
}

async fn conflict(
    app: &App,
    person: Option<&Subscriber>,
    now: &Now,
    wanted: &[Wanted],
) -> Result<Saved, Problem> {
    let lines = wanted::conflict(now, wanted);
    Ok(Saved::Conflict(with_entered(app, person, now, wanted).await?, lines))
}

/// For the audit: what each rule became.
fn words<'a>(
    preset: Option<Preset>,
    changes: impl Iterator<Item = (&'a RuleId, Option<(String, bool)>)>,
) -> String {
    let preset = preset.map(|preset| format!("preset {}", preset.as_str()));
    let changes = changes.map(|(id, to)| match to {
        None => format!("{id} as usual"),
        Some((number, true)) if number.is_empty() => format!("{id} on"),
        Some((number, true)) => format!("{id} {number}"),
        Some((_, false)) => format!("{id} off"),
    });
    preset.into_iter().chain(changes).collect::<Vec<_>>().join(", ")
}
