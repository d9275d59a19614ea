//! The bot in front of a Telegram that tells it news, on a real store.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use cockpit_domain::dashboard::{Calendar, Dashboard, Metrics, Status, regime};
use cockpit_domain::regime::Model;
use cockpit_domain::rules::{Preset, Severity};
use cockpit_domain::{Moment, Observation, Origin, SeriesId, Value};
use cockpit_http::Clock;
use cockpit_notifier::telegram::Telegram;
use cockpit_notifier::{Bot, House};
use cockpit_store::{
    Access, Address, AlertEvent, AlertId, Channel, Decided, MessageState, NewMessage, Profile, Recipient,
    Store, SubscriberId, SubscriberState,
};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use url::Url;

use crate::fake::{Asked, Host};

/// Nothing here takes longer, unless it is broken.
const PATIENCE: Duration = Duration::from_secs(20);
const TOKEN: &str = "an-invite-of-32-bytes_0123456789";

fn now() -> DateTime<Utc> {
    "2026-11-24T15:00:00Z".parse().unwrap()
}

/// A house in which nothing is known yet.
#[derive(Clone, Copy, Default)]
struct Empty {
    private: bool,
    broken: bool,
}

impl House for Empty {
    fn dashboard(&self, now: DateTime<Utc>) -> Dashboard {
        assert!(!self.broken, "a template broke");
        Dashboard {
            generated_at: now,
            regime: regime(&Model::default(), None),
            metrics: Metrics::default(),
            radar: Vec::new(),
            radar_status: Status::default(),
            calendar: Calendar::default(),
            sources: Vec::new(),
        }
    }

    fn public_url(&self) -> Option<Url> {
        None
    }

    fn default_zone(&self) -> Tz {
        Tz::Europe__Berlin
    }

    fn is_private(&self) -> bool {
        self.private
    }
}

/// What the fake Telegram has to tell, and what it says instead when it is in a mood.
#[derive(Default)]
struct News {
    updates: Vec<Json>,
    moods: Vec<(u16, String)>,
}

struct World {
    store: Store,
    host: Host,
    news: Arc<Mutex<News>>,
    house: Empty,
    running: Option<(watch::Sender<bool>, JoinHandle<()>)>,
    _folder: TempDir,
}

fn answer(news: &Mutex<News>, number: usize, asked: &Asked) -> (u16, String) {
    let yes = |result: Json| (200, json!({"ok": true, "result": result}).to_string());
    match asked.method() {
        "getMe" => yes(json!({"id": 1, "username": "cockpit_bot"})),
        "getUpdates" => {
            let mut news = news.lock().unwrap();
            if !news.moods.is_empty() {
                return news.moods.remove(0);
            }
            let offset = asked.json()["offset"].as_i64().unwrap_or(0);
            let due: Vec<&Json> = news
                .updates
                .iter()
                .filter(|update| update["update_id"].as_i64().unwrap() >= offset)
                .collect();
            yes(json!(due))
        }
        "answerCallbackQuery" | "setMyCommands" => yes(json!(true)),
        _ => yes(json!({"message_id": number})),
    }
}

