//! How the pages look in this browser: kept in cookies, for everybody.

use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use cockpit_frontend::render::Theme;
use cockpit_frontend::settings::view::{AppearanceView, Body, Density, Section};

use super::{Answer, Asked, Posted, Shown, notice};
use crate::access::{Class, Routes};
use crate::serve::style::Style;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.add(Class::Open, "/settings/appearance/save", post(save))
}

pub(super) fn view(asked: &Asked) -> Shown {
    let Style { theme, density } = asked.style;
    let done = asked.done().filter(|word| *word == "saved").map(|_| notice("Saved, in this browser."));
    Shown::new(Body::Appearance(AppearanceView { theme, density }), done)
}

/// `POST /settings/appearance/save`. What is missing or unknown stays as it is.
async fn save(posted: Posted) -> Response {
    let style = Style {
        theme: Theme::from_word(posted.text("theme")).unwrap_or(posted.style.theme),
        density: Density::from_word(posted.text("density")).unwrap_or(posted.style.density),
    };
    let mut response = Answer::done(&posted, Section::Appearance, "saved").into_response();
    for cookie in style.cookies() {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}
