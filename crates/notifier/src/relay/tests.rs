use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use async_trait::async_trait;
use cockpit_domain::rules::{Preset, Severity};
use cockpit_store::{
    Access, Address, AlertEvent, Decided, MessageState, MessageStatus, NewMessage, Profile, Recipient,
    SubscriberState,
};
use serde_json::json;
use tempfile::TempDir;
use tokio::task::JoinHandle;

use super::*;
use crate::channel::Envelope;
use crate::message::{About, Message, Test};
use crate::outcome::{Outcome, Reason, Scope};

/// Nothing here takes longer, unless it is broken.
const PATIENCE: Duration = Duration::from_secs(20);

fn start() -> DateTime<Utc> {
    "2026-11-24T15:00:00Z".parse().unwrap()
}

/// A provider that answers as it is told, and yes when it is told nothing.
#[derive(Default)]
struct Provider {
    answers: Mutex<VecDeque<Outcome>>,
    seen: Mutex<Vec<Envelope>>,
    aloft: Mutex<(usize, usize)>,
}

#[async_trait]
impl Channel for Provider {
    fn name(&self) -> &'static str {
        "telegram"
    }

    async fn deliver(&self, envelope: &Envelope) -> Outcome {
        {
            let mut aloft = self.aloft.lock().unwrap();
            aloft.0 += 1;
            aloft.1 = aloft.1.max(aloft.0);
        }
        tokio::task::yield_now().await;
        self.seen.lock().unwrap().push(envelope.clone());
        self.aloft.lock().unwrap().0 -= 1;
        let answer = self.answers.lock().unwrap().pop_front();
        match answer {
            Some(Outcome::Ambiguous { reason }) if reason.word == "panic" => panic!("a template broke"),
            Some(answer) => answer,
            None => Outcome::sent("m1".to_owned()),
        }
    }
}

struct NoLinks;

impl Links for NoLinks {
    fn unsubscribe(&self, _: SubscriberId) -> Option<Url> {
        None
    }

    fn manage(&self, _: SubscriberId) -> Option<Url> {
        None
    }

    fn webhook_key(&self, _: SubscriberId) -> Key {
        Key::new("key")
    }
}

type Running = JoinHandle<()>;

/// A store, a provider, a clock that can be set forward, and perhaps a relay between them.
struct World {
    store: Store,
    provider: Arc<Provider>,
    forward_s: Arc<AtomicI64>,
    running: Option<(watch::Sender<bool>, Running)>,
    _folder: TempDir,
}

