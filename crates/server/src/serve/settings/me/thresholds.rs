//! One's own thresholds, by the same rules as in the operator's settings.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::mine::Mine;
use super::view;
use crate::serve::api::Problem;
use crate::serve::routes::App;
use crate::serve::settings::person::Fields;
use crate::serve::settings::posted::Posted;
use crate::serve::settings::thresholds::{By, Saved, preset_of_person, save_of_person};

/// `POST /me/{token}/thresholds`.
pub(super) async fn save(State(app): State<App>, mine: Mine, posted: Posted) -> Result<Response, Problem> {
    let saved = save_of_person(&app, &mine.known, &posted, By::Themselves).await?;
    answer(&app, &mine, saved, "saved").await
}

/// `POST /me/{token}/preset`.
pub(super) async fn preset(State(app): State<App>, mine: Mine, posted: Posted) -> Result<Response, Problem> {
    let saved = preset_of_person(&app, &mine.known, &posted, By::Themselves).await?;
    answer(&app, &mine, saved, "preset").await
}

async fn answer(app: &App, mine: &Mine, saved: Saved, word: &str) -> Result<Response, Problem> {
    let (status, sliders, conflict) = match saved {
        Saved::Done => return Ok(mine.done(word)),
        Saved::Refused(sliders) => (StatusCode::UNPROCESSABLE_ENTITY, sliders, None),
        Saved::Conflict(sliders, conflict) => (StatusCode::CONFLICT, sliders, Some(conflict)),
    };
    let mut view = view::of(app, mine, Fields::of(&mine.known.profile), *sliders).await?;
    view.conflict = conflict;
    Ok(mine.page(app, status, &view))
}
