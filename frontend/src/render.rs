//! What the server calls.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use cockpit_domain::calendar::Impact;
use cockpit_domain::dashboard::{Calendar, Dashboard, Regime, Status};
use cockpit_domain::radar::Entry;
use cockpit_domain::regime::{Model, Past};
use cockpit_domain::sources::Feed;
use leptos::nonce::Nonce;
use leptos::prelude::*;

use crate::arrange::Arrangement;
use crate::guide::{Chapter, Found};
use crate::pages;
use crate::settings::dialog;
use crate::settings::view::{Density, MeView, SettingsView};
use crate::views::alerts::{AlertsView, Latest};
use crate::views::metric::MetricView;

mod form;

pub use form::{Field, Form, Input};

/// Where the page's files are served.
#[derive(Clone, Copy, Debug)]
pub struct Assets<'a> {
    /// Such as `/pkg/ab12cd`; holds `cockpit.js`, `cockpit_bg.wasm` and `cockpit.css`.
    pub prefix: &'a str,
}

/// Dark, light, or as the system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Dark.
    Dark,
    /// Light.
    Light,
}

impl Theme {
    /// Every theme.
    pub const ALL: [Self; 3] = [Self::System, Self::Dark, Self::Light];

    /// The word in the cookie and in the form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Dark => "dark",
            Self::Light => "light",
        }
    }

    /// From [`Theme::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == word)
    }
}

/// What every page is rendered with.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// The time of the rendering.
    pub now: DateTime<Utc>,
    /// The zone of the page's dates and times.
    pub time_zone: Tz,
    /// The theme.
    pub theme: Theme,
    /// How much room things have.
    pub density: Density,
    /// When a source last answered.
    pub updated_at: Option<DateTime<Utc>>,
    /// The files.
    pub assets: Assets<'a>,
    /// What inline scripts carry.
    pub nonce: &'a str,
    /// The settings over the page, when they are open.
    pub settings: Option<&'a SettingsView>,
}

/// What a page needs of its frame.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    pub(crate) now: DateTime<Utc>,
    pub(crate) zone: Tz,
    pub(crate) theme: Theme,
    pub(crate) updated_at: Option<DateTime<Utc>>,
}

/// The dashboard as a whole document, with the alerts that were told last.
pub fn dashboard(dashboard: &Dashboard, latest: &[Latest], frame: &Frame<'_>) -> String {
    let title = dashboard.regime.state.words();
    let usual = Arrangement::default();
    whole(title, frame, |setting| {
        pages::dashboard::dashboard(dashboard, latest, &usual, None, setting).into_any()
    })
}

/// The arrangement of the cards while it is changed.
#[derive(Clone, Debug, Default)]
pub struct Editing {
    /// Its text form as it is shown.
    pub cards: String,
    /// The card and the word of the button that was pressed last.
    pub at: Option<(String, String)>,
    /// What a link that is passed on begins with, such as `https://cockpit.example`.
    pub base: String,
}

/// The dashboard in an order of one's own, or while that is made.
pub fn arranged(
    dashboard: &Dashboard,
    latest: &[Latest],
    arrangement: &Arrangement,
    editing: Option<&Editing>,
    frame: &Frame<'_>,
) -> String {
    let title = if editing.is_some() { "Arrange cards" } else { dashboard.regime.state.words() };
    whole(title, frame, |setting| {
        pages::dashboard::dashboard(dashboard, latest, arrangement, editing, setting).into_any()
    })
}

/// Only the dashboard's numbers, larger, for a screen on a wall.
pub fn wall(dashboard: &Dashboard, frame: &Frame<'_>) -> String {
    let title = dashboard.regime.state.words();
    whole(title, frame, |setting| pages::wall::wall(dashboard, setting).into_any())
}

/// The radar's page as a whole document: the lines, most traded first, and whether they are what their source says now.
pub fn radar(entries: &[Entry], status: &Status, frame: &Frame<'_>) -> String {
    whole("Radar", frame, |setting| pages::radar::radar(entries, status, setting).into_any())
}

