//! A probability as a bar; the likeliest rival follows it, quieter.

use leptos::prelude::*;

/// Length of the bar in the picture's units.
const LENGTH: f64 = 1_000.0;
/// The gap between the two.
const GAP: f64 = 6.0;

/// Where the leader's bar ends, and where its rival's begins and ends; each 0 to 1.
fn ends(probability: f64, rival: Option<f64>) -> (f64, Option<(f64, f64)>) {
    let lead = probability.clamp(0.0, 1.0) * LENGTH;
    let from = lead + GAP;
    let rival = rival.map(|rival| (from, (lead + rival.clamp(0.0, 1.0) * LENGTH).min(LENGTH)));
    (lead, rival.filter(|(from, to)| to > from))
}

/// Its numbers stand beside it in words, so it is only seen.
pub(crate) fn meter(probability: f64, rival: Option<f64>) -> impl IntoView {
    let (lead, rival) = ends(probability, rival);
    let rival = rival.map(|(from, to)| {
        view! { <rect class="rival" x=format!("{from:.0}") width=format!("{:.0}", to - from) height="4"></rect> }
    });
    view! {
        <svg class="meter" viewBox="0 0 1000 4" preserveAspectRatio="none" aria-hidden="true">
            <rect class="lead" width=format!("{lead:.0}") height="4"></rect>
            {rival}
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rival_follows_the_leader_and_both_stay_inside() {
        assert_eq!(ends(0.7, Some(0.2)), (700.0, Some((706.0, 900.0))));
        assert_eq!(ends(0.7, None), (700.0, None));
        assert_eq!(ends(0.8, Some(0.4)), (800.0, Some((806.0, 1_000.0))), "books overlap");
        assert_eq!(ends(0.7, Some(0.001)), (700.0, None), "too small to see");
        assert_eq!(ends(f64::INFINITY, Some(0.5)), (1_000.0, None));
    }
}
