//! The pages: rendered once a second at most, and handed out with a nonce of each answer's own. With the settings over it a
//! page is rendered for that one answer.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Mutex, PoisonError};

use axum::body::{Body, Bytes};
use axum::extract::{FromRequestParts, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use cockpit_domain::calendar::Impact;
use cockpit_frontend::render::{self, Assets, Editing, Frame};
use cockpit_frontend::settings::view::SettingsView;
use leptos::nonce::Nonce;

use super::api::{Problem, impact};
use super::arrange;
use super::assets::PREFIX;
use super::cut::Cut;
use super::headers::page_policy;
use super::kept::Kept;
use super::routes::App;
use super::settings::Over;
use super::style::Style;

/// Says to our worker that a page may be kept.
const OFFLINE: HeaderName = HeaderName::from_static("x-offline");
/// Pages with parameters that are kept: some 60 kB each.
const PAGES_KEPT: usize = 48;
/// Pictures that are kept: some 40 kB each.
const PICTURES_KEPT: usize = 32;

/// Rendered pages by name and style.
pub(super) struct Pages {
    pub(super) time_zone: Tz,
    /// Pages with parameters, and their pictures: as many as there is room for.
    pub(super) with_parameters: Kept<super::metric::Asked, Cut>,
    pub(super) pictures: Kept<super::metric::PictureOf, Bytes>,
    rendered: Mutex<HashMap<(Name, Style), Rendered>>,
}

/// Which page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Name {
    Dashboard,
    Wall,
    Radar,
    /// Down to this impact.
    Calendar(Impact),
    Regime,
}

#[derive(Clone)]
struct Rendered {
    version: u64,
    second: i64,
    page: Cut,
}

impl Pages {
    pub(super) fn new(time_zone: Tz) -> Self {
        Self {
            time_zone,
            with_parameters: Kept::at_most(PAGES_KEPT),
            pictures: Kept::at_most(PICTURES_KEPT),
            rendered: Mutex::new(HashMap::new()),
        }
    }
}

/// `/`: the bento grid in the order that this browser has chosen; with `?view=wall` only its numbers, larger, with
/// `?view=arrange` the choice of the order.
pub(super) async fn dashboard(State(app): State<App>, uri: Uri, headers: HeaderMap, look: Look) -> Response {
    let query = uri.query().unwrap_or_default();
    let view = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "view");
    let view = view.as_ref().map(|(_, word)| word.as_ref());
    if view == Some("wall") {
        return page(&app, Name::Wall, &look);
    }
    let (arrangement, edits) = (arrange::asked(&uri, &headers), view == Some("arrange"));
    if arrangement.is_usual() && !edits {
        return page(&app, Name::Dashboard, &look);
    }
    let frame = frame(&app, &look);
    let (cards, at, base) = (arrangement.text(), arrange::at(&uri), app.base(&headers));
    let editing = edits.then_some(Editing { cards, at, base });
    let dashboard = app.snapshots.dashboard(frame.now);
    let latest = super::alerts::latest(&app, app.snapshots.current().alerts());
    let page = render::arranged(&dashboard, &latest, &arrangement, editing.as_ref(), &frame);
    let response = html(StatusCode::OK, page, &look.nonce);
    if edits { response } else { kept(&app, &look, response) }
}

/// `/radar`: the wider list of markets.
pub(super) async fn radar(State(app): State<App>, look: Look) -> Response {
    page(&app, Name::Radar, &look)
}

/// `/calendar?impact=medium`: this week and the next three.
pub(super) async fn calendar(State(app): State<App>, uri: Uri, look: Look) -> Result<Response, Problem> {
    Ok(page(&app, Name::Calendar(impact(&uri)?), &look))
}

/// `/regime`: every turn with its reasons, and the numbers in force.
pub(super) async fn regime(State(app): State<App>, look: Look) -> Response {
    page(&app, Name::Regime, &look)
}

/// `/sources`: who is asked for what, and who answers.
pub(super) async fn sources(State(app): State<App>, look: Look) -> Result<Response, Problem> {
    let now = app.clock.now();
    let feeds = app.sources.standing(&app.store, now).await.map_err(|error| Problem::ours(&error))?;
    let frame = Frame { now, ..frame(&app, &look) };
    Ok(html(StatusCode::OK, render::sources(&feeds, &frame), &look.nonce))
}

fn page(app: &App, name: Name, look: &Look) -> Response {
    let body = match &look.over {
        None => rendered(app, name, look.style).with(&look.nonce),
        Some(Over(settings)) => {
            render(app, name, look.style, app.clock.now(), &look.nonce, Some(settings.as_ref())).into()
        }
    };
    kept(app, look, html(StatusCode::OK, body, &look.nonce))
}

