//! Who is told: the list with what became of everybody's last message, and the forms to add, change and remove one.
//!
//! `among` (a page of those who are looked for), `form` (a profile as a form), `rows` (the list), `add`, `save`, `switch`
//! (pause, resume, confirm again), `remove`, `probe` (a test), `invite`.

mod add;
mod among;
mod form;
mod invite;
mod probe;
mod remove;
mod rows;
mod save;
mod switch;

use axum::routing::post;
use cockpit_frontend::settings::view::{Body, Channel, Notice, Section, SubscriberOpen, SubscribersView};
use cockpit_store::{Channel as Way, StoreError, Subscriber, SubscriberId};

pub(super) use self::add::{channel, put as add};
use self::among::Wanted;
pub(super) use self::form::{Entered, differences};
pub(super) use self::remove::put as remove;
pub(super) use self::rows::people;
pub(super) use self::save::{Saved, put as save};
use super::{Answer, Asked, Posted, Shown, notice};
use crate::access::{Class, Operator, Routes};
use crate::serve::api::Problem;
use crate::serve::routes::App;

const SECTION: Section = Section::Subscribers;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .add(Class::Operator, "/settings/subscribers/add", post(add::add))
        .add(Class::Operator, "/settings/subscribers/save", post(save::save))
        .add(Class::Operator, "/settings/subscribers/pause", post(switch::pause))
        .add(Class::Operator, "/settings/subscribers/resume", post(switch::resume))
        .add(Class::Operator, "/settings/subscribers/confirm", post(switch::confirm))
        .add(Class::Operator, "/settings/subscribers/remove", post(remove::remove))
        .add(Class::Operator, "/settings/subscribers/undo", post(remove::undo))
        .add(Class::Operator, "/settings/subscribers/test", post(probe::test))
        .add(Class::Operator, "/settings/subscribers/invite", post(invite::invite))
}

pub(super) async fn view(app: &App, asked: &Asked) -> Result<Shown, Problem> {
    let channel = asked.get("add").and_then(Channel::from_word);
    let (open, missing) = match (channel, asked.number("edit"), asked.number("remove")) {
        (Some(channel), ..) => {
            let (installed, usual) = (app.store.installed().await?, app.store.usual().await?.value);
            let new = Entered::new(channel, app.config.time_zone, installed.preset, usual);
            (Some(SubscriberOpen::Add(new.form(app))), false)
        }
        (_, Some(id), _) => match app.store.subscriber(SubscriberId(id)).await? {
            Some(known) => (Some(SubscriberOpen::Edit(Entered::of(&known).form(app))), false),
            None => (None, true),
        },
        (_, _, Some(id)) => (Some(SubscriberOpen::Remove(id)), false),
        _ => (None, false),
    };
    let shown = match asked.done() {
        Some("tested") => None,
        _ => asked.number("edit").or(asked.number("remove")).or(asked.number("of")),
    };
    let wanted = Wanted::read(asked);
    let (mut list, all) = everybody(app, open, &wanted).await?;
    if let (Some("tested"), Some(message)) = (asked.done(), asked.number("of")) {
        probe::show(app, &mut list, message).await?;
    }
    let section = wanted.page(list, all, shown);
    let told = if missing { Some(gone()) } else { told(app, asked).await? };
    Ok(Shown::new(Body::Subscribers(section), told))
}

/// The list from its beginning, with this open in it.
async fn section(app: &App, open: Option<SubscriberOpen>) -> Result<SubscribersView, StoreError> {
    let shown = match &open {
        Some(SubscriberOpen::Edit(form)) => form.id,
        Some(SubscriberOpen::Remove(id)) => Some(*id),
        Some(SubscriberOpen::Add(_)) | None => None,
    };
    let (list, all) = everybody(app, open, &Wanted::default()).await?;
    Ok(Wanted::default().page(list, all, shown))
}

/// All who are looked for, and how many there are in all.
async fn everybody(
    app: &App,
    open: Option<SubscriberOpen>,
    wanted: &Wanted,
) -> Result<(SubscribersView, usize), StoreError> {
    let known = app.store.subscribers().await?;
    let all = known.len();
    let known = known.into_iter().filter(|known| wanted.holds(known)).collect();
    let (people, channels) = (rows::rows(app, known).await?, rows::channels(app).await?);
    let can_invite = app.config.delivery.telegram.is_some();
    Ok((SubscribersView { people, open, channels, can_invite, ..SubscribersView::default() }, all))
}

/// What just happened, in words.
async fn told(app: &App, asked: &Asked) -> Result<Option<Notice>, StoreError> {
    let (Some(done), Some(of)) = (asked.done(), asked.number("of")) else { return Ok(None) };
    if done == "removed" {
        return remove::told(app, SubscriberId(of)).await;
    }
    let Some(known) = app.store.subscriber(SubscriberId(of)).await? else { return Ok(None) };
    let name = &known.profile.name;
    Ok(match done {
        "added" => Some(add::told(app, &known)),
        "saved" => Some(notice(format!("{name}: saved. It holds from now on."))),
        "asked" => Some(notice(format!(
            "A mail asks {name} to confirm the address; until then nothing else is sent."
        ))),
        "paused" => Some(notice(format!(
            "{name} is told nothing until you resume; what happens meanwhile is not told later."
        ))),
        "resumed" => Some(notice(format!("{name} is told again."))),
        "restored" => Some(notice(format!("{name} is back, with everything they had."))),
        _ => None,
    })
}

/// For somebody whom another browser removed meanwhile.
fn gone() -> Notice {
    Notice { words: "There is no such subscriber any more.".to_owned(), problem: true, ..Notice::default() }
}

/// Whom a form is about, at its number and revision.
struct About {
    id: SubscriberId,
    revision: i64,
}

impl About {
    fn read(posted: &Posted) -> Result<Self, Problem> {
        Ok(Self { id: SubscriberId(posted.number("id")?), revision: posted.number("revision")? })
    }
}

/// The list again, with why nothing was done: they are gone, or somebody else changed them, or it cannot be.
async fn undone(app: &App, posted: &Posted, why: Why) -> Result<Answer, Problem> {
    let body = Body::Subscribers(section(app, None).await?);
    Ok(match why {
        Why::Gone => Answer::missing(posted, body, gone().words),
        Why::Changed(name) => {
            let words = format!(
                "{name} was changed meanwhile, and nothing was done. This is how it stands; do it again if it still should be."
            );
            Answer::outdated(posted, body, words)
        }
        Why::Cannot(words) => Answer::impossible(posted, body, words),
    })
}

/// Why nothing was done.
enum Why {
    /// They are no more.
    Gone,
    /// Somebody else changed the one of this name.
    Changed(String),
    /// In words.
    Cannot(String),
}

/// Notes what was done to somebody: by their number alone.
async fn note(app: &App, operator: &Operator, id: SubscriberId, what: &str) {
    let words = format!("subscriber {}: {what}", id.0);
    app.access.note(cockpit_store::AuditKind::Subscriber, operator.address, words).await;
}

/// A channel by the store's word for it, and the other way round.
pub(super) fn shown(way: Way) -> Channel {
    Channel::from_word(way.as_str()).expect("both have the same channels")
}

fn way(channel: Channel) -> Way {
    Way::from_word(channel.as_str()).expect("both have the same channels")
}

/// What can be said of somebody in a sentence.
fn is_mail(known: &Subscriber) -> bool {
    known.profile.channel == Way::Email
}
