//! Cards about the house itself, and several messages in one.

use chrono::{DateTime, Utc};

use super::{Draft, headline};
use crate::message::{
    About, Briefing, ChannelDown, Confirm, Digest, Message, Note, Several, SourceStale, Test,
};
use crate::render::Options;
use crate::render::words::{count, instant, span};

pub(super) fn stale(stale: &SourceStale, at: DateTime<Utc>, options: &Options) -> Draft {
    let (title, last) = match stale.last_at {
        Some(last_at) => (
            format!("Source {} has been silent for {}", stale.source, span(at - last_at)),
            instant(last_at, at, options),
        ),
        None => (format!("Source {} has never answered", stale.source), "never".to_owned()),
    };
    let series = (!stale.series.is_empty()).then(|| stale.series.join(", "));
    Draft::new(title)
        .row("Last answer", last)
        .row("Old because of it", series)
        .row("Problem", stale.problem.clone())
}

pub(super) fn down(down: &ChannelDown, at: DateTime<Utc>, options: &Options) -> Draft {
    Draft::new(format!("Channel {} cannot deliver", down.channel))
        .row("Since", instant(down.since, at, options))
        .row("Problem", down.problem.clone())
        .row(
            "Waiting",
            format!(
                "{}; nothing is lost for 24 h",
                count(usize::try_from(down.waiting).unwrap_or(usize::MAX), "message")
            ),
        )
        .row("Tried again", down.resume_at.map(|resume_at| instant(resume_at, at, options)))
}

pub(super) fn test(test: &Test) -> Draft {
    Draft::new("This is a test".to_owned()).row("Recipient", test.recipient.clone()).bullet(
        "",
        "Messages from your cockpit arrive here. Nothing happened in the markets because of this one.",
    )
}

pub(super) fn briefing(briefing: &Briefing) -> Draft {
    let draft = Draft::new(format!("Morning briefing, {}", briefing.day.format("%A %-d %B")));
    let draft = briefing
        .bullets
        .iter()
        .fold(draft, |draft, bullet| draft.bullet(bullet.heading.clone(), bullet.text.clone()));
    draft.row(
        "Phrased by",
        briefing.phrased_by.as_ref().map(|model| format!("{model}, from the cockpit's figures")),
    )
}

pub(super) fn held(digest: &Digest, at: DateTime<Utc>, options: &Options) -> Draft {
    let alerts = count(digest.messages.len(), "alert");
    list(format!("{alerts} held over your quiet hours"), "Quiet", digest, at, options)
}

pub(super) fn outage(digest: &Digest, at: DateTime<Utc>, options: &Options) -> Draft {
    let alerts = count(digest.messages.len(), "alert");
    list(format!("{alerts} that could not be delivered in time"), "No delivery", digest, at, options)
}

fn list(title: String, label: &'static str, digest: &Digest, at: DateTime<Utc>, options: &Options) -> Draft {
    let from = instant(digest.since, at, options);
    let draft = Draft::new(title).row(label, format!("{from} to {}", instant(digest.until, at, options)));
    digest.messages.iter().fold(draft, |draft, message| {
        // A digest within a digest would be somebody's mistake; it is told by its title and goes no deeper.
        draft.bullet(instant(message.at, at, options), headline(message, options))
    })
}

pub(super) fn confirm(confirm: &Confirm) -> Draft {
    Draft::new("Please confirm your address".to_owned())
        .bullet("", "Somebody, probably you, asked for alerts to this address. If it was you, confirm within 24 hours.")
        .bullet("", "If it was not, do nothing: no further message comes.")
        .link("Confirm this address", &confirm.url)
}

pub(super) fn several(several: &Several, options: &Options) -> Draft {
    let first = several.messages.first().map(|message| headline(message, options)).unwrap_or_default();
    let more = several.messages.len().saturating_sub(1);
    several.messages.iter().fold(Draft::new(format!("{first}, and {more} more")), |draft, message| {
        match meaning(message) {
            Some(meaning) => draft.bullet(headline(message, options), meaning),
            None => draft.bullet("", headline(message, options)),
        }
    })
}

/// What a figure means, where that is the news.
fn meaning(message: &Message) -> Option<String> {
    let About::EventReleased(released) = &message.about else { return None };
    released.surprise.as_ref().map(|surprise| format!("{}; {}", surprise.words, surprise.meaning.words()))
}

pub(super) fn note(note: &Note) -> Draft {
    Draft::new(note.title.clone()).bullet("", note.text.clone())
}