impl World {
    async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let store = Store::open(&folder.path().join("cockpit.db"), Access::Exclusive).await.unwrap();
        let news: Arc<Mutex<News>> = Arc::default();
        let told = Arc::clone(&news);
        let host = Host::answering(move |number, asked| answer(&told, number, asked)).await;
        Self { store, host, news, house: Empty::default(), running: None, _folder: folder }
    }

    fn start(&mut self) {
        let telegram = Telegram::new(self.host.sender.clone(), Clock::fixed(now()), "1:canary");
        let bot = Bot::new(telegram, self.store.clone(), Clock::fixed(now()), Arc::new(self.house));
        let (stop, stopped) = watch::channel(false);
        self.running = Some((stop, tokio::spawn(bot.run(stopped))));
    }

    async fn stop(&mut self) {
        let (stop, task) = self.running.take().unwrap();
        stop.send_replace(true);
        tokio::time::timeout(PATIENCE, task).await.expect("it stops").unwrap();
    }

    /// Tells the bot this, and waits until it has remembered that it was handled.
    async fn tell(&mut self, what: Json) {
        let id = {
            let mut news = self.news.lock().unwrap();
            let id = 100 + i64::try_from(news.updates.len()).unwrap();
            let mut update = what;
            update["update_id"] = id.into();
            news.updates.push(update);
            id
        };
        if self.running.is_none() {
            self.start();
        }
        self.until(async |store| store.bot_offset().await.unwrap() == Some(id + 1)).await;
    }

    async fn until(&self, is: impl AsyncFn(&Store) -> bool) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while !is(&self.store).await {
            assert!(tokio::time::Instant::now() < deadline, "it never came: {:?}", self.host.methods());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// What the bot said since the last look: where, and the text.
    fn said(&self) -> Vec<(String, String)> {
        let said = self.host.asked().into_iter().filter(|asked| asked.method() == "sendMessage");
        said.map(|asked| {
            let body = asked.json();
            let topic =
                body["message_thread_id"].as_i64().map(|topic| format!("/{topic}")).unwrap_or_default();
            (format!("{}{topic}", body["chat_id"]), body["text"].as_str().unwrap().to_owned())
        })
        .collect()
    }

    fn last_said(&self) -> String {
        self.said().pop().expect("something was said").1
    }

    /// What was shown to those who pressed.
    fn shown(&self) -> Vec<String> {
        let shown = self.host.asked().into_iter().filter(|asked| asked.method() == "answerCallbackQuery");
        shown.map(|asked| asked.json()["text"].as_str().unwrap().to_owned()).collect()
    }

    async fn person(&self, address: &str) -> SubscriberId {
        let profile = Profile {
            name: "Ada".to_owned(),
            channel: Channel::Telegram,
            address: Address::new(address),
            time_zone: "Europe/Berlin".to_owned(),
            locale: "en".to_owned(),
            is_operator: false,
            preset: Preset::Balanced,
            state: SubscriberState::Active,
            quiet_hours: None,
            digest_hour: None,
        };
        self.store.add_subscriber(profile, now()).await.unwrap()
    }

    async fn profile(&self, id: SubscriberId) -> Profile {
        self.store.subscriber(id).await.unwrap().unwrap().profile
    }

    async fn state(&self, id: SubscriberId) -> SubscriberState {
        self.profile(id).await.state
    }

    async fn invite(&self) {
        let hash = Sha256::digest(TOKEN.as_bytes()).into();
        self.store.issue_invite(hash, now(), now() + TimeDelta::days(1)).await.unwrap();
    }

    /// An alert of a move of 2.0998 %, to these people.
    async fn alert(&self, people: &[SubscriberId]) -> AlertId {
        let facts = json!({"facts": [{"series": "btc", "source": "coinbase", "observed_at": "2026-11-24T14:00:00Z",
            "from_at": "2026-11-24T13:45:00Z", "why": "the change over the window reached the threshold",
            "decision": {"from": 86_915.0, "to": 88_740.0, "change": 2.0998, "threshold": 2.0}}]});
        let event = AlertEvent {
            rule: "btc.change.15m".parse().unwrap(),
            subject: None,
            severity: Severity::Warning,
            at: now() - TimeDelta::hours(1),
            body: facts.to_string(),
            cause: "btc".to_owned(),
            recipients: people
                .iter()
                .map(|subscriber| Recipient { subscriber: *subscriber, due_at: now() })
                .collect(),
        };
        let decided = Decided { at: now(), states: Vec::new(), decisions: Vec::new(), events: vec![event] };
        self.store.append_and_decide(prices(), decided).await.unwrap().events[0]
    }
}

fn prices() -> Vec<Observation> {
    let price = |hours: i64| Observation {
        series: SeriesId::Btc,
        observed_at: Moment::instant(now() - TimeDelta::hours(hours)),
        first_seen_at: now(),
        value: Value::usd(90_000.0 - 100.0 * hours as f64).unwrap(),
        source: "coinbase".to_owned(),
        standing: 0,
        origin: Origin::Live,
    };
    (0..48).map(price).collect()
}

fn text(chat: i64, text: &str) -> Json {
    let from = json!({"id": chat, "first_name": "Ann <b>", "language_code": "de"});
    json!({"message": {"chat": {"id": chat, "type": "private"}, "from": from, "text": text}})
}

fn in_group(chat: i64, words: &str) -> Json {
    let mut update = text(chat, words);
    update["message"]["chat"]["type"] = "supergroup".into();
    update
}

fn pressed(chat: i64, data: &str) -> Json {
    let message = json!({"message_id": 3, "chat": {"id": chat, "type": "private"}});
    json!({"callback_query": {"id": "9", "from": {"id": chat, "first_name": "Ann"}, "data": data, "message": message}})
}

