//! Adding somebody, or changing them.

use cockpit_domain::rules::Preset;
use leptos::prelude::*;

use super::ACTIONS;
use crate::settings::dialog::{Over, copied};
use crate::settings::form::{Line, check, foot, form, segments};
use crate::settings::person;
use crate::settings::thresholds;
use crate::settings::view::{Channel, SubscriberForm, SubscriberRow};

const FORM: &str = "person";

pub(super) fn edit(entered: &SubscriberForm, person: Option<&SubscriberRow>, over: Over<'_>) -> AnyView {
    let channel = entered.channel;
    let mut hidden = vec![over.back(), ("channel", channel.as_str().to_owned())];
    if let Some(id) = entered.id {
        hidden.extend([("id", id.to_string()), ("revision", entered.revision.to_string())]);
    }
    let (action, heading, save) = match person {
        None => ("add", format!("Add by {}", channel.title()), "Add"),
        Some(person) => ("save", format!("Edit {}", person.name), "Save"),
    };
    let presets = Preset::ALL.map(|preset| (preset.as_str(), thresholds::title(preset)));
    let preset = segments(FORM, "preset", "How often", &presets, entered.preset.as_str(), None);
    let own = (channel == Channel::Email).then(|| {
        check("own", "yes", "This address is mine", "No confirmation mail is sent then.", entered.own)
    });
    let remove = person.map(|person| {
        let href = over.link(&format!("&remove={}", person.id));
        view! { <p class="apart"><a class="danger-link" href=href>"Remove " {person.name.clone()} "…"</a></p> }
    });
    let personal = entered.personal_url.as_deref().map(|url| {
        copied("personal", "Their own page, for their wishes; whoever has the link can change them", url)
    });
    let content = view! {
        <h3 id="person-heading">{heading}</h3>
        <div class="columns">
            {Line { required: true, hint: "As it stands in this list.", ..Line::new(FORM, "name", "Name") }.view(&entered.name)}
            {address(channel).view(&entered.address)}
            {person::place(FORM, &entered.time_zone, &entered.locale, &entered.locales)}
            {person::quiet(FORM, "Alerts wait until they end; none is dropped. Empty for none.", &entered.quiet_from, &entered.quiet_until)}
            {person::briefing(FORM, &entered.digest_hour)}
            {preset}
        </div>
        {own}
        {check("operator", "yes", "Operator", "Is also told of silent sources and failed deliveries.", entered.is_operator)}
        {foot("", save, Some((over.link(""), "Cancel")))}
    };
    view! {
        <section class="sub" aria-labelledby="person-heading" data-first tabindex="-1">
            {form(&format!("{ACTIONS}/{action}"), "fields", &hidden, content.into_any())}
            {personal}
            {remove}
        </section>
    }
    .into_any()
}

/// What an address is called on this channel, and what it looks like.
fn address(channel: Channel) -> Line<'static> {
    let (label, hint, kind, keys) = match channel {
        Channel::Telegram => (
            "Chat number",
            "Such as 123456789; of a group, with a minus. The bot says it on /start.",
            "text",
            None,
        ),
        Channel::Email => ("E-mail address", "It is sent a link to confirm.", "email", Some("email")),
        Channel::Webhook => ("Address", "https only. Each message is signed.", "url", Some("url")),
        Channel::Ntfy => {
            ("Topic's address", "Such as https://ntfy.sh/a-long-secret-name.", "url", Some("url"))
        }
        Channel::Discord => {
            ("Webhook's address", "From Discord: channel settings, Integrations.", "url", Some("url"))
        }
        Channel::Slack => {
            ("Webhook's address", "From Slack: an app with incoming webhooks.", "url", Some("url"))
        }
    };
    Line { hint, kind, keys, characters_max: 2_000, required: true, ..Line::new(FORM, "address", label) }
}
