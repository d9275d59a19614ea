//! Whose page it is.

use axum::extract::{FromRequestParts, Path};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use cockpit_frontend::render;
use cockpit_frontend::settings::view::MeView;
use cockpit_store::Subscriber;

use crate::keys::Purpose;
use crate::serve::Look;
use crate::serve::api::Problem;
use crate::serve::letters::worn;
use crate::serve::page::{frame, html};
use crate::serve::routes::App;

/// Whoever the link in the address was signed for. A link that we never signed, and one of somebody who is no more, lead to
/// the same letter.
pub(super) struct Mine {
    /// `/me/{token}`.
    pub(super) path: String,
    pub(super) known: Subscriber,
    look: Look,
}

impl FromRequestParts<App> for Mine {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let Ok(look) = Look::from_request_parts(parts, app).await;
        let token = Path::<String>::from_request_parts(parts, app).await;
        let Some((token, id)) = token
            .ok()
            .and_then(|Path(token)| app.keys.read_token(Purpose::Manage, &token).map(|id| (token, id)))
        else {
            return Err(worn(app, &look));
        };
        match app.store.subscriber(id).await {
            Ok(Some(known)) => Ok(Self { path: format!("/me/{token}"), known, look }),
            Ok(None) => Err(worn(app, &look)),
            Err(error) => Err(Problem::from(error).into_response()),
        }
    }
}

impl Mine {
    pub(super) fn page(&self, app: &App, status: StatusCode, view: &MeView) -> Response {
        html(status, render::me(view, &frame(app, &self.look)), &self.look.nonce)
    }

    /// They are no more.
    pub(super) fn worn(&self, app: &App) -> Response {
        worn(app, &self.look)
    }
}