#[tokio::test]
async fn a_command_is_answered_where_it_was_given_and_only_once() {
    let mut world = World::new().await;
    world.person("42").await;
    world.tell(text(42, "/status")).await;
    world.stop().await;
    let said = world.said();
    assert_eq!((said.len(), said[0].0.as_str()), (1, "42"));
    assert!(
        said[0].1.contains("Bitcoin Price: <b>no value yet</b>") && said[0].1.contains("16:00 CET"),
        "{said:?}"
    );
    assert_eq!(world.host.methods()[..2], ["getMe", "setMyCommands"]);
    // After a restart the bot goes on behind what it has handled.
    world.tell(text(42, "/regime")).await;
    world.stop().await;
    assert_eq!(world.said().len(), 2);
}

#[tokio::test]
async fn in_a_group_only_what_is_meant_for_this_bot_is_answered_and_in_its_topic() {
    let mut world = World::new().await;
    world.person("-1001").await;
    for words in ["/status@other_bot", "good morning", "/unknown", "/calendar@cockpit_bot"] {
        let mut update = in_group(-1001, words);
        update["message"]["message_thread_id"] = 7.into();
        update["message"]["is_topic_message"] = true.into();
        world.tell(update).await;
    }
    world.stop().await;
    let said = world.said();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].0 == "-1001/7" && said[0].1.contains("Calendar"), "{said:?}");
}

#[tokio::test]
async fn an_invite_lets_one_chat_in_and_works_once() {
    let mut world = World::new().await;
    world.invite().await;
    world.tell(text(42, "/start")).await;
    assert!(world.last_said().contains("<code>42</code>"), "{}", world.last_said());
    world.tell(text(42, "/start wrong-token-wrong-token")).await;
    assert!(world.last_said().contains("does not work"), "{}", world.last_said());
    world.tell(text(42, &format!("/start {TOKEN}"))).await;
    assert!(world.last_said().contains("Welcome, Ann &lt;b&gt;!"), "{}", world.last_said());
    let ann = world.store.subscriber_at(Channel::Telegram, "42").await.unwrap().unwrap();
    let (state, zone, locale) =
        (ann.profile.state, ann.profile.time_zone.as_str(), ann.profile.locale.as_str());
    assert_eq!((state, zone, locale), (SubscriberState::Active, "Europe/Berlin", "de"));
    // The same press handled twice, as after an end in the middle.
    world.tell(text(42, &format!("/start {TOKEN}"))).await;
    assert!(world.last_said().contains("You are in"), "{}", world.last_said());
    world.tell(text(43, &format!("/start {TOKEN}"))).await;
    assert!(world.last_said().contains("does not work"), "{}", world.last_said());
    world.stop().await;
    assert_eq!(world.store.subscribers().await.unwrap().len(), 1);
}

#[tokio::test]
async fn strangers_are_answered_a_few_times_and_change_nothing() {
    let mut world = World::new().await;
    for words in ["/mute", "/stop", "/thresholds btc.drift 3", "/radar", "/status", "hello", "/help"] {
        world.tell(text(42, words)).await;
    }
    world.stop().await;
    let said = world.said();
    assert_eq!(said.len(), 4, "{said:?}");
    assert!(said[..3].iter().all(|(_, text)| text.contains("no messages")), "{said:?}");
    assert!(said[3].1.contains("Prediction markets"), "public numbers are for everybody: {said:?}");
}

#[tokio::test]
async fn the_numbers_of_a_private_house_are_for_subscribers() {
    let mut world = World::new().await;
    world.house.private = true;
    world.person("42").await;
    world.tell(text(7, "/status")).await;
    assert!(world.last_said().contains("for subscribers") && !world.last_said().contains("Bitcoin"));
    world.tell(text(42, "/status")).await;
    assert!(world.last_said().contains("Bitcoin"));
    world.stop().await;
}

#[tokio::test]
async fn silence_begins_and_ends_as_asked() {
    let mut world = World::new().await;
    let ada = world.person("42").await;
    world.tell(text(42, "/mute 2 h")).await;
    assert!(world.last_said().contains("<b>24 Nov, 18:00 CET</b>"), "{}", world.last_said());
    assert_eq!(world.store.mutes(ada).await.unwrap(), [(None, now() + TimeDelta::hours(2))]);
    world.alert(&[ada]).await;
    assert_eq!(world.store.next_due(Channel::Telegram).await.unwrap(), Some(now() + TimeDelta::hours(2)));
    world.tell(text(42, "/mute forever")).await;
    assert!(world.last_said().contains("no length of time"), "{}", world.last_said());
    world.tell(text(42, "/unmute")).await;
    assert!(world.last_said().contains("comes now"), "{}", world.last_said());
    assert_eq!(world.store.mutes(ada).await.unwrap(), []);
    assert_eq!(world.store.next_due(Channel::Telegram).await.unwrap(), Some(now()));
    world.tell(text(42, "/unmute")).await;
    world.stop().await;
}

