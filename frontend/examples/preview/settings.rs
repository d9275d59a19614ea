//! Made-up settings: every section, and what can be open in it.

mod people;
mod rest;
mod thresholds;

use chrono::{DateTime, Utc};
use cockpit_frontend::settings::view::{
    Body, Conflict, ConflictLine, Notice, SettingsView, SubscriberOpen, Undo,
};

pub(crate) use people::me;

/// The settings called `settings-<name>`; `None` when there are none of that name.
pub(crate) fn settings(name: &str, now: DateTime<Utc>) -> Option<SettingsView> {
    let body = match name {
        "subscribers" | "undo" | "viewer" => Body::Subscribers(people::subscribers(now)),
        "nobody" => Body::Subscribers(people::nobody()),
        "add" | "add-refused" => {
            let form = people::form(None, name == "add-refused");
            let open = Some(SubscriberOpen::Add(form));
            Body::Subscribers(people::opened(open, now))
        }
        "edit" => {
            Body::Subscribers(people::opened(Some(SubscriberOpen::Edit(people::form(Some(2), false))), now))
        }
        "remove" => Body::Subscribers(people::opened(Some(SubscriberOpen::Remove(3)), now)),
        "invite" => Body::Subscribers(people::invited(now)),
        "thresholds" | "conflict" => Body::Thresholds(thresholds::view(false, now)),
        "thresholds-refused" => Body::Thresholds(thresholds::view(true, now)),
        "rules" => Body::Rules(rest::rules(false)),
        "rule" => Body::Rules(rest::rules(true)),
        "regime" => Body::Regime(rest::regime()),
        "sources" => Body::Sources(rest::sources(now)),
        "indicators" => Body::Indicators(rest::indicators(false, now)),
        "indicator" => Body::Indicators(rest::indicators(true, now)),
        "appearance" => Body::Appearance(rest::appearance()),
        "suggest" => Body::Suggest(rest::suggest(now)),
        "transfer" => Body::Transfer(rest::transfer(false)),
        "import" => Body::Transfer(rest::transfer(true)),
        _ => return None,
    };
    let notice = match name {
        "undo" => Some(Notice {
            words: "Old address was removed.".to_owned(),
            undo: Some(Undo { action: "/settings/subscribers/undo".to_owned(), fields: Vec::new() }),
            ..Notice::default()
        }),
        "add-refused" => Some(Notice {
            words: "Nothing was added: two fields need another look.".to_owned(),
            problem: true,
            ..Notice::default()
        }),
        "rules" => Some(Notice { words: "Saved. It holds from now on.".to_owned(), ..Notice::default() }),
        _ => None,
    };
    let line = |label: &str, theirs: &str, ours: &str| ConflictLine {
        label: label.to_owned(),
        theirs: theirs.to_owned(),
        ours: ours.to_owned(),
    };
    let conflict = (name == "conflict").then(|| Conflict {
        lines: vec![
            line("Bitcoin Price: change over 15 min", "1.5 %", "2 %"),
            line("US 10Y Treasury Yield: drift since the last alert", "off", "30 bp"),
        ],
    });
    let (back, operator) = ("/".to_owned(), name != "viewer");
    Some(SettingsView { back, operator, notice, conflict, body })
}
