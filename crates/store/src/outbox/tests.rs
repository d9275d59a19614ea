mod claims;
mod leases;
mod people;
mod told;

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::alerts::{AlertEvent, Decided, Recipient};
use crate::scratch::{Scratch, at, profile};
use crate::subscribers::{Address, Profile, SubscriberId, SubscriberState};

async fn person(store: &Scratch, number: i64) -> SubscriberId {
    store.add_subscriber(profile(number), at(0)).await.unwrap()
}

/// An alert at this second to these people, held until `due_s` when that is later.
async fn alert(store: &Scratch, seconds: i64, people: &[SubscriberId], due_s: i64) {
    let recipients = people.iter().map(|subscriber| Recipient { subscriber: *subscriber, due_at: at(due_s) });
    let event = AlertEvent {
        rule: "btc.change.15m".parse().unwrap(),
        subject: None,
        severity: cockpit_domain::rules::Severity::Warning,
        at: at(seconds),
        body: "{}".to_owned(),
        cause: "btc".to_owned(),
        recipients: recipients.collect(),
    };
    let decided = Decided { at: at(seconds), states: Vec::new(), decisions: Vec::new(), events: vec![event] };
    store.append_and_decide(Vec::new(), decided).await.unwrap();
}

fn message(to: SubscriberId, kind: &'static str, key: Option<&str>) -> NewMessage {
    let (body, key) = ("{\"x\":1}".to_owned(), key.map(str::to_owned));
    NewMessage { recipient: to, kind, key, body, at: at(0), due_at: at(0) }
}

fn claim_at(now: DateTime<Utc>, limit: u32) -> Claim {
    Claim { now, lease_until: now + TimeDelta::minutes(5), limit, except: Vec::new() }
}

async fn claimed(store: &Scratch, seconds: i64, limit: u32) -> Vec<DueMessage> {
    store.deliver(Channel::Telegram, Vec::new(), Some(claim_at(at(seconds), limit))).await.unwrap()
}

async fn settle(store: &Scratch, id: MessageId, result: Settled) {
    let settlement = Settlement { messages: vec![id], at: at(60), result };
    assert_eq!(store.deliver(Channel::Telegram, vec![settlement], None).await.unwrap(), []);
}

async fn status(store: &Scratch, id: MessageId) -> MessageStatus {
    store.message(id).await.unwrap().unwrap()
}

fn sent() -> Settled {
    Settled::Sent { provider_id: Some("42".to_owned()), remark: None }
}