#[tokio::test]
async fn a_threshold_is_set_by_a_command() {
    let mut world = World::new().await;
    let ada = world.person("42").await;
    world.tell(text(42, "/thresholds btc.change.24h 3")).await;
    assert!(
        world.last_said().contains("<b>from ±3% in 24 h</b> (usual: from ±6% in 24 h)"),
        "{}",
        world.last_said()
    );
    let wish = world.store.wishes_of(ada).await.unwrap().remove(0);
    assert_eq!(
        (wish.rule.to_string().as_str(), wish.threshold, wish.enabled),
        ("btc.change.24h", Some(3.0), true)
    );
    world.stop().await;
}

#[tokio::test]
async fn whoever_stops_hears_nothing_more_until_they_start_again() {
    let mut world = World::new().await;
    let ada = world.person("42").await;
    let body = "{}".to_owned();
    let waits = NewMessage { recipient: ada, kind: "test", key: None, body, at: now(), due_at: now() };
    let waits = world.store.enqueue(vec![waits]).await.unwrap()[0];
    world.tell(text(42, "/stop")).await;
    assert!(world.last_said().contains("nothing more comes"), "{}", world.last_said());
    assert_eq!(world.state(ada).await, SubscriberState::Left);
    assert_eq!(world.store.message(waits).await.unwrap().unwrap().state, MessageState::Cancelled);
    world.tell(text(42, "/stop")).await;
    assert!(world.last_said().contains("nothing to stop"), "{}", world.last_said());
    world.tell(text(42, "/start")).await;
    assert!(world.last_said().contains("Welcome back"), "{}", world.last_said());
    assert_eq!(world.state(ada).await, SubscriberState::Active);
    world.stop().await;
}

#[tokio::test]
async fn buttons_do_what_they_say_for_whom_the_alert_was() {
    let mut world = World::new().await;
    let ada = world.person("42").await;
    let alert = world.alert(&[ada]).await.0;
    world.tell(pressed(42, &format!("mute:{alert}"))).await;
    let rule = "btc.change.15m".parse().unwrap();
    assert_eq!(world.store.mutes(ada).await.unwrap(), [(Some(rule), now() + TimeDelta::hours(4))]);
    assert!(world.last_said().contains("<b>Bitcoin Price over 15 min</b> is silent until 24 Nov, 20:00 CET"));
    world.tell(pressed(42, &format!("above:{alert}"))).await;
    assert_eq!(world.store.wishes_of(ada).await.unwrap()[0].threshold, Some(2.1));
    assert!(world.last_said().contains("<b>from ±2.1% in 15 min</b>"), "{}", world.last_said());
    world.tell(pressed(42, &format!("above:{alert}"))).await;
    world.tell(pressed(42, &format!("good:{alert}"))).await;
    world.tell(pressed(42, &format!("chart:{alert}"))).await;
    world.stop().await;
    assert_eq!(
        world.shown(),
        [
            "Silent until 24 Nov, 20:00 CET.",
            "From now on you are told from ±2.1% in 15 min.",
            "You are told from ±2.1% in 15 min already: that is larger than this one.",
            "Thank you, noted.",
            "The chart is on its way."
        ]
    );
    let photo = world.host.asked().into_iter().find(|asked| asked.method() == "sendPhoto").unwrap();
    let form = photo.text();
    assert!(
        form.contains("image/png")
            && form.contains("<b>Bitcoin Price</b>, the last 7 days: $90,000 as of 24 Nov, 16:00 CET")
    );
    assert!(form.contains("+1.4% since this alert"), "the price then was $88,740");
}

