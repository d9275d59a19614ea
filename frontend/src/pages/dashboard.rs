//! `/`: the bento grid, in the order that this browser has chosen; with `?view=arrange` the choice itself.

use std::panic::{AssertUnwindSafe, catch_unwind};

use cockpit_domain::SeriesId;
use cockpit_domain::dashboard::Dashboard;
use leptos::prelude::*;

use crate::arrange::{Arrangement, Placed};
use crate::pages::arrange;
use crate::panels::card::{CardProps, Place, card};
use crate::panels::frame::{empty, frame};
use crate::panels::{alerts, calendar, footer, header, legend, past, radar, regime, sources};
use crate::render::{Editing, Setting};
use crate::views::alerts::Latest;

/// Where a card is wide enough for two small ones side by side.
const MIDDLE: usize = 1;

/// What the cards are made of.
#[derive(Clone, Copy)]
struct Told<'a> {
    dashboard: &'a Dashboard,
    latest: &'a [Latest],
    setting: Setting,
}

pub(crate) fn dashboard(
    dashboard: &Dashboard,
    latest: &[Latest],
    arrangement: &Arrangement,
    editing: Option<&Editing>,
    setting: Setting,
) -> impl IntoView + use<> {
    let Setting { now, theme, .. } = setting;
    let told = Told { dashboard, latest, setting };
    let columns: Vec<_> = arrangement
        .0
        .iter()
        .enumerate()
        .filter_map(|(place, cards)| column(told, place, cards, editing))
        .collect();
    let arranged = !arrangement.is_usual() || editing.is_some();
    let class = if arranged { format!("grid arranged columns-{}", columns.len()) } else { "grid".to_owned() };
    view! {
        <a class="skip" href="#main">"To the numbers"</a>
        {header::header(dashboard, now, theme)}
        {regime::regime(&dashboard.regime, now).into_any()}
        {editing.map(|editing| arrange::tools(arrangement, editing))}
        <main id="main" class=class>{columns} {own(told)}</main>
        {footer::footer().into_any()}
    }
}

/// A column with what is shown of it; none without a card.
fn column(told: Told<'_>, place: usize, cards: &[Placed], editing: Option<&Editing>) -> Option<AnyView> {
    let shown: Vec<&Placed> = cards.iter().filter(|card| editing.is_some() || !card.hidden).collect();
    let small = |card: &Placed| place == MIDDLE && is_small(card.id);
    let mut views: Vec<AnyView> = Vec::new();
    let mut at = 0;
    while let Some(first) = shown.get(at) {
        let view = |card: &Placed| framed(told, card, editing);
        let second = shown.get(at + 1).filter(|second| small(first) && small(second));
        if let Some(second) = second {
            let (one, other) = (view(first), view(second));
            views.push(view! { <div class="pair">{one}{other}</div> }.into_any());
            at += 2;
        } else {
            views.extend(view(first));
            at += 1;
        }
    }
    (!views.is_empty()).then(|| view! { <div class="column">{views}</div> }.into_any())
}

/// Whether two of these fit side by side: the indicators but for Bitcoin.
fn is_small(id: &str) -> bool {
    id.parse().is_ok_and(|series: SeriesId| series != SeriesId::Btc)
}

fn framed(told: Told<'_>, card: &Placed, editing: Option<&Editing>) -> Option<AnyView> {
    let view = guarded(card.id, card.name, || one(told, card.id))?;
    Some(match editing {
        Some(editing) => arrange::framed(card, editing, view),
        None => view,
    })
}

/// A card or, where drawing it breaks down, that there is none: the others are shown as ever. The program's log has the reason.
fn guarded(id: &'static str, name: &'static str, draw: impl FnOnce() -> Option<AnyView>) -> Option<AnyView> {
    // What was drawn so far is dropped with it.
    catch_unwind(AssertUnwindSafe(draw)).unwrap_or_else(|_| {
        let nothing = empty(
            "This card could not be drawn.",
            "Its numbers are kept; the program's log says what went wrong.",
        );
        Some(frame(id, name, "not shown".to_owned(), nothing).into_any())
    })
}

fn one(told: Told<'_>, id: &str) -> Option<AnyView> {
    let Told { dashboard, latest, setting: Setting { now, zone, .. } } = told;
    Some(match id {
        "radar" => radar::radar(&dashboard.radar, &dashboard.radar_status, now, zone).into_any(),
        "legend" => legend::legend().into_any(),
        "sources" => sources::sources(&dashboard.sources, now, zone).into_any(),
        "alerts" => alerts::alerts(latest, now, zone).into_any(),
        "past" => past::past(&dashboard.regime, now).into_any(),
        "calendar" => calendar::calendar(&dashboard.calendar, now, zone).into_any(),
        id => indicator(told, id.parse().ok()?)?,
    })
}

fn indicator(told: Told<'_>, series: SeriesId) -> Option<AnyView> {
    let Setting { now, zone, .. } = told.setting;
    let metric = told.dashboard.metrics.get(series)?.clone();
    let place = if series == SeriesId::Btc { Place::Hero } else { Place::Plain };
    // Erased, so that the page's type does not grow with every card.
    Some(card(CardProps { series, metric, place, now, zone }).into_any())
}

/// What the operator added, below everything else.
fn own(told: Told<'_>) -> Option<AnyView> {
    let all = told.dashboard.metrics.0.iter().map(|(series, _)| *series);
    let own: Vec<_> = all
        .filter(|series| matches!(series, SeriesId::Own(_)))
        .filter_map(|series| guarded(series.as_str(), series.definition().name, || indicator(told, series)))
        .collect();
    (!own.is_empty()).then(|| {
        view! {
            <section class="own" aria-labelledby="own-heading">
                <h2 id="own-heading">"Own indicators"</h2>
                <div class="own-cards">{own}</div>
            </section>
        }
        .into_any()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_that_breaks_down_says_so_in_its_place() {
        let owner = Owner::new();
        let html = owner.with(|| {
            let broken = guarded("radar", "Smart Money Radar", || panic!("of all things"));
            let whole = guarded("legend", "Reading", || Some(view! { <p>"whole"</p> }.into_any()));
            view! { {broken} {whole} }.to_html()
        });
        for words in ["data-panel=\"radar\"", "Smart Money Radar", "could not be drawn", "<p>whole</p>"] {
            assert!(html.contains(words), "{words}: {html}");
        }
        assert!(!html.contains("of all things"), "reasons are for the log: {html}");
    }
}
