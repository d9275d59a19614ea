//! `/?view=arrange`: buttons around the cards, and what leads out of it. Every button posts, so that it works by keyboard alone and
//! without scripts.

use leptos::prelude::*;

use crate::arrange::{Arrangement, Placed, Step};
use crate::render::Editing;

/// The line above the cards.
pub(crate) fn tools(arrangement: &Arrangement, editing: &Editing) -> AnyView {
    let usual = arrangement.is_usual();
    let link = format!("{}/?cards={}", editing.base, arrangement.text());
    let cards = editing.cards.clone();
    view! {
        <section class="arrange-tools" aria-label="Arrange cards">
            <p><strong>"Arrange cards"</strong> " " <span class="muted">"Kept in this browser."</span></p>
            <form method="post" action="/arrange">
                <input type="hidden" name="cards" value=cards/>
                <button name="do" value="reset" disabled=usual>"Reset"</button>
                <button name="do" value="keep" class="primary" autofocus=editing.at.is_none()>"Done"</button>
            </form>
            <label>"Link to it" <input type="text" readonly value=link/></label>
        </section>
    }
    .into_any()
}

/// A card with its buttons.
pub(crate) fn framed(card: &Placed, editing: &Editing, view: AnyView) -> AnyView {
    let Placed { id, name, hidden } = *card;
    let buttons: Vec<_> = Step::ALL
        .into_iter()
        .map(|(step, word)| {
            let (label, sign) = match step {
                Step::Up => (format!("Move {name} up"), "↑"),
                Step::Down => (format!("Move {name} down"), "↓"),
                Step::Turn if hidden => (format!("Show {name}"), "Show"),
                Step::Turn => (format!("Hide {name}"), "Hide"),
            };
            let was_pressed = editing.at.as_ref().is_some_and(|(at, by)| at == id && by == word);
            view! { <button name="do" value=word aria-label=label autofocus=was_pressed>{sign}</button> }
        })
        .collect();
    let class = if hidden { "arranging is-hidden" } else { "arranging" };
    view! {
        <div class=class id=format!("card-{id}")>
            <form method="post" action="/arrange">
                <input type="hidden" name="cards" value=editing.cards.clone()/>
                <input type="hidden" name="card" value=id/>
                <span>{name}</span>
                {buttons}
            </form>
            <div class="arranged-card" inert>{view}</div>
        </div>
    }
    .into_any()
}