#[tokio::test]
async fn a_press_by_anybody_else_changes_nothing() {
    let mut world = World::new().await;
    let (ada, eve) = (world.person("42").await, world.person("43").await);
    let alert = world.alert(&[ada]).await.0;
    for (chat, data) in [
        (43, format!("mute:{alert}")),
        (43, format!("above:{alert}")),
        (44, format!("good:{alert}")),
        (42, "mute:999".to_owned()),
        (42, "mute:<b>".to_owned()),
        (42, "whatever".to_owned()),
    ] {
        world.tell(pressed(chat, &data)).await;
    }
    let mut gone = pressed(42, &format!("mute:{alert}"));
    gone["callback_query"]["message"] = Json::Null;
    world.tell(gone).await;
    world.stop().await;
    assert!(world.shown().iter().all(|shown| shown.contains("nothing was changed")), "{:?}", world.shown());
    assert_eq!(world.shown().len(), 7);
    assert!(world.said().is_empty());
    for id in [ada, eve] {
        assert!(
            world.store.mutes(id).await.unwrap().is_empty()
                && world.store.wishes_of(id).await.unwrap().is_empty()
        );
    }
}

#[tokio::test]
async fn who_blocks_the_bot_is_left_alone_until_they_let_it_in_again() {
    let mut world = World::new().await;
    let (ada, group) = (world.person("42").await, world.person("-5/7").await);
    let member = |chat: i64, status: &str| json!({"my_chat_member": {"chat": {"id": chat}, "new_chat_member": {"status": status}}});
    world.tell(member(42, "kicked")).await;
    world.tell(member(-5, "left")).await;
    assert_eq!(
        (world.state(ada).await, world.state(group).await),
        (SubscriberState::Blocked, SubscriberState::Blocked)
    );
    world.tell(member(42, "member")).await;
    assert_eq!(
        (world.state(ada).await, world.state(group).await),
        (SubscriberState::Active, SubscriberState::Blocked)
    );
    world.stop().await;
}

#[tokio::test]
async fn a_group_that_moves_is_followed_with_its_topics() {
    let mut world = World::new().await;
    let (whole, topic, other) =
        (world.person("-5").await, world.person("-5/7").await, world.person("-55").await);
    world.tell(json!({"message": {"chat": {"id": -5}, "migrate_to_chat_id": -1005}})).await;
    world.stop().await;
    let mut addresses = Vec::new();
    for id in [whole, topic, other] {
        addresses.push(world.profile(id).await.address.expose().to_owned());
    }
    assert_eq!(addresses, ["-1005", "-1005/7", "-55"]);
}

#[tokio::test]
async fn news_survives_every_mood_of_telegram() {
    let mut world = World::new().await;
    world.person("42").await;
    world.news.lock().unwrap().moods = vec![
        (502, "<html>Bad Gateway</html>".to_owned()),
        (200, r#"{"ok":true,"result":"no list"}"#.to_owned()),
        (200, r#"{"ok":true,"result":[{"no":"number"}]}"#.to_owned()),
    ];
    world.tell(text(42, "/help")).await;
    world.stop().await;
    assert_eq!(world.said().len(), 1);
}

#[tokio::test]
async fn news_that_breaks_the_bot_does_not_come_again() {
    let mut world = World::new().await;
    world.house.broken = true;
    world.person("42").await;
    world.tell(text(42, "/status")).await;
    world.tell(text(42, "/help")).await;
    world.stop().await;
    assert!(world.last_said().contains("This is what I understand"));
    assert_eq!(world.said().len(), 1);
}

#[tokio::test]
async fn a_refused_token_pauses_the_channel_and_is_not_asked_with_again_and_again() {
    let mut world = World::new().await;
    let no = json!({"ok": false, "error_code": 401, "description": "Unauthorized"}).to_string();
    world.news.lock().unwrap().moods = vec![(401, no)];
    world.start();
    world.until(async |store| !store.channel_pauses().await.unwrap().is_empty()).await;
    let pause = world.store.channel_pauses().await.unwrap().remove(0);
    assert_eq!((pause.channel, pause.until), (Channel::Telegram, now() + TimeDelta::minutes(1)));
    assert_eq!(pause.reason, "token_refused: Unauthorized");
    world.stop().await;
    assert_eq!(world.host.methods().iter().filter(|method| *method == "getUpdates").count(), 1);
}

#[tokio::test]
async fn it_stops_at_once_while_somebody_else_listens() {
    let mut world = World::new().await;
    let no = json!({"ok": false, "error_code": 409, "description": "Conflict: terminated by other getUpdates request"});
    world.news.lock().unwrap().moods = vec![(409, no.to_string())];
    world.start();
    let asked = || world.host.methods().iter().any(|method| method == "getUpdates");
    world.until(async |_| asked()).await;
    world.stop().await;
    assert!(world.store.channel_pauses().await.unwrap().is_empty(), "alerts still go out");
}
