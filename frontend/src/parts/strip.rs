//! The last day of a publisher, half hour by half hour.

use cockpit_domain::sources::{Day, Slot};
use leptos::prelude::*;

/// Width of a half hour in the drawing, its gap included.
const STEP: usize = 4;
const HEIGHT: usize = 18;

/// Bars: full where every try gave an answer, half where some failed, a stub where all did; nothing where nobody asked.
pub(crate) fn strip(name: &str, day: &Day) -> impl IntoView + use<> {
    let width = day.strip.len().max(1) * STEP;
    let bars = |wanted: fn(&Slot) -> bool, height: usize| {
        let placed = day.strip.iter().enumerate().filter(|(_, slot)| wanted(slot));
        let moves: Vec<String> =
            placed.map(|(place, _)| format!("M{} {HEIGHT}v-{height}", place * STEP + STEP / 2)).collect();
        moves.concat()
    };
    let well = bars(|slot| slot.well > 0 && slot.failed == 0, 16);
    let mixed = bars(|slot| slot.well > 0 && slot.failed > 0, 10);
    let failed = bars(|slot| slot.well == 0 && slot.failed > 0, 5);
    let label = match day.tries() {
        0 => format!("{name}: not asked in the last 24 hours"),
        tries => {
            format!("{name}: {} of {tries} tries in the last 24 hours gave an answer", tries - day.failed)
        }
    };
    view! {
        <svg class="strip-day" viewBox=format!("0 0 {width} {HEIGHT}") preserveAspectRatio="none" role="img" aria-label=label>
            <path class="ground" d=format!("M0 {HEIGHT}h{width}")></path>
            <path class="well" d=well></path>
            <path class="mixed" d=mixed></path>
            <path class="failed" d=failed></path>
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_half_hour_is_one_bar_of_its_kind() {
        let slot = |well, failed| Slot { well, failed };
        let day = Day {
            answered: 3,
            failed: 2,
            strip: vec![slot(0, 0), slot(2, 0), slot(1, 1), slot(0, 1)],
            ..Day::default()
        };
        let html = Owner::new_root(None).with(|| strip("kraken", &day).to_html());
        for words in [
            "viewBox=\"0 0 16 18\"",
            "d=\"M6 18v-16\" class=\"well\"",
            "d=\"M10 18v-10\" class=\"mixed\"",
            "d=\"M14 18v-5\" class=\"failed\"",
            "kraken: 3 of 5 tries in the last 24 hours gave an answer",
        ] {
            assert!(html.contains(words), "{words}: {html}");
        }
    }
}
