//! Who is told: everybody with the state of their last message, and the forms to add and change one.

mod among;
mod edit;
mod invite;
mod row;

use leptos::prelude::*;

use super::dialog::Over;
use super::form::button;
use super::view::{Channel, SubscriberOpen, SubscribersView};

/// Where the forms go.
const ACTIONS: &str = "/settings/subscribers";

pub(super) fn section(view: &SubscribersView, over: Over<'_>) -> AnyView {
    let adding = match &view.open {
        Some(SubscriberOpen::Add(form)) => Some(edit::edit(form, None, over)),
        _ => None,
    };
    let open = |id: i64| match &view.open {
        Some(SubscriberOpen::Edit(form)) if form.id == Some(id) => {
            let person = view.people.iter().find(|person| person.id == id);
            Some(edit::edit(form, person, over))
        }
        Some(SubscriberOpen::Remove(removed)) if *removed == id => {
            view.people.iter().find(|person| person.id == id).map(|person| row::removal(person, over))
        }
        _ => None,
    };
    let rows: Vec<_> = view.people.iter().map(|person| row::row(person, open(person.id), over)).collect();
    let people = if rows.is_empty() && view.among.all > 0 {
        view! { <p class="muted">"Nobody's name, address or channel holds these words."</p> }.into_any()
    } else if rows.is_empty() {
        view! {
            <div class="empty">
                <p>"Nobody is told yet."</p>
                <p class="muted">"Add a Telegram chat or an e-mail address, and alerts arrive within seconds."</p>
            </div>
        }
        .into_any()
    } else {
        view! { <ul class="people">{rows}</ul> }.into_any()
    };
    view! {
        {channels(view, over)}
        {adding}
        {view.invite.as_ref().map(|invite| invite::invite(invite, over))}
        {among::find(&view.among, over)}
        {people}
        {among::pager(&view.among, over)}
    }
    .into_any()
}

/// Beside the heading.
pub(super) fn invitation(view: &SubscribersView, over: Over<'_>) -> Option<AnyView> {
    let action = format!("{ACTIONS}/invite");
    view.can_invite.then(|| button(&action, "quiet", &[over.back()], "Invite by link or QR code", None))
}

/// How one can be added, and what a channel lacks.
fn channels(view: &SubscribersView, over: Over<'_>) -> AnyView {
    let chosen = match &view.open {
        Some(SubscriberOpen::Add(form)) => Some(form.channel),
        _ => None,
    };
    let usable =
        |channel: Channel| !view.channels.iter().any(|row| row.channel == channel && row.problem.is_some());
    let links: Vec<_> = Channel::ALL
        .into_iter()
        .map(|channel| {
            let href = over.link(&format!("&add={}", channel.as_str()));
            let here = (chosen == Some(channel)).then_some("true");
            let class = if usable(channel) { "add" } else { "add lacking" };
            view! { <li><a class=class href=href aria-current=here><span class="hidden">"Add by "</span>{channel.title()}</a></li> }
        })
        .collect();
    let problems: Vec<_> = view
        .channels
        .iter()
        .filter_map(|row| {
            let problem = row.problem.clone()?;
            Some(view! { <li><strong>{row.channel.title()}</strong> " " {problem}</li> })
        })
        .collect();
    let problems = (!problems.is_empty()).then(|| view! { <ul class="lacks">{problems}</ul> });
    view! {
        <div class="adding">
            <p id="add-by">"Add by"</p>
            <ul aria-labelledby="add-by">{links}</ul>
        </div>
        {problems}
    }
    .into_any()
}
