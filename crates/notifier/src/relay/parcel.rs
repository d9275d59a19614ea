//! What travels together: one message, or a digest of what waited.

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::rules::{Rule, Severity};
use cockpit_store::{AlertId, Content, DueMessage, MessageId, Subscriber, SubscriberId};

use crate::channel::{Button, Envelope};
use crate::message::{About, Digest, Message};
use crate::telegram::keyboard;
use crate::{chart, schedule, tell};

/// What was held was held by the recipient's own wish, and is given up a day after that ends; a mute lasts a day at most.
const HELD_MAX: TimeDelta = TimeDelta::days(1);

/// Rows that become one sending.
#[derive(Debug)]
pub(super) struct Parcel {
    pub(super) ids: Vec<MessageId>,
    pub(super) to: Subscriber,
    pub(super) message: Message,
    /// The alert, when it is one by itself: it has buttons and a chart.
    pub(super) alert: Option<AlertId>,
    pub(super) attempt: u32,
    pub(super) possible_repeat: bool,
    /// Since when it is news: it is given up a day later.
    pub(super) queued_at: DateTime<Utc>,
    pub(super) name: String,
}

/// What came of rows: parcels, and rows that are too old to be news.
pub(super) struct Packed {
    pub(super) parcels: Vec<Parcel>,
    pub(super) too_old: Vec<MessageId>,
    /// Rows that hold no message of ours.
    pub(super) unreadable: Vec<MessageId>,
}

/// Packs what was claimed. `installed` are the installation's own rules.
pub(super) fn pack(due: Vec<DueMessage>, installed: &[Rule], now: DateTime<Utc>) -> Packed {
    let mut packed = Packed { parcels: Vec::new(), too_old: Vec::new(), unreadable: Vec::new() };
    let mut groups: Vec<(SubscriberId, Vec<(DueMessage, Message)>)> = Vec::new();
    for due in due {
        if now > queued_at(&due) + schedule::GIVE_UP_AFTER {
            packed.too_old.push(due.id);
            continue;
        }
        let Some(message) = message(&due, installed) else {
            packed.unreadable.push(due.id);
            continue;
        };
        if !matches!(due.content, Content::Alert { .. }) {
            // A briefing or a link to confirm is no line of a digest.
            packed.parcels.push(alone(due, message));
            continue;
        }
        match groups.iter_mut().find(|(recipient, _)| *recipient == due.recipient.id) {
            Some((_, group)) => group.push((due, message)),
            None => groups.push((due.recipient.id, vec![(due, message)])),
        }
    }
    packed.parcels.extend(groups.into_iter().filter_map(|(_, group)| together(group, now)));
    packed
}

/// What a row says to its recipient.
fn message(due: &DueMessage, installed: &[Rule]) -> Option<Message> {
    match &due.content {
        Content::Alert { alert, own_threshold } => {
            let preset = due.recipient.profile.preset.rules();
            Some(tell::tell(alert, tell::threshold(*own_threshold, &alert.rule, installed, &preset)))
        }
        Content::Message { body, .. } => serde_json::from_str(body).ok(),
    }
}

fn queued_at(due: &DueMessage) -> DateTime<Utc> {
    if due.held { due.created_at + HELD_MAX } else { due.created_at }
}

fn alone(due: DueMessage, message: Message) -> Parcel {
    let alert = match &due.content {
        Content::Alert { alert, .. } => Some(alert.id),
        Content::Message { .. } => None,
    };
    Parcel {
        ids: vec![due.id],
        message,
        alert,
        attempt: due.attempt,
        possible_repeat: due.possible_repeat,
        queued_at: queued_at(&due),
        name: name(&due),
        to: due.recipient,
    }
}

/// The same in every attempt, and never that of another message, not even of another installation.
fn name(due: &DueMessage) -> String {
    format!("{}-{}", due.created_at.timestamp(), due.id.0)
}

fn together(mut group: Vec<(DueMessage, Message)>, now: DateTime<Utc>) -> Option<Parcel> {
    if group.len() == 1 {
        return group.pop().map(|(due, message)| alone(due, message));
    }
    group.sort_by_key(|(due, _)| (due.created_at, due.id));
    let (first, _) = group.first()?;
    let (to, name, since) = (first.recipient.clone(), name(first), first.created_at);
    let held = group.iter().any(|(due, _)| due.held);
    let ids = group.iter().map(|(due, _)| due.id).collect();
    let attempt = group.iter().map(|(due, _)| due.attempt).max().unwrap_or(1);
    let possible_repeat = group.iter().any(|(due, _)| due.possible_repeat);
    let queued_at = group.iter().map(|(due, _)| queued_at(due)).max()?;
    let messages: Vec<Message> = group.into_iter().map(|(_, message)| message).collect();
    let severity =
        messages.iter().map(|message| message.severity).max_by_key(|severity| weight(*severity))?;
    let digest = Digest { since, until: now, messages };
    let about = if held { About::Held(digest) } else { About::Outage(digest) };
    let path = Some("/alerts".to_owned());
    let message = Message { at: now, severity, rule: None, why: None, path, about };
    Some(Parcel { ids, to, message, alert: None, attempt, possible_repeat, queued_at, name })
}

const fn weight(severity: Severity) -> u8 {
    match severity {
        Severity::Info => 0,
        Severity::Warning => 1,
        Severity::Critical => 2,
    }
}

impl Parcel {
    /// Without links, keys and picture, which are the recipient's.
    pub(super) fn envelope(&self) -> Envelope {
        let mut envelope =
            Envelope::new(self.name.clone(), self.to.profile.address.expose(), self.message.clone());
        envelope.attempt = self.attempt;
        envelope.possible_repeat = self.possible_repeat;
        envelope.buttons = self.buttons();
        envelope
    }

    fn buttons(&self) -> Vec<Vec<Button>> {
        let measured = chart::has_chart(&self.message);
        self.alert.map(|alert| keyboard::of_alert(&alert.0.to_string(), measured)).unwrap_or_default()
    }
}