/// The calendar's page as a whole document, down to the impact `lowest`.
pub fn calendar(calendar: &Calendar, lowest: Impact, frame: &Frame<'_>) -> String {
    whole("Calendar", frame, |setting| pages::calendar::calendar(calendar, lowest, setting).into_any())
}

/// The regime's page as a whole document: the settled answer, every turn, and the numbers in force.
pub fn regime(regime: &Regime, past: &Past, model: &Model, frame: &Frame<'_>) -> String {
    whole("Regime", frame, |setting| pages::regime::regime(regime, past, model, setting).into_any())
}

/// The page of the alerts as a whole document.
pub fn alerts(view: &AlertsView, frame: &Frame<'_>) -> String {
    whole("Alerts", frame, |setting| pages::alerts::alerts(view, setting))
}

/// The page of one series as a whole document.
pub fn metric(view: &MetricView, frame: &Frame<'_>) -> String {
    let title = pages::metric::title(view);
    let head = || pages::metric::shared(view, &title);
    whole_with(&title, frame, head, |setting| pages::metric::metric(view, setting))
}

/// The page of the sources as a whole document: every feed with its publishers.
pub fn sources(feeds: &[Feed], frame: &Frame<'_>) -> String {
    whole("Sources", frame, |setting| pages::sources::sources(feeds, setting).into_any())
}

/// The first page of the documentation as a whole document: its chapters, or what was found of what was looked for.
pub fn docs(chapters: &[Chapter], asked: Option<(&str, &[Found])>, frame: &Frame<'_>) -> String {
    whole("Docs", frame, |setting| pages::docs::hub(chapters, asked, setting).into_any())
}

/// A chapter of the documentation as a whole document.
pub fn chapter(chapters: &[Chapter], place: usize, frame: &Frame<'_>) -> String {
    let title = chapters.get(place).map_or("Docs", |chapter| chapter.title.as_str());
    whole(title, frame, |setting| pages::docs::chapter(chapters, place, setting).into_any())
}

/// A small page with a few words, paragraphs parted by an empty line, and at most one form: confirming, leaving, logging
/// in, a link that has run out.
pub fn letter(frame: &Frame<'_>, heading: &str, words: &str, form: Option<&Form<'_>>) -> String {
    whole(heading, frame, |_| pages::letter::letter(heading, words, form).into_any())
}

/// The personal page of somebody who is told as a whole document.
pub fn me(view: &MeView, frame: &Frame<'_>) -> String {
    whole("Your alerts", frame, |setting| pages::me::me(view, setting).into_any())
}

/// A page with one message, such as for an address that does not exist.
pub fn message(
    title: &str,
    words: &str,
    status: u16,
    theme: Theme,
    assets: &Assets<'_>,
    nonce: &str,
) -> String {
    document(nonce, || {
        let body = pages::message::message(title, words, status).into_any();
        crate::shell::shell(
            &format!("{title} · Strategic Cockpit"),
            theme,
            Density::default(),
            assets.prefix,
            None,
            body,
        )
        .into_any()
    })
}

fn whole(title: &str, frame: &Frame<'_>, body: impl FnOnce(Setting) -> AnyView) -> String {
    whole_with(title, frame, || None, body)
}

/// As [`whole`], with more in its head.
fn whole_with(
    title: &str,
    frame: &Frame<'_>,
    head: impl FnOnce() -> Option<AnyView>,
    body: impl FnOnce(Setting) -> AnyView,
) -> String {
    let Frame { now, time_zone: zone, theme, density, updated_at, assets, nonce, settings } = *frame;
    document(nonce, || {
        let setting = Setting { now, zone, theme, updated_at };
        let body = dialog::over(body(setting), settings, setting);
        let title = format!("{title} · Strategic Cockpit");
        crate::shell::shell(&title, theme, density, assets.prefix, head(), body).into_any()
    })
}

fn document(nonce: &str, view: impl FnOnce() -> AnyView) -> String {
    let owner = Owner::new_root(None);
    let html = owner.with(|| {
        provide_context(Nonce::from_value(nonce.to_owned()));
        view().to_html()
    });
    owner.unset_with_forced_cleanup();
    format!("<!DOCTYPE html>{html}")
}

#[cfg(test)]
mod tests;
