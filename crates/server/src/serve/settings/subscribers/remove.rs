//! Removing somebody, and taking it back.

use axum::extract::State;
use cockpit_frontend::settings::view::{Notice, Undo};
use cockpit_store::{Restored, StoreError, SubscriberId};

use super::{About, Answer, Operator, Posted, SECTION, Why, note, undone};
use crate::serve::api::Problem;
use crate::serve::routes::App;

/// `POST /settings/subscribers/remove`.
pub(super) async fn remove(
    State(app): State<App>,
    operator: Operator,
    posted: Posted,
) -> Result<Answer, Problem> {
    let About { id, revision } = About::read(&posted)?;
    let Some(known) = app.store.subscriber(id).await? else {
        return undone(&app, &posted, Why::Gone).await;
    };
    if !put(&app, &operator, id, revision).await? {
        return undone(&app, &posted, Why::Changed(known.profile.name)).await;
    }
    Ok(Answer::done_with(&posted, SECTION, "removed", id.0))
}

/// Removes somebody, if they still are at `revision`.
pub(in crate::serve::settings) async fn put(
    app: &App,
    operator: &Operator,
    id: SubscriberId,
    revision: i64,
) -> Result<bool, Problem> {
    let removed = app.store.set_aside(id, revision, app.clock.now()).await?;
    if removed {
        note(app, operator, id, "removed").await;
    }
    Ok(removed)
}

/// `POST /settings/subscribers/undo`.
pub(super) async fn undo(
    State(app): State<App>,
    operator: Operator,
    posted: Posted,
) -> Result<Answer, Problem> {
    let id = SubscriberId(posted.number("id")?);
    let words = match app.store.restore(id, app.clock.now()).await? {
        Restored::Back => {
            note(&app, &operator, id, "brought back").await;
            return Ok(Answer::done_with(&posted, SECTION, "restored", id.0));
        }
        Restored::Gone => "It cannot be taken back any more: an hour is over.".to_owned(),
        Restored::Taken(name) => {
            format!("{name} has that address now: remove them first, then take it back.")
        }
    };
    undone(&app, &posted, Why::Cannot(words)).await
}

/// That somebody was removed, with the way back; nothing once there is none.
pub(super) async fn told(app: &App, id: SubscriberId) -> Result<Option<Notice>, StoreError> {
    let name = app.store.set_aside_name(id, app.clock.now()).await?;
    Ok(name.map(|name| Notice {
        words: format!("{name} is removed. For an hour you can take it back."),
        undo: Some(Undo {
            action: "/settings/subscribers/undo".to_owned(),
            fields: vec![("id".to_owned(), id.0.to_string())],
        }),
        ..Notice::default()
    }))
}
