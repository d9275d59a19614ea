//! The dialog: sections at the left, one of them beside it.

use leptos::prelude::*;

use super::form::{button, unseen};
use super::view::{Body, Conflict, Notice, Section, SettingsView};
use super::{appearance, indicators, regime, rules, sources, subscribers, suggest, thresholds, transfer};
use crate::islands::Dialog;
use crate::render::Setting;

/// What every section is drawn with.
#[derive(Clone, Copy)]
pub(crate) struct Over<'a> {
    pub(crate) back: &'a str,
    pub(crate) section: Section,
    pub(crate) setting: Setting,
}

impl Over<'_> {
    /// This section with something else open, such as `&add=email`.
    pub(crate) fn link(self, more: &str) -> String {
        address(self.back, self.section, more)
    }

    /// What a form that only asks carries: the page's own query, and this section.
    pub(crate) fn asks(self) -> AnyView {
        let query = self.back.split_once('?').map_or("", |(_, query)| query);
        // As it was meant: the browser escapes it anew.
        let below: Vec<_> = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
            .collect();
        view! {
            {below}
            <input type="hidden" name="settings" value=self.section.as_str()/>
        }
        .into_any()
    }

    /// Where such a form goes.
    pub(crate) fn path(self) -> String {
        self.back.split('?').next().unwrap_or_default().to_owned()
    }

    /// What every form carries.
    pub(crate) fn back(self) -> (&'static str, String) {
        ("back", self.back.to_owned())
    }
}

/// A section over the page at `back`, with what else it should show.
pub(crate) fn address(back: &str, section: Section, more: &str) -> String {
    let joint = if back.contains('?') { '&' } else { '?' };
    format!("{back}{joint}settings={}{more}", section.as_str())
}

/// The page, and the settings over it when they are open: the page beneath can then not be reached.
pub(crate) fn over(page: AnyView, settings: Option<&SettingsView>, setting: Setting) -> AnyView {
    let Some(view) = settings else { return page };
    view! {
        <div class="beneath" inert>{page}</div>
        {dialog(view, setting)}
    }
    .into_any()
}

fn dialog(view: &SettingsView, setting: Setting) -> AnyView {
    let over = Over { back: &view.back, section: view.body.section(), setting };
    let (beside, body) = match &view.body {
        Body::Subscribers(view) => (subscribers::invitation(view, over), subscribers::section(view, over)),
        Body::Thresholds(view) => (Some(thresholds::presets(view, over)), thresholds::section(view, over)),
        Body::Rules(view) => (None, rules::section(view, over)),
        Body::Regime(view) => (None, regime::section(view, over)),
        Body::Sources(view) => (None, sources::section(view, over)),
        Body::Indicators(view) => (None, indicators::section(view, over)),
        Body::Appearance(view) => (None, appearance::section(*view, over)),
        Body::Suggest(view) => (None, suggest::section(view, over)),
        Body::Transfer(view) => (None, transfer::section(view, over)),
    };
    // The link that opened it is there again, and has the focus.
    let close = format!("{}#open-settings", view.back);
    view! {
        <dialog class="settings" open aria-modal="true" aria-labelledby="settings-title" tabindex="-1" autofocus>
            <a class="outside" href=close.clone() tabindex="-1" aria-hidden="true"></a>
            <div class="settings-box">
                {sections(view, over)}
                <div class="settings-main">
                    <header class="settings-head">
                        <h2 id="settings-title">{over.section.title()}</h2>
                        {beside}
                        <a class="close" href=close aria-label="Close settings" title="Close (Esc)">
                            <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true"><path d="M3.5 3.5l9 9M12.5 3.5l-9 9"></path></svg>
                        </a>
                    </header>
                    // Scrolls by keyboard also where nothing in it takes the focus.
                    <div class="settings-body" role="region" aria-labelledby="settings-title" tabindex="0">
                        {view.notice.as_ref().map(|told| notice(told, over.back()))}
                        {view.conflict.as_ref().map(|conflict| faster(conflict, &over.link("")))}
                        {body}
                    </div>
                </div>
            </div>
            <Dialog/>
        </dialog>
    }
    .into_any()
}

