//! One message in words, before any form: a title, rows of figures, bullets, why, and links.

use url::Url;

use super::{Options, clean, words};
use crate::message::{About, Message};

mod house;
mod market;
mod outlook;

/// How long the parts of a card may be, in characters. Facts of ours are far shorter; strangers' titles may not be.
const TITLE_MAX: usize = 200;
const HEADING_MAX: usize = 120;
const VALUE_MAX: usize = 300;
const BULLET_MAX: usize = 700;
/// How many bullets a card may hold; what is more is counted.
const BULLETS_MAX: usize = 60;

/// A message in words. All text is one line each, clean, and not escaped.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Card {
    /// A sign for how much it matters.
    pub mark: &'static str,
    /// What the subject of a mail begins with.
    pub prefix: &'static str,
    /// What happened, in one line.
    pub title: String,
    /// That this may be a second copy.
    pub possible_repeat: bool,
    /// Label and value.
    pub rows: Vec<(String, String)>,
    /// Heading, which may be empty, and text.
    pub bullets: Vec<(String, String)>,
    /// How many bullets were left out.
    pub more: usize,
    /// Why now.
    pub why: Option<String>,
    /// Words and address; https only.
    pub links: Vec<(String, Url)>,
    /// Which rule, and when.
    pub foot: String,
}

/// What the kinds put into a card.
#[derive(Default)]
struct Draft {
    title: String,
    rows: Vec<(&'static str, String)>,
    bullets: Vec<(String, String)>,
    links: Vec<(&'static str, String)>,
}

impl Draft {
    fn new(title: String) -> Self {
        Self { title, ..Self::default() }
    }

    fn row(mut self, label: &'static str, value: impl Into<Option<String>>) -> Self {
        if let Some(value) = value.into() {
            self.rows.push((label, value));
        }
        self
    }

    fn bullet(mut self, heading: impl Into<String>, text: impl Into<String>) -> Self {
        self.bullets.push((heading.into(), text.into()));
        self
    }

    fn link(mut self, words: &'static str, address: &str) -> Self {
        self.links.push((words, address.to_owned()));
        self
    }
}

impl Card {
    /// The words of a message for one recipient.
    pub fn of(message: &Message, options: &Options, possible_repeat: bool) -> Self {
        let draft = draft(message, options);
        let (mark, prefix) = signs(message);
        let mut links: Vec<_> = draft
            .links
            .iter()
            .filter_map(|(words, address)| {
                Some(((*words).to_owned(), clean::own_link(address, options.public_url.as_ref())?))
            })
            .collect();
        links.extend(page(message, options).map(|url| ("Open in the cockpit".to_owned(), url)));
        let at = words::instant(message.at, message.at, options);
        let rule = message.rule.as_deref().map(|rule| format!("rule {} · ", clean::line(rule, HEADING_MAX)));
        Self {
            mark,
            prefix,
            title: clean::line(&draft.title, TITLE_MAX),
            possible_repeat,
            rows: draft
                .rows
                .iter()
                .map(|(label, value)| ((*label).to_owned(), clean::line(value, VALUE_MAX)))
                .collect(),
            more: draft.bullets.len().saturating_sub(BULLETS_MAX),
            bullets: draft
                .bullets
                .iter()
                .take(BULLETS_MAX)
                .map(|(heading, text)| (clean::line(heading, HEADING_MAX), clean::line(text, BULLET_MAX)))
                .collect(),
            why: message.why.as_deref().map(|why| clean::line(why, VALUE_MAX)),
            links,
            foot: format!("{}{at}", rule.unwrap_or_default()),
        }
    }

    /// The subject of a mail: `🚨 Strategic Alert: …`.
    pub fn subject(&self) -> String {
        let repeat = if self.possible_repeat { " (possible repeat)" } else { "" };
        format!("{}{}{repeat}", self.prefix, self.title)
    }
}

/// What happened, in one line: the title of its card, or its line in a digest.
pub fn headline(message: &Message, options: &Options) -> String {
    clean::line(&draft(message, options).title, TITLE_MAX)
}

fn draft(message: &Message, options: &Options) -> Draft {
    let (at, o) = (message.at, options);
    match &message.about {
        About::Change(moved) => market::change(moved, at, o),
        About::Drift(moved) => market::drift(moved, at, o),
        About::Level(level) => market::level(level, at, o),
        About::Release(release) => market::release(release, at, o),
        About::OddsSwing(swing) => market::swing(swing, at, o),
        About::OddsLeader(leader) => market::leader(leader, at, o),
        About::Regime(regime) => outlook::regime(regime, o),
        About::EventSoon(soon) => outlook::soon(soon, at, o),
        About::EventReleased(released) => outlook::released(released, at, o),
        About::SourceStale(stale) => house::stale(stale, at, o),
        About::ChannelDown(down) => house::down(down, at, o),
        About::Test(test) => house::test(test),
        About::Briefing(briefing) => house::briefing(briefing),
        About::Held(digest) => house::held(digest, at, o),
        About::Outage(digest) => house::outage(digest, at, o),
        About::Confirm(confirm) => house::confirm(confirm),
        About::Several(several) => house::several(several, o),
        About::Note(note) => house::note(note),
    }
}

fn signs(message: &Message) -> (&'static str, &'static str) {
    use cockpit_domain::rules::Severity;
    const ALERT: &str = "🚨 Strategic Alert: ";
    const HOUSE: &str = "Strategic Cockpit: ";
    match (&message.about, message.severity) {
        (About::Briefing(_), _) => ("☀️", HOUSE),
        (About::Confirm(_), _) => ("✉️", HOUSE),
        (About::Test(_), _) => ("🔔", ALERT),
        (About::Held(_) | About::Outage(_), _) => ("🗂️", ALERT),
        (_, Severity::Critical) => ("🚨", ALERT),
        (_, Severity::Warning) => ("⚠️", ALERT),
        (_, Severity::Info) => ("🔹", ALERT),
    }
}

/// The page with more on it, where others can reach it.
fn page(message: &Message, options: &Options) -> Option<Url> {
    let path = message.path.as_deref().filter(|path| path.starts_with('/') && !path.starts_with("//"))?;
    let base = options.public_url.as_ref()?;
    let joined = format!("{}{path}", base.as_str().trim_end_matches('/'));
    clean::own_link(&joined, Some(base)).filter(|url| url.origin() == base.origin())
}
