//! One person in a line.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::ACTIONS;
use crate::format;
use crate::render::Setting;
use crate::settings::dialog::{Over, really};
use crate::settings::form::button;
use crate::settings::view::{Channel, Delivery, Person, Probe, SubscriberRow};

pub(super) fn row(person: &SubscriberRow, open: Option<AnyView>, over: Over<'_>) -> AnyView {
    let of = |action: &str| format!("{ACTIONS}/{action}");
    let id = ("id", person.id.to_string());
    let known = [over.back(), id.clone(), ("revision", person.revision.to_string())];
    let name = &person.name;
    let label = |what: &str| Some(format!("{what} {name}"));
    let switch = match person.state {
        Person::Active | Person::Muted(_) => button(&of("pause"), "quiet", &known, "Pause", label("Pause")),
        Person::Paused => button(&of("resume"), "quiet", &known, "Resume", label("Resume")),
        Person::Blocked => button(&of("resume"), "quiet", &known, "Try again", label("Try again with")),
        Person::Pending | Person::Left if person.channel == Channel::Email => {
            let hidden = [over.back(), id.clone()];
            button(&of("confirm"), "quiet", &hidden, "Send link again", label("Send the link again to"))
        }
        Person::Pending | Person::Left => ().into_any(),
    };
    let tested = person.test.as_ref().map(tested);
    let edit = over.link(&format!("&edit={}", person.id));
    let here = open.is_some();
    let operator = person.is_operator.then(|| view! { <span class="tag">"operator"</span> });
    view! {
        <li class="person" class:open=here id=format!("person-{}", person.id)>
            <span class="sign" aria-hidden="true">{sign(person.channel)}</span>
            <div class="who">
                <p class="person-name">{name.clone()} " " {operator}</p>
                <p class="muted">{person.channel.title()} " · " {person.address.clone()}</p>
            </div>
            {state(person, over.setting)}
            <div class="buttons">
                {button(&of("test"), "quiet", &[over.back(), id], "Test", label("Send a test to"))}
                {switch}
                <a class="quiet" href=edit aria-label=format!("Edit {name}")>"Edit"</a>
            </div>
            {tested}
            {open}
        </li>
    }
    .into_any()
}

/// The first letter of a channel, or what stands for it.
const fn sign(channel: Channel) -> &'static str {
    match channel {
        Channel::Telegram => "T",
        Channel::Email => "@",
        Channel::Webhook => "{}",
        Channel::Ntfy => "n",
        Channel::Discord => "D",
        Channel::Slack => "S",
    }
}

/// Whether they are told, and else what became of the last message: an icon of its own for each, never colour alone.
fn state(person: &SubscriberRow, setting: Setting) -> AnyView {
    let clock = |at: DateTime<Utc>| format::clock(at, setting.now, setting.zone);
    let ago = |at: DateTime<Utc>| format!("{} ago", format::age((setting.now - at).num_seconds()));
    let (class, words) = match (person.state, &person.delivery) {
        (Person::Paused, _) => ("off", "paused".to_owned()),
        (Person::Pending, _) => ("off", "waits for the confirmation".to_owned()),
        (Person::Left, _) => ("off", "left".to_owned()),
        (Person::Blocked, _) => ("bad", "refuses our messages".to_owned()),
        (_, Delivery::Held(count, until)) => ("off", format!("quiet until {}, {count} held", clock(*until))),
        (Person::Muted(until), _) => ("off", format!("muted until {}", clock(until))),
        (_, Delivery::None) => ("off", "nothing sent yet".to_owned()),
        (_, Delivery::Sent(at)) => ("good", format!("delivered {}", ago(*at))),
        (_, Delivery::Waiting(count)) => ("off", format!("{count} on the way")),
        (_, Delivery::Retrying(reason, at)) => ("warn", format!("{reason}; again {}", clock(*at))),
        (_, Delivery::Failed(reason, at)) => ("bad", format!("{reason}, {}", ago(*at))),
        (_, Delivery::Unknown(at)) => ("warn", format!("sent {}, arrival unknown", ago(*at))),
    };
    view! { <p class=format!("delivery {class}")>{words}</p> }.into_any()
}

/// What the provider answered to a test.
fn tested(probe: &Probe) -> AnyView {
    let (class, words, said) = match probe {
        Probe::Sending => ("tested", "The test is on its way.", None),
        Probe::Arrived(said) => ("tested good", "The test arrived.", Some(said)),
        Probe::Refused(said) => ("tested bad", "The test did not arrive.", Some(said)),
    };
    let said = said.filter(|said| !said.is_empty()).map(|said| {
        view! { " The provider says: " <q>{said.clone()}</q> }
    });
    view! { <p class=class role="status"><strong>{words}</strong> {said}</p> }.into_any()
}

pub(super) fn removal(person: &SubscriberRow, over: Over<'_>) -> AnyView {
    let hidden = [over.back(), ("id", person.id.to_string()), ("revision", person.revision.to_string())];
    really(
        format!("Remove {}?", person.name),
        "Messages that wait go with them. You can take it back right after.",
        &format!("{ACTIONS}/remove"),
        &hidden,
        "Remove",
        over.link(""),
    )
}
