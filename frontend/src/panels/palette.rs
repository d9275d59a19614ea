//! The command palette, and the dialog that tells the keys. Without scripts neither is there: everything in them is a link elsewhere.

use leptos::prelude::*;

use crate::islands::Shortcuts;
use crate::keys::{self, COMMANDS, Command, Does};

pub(crate) fn palette() -> AnyView {
    let options: Vec<_> =
        COMMANDS.iter().enumerate().map(|(place, command)| option(place, command)).collect();
    let told: Vec<_> =
        keys::all().map(|(key, name)| view! { <div><dt>{caps(key)}</dt><dd>{name}</dd></div> }).collect();
    view! {
        <dialog class="palette" id="command-palette" aria-label="Command palette">
            <input type="text" role="combobox" aria-expanded="true" aria-controls="command-list" aria-autocomplete="list"
                aria-label="Where to, or what to do" placeholder="Where to, or what to do" autocomplete="off" spellcheck="false"/>
            <ul id="command-list" role="listbox" aria-label="Commands">
                {options}
                <li role="option" id="command-search" data-search="/docs?q=" hidden><span></span></li>
            </ul>
        </dialog>
        <dialog class="keys" id="key-list" aria-labelledby="key-list-title">
            <h2 id="key-list-title">"Keys"</h2>
            <dl>{told}<div><dt>{caps("Ctrl K")}</dt><dd>"Command palette, also ⌘ K"</dd></div></dl>
            <form method="dialog">
                <label><input type="checkbox" data-keys-on="" checked/> " Keys of one letter work in this browser"</label>
                <button>"Close"</button>
            </form>
        </dialog>
        <Shortcuts/>
    }
    .into_any()
}

fn option(place: usize, command: &Command) -> AnyView {
    let (mut go, mut press, mut act) = (None, None, None);
    match command.does {
        Does::Go(address) => go = Some(address),
        Does::Press(selector) => press = Some(selector),
        Does::Theme => act = Some("theme"),
        Does::Palette => act = Some("palette"),
        Does::Keys => act = Some("keys"),
    }
    let key = (!command.key.is_empty()).then_some(command.key);
    view! {
        <li role="option" id=format!("command-{place}") data-key=key data-go=go data-press=press data-act=act>
            <span>{command.name}</span>
            {key.map(caps)}
        </li>
    }
    .into_any()
}

/// Keys as they are printed on a keyboard.
fn caps(keys: &'static str) -> AnyView {
    let caps: Vec<_> = keys.split(' ').map(|key| view! { <kbd>{key}</kbd> }).collect();
    view! { <span class="caps">{caps}</span> }.into_any()
}
