//! The legs of net liquidity, so that the formula is visible: assets, less two slices of them.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use cockpit_domain::SeriesId;
use cockpit_domain::dashboard::Leg;
use leptos::prelude::*;

use crate::format;

pub(crate) fn legs(legs: &[(SeriesId, Leg)], now: DateTime<Utc>, zone: Tz) -> impl IntoView + use<> {
    let amount =
        |series: SeriesId| legs.iter().find(|(leg, _)| *leg == series).map_or(0.0, |(_, leg)| leg.value);
    let assets = amount(SeriesId::Walcl).max(1.0);
    let share = |series| (amount(series) / assets * 1_000.0).clamp(0.0, 1_000.0);
    let (treasury, reverse_repo) = (share(SeriesId::Wtregen), share(SeriesId::Rrpontsyd));
    let net = 1_000.0 - treasury - reverse_repo;
    let rows: Vec<_> = legs
        .iter()
        .map(|(series, leg)| {
            let name = series.definition().nickname;
            let sign = if *series == SeriesId::Walcl { "" } else { "− " };
            let title =
                format!("{}, {}", series.definition().name, format::moment(leg.observed_at, now, zone));
            view! { <li title=title>{sign}{name} " " <b>{format::number(leg.value, 0)}</b></li> }
        })
        .collect();
    view! {
        <div class="legs">
            <svg viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true">
                <rect class="net" x="0" width=whole(net) y="0" height="8"></rect>
                <rect class="treasury" x=whole(net) width=whole(treasury) y="0" height="8"></rect>
                <rect class="repo" x=whole(net + treasury) width=whole(reverse_repo) y="0" height="8"></rect>
            </svg>
            <ul>{rows}</ul>
        </div>
    }
}

fn whole(number: f64) -> String {
    format!("{number:.0}")
}
