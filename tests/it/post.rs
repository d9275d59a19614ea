//! Everything that delivery needs but the program itself: providers, people, and messages that wait.

use std::future::Future;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::rules::{Preset, RuleId, Severity};
use cockpit_http::Clock;
use cockpit_store::{
    Access, Address, AlertEvent, AlertId, Channel, Decided, MessageState, MessageStatus, Profile, Recipient,
    Store, Subscriber, SubscriberId, SubscriberState,
};
use serde_json::json;

use crate::app::{App, Home, PATIENCE};
use crate::world::World;
use crate::world::bot::TOKEN;
use crate::world::smtp::MailServer;

/// Where the page is, as far as people know.
pub(crate) const PUBLIC: &str = "https://cockpit.example";
const QUIET_DAY: &str = "2026-08-29T03:00:00Z";
/// Of a machine that does other things, too.
const LATENESS: Duration = Duration::from_millis(100);
/// Longer than the program's own rounds: what has not happened by then does not happen.
const A_WHILE: Duration = Duration::from_millis(1_600);

/// Everything that delivery needs but the program: providers, people, and messages that wait.
pub(crate) struct Post {
    pub(crate) world: World,
    pub(crate) mail: MailServer,
    pub(crate) home: Home,
    pub(crate) store: Store,
    ahead: std::path::PathBuf,
}

impl Post {
    /// On a weekend on which nothing is published: no other alert comes in between.
    pub(crate) async fn new() -> Self {
        let post = Self::of_today().await;
        post.pass(QUIET_DAY.parse::<DateTime<Utc>>().unwrap() - post.now());
        post.world.bot.forgive(LATENESS);
        post
    }

    /// At the machine's own time, with limits that forgive nothing.
    pub(crate) async fn of_today() -> Self {
        let world = World::of_messages().await;
        let mail = MailServer::start().await;
        let home = Home::alone();
        let ahead = home.path().join("ahead");
        let home = home
            .with("COCKPIT_GATEWAY", &format!("http://{}", world.address))
            .with("COCKPIT_BUNDLED", "off")
            .with("COCKPIT_TEST_AHEAD", &ahead.display().to_string())
            .with("COCKPIT_PUBLIC_URL", PUBLIC)
            .with("TELEGRAM_BOT_TOKEN", TOKEN)
            .with_mail(mail.port());
        Store::open(&home.database(), Access::Exclusive).await.unwrap().close().await;
        let store = Store::open(&home.database(), Access::Beside).await.unwrap();
        Self { world, mail, home, store, ahead }
    }

    pub(crate) async fn serve(&self) -> App {
        self.home.serve().await
    }

    fn ahead(&self) -> TimeDelta {
        let ahead_s = std::fs::read_to_string(&self.ahead).ok().and_then(|text| text.parse().ok());
        TimeDelta::seconds(ahead_s.unwrap_or(0))
    }

