//! A channel that fails as a whole (D21, D22).

use std::time::Duration;

use chrono::TimeDelta;
use cockpit_store::{Channel, MessageState};
use serde_json::json;

use crate::post::{Post, a_while, count, eventually, somebody};
use crate::world::bot::Mood;
use crate::world::smtp::Act;

// They wait rather than work, so they wait together.
#[tokio::test]
async fn a_revoked_token_keeps_everything_and_a_clock_that_steps_neither_holds_nor_repeats_a_message() {
    tokio::join!(revoked(), stepping());
}

async fn revoked() {
    let post = Post::new().await;
    let people = post.chats(91..121).await;
    let mail = post.person(Channel::Email, "ann@x.org").await;
    let operator = cockpit_store::Profile { is_operator: true, ..somebody(Channel::Email, "op@x.org") };
    post.store.add_subscriber(operator, post.now()).await.unwrap();
    post.world.bot.mood("", Mood::Unauthorized, usize::MAX);
    let app = post.serve().await;
    let alert = post.alert(&[people.as_slice(), &[mail]].concat(), "revoked").await;
    // Nobody else waits for it.
    post.settled(alert, mail, MessageState::Sent).await;
    let pause =
        eventually("a pause", async || post.store.channel_pauses().await.unwrap().pop().ok_or("none")).await;
    assert!(pause.channel == Channel::Telegram && pause.reason.contains("nauthorized"), "{pause:?}");
    assert!((pause.until - post.now()).num_seconds() <= 60, "{pause:?}");
    a_while().await;
    let tried = post.world.bot.sendings().len();
    assert!(tried <= 8, "what was in flight together: {tried}");
    a_while().await;
    assert_eq!(post.world.bot.sendings().len(), tried, "it rests");
    assert_eq!(post.store.waiting(Channel::Telegram).await.unwrap(), 30);
    let told = app.json("/api/v1/delivery").await;
    assert_eq!(
        (&told["pauses"][0]["channel"], &told["messages"]["pending"]),
        (&json!("telegram"), &json!(30))
    );
    // What may pass by itself is told to the operator after a while; the probes go on.
    post.pass(TimeDelta::seconds(301));
    eventually("a word to the operator", async || {
        let told = post.mail.told("op@x.org");
        if told.iter().any(|mail| mail.text().to_lowercase().contains("telegram")) {
            Ok(())
        } else {
            Err(told.len())
        }
    })
    .await;
    assert_eq!(post.world.bot.sendings().len(), tried + 1, "one probe");

    post.world.bot.cheer_up();
    post.pass(TimeDelta::seconds(61));
    post.empty().await;
    for (chat, person) in (91..121).zip(&people) {
        let told = post.world.bot.told(&chat.to_string());
        assert!(told.len() == 1 && !told[0].is_marked(), "{told:?}");
        assert_eq!(post.status(alert, *person).await.attempt, 1, "it was not their fault");
    }
    assert!(post.store.channel_pauses().await.unwrap().is_empty());
    assert_eq!(app.json("/api/v1/delivery").await["pauses"], json!([]));
}

#[tokio::test]
async fn six_hours_without_network_become_one_message_for_each_with_everything_of_the_last_day() {
    let mut post = Post::new().await;
    let chats = post.chats(131..134).await;
    let mail = post.person(Channel::Email, "ann@x.org").await;
    let all = [chats.as_slice(), &[mail]].concat();
    post.world.unplug().await;
    post.mail.fault("", "HELLO?", Act::Close, usize::MAX);
    let now = post.now();
    // The program was off before, too: this is no news any more.
    let old = post.alert_of(now - TimeDelta::hours(19), &all, "alert of yesterday").await;
    let _app = post.serve().await;
    let mut alerts = Vec::new();
    for hour in 0..6 {
        alerts.push(post.alert(&all, &format!("alert of hour {hour}")).await);
        post.pass(TimeDelta::hours(1));
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    assert_eq!((post.world.bot.count(), post.mail.count()), (0, 0));
    // A young one, to one person: it has not waited long, and still comes after the digest.
    post.world.plug_in().await;
    post.mail.cheer_up();
    post.hurry(TimeDelta::seconds(20)).await;

    for (chat, person) in (131..134).zip(&chats) {
        let told = post.world.bot.told(&chat.to_string());
        assert_eq!(told.len(), 1, "one message: {told:#?}");
        for hour in 0..6 {
            assert!(told[0].text.contains(&format!("alert of hour {hour}")), "{}", told[0].text);
        }
        assert!(!told[0].text.contains("yesterday") && !told[0].is_marked(), "{}", told[0].text);
        for alert in &alerts {
            assert_eq!(post.status(*alert, *person).await.state, MessageState::Sent);
        }
        let given_up = post.status(old, *person).await;
        assert_eq!(given_up.state, MessageState::Dead, "{given_up:?}");
        assert!(given_up.reason.unwrap().contains("day"));
    }
    assert_eq!(post.mail.told("ann@x.org").len(), 1);
}

#[tokio::test]
async fn one_channel_that_fails_delays_no_other() {
    let post = Post::new().await;
    let chats = post.chats(141..161).await;
    let mail = post.person(Channel::Email, "ann@x.org").await;
    post.mail.fault("", "HELLO?", Act::Hang, usize::MAX);
    let _app = post.serve().await;
    post.alert(&[chats.as_slice(), &[mail]].concat(), "half a world").await;
    let begun = std::time::Instant::now();
    count("every chat", 20, || post.world.bot.count()).await;
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
}

async fn stepping() {
    let post = Post::new().await;
    let people = post.chats(171..173).await;
    post.world.bot.mood("171", Mood::BadGateway, 1);
    let _app = post.serve().await;
    let alert = post.alert(&people, "stepping").await;
    post.settled(alert, people[1], MessageState::Sent).await;
    count("the attempt that failed", 2, || post.world.bot.sendings().len()).await;
    // Due in five seconds by a clock that is now an hour away from there.
    post.pass(TimeDelta::hours(-1));
    let later = post.alert(&people[1..], "an hour before").await;
    post.settled(later, people[1], MessageState::Sent).await;
    eventually("the second attempt", async || {
        let told = post.world.bot.told("171").len();
        if told == 1 { Ok(()) } else { Err(told) }
    })
    .await;
    post.pass(TimeDelta::days(1));
    a_while().await;
    assert_eq!(post.world.bot.count(), 3, "{:#?}", post.world.bot.messages());
}