impl World {
    async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let store = Store::open(&folder.path().join("cockpit.db"), Access::Exclusive).await.unwrap();
        Self { store, provider: Arc::default(), forward_s: Arc::default(), running: None, _folder: folder }
    }

    fn now(&self) -> DateTime<Utc> {
        start() + TimeDelta::seconds(self.forward_s.load(Ordering::Relaxed))
    }

    fn forward(&self, by: TimeDelta) {
        self.forward_s.fetch_add(by.num_seconds(), Ordering::Relaxed);
    }

    fn answers(&self, answers: impl IntoIterator<Item = Outcome>) {
        self.provider.answers.lock().unwrap().extend(answers);
    }

    fn seen(&self) -> Vec<Envelope> {
        self.provider.seen.lock().unwrap().clone()
    }

    fn deliver(&mut self) {
        let forward_s = Arc::clone(&self.forward_s);
        let settings = RelaySettings {
            store: self.store.clone(),
            clock: Clock::from_fn(move || start() + TimeDelta::seconds(forward_s.load(Ordering::Relaxed))),
            channels: vec![(Way::Telegram, Arc::clone(&self.provider) as Arc<dyn Channel>)],
            links: Arc::new(NoLinks),
            public_url: None,
        };
        let (stop, stopped) = watch::channel(false);
        self.running = Some((stop, tokio::spawn(Relay::new(settings).run(stopped))));
    }

    async fn stop(&mut self) {
        let (stop, task) = self.running.take().unwrap();
        stop.send_replace(true);
        tokio::time::timeout(PATIENCE, task).await.expect("it stops").unwrap();
    }

    async fn person(&self, number: i64) -> SubscriberId {
        let profile = Profile {
            name: "Ada".to_owned(),
            channel: Way::Telegram,
            address: Address::new(format!("77000{number}")),
            time_zone: "Europe/Berlin".to_owned(),
            locale: "de-DE".to_owned(),
            is_operator: false,
            preset: Preset::Balanced,
            state: SubscriberState::Active,
            quiet_hours: None,
            digest_hour: None,
        };
        self.store.add_subscriber(profile, start()).await.unwrap()
    }

    /// An alert to these people; held until `due_at` when that is later.
    async fn alert(&self, people: &[SubscriberId], due_at: DateTime<Utc>) {
        let facts = json!({"facts": [{"series": "btc", "source": "coinbase", "observed_at": "2026-11-24T15:00:00Z",
            "from_at": "2026-11-24T14:45:00Z", "why": "the change over the window reached the threshold",
            "decision": {"from": 86_915.0, "to": 88_740.0, "change": 2.1, "threshold": 1.0}}]});
        let event = AlertEvent {
            rule: "btc.change.15m".parse().unwrap(),
            subject: None,
            severity: Severity::Warning,
            at: self.now(),
            body: facts.to_string(),
            cause: "btc at 2026-11-24T15:00:00Z".to_owned(),
            recipients: people
                .iter()
                .map(|subscriber| Recipient { subscriber: *subscriber, due_at })
                .collect(),
        };
        let decided =
            Decided { at: self.now(), states: Vec::new(), decisions: Vec::new(), events: vec![event] };
        self.store.append_and_decide(Vec::new(), decided).await.unwrap();
    }

    async fn test_message(&self, to: SubscriberId) -> cockpit_store::MessageId {
        let about = About::Test(Test { recipient: "Ada".to_owned() });
        let message =
            Message { at: self.now(), severity: Severity::Info, rule: None, why: None, path: None, about };
        let new = NewMessage {
            recipient: to,
            kind: "test",
            key: None,
            body: serde_json::to_string(&message).unwrap(),
            at: self.now(),
            due_at: self.now(),
        };
        self.store.enqueue(vec![new]).await.unwrap()[0]
    }

    /// The status of a message, once `wanted` holds.
    async fn when(
        &self,
        id: cockpit_store::MessageId,
        wanted: impl Fn(&MessageStatus) -> bool,
    ) -> MessageStatus {
        let begun = Instant::now();
        loop {
            let status = self.store.message(id).await.unwrap().unwrap();
            if wanted(&status) {
                return status;
            }
            assert!(begun.elapsed() < PATIENCE, "it stays {status:?}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    async fn until_sent(&self, messages: u64) {
        let begun = Instant::now();
        loop {
            let counts = self.store.outbox_counts().await.unwrap();
            if counts.sent == messages {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "{counts:?}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

fn is(state: MessageState) -> impl Fn(&MessageStatus) -> bool {
    move |status| status.state == state
}

fn reason() -> Reason {
    Reason::word("busy")
}

#[tokio::test]
async fn an_alert_reaches_everybody_once_with_their_own_threshold() {
    let mut world = World::new().await;
    let (ada, ben) = (world.person(1).await, world.person(2).await);
    world.store.set_threshold(ben, &"btc.change.15m".parse().unwrap(), Some(3.0), true).await.unwrap();
    world.deliver();
    world.alert(&[ada, ben], start()).await;
    world.until_sent(2).await;
    world.stop().await;
    let seen = world.seen();
    assert_eq!(seen.len(), 2);
    let threshold = |number: &str| {
        let envelope = seen.iter().find(|envelope| envelope.address.ends_with(number)).unwrap();
        assert!(envelope.picture.is_none() && !envelope.buttons.is_empty());
        envelope.card().rows.iter().find(|(label, _)| label == "Threshold").unwrap().1.clone()
    };
    assert_eq!(threshold("2"), "±3,0%");
    assert_ne!(threshold("1"), "±3,0%");
}

#[tokio::test]
async fn what_failed_comes_again_by_the_schedule_and_names_its_attempt() {
    let mut world = World::new().await;
    let ada = world.person(1).await;
    world.answers([Outcome::retry(reason())]);
    let id = world.test_message(ada).await;
    world.deliver();
    let status = world.when(id, |status| status.attempt == 1 && status.state == MessageState::Pending).await;
    assert!(
        status.due_at >= start() + TimeDelta::seconds(4) && status.reason.as_deref() == Some("busy"),
        "{status:?}"
    );
    world.forward(TimeDelta::seconds(10));
    world.when(id, is(MessageState::Sent)).await;
    world.stop().await;
    assert_eq!(world.seen().iter().map(|envelope| envelope.attempt).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(world.seen()[0].id, world.seen()[1].id);
}

#[tokio::test]
async fn a_channel_that_fails_rests_is_probed_by_one_and_then_sends_all() {
    let mut world = World::new().await;
    let mut ids = Vec::new();
    for number in 0..20 {
        let person = world.person(number).await;
        ids.push(world.test_message(person).await);
    }
    let down = || Outcome::Retry { not_before: None, scope: Scope::Channel, reason: reason() };
    world.answers((0..8).map(|_| down()));
    world.deliver();
    let begun = Instant::now();
    loop {
        let counts = world.store.outbox_counts().await.unwrap();
        let rests = !world.store.channel_pauses().await.unwrap().is_empty();
        if rests && counts.sending == 0 {
            break;
        }
        assert!(begun.elapsed() < PATIENCE, "it does not rest: {counts:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let first = world.seen().len();
    assert!(first <= IN_FLIGHT_MAX, "{first} of 20 were tried before it rested");
    world.answers([down()]);
    world.forward(TimeDelta::seconds(6));
    while world.seen().len() <= first {
        assert!(begun.elapsed() < PATIENCE, "it is not probed");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    world.forward(TimeDelta::seconds(61));
    world.until_sent(20).await;
    assert_eq!(world.store.channel_pauses().await.unwrap(), []);
    world.stop().await;
    for id in ids {
        assert_eq!(
            world.store.message(id).await.unwrap().unwrap().attempt,
            1,
            "the channel's faults are nobody's attempts"
        );
    }
    assert!(world.provider.aloft.lock().unwrap().1 <= IN_FLIGHT_MAX);
}

#[tokio::test]
async fn of_what_may_have_arrived_there_is_one_marked_repeat_and_no_third() {
    let mut world = World::new().await;
    let ada = world.person(1).await;
    world.answers((0..2).map(|_| Outcome::Ambiguous { reason: reason() }));
    let id = world.test_message(ada).await;
    world.deliver();
    world.when(id, |status| status.possible_repeat).await;
    world.forward(TimeDelta::seconds(30));
    world.when(id, is(MessageState::Unknown)).await;
    world.forward(TimeDelta::hours(1));
    world.stop().await;
    assert_eq!(
        world.seen().iter().map(|envelope| envelope.possible_repeat).collect::<Vec<_>>(),
        [false, true]
    );
}

#[tokio::test]
async fn a_sending_that_panics_is_repeated_and_takes_nobody_with_it() {
    let mut world = World::new().await;
    let (ada, ben) = (world.person(1).await, world.person(2).await);
    world.answers([Outcome::Ambiguous { reason: Reason::word("panic") }]);
    let ids = [world.test_message(ada).await, world.test_message(ben).await];
    world.deliver();
    world.until_sent(1).await;
    world.forward(TimeDelta::minutes(2));
    world.until_sent(2).await;
    world.stop().await;
    let mut repeats = Vec::new();
    for id in ids {
        repeats.push(world.store.message(id).await.unwrap().unwrap().possible_repeat);
    }
    assert_eq!(repeats.iter().filter(|repeat| **repeat).count(), 1);
}

#[tokio::test]
async fn what_was_held_over_quiet_hours_is_one_message() {
    let mut world = World::new().await;
    let ada = world.person(1).await;
    let morning = start() + TimeDelta::hours(8);
    for _ in 0..3 {
        world.alert(&[ada], morning).await;
    }
    world.deliver();
    world.forward(TimeDelta::hours(8));
    world.until_sent(3).await;
    world.stop().await;
    let seen = world.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].card().title, "3 alerts held over your quiet hours");
}

#[tokio::test]
async fn after_an_outage_each_person_gets_one_message_and_what_is_a_day_old_is_given_up() {
    let mut world = World::new().await;
    let ada = world.person(1).await;
    world.alert(&[ada], start()).await;
    world.forward(TimeDelta::hours(20));
    for _ in 0..2 {
        world.alert(&[ada], world.now()).await;
    }
    world.forward(TimeDelta::hours(6));
    world.deliver();
    world.until_sent(2).await;
    world.stop().await;
    let seen = world.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].card().title, "2 alerts that could not be delivered in time");
    assert_eq!(world.store.outbox_counts().await.unwrap().dead, 1);
}

#[tokio::test]
async fn a_chat_that_moved_is_written_to_at_its_new_address() {
    let mut world = World::new().await;
    let ada = world.person(1).await;
    world.answers([Outcome::Moved { to: "-100777".to_owned() }]);
    let id = world.test_message(ada).await;
    world.deliver();
    world.when(id, is(MessageState::Sent)).await;
    world.stop().await;
    assert_eq!(
        world.seen().iter().map(|envelope| envelope.address.as_str()).collect::<Vec<_>>(),
        ["770001", "-100777"]
    );
}

#[tokio::test]
async fn whoever_blocked_us_is_not_written_to_again() {
    let mut world = World::new().await;
    let ada = world.person(1).await;
    world.answers([Outcome::gone(Reason::word("blocked"))]);
    world.alert(&[ada], start()).await;
    world.alert(&[ada], start()).await;
    world.deliver();
    let begun = Instant::now();
    while world.store.outbox_counts().await.unwrap().cancelled == 0 {
        assert!(begun.elapsed() < PATIENCE, "{:?}", world.store.outbox_counts().await);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    world.stop().await;
    assert_eq!(world.seen().len(), 1);
}

#[tokio::test]
async fn a_clock_that_goes_back_keeps_nothing_waiting() {
    let mut world = World::new().await;
    world.forward(TimeDelta::hours(2));
    world.deliver();
    let ada = world.person(1).await;
    let first = world.test_message(ada).await;
    world.when(first, is(MessageState::Sent)).await;
    // Queued by the clock that was two hours ahead, and due a moment later by it.
    let id = {
        let about = About::Test(Test { recipient: "Ada".to_owned() });
        let message =
            Message { at: start(), severity: Severity::Info, rule: None, why: None, path: None, about };
        let at = world.now() + TimeDelta::seconds(8);
        let body = serde_json::to_string(&message).unwrap();
        let new = NewMessage { recipient: ada, kind: "test", key: None, body, at, due_at: at };
        world.store.enqueue(vec![new]).await.unwrap()[0]
    };
    world.forward(TimeDelta::hours(-2));
    let begun = Instant::now();
    loop {
        world.forward(TimeDelta::seconds(1));
        if world.store.message(id).await.unwrap().unwrap().state == MessageState::Sent {
            break;
        }
        assert!(begun.elapsed() < PATIENCE, "it waits for two hours");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    world.stop().await;
}