/// The list at the left. Without the operator it leads to what is everybody's, and to the door.
fn sections(view: &SettingsView, over: Over<'_>) -> AnyView {
    let link = |section: Section| {
        let href = address(over.back, section, "");
        let here = (section == over.section).then_some("page");
        view! { <li><a href=href aria-current=here>{section.title()}</a></li> }.into_any()
    };
    let links: Vec<AnyView> = if view.operator {
        Section::ALL.into_iter().map(link).collect()
    } else {
        let href = "/login?next=".to_owned() + &escaped(&address(over.back, Section::default(), ""));
        vec![
            link(Section::Appearance),
            view! { <li><a href=href>"Log in for the others"</a></li> }.into_any(),
        ]
    };
    view! {
        <nav class="settings-nav" aria-labelledby="settings-name">
            <p id="settings-name">"Settings"</p>
            <ul>{links}</ul>
        </nav>
    }
    .into_any()
}

/// A path as it stands in a query.
pub(crate) fn escaped(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    path.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// What just happened, and how to take it back.
pub(crate) fn notice(told: &Notice, back: (&'static str, String)) -> AnyView {
    let (class, role) = if told.problem { ("notice problem", "alert") } else { ("notice", "status") };
    let undo = told.undo.as_ref().map(|undo| {
        let fields: Vec<_> = undo
            .fields
            .iter()
            .map(|(name, value)| view! { <input type="hidden" name=name.clone() value=value.clone()/> })
            .collect();
        view! {
            <form method="post" action=undo.action.clone() class="one-button">
                {unseen(&[back])}
                {fields}
                <button type="submit" class="quiet">"Undo"</button>
            </form>
        }
    });
    view! {
        <div class=class>
            <p role=role>{told.words.clone()}</p>
            {undo}
            {told.secret.as_deref().map(|secret| copied("secret", "Shown this once; keep it now", secret))}
        </div>
    }
    .into_any()
}

/// A line to take along, with a button that copies it; scripts show the button.
pub(crate) fn copied(id: &'static str, label: &'static str, text: &str) -> AnyView {
    view! {
        <div class="copied">
            <label for=id>{label}</label>
            <span class="entry">
                <input id=id type="text" readonly value=text.to_owned() spellcheck="false"/>
                <button type="button" class="quiet" data-copy=id hidden>"Copy"</button>
            </span>
        </div>
    }
    .into_any()
}

/// Somebody else saved meanwhile: both, side by side.
pub(crate) fn faster(conflict: &Conflict, theirs: &str) -> AnyView {
    let lines: Vec<_> = conflict
        .lines
        .iter()
        .map(|line| {
            let (label, theirs, ours) = (line.label.clone(), line.theirs.clone(), line.ours.clone());
            view! { <tr><th scope="row">{label}</th><td>{theirs}</td><td>{ours}</td></tr> }
        })
        .collect();
    view! {
        <section class="notice problem conflict" aria-labelledby="conflict">
            <div role="alert">
                <h3 id="conflict">"Somebody else changed this meanwhile"</h3>
                <p>"Nothing of yours was saved yet. The fields below hold what you entered: save again to put it in place of theirs."</p>
            </div>
            <table>
                <thead><tr><td></td><th scope="col">"Saved now"</th><th scope="col">"Yours"</th></tr></thead>
                <tbody>{lines}</tbody>
            </table>
            <p><a href=theirs.to_owned()>"Keep theirs instead"</a></p>
        </section>
    }
    .into_any()
}

/// A question before something goes.
pub(crate) fn really(
    question: String,
    words: &'static str,
    action: &str,
    hidden: &[(&'static str, String)],
    yes: &'static str,
    without: String,
) -> AnyView {
    view! {
        <section class="really" aria-label="Please confirm" data-first tabindex="-1">
            <p><strong>{question}</strong> " " {words}</p>
            <div class="buttons">
                {button(action, "danger", hidden, yes, None)}
                <a class="quiet" href=without>"Keep"</a>
            </div>
        </section>
    }
    .into_any()
}