/// The answer, with the word that a browser may keep what anybody may see, as a copy for when nobody answers.
pub(super) fn kept(app: &App, look: &Look, mut response: Response) -> Response {
    if look.over.is_none() && !app.access.is_private() {
        response.headers_mut().insert(OFFLINE, HeaderValue::from_static("keep"));
    }
    response
}

fn rendered(app: &App, name: Name, style: Style) -> Cut {
    let now = app.clock.now();
    let version = app.snapshots.current().version;
    // A page of this very second and version is as good as a new one. Rendering happens under the lock, so that a
    // thousand requests of one second render once.
    let mut rendered = app.pages.rendered.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = rendered.get(&(name, style))
        && (known.version, known.second) == (version, now.timestamp())
    {
        return known.page.clone();
    }
    // Random for each rendering: a fixed mark in a text from outside would be given the nonce.
    let slot = Nonce::new().to_string();
    let page = Cut::at(render(app, name, style, now, &slot, None), &slot);
    rendered.insert((name, style), Rendered { version, second: now.timestamp(), page: page.clone() });
    page
}

fn render(
    app: &App,
    name: Name,
    style: Style,
    now: DateTime<Utc>,
    nonce: &str,
    settings: Option<&SettingsView>,
) -> String {
    let snapshot = app.snapshots.current();
    let dashboard = app.snapshots.dashboard(now);
    let updated_at = dashboard.answered_at();
    let (assets, time_zone) = (Assets { prefix: PREFIX }, app.pages.time_zone);
    let Style { theme, density } = style;
    let frame = Frame { now, time_zone, theme, density, updated_at, assets, nonce, settings };
    match name {
        Name::Dashboard => {
            let latest = super::alerts::latest(app, snapshot.alerts());
            render::dashboard(&dashboard, &latest, &frame)
        }
        Name::Wall => render::wall(&dashboard, &frame),
        Name::Radar => {
            let (entries, status) = snapshot.radar(now);
            render::radar(&entries, &status, &frame)
        }
        Name::Calendar(lowest) => render::calendar(&snapshot.calendar(lowest, now), lowest, &frame),
        Name::Regime => render::regime(&dashboard.regime, &snapshot.past(), &snapshot.model, &frame),
    }
}

/// How one page is to look, the nonce of its answer, and the settings when they are open over it.
pub(crate) struct Look {
    pub(super) style: Style,
    pub(super) nonce: String,
    pub(super) over: Option<Over>,
}

impl<S: Sync> FromRequestParts<S> for Look {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let style = Style::of(&parts.uri, &parts.headers);
        let over = parts.extensions.get::<Over>().cloned();
        Ok(Self { style, nonce: Nonce::new().to_string(), over })
    }
}

impl Look {
    /// To render a page once for everybody: its nonce is a slot, and nothing is open over it.
    pub(super) fn of_all(style: Style) -> Self {
        Self { style, nonce: Nonce::new().to_string(), over: None }
    }

    /// The settings, when they are open.
    pub(super) fn settings(&self) -> Option<&SettingsView> {
        self.over.as_ref().map(|Over(settings)| settings.as_ref())
    }
}

/// The frame of a page that is rendered for one person; nothing opens over it.
pub(super) fn frame<'a>(app: &App, look: &'a Look) -> Frame<'a> {
    let now = app.clock.now();
    Frame {
        now,
        time_zone: app.pages.time_zone,
        theme: look.style.theme,
        density: look.style.density,
        updated_at: app.snapshots.dashboard(now).answered_at(),
        assets: Assets { prefix: PREFIX },
        nonce: &look.nonce,
        settings: look.over.as_ref().map(|Over(settings)| settings.as_ref()),
    }
}

/// The page for everything that does not exist.
pub(super) async fn not_found(uri: Uri, headers: HeaderMap) -> Response {
    trouble(StatusCode::NOT_FOUND, "Not found", "There is nothing at this address.", &uri, &headers)
}

/// The page that says what went wrong.
pub(super) fn trouble(
    status: StatusCode,
    title: &str,
    words: &str,
    uri: &Uri,
    headers: &HeaderMap,
) -> Response {
    let (nonce, assets) = (Nonce::new().to_string(), Assets { prefix: PREFIX });
    let theme = Style::of(uri, headers).theme;
    html(status, render::message(title, words, status.as_u16(), theme, &assets, &nonce), &nonce)
}

pub(super) fn html(status: StatusCode, page: impl Into<Body>, nonce: &str) -> Response {
    let mut response = (status, Html(page.into())).into_response();
    page_policy(response.headers_mut(), nonce);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
