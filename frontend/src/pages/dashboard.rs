//! `/`: the bento grid.

use cockpit_domain::SeriesId;
use cockpit_domain::dashboard::Dashboard;
use leptos::prelude::*;

use crate::panels::card::{CardProps, Place, card};
use crate::panels::{calendar, footer, header, legend, past, radar, regime, sources};
use crate::render::Setting;

pub(crate) fn dashboard(dashboard: &Dashboard, setting: Setting) -> impl IntoView + use<> {
    let Setting { now, zone, theme, .. } = setting;
    let one = |series: SeriesId, place: Place| {
        let metric = dashboard.metrics.get(series).cloned();
        // Erased, so that the page's type does not grow with every card.
        metric.map(|metric| card(CardProps { series, metric, place, now, zone }).into_any())
    };
    let own: Vec<_> = dashboard
        .metrics
        .0
        .iter()
        .filter(|(series, _)| matches!(series, SeriesId::Own(_)))
        .map(|(series, _)| one(*series, Place::Plain))
        .collect();
    let own = (!own.is_empty()).then(|| {
        view! {
            <section class="own" aria-labelledby="own-heading">
                <h2 id="own-heading">"Own indicators"</h2>
                <div class="own-cards">{own}</div>
            </section>
        }
    });
    view! {
        <a class="skip" href="#main">"To the numbers"</a>
        {header::header(dashboard, now, theme)}
        {regime::regime(&dashboard.regime, now).into_any()}
        <main id="main" class="grid">
            <div class="column">
                {one(SeriesId::Us10y, Place::Plain)}
                {one(SeriesId::NetLiquidity, Place::Plain)}
                {radar::radar(&dashboard.radar, &dashboard.radar_status, now, zone)}
                {legend::legend().into_any()}
            </div>
            <div class="column">
                {one(SeriesId::Btc, Place::Hero)}
                <div class="pair">
                    {one(SeriesId::StablecoinMcap, Place::Plain)}
                    {one(SeriesId::UsdtDominance, Place::Plain)}
                </div>
                {sources::sources(&dashboard.sources, now, zone).into_any()}
                {past::past(&dashboard.regime, now).into_any()}
            </div>
            <div class="column">
                {one(SeriesId::RwaTvl, Place::Plain)}
                {calendar::calendar(&dashboard.calendar, now, zone)}
            </div>
            {own}
        </main>
        {footer::footer().into_any()}
    }
}
