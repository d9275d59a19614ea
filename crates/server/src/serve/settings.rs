//! The settings: a dialog over any page, opened by `?settings=<section>`, and what its forms do. All of it works without
//! scripts.
//!
//! In reading order: `asked` (what an address opens), `over` (the dialog over whichever page it is), `posted` (what a form
//! sent), `answer` (what becomes of it), then one file per section with its view and its handlers.
//!
//! Another section is one file, one line in [`routes`] and one in [`shown`].

mod answer;
pub(in crate::serve) mod api;
mod appearance;
mod asked;
pub(in crate::serve) mod document;
mod entered;
mod indicators;
mod me;
mod over;
mod person;
mod posted;
mod regime;
mod rules;
mod sources;
mod subscribers;
mod suggest;
pub(in crate::serve) mod thresholds;
mod transfer;

use std::net::IpAddr;

use cockpit_frontend::settings::view::{Body, Notice, Section};
use cockpit_store::AuditKind;

use self::answer::Answer;
pub(in crate::serve) use self::answer::{again, awaits_its_page};
use self::asked::Asked;
pub(in crate::serve) use self::over::Over;
pub(crate) use self::over::over;
use self::posted::Posted;
use super::api::Problem;
use super::routes::App;
use crate::access::Routes;

/// What a section shows, and what just happened there.
struct Shown {
    body: Body,
    notice: Option<Notice>,
}

impl Shown {
    /// With what `done=` says, in words.
    fn new(body: Body, notice: Option<Notice>) -> Self {
        Self { body, notice }
    }
}

/// What the forms are posted to.
pub(super) fn routes(routes: Routes) -> Routes {
    let routes = appearance::routes(routes);
    let routes = subscribers::routes(routes);
    let routes = indicators::routes(routes);
    let routes = thresholds::routes(routes);
    let routes = rules::routes(routes);
    let routes = regime::routes(routes);
    let routes = sources::routes(routes);
    let routes = me::routes(routes);
    let routes = suggest::routes(routes);
    transfer::routes(routes)
}

/// A section, as its address asks for it.
async fn shown(app: &App, section: Section, asked: &Asked) -> Result<Shown, Problem> {
    match section {
        Section::Appearance => Ok(appearance::view(asked)),
        Section::Subscribers => subscribers::view(app, asked).await,
        Section::Thresholds => thresholds::shown(app, asked).await,
        Section::Rules => rules::shown(app, asked).await,
        Section::Regime => regime::shown(app, asked).await,
        Section::Sources => sources::shown(app, asked).await,
        Section::Indicators => indicators::view(app, asked).await,
        Section::Suggest => suggest::view(app, asked).await,
        Section::Transfer => transfer::view(app, asked).await,
    }
}

/// Notes what was changed and from where, in as many words as the audit takes.
async fn audit(app: &App, kind: AuditKind, address: Option<IpAddr>, words: String) {
    const BYTES_MAX: usize = 500;
    let cut = words.floor_char_boundary(BYTES_MAX);
    app.access.note(kind, address, &words[..cut]).await;
}

/// What just happened, in words.
fn notice(words: impl Into<String>) -> Notice {
    Notice { words: words.into(), ..Notice::default() }
}
