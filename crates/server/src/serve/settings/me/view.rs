//! What one's own page shows.

use cockpit_frontend::settings::view::{MeView, Notice, ThresholdsView};

use super::mine::Mine;
use crate::address::masked;
use crate::serve::api::Problem;
use crate::serve::routes::App;
use crate::serve::settings::notice as said;
use crate::serve::settings::person::{Fields, standing};
use crate::serve::settings::subscribers::shown;

pub(super) async fn of(
    app: &App,
    mine: &Mine,
    fields: Fields,
    thresholds: ThresholdsView,
) -> Result<MeView, Problem> {
    let (known, now) = (&mine.known, app.clock.now());
    let mutes = app.store.mutes(known.id).await?;
    let muted =
        mutes.into_iter().filter(|(rule, until)| rule.is_none() && *until > now).map(|(_, until)| until);
    let locales = fields.locales();
    let Fields { name, time_zone, locale, quiet_from, quiet_until, digest_hour } = fields;
    Ok(MeView {
        path: mine.path.clone(),
        notice: None,
        conflict: None,
        revision: known.revision,
        channel: shown(known.profile.channel),
        address: masked(known.profile.channel, known.profile.address.expose()),
        state: standing(known, muted.max()),
        name,
        time_zone,
        locale,
        locales,
        quiet_from,
        quiet_until,
        digest_hour,
        thresholds,
        leaving: false,
    })
}

/// What was just done, in words.
pub(super) fn notice(done: &str) -> Option<Notice> {
    let words = match done {
        "saved" => "Saved. It holds from now on.",
        "preset" => "Every number is the preset's again. It holds from now on.",
        "paused" => "Nothing is sent until you resume.",
        "resumed" => "You are told again from now on.",
        "muted" => "Silence. What happens meanwhile comes afterwards, in one message.",
        "unmuted" => "The silence is over; what was held comes now.",
        "left" => "You have left: nothing more comes.",
        "leaving" => "You have left. One message was already on its way; after it, nothing more comes.",
        _ => return None,
    };
    Some(said(words))
}
