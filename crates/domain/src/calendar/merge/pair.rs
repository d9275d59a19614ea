//! Which known release a sighting is of.

use chrono::{DateTime, Utc};

use super::sighting::Sighting;
use super::{has_come, is_own, rank};
use crate::calendar::rules::new_york_day;
use crate::calendar::{Release, Schedule, kind};

/// For each sighting the place of its release in `known`; each release has at most one sighting. Sure signs go first for
/// all of them: same day, then same period, then the day before a move, and what vanished here and appears there last.
pub(super) fn pair(
    known: &[Release],
    sightings: &[Sighting],
    schedule: &Schedule,
    now: DateTime<Utc>,
) -> Vec<Option<usize>> {
    let mut pairs: Vec<Option<usize>> = vec![None; sightings.len()];
    let mut match_by = |is_of: &dyn Fn(&Release, &Sighting) -> bool| {
        for (sighting, place) in sightings.iter().enumerate() {
            if pairs[sighting].is_some() {
                continue;
            }
            pairs[sighting] = (0..known.len())
                .filter(|at| !pairs.contains(&Some(*at)))
                .filter(|at| {
                    known[*at].kind == place.kind || is_estimate_of_same(&known[*at].kind, &place.kind)
                })
                .filter(|at| is_of(&known[*at], place))
                .min_by_key(|at| (new_york_day(known[*at].at) - place.day).abs());
        }
    };
    let same_day = |release: &Release, sighting: &Sighting| new_york_day(release.at) == sighting.day;
    let same_period = |release: &Release, sighting: &Sighting| {
        sighting.period.is_some() && release.period == sighting.period
    };

    let same_kind = |release: &Release, sighting: &Sighting| release.kind == sighting.kind;

    match_by(&|release, sighting| {
        same_kind(release, sighting) && same_day(release, sighting) && release.period == sighting.period
    });
    match_by(&|release, sighting| {
        same_kind(release, sighting)
            && same_day(release, sighting)
            && !(sighting.stated && release.period.is_some())
    });
    match_by(&|release, sighting| same_kind(release, sighting) && same_period(release, sighting));
    // Two publishers may count the estimates of one quarter's product differently; there is one on a day.
    match_by(&|release, sighting| same_day(release, sighting) && release.kind != sighting.kind);
    // Whoever is believed less may still list the day before the move.
    match_by(&|release, sighting| {
        same_kind(release, sighting)
            && rank(&schedule.source) < rank(&release.scheduled_by)
            && release.moved_from.is_some_and(|from| new_york_day(from) == sighting.day)
    });
    // What this source listed, or what this program only presumed, is gone from its day and appears on another.
    match_by(&|release, sighting| {
        let listed_here = release.scheduled_by == schedule.source
            || (is_own(&release.scheduled_by) && !is_own(&schedule.source));
        let gone =
            listed_here && !has_come(release, now) && schedule.covers.contains(&new_york_day(release.at));
        let reach_days = kind::by_id(&release.kind).map_or(10, |kind| kind.period.reach_days());
        let near = (new_york_day(release.at) - sighting.day).num_days().abs() <= reach_days;
        // Where periods tell releases apart, only one whose period another release has already can be a moved one.
        let of_another = |other: &Release| other.kind == sighting.kind && other.period == sighting.period;
        same_kind(release, sighting)
            && gone
            && near
            && (sighting.period.is_none() || (!sighting.stated && known.iter().any(of_another)))
    });
    pairs
}

/// Whether two kinds are estimates of one product, such as the second and the third of gross domestic product.
fn is_estimate_of_same(one: &str, other: &str) -> bool {
    let product = |kind: &str| {
        let (product, estimate) = kind.rsplit_once('.')?;
        ["advance", "second", "third"].contains(&estimate).then(|| product.to_owned())
    };
    product(one).is_some() && product(one) == product(other)
}
