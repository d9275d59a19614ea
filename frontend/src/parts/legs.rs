//! The legs of net liquidity, so that the formula is visible: assets, less two slices of them.

use cockpit_domain::SeriesId;
use cockpit_domain::dashboard::Leg;
use leptos::prelude::*;

use crate::format;

/// Length of the bar in the picture's units.
const LENGTH: f64 = 1_000.0;

/// Where the bar is cut: the ends of net liquidity and of the Treasury's share. `None` while a leg is missing.
fn cuts(legs: &[(SeriesId, Leg)]) -> Option<(f64, f64)> {
    let amount = |series: SeriesId| legs.iter().find(|(leg, _)| *leg == series).map(|(_, leg)| leg.value);
    let assets = amount(SeriesId::Walcl).filter(|assets| *assets > 0.0)?;
    let share = |series| amount(series).map(|amount| (amount / assets * LENGTH).clamp(0.0, LENGTH));
    let (treasury, reverse_repo) = (share(SeriesId::Wtregen)?, share(SeriesId::Rrpontsyd)?);
    let net = (LENGTH - treasury - reverse_repo).max(0.0);
    Some((net, (net + treasury).min(LENGTH)))
}

pub(crate) fn legs(legs: &[(SeriesId, Leg)]) -> impl IntoView + use<> {
    let bar = cuts(legs).map(|(net, treasury)| {
        let width = |from: f64, to: f64| format!("{:.0}", to - from);
        view! {
            <svg viewBox="0 0 1000 6" preserveAspectRatio="none" aria-hidden="true">
                <rect class="net" width=width(0.0, net) height="6"></rect>
                <rect class="treasury" x=width(0.0, net) width=width(net, treasury) height="6"></rect>
                <rect class="repo" x=width(0.0, treasury) width=width(treasury, LENGTH) height="6"></rect>
            </svg>
        }
    });
    let parts: Vec<_> = legs
        .iter()
        .map(|(series, leg)| {
            let (class, sign) = match series {
                SeriesId::Walcl => ("net", ""),
                SeriesId::Wtregen => ("treasury", "− "),
                _ => ("repo", "− "),
            };
            let name = series.definition().nickname;
            view! { <li class=class><a href=format!("/metric/{series}")>{sign}{name}</a> " " <b>{format::number(leg.value, 0)}</b></li> }
        })
        .collect();
    view! {
        <div class="legs">
            {bar}
            <ul>{parts}</ul>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use cockpit_domain::Moment;

    use super::*;

    fn leg(series: SeriesId, value: f64) -> (SeriesId, Leg) {
        (series, Leg { value, observed_at: Moment::Day("2026-11-18".parse().unwrap()) })
    }

    #[test]
    fn the_bar_is_cut_in_proportion() {
        let legs =
            [leg(SeriesId::Walcl, 8_000.0), leg(SeriesId::Wtregen, 800.0), leg(SeriesId::Rrpontsyd, 400.0)];
        assert_eq!(cuts(&legs), Some((850.0, 950.0)));
    }

    #[test]
    fn without_a_leg_there_is_no_bar() {
        assert_eq!(cuts(&[leg(SeriesId::Walcl, 8_000.0), leg(SeriesId::Wtregen, 800.0)]), None);
        assert_eq!(cuts(&[]), None);
    }
}