    /// The program's time.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        Clock::system().now() + self.ahead()
    }

    /// Sets the program's clock forward, or back.
    pub(crate) fn pass(&self, by: TimeDelta) {
        let ahead_s = (self.ahead() + by).num_seconds().to_string();
        // In one step: nobody reads half of it.
        let new = self.ahead.with_extension("new");
        std::fs::write(&new, ahead_s).unwrap();
        std::fs::rename(new, &self.ahead).unwrap();
    }

    pub(crate) async fn person(&self, channel: Channel, address: &str) -> SubscriberId {
        self.store.add_subscriber(somebody(channel, address), self.now()).await.unwrap()
    }

    pub(crate) async fn chats(&self, numbers: std::ops::Range<u32>) -> Vec<SubscriberId> {
        let people = numbers.map(|number| (somebody(Channel::Telegram, &number.to_string()), Vec::new()));
        self.store.add_subscribers(people.collect(), self.now()).await.unwrap()
    }

    /// Odds of a market with this title have moved, and these people are told.
    pub(crate) async fn alert(&self, to: &[SubscriberId], title: &str) -> AlertId {
        self.alert_of(self.now(), to, title).await
    }

    pub(crate) async fn alert_of(&self, at: DateTime<Utc>, to: &[SubscriberId], title: &str) -> AlertId {
        let decided =
            Decided { at, states: Vec::new(), decisions: Vec::new(), events: vec![swing(at, to, title)] };
        self.store.append_and_decide(Vec::new(), decided).await.unwrap().events[0]
    }

    /// How the message of an alert to somebody stands.
    pub(crate) async fn status(&self, alert: AlertId, to: SubscriberId) -> MessageStatus {
        let all = self.store.deliveries(&[alert]).await.unwrap();
        all.into_iter().map(|(_, status)| status).find(|status| status.recipient == to).expect("a message")
    }

    /// The same, once it has settled like this.
    pub(crate) async fn settled(
        &self,
        alert: AlertId,
        to: SubscriberId,
        state: MessageState,
    ) -> MessageStatus {
        eventually(&format!("{alert:?} to {to:?} {state:?}"), async || {
            let status = self.status(alert, to).await;
            if status.state == state { Ok(status) } else { Err(status) }
        })
        .await
    }

    pub(crate) async fn subscriber(&self, id: SubscriberId) -> Subscriber {
        self.store.subscriber(id).await.unwrap().expect("somebody")
    }

    /// Lets the program's time pass in steps until nothing is left to be sent.
    pub(crate) async fn hurry(&self, step: TimeDelta) {
        eventually("an empty outbox", async || {
            self.pass(step);
            tokio::time::sleep(Duration::from_millis(300)).await;
            let counts = self.store.outbox_counts().await.unwrap();
            if counts.pending + counts.sending == 0 { Ok(()) } else { Err(counts) }
        })
        .await;
    }

    /// Waits until nothing is left to be sent.
    pub(crate) async fn empty(&self) {
        eventually("an empty outbox", async || {
            let counts = self.store.outbox_counts().await.unwrap();
            if counts.pending + counts.sending == 0 { Ok(()) } else { Err(counts) }
        })
        .await;
    }
}

/// Asks until there is an answer; the program works on its own, so a test can only ask again.
pub(crate) async fn eventually<T, E: std::fmt::Debug, F: Future<Output = Result<T, E>>>(
    what: &str,
    mut look: impl FnMut() -> F,
) -> T {
    let begun = Instant::now();
    loop {
        match look().await {
            Ok(found) => return found,
            Err(so_far) => assert!(begun.elapsed() < PATIENCE, "never saw: {what}; last: {so_far:?}"),
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Waits until there are so many, and fails when there are more.
pub(crate) async fn count(what: &str, wanted: usize, count: impl Fn() -> usize) {
    eventually(what, async || if count() >= wanted { Ok(()) } else { Err(count()) }).await;
    assert_eq!(count(), wanted, "{what}");
}

/// Time in which something must not happen.
pub(crate) async fn a_while() {
    tokio::time::sleep(A_WHILE).await;
}

pub(crate) fn somebody(channel: Channel, address: &str) -> Profile {
    Profile {
        name: format!("Person {address}"),
        channel,
        address: Address::new(address),
        time_zone: "UTC".to_owned(),
        locale: "en-US".to_owned(),
        is_operator: false,
        preset: Preset::Balanced,
        state: SubscriberState::Active,
        quiet_hours: None,
        digest_hour: None,
    }
}

/// As the radar writes it.
pub(crate) fn swing(at: DateTime<Utc>, to: &[SubscriberId], title: &str) -> AlertEvent {
    let facts = json!({
        "title": title, "url": "https://polymarket.com/event/fed-decision-in-december", "outcome": "25 bp cut",
        "volume_24h_usd": 1_240_000, "odds": 62.0, "runner_up": null, "from_at": at - TimeDelta::days(1),
        "why": "the odds moved by the threshold within a day",
        "decision": {"from": 48.0, "to": 62.0, "change": 14.0, "threshold": 10.0},
    });
    AlertEvent {
        rule: RuleId::OddsSwing,
        subject: Some("token".to_owned()),
        severity: Severity::Warning,
        at,
        body: json!({"facts": [facts]}).to_string(),
        cause: format!("odds at {at}"),
        recipients: to.iter().map(|subscriber| Recipient { subscriber: *subscriber, due_at: at }).collect(),
    }
}
