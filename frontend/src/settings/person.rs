//! What belongs to one person, for the operator's form and for the personal page: where they live, how they read, when
//! they sleep.

use leptos::prelude::*;

use super::form::{Line, choice};
use super::view::Field;

/// Zones to choose from; any other name can be written.
const ZONES: [&str; 30] = [
    "UTC",
    "America/Anchorage",
    "America/Bogota",
    "America/Buenos_Aires",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Mexico_City",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Toronto",
    "Africa/Johannesburg",
    "Africa/Lagos",
    "Asia/Dubai",
    "Asia/Hong_Kong",
    "Asia/Jakarta",
    "Asia/Kolkata",
    "Asia/Seoul",
    "Asia/Shanghai",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Europe/Berlin",
    "Europe/Istanbul",
    "Europe/Kyiv",
    "Europe/London",
    "Europe/Madrid",
    "Europe/Paris",
    "Europe/Zurich",
    "Pacific/Auckland",
];

/// Where somebody lives and how they read numbers.
pub(crate) fn place(form: &str, zone: &Field, locale: &Field, locales: &[(String, String)]) -> AnyView {
    let list = format!("{form}-zones");
    let zones = ZONES.map(|zone| view! { <option value=zone></option> });
    let line = Line {
        hint: "Such as Europe/Berlin.",
        list: Some(&list),
        characters_max: 64,
        required: true,
        ..Line::new(form, "time_zone", "Time zone")
    };
    view! {
        {line.view(zone)}
        <datalist id=list.clone()>{zones.collect_view()}</datalist>
        {choice(form, "locale", "Numbers and days", "", locales, locale)}
    }
    .into_any()
}

/// When nothing is sent.
pub(crate) fn quiet(form: &str, hint: &'static str, from: &Field, until: &Field) -> AnyView {
    let time = |name, label| Line { kind: "time", characters_max: 5, ..Line::new(form, name, label) };
    view! {
        <fieldset class="together">
            <legend>"Quiet hours"</legend>
            <div class="row">
                {time("quiet_from", "From").view(from)}
                {time("quiet_until", "Until").view(until)}
            </div>
            <p class="hint">{hint}</p>
        </fieldset>
    }
    .into_any()
}

/// When the day's summary comes.
pub(crate) fn briefing(form: &str, hour: &Field) -> AnyView {
    let none = (String::new(), "No briefing".to_owned());
    let hours = (0..24).map(|hour| (hour.to_string(), format!("{hour:02}:00")));
    let options: Vec<_> = std::iter::once(none).chain(hours).collect();
    choice(form, "digest_hour", "Morning briefing", "At this hour of the local day.", &options, hour)
}
