//! How fast Telegram is spoken to (D1, D11).

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use cockpit_store::{Channel, ChannelPause, MessageState, Profile};

use crate::post::{Post, a_while, eventually, somebody};
use crate::world::bot::{Message, Mood};

const SECOND: Duration = Duration::from_secs(1);
/// As much of it as Telegram is made to look at when the machine does other things, too; the benchmark forgives nothing.
const NEARLY_A_SECOND: Duration = Duration::from_millis(900);

/// The most messages within any stretch of this length.
pub(crate) fn most_within(messages: &[Message], window: Duration) -> usize {
    let from = |first: &Instant| {
        messages.iter().filter(|message| message.at >= *first && message.at < *first + window).count()
    };
    messages.iter().map(|message| from(&message.at)).max().unwrap_or(0)
}

// They wait rather than work, so they wait together.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn limits_are_kept_and_a_429_silences_the_bot_for_as_long_as_it_says_up_to_a_day() {
    let all = [tokio::spawn(fan_out()), tokio::spawn(silence()), tokio::spawn(long_silence())];
    for one in all {
        one.await.unwrap();
    }
}

async fn silence() {
    let post = Post::new().await;
    let people = post.chats(201..231).await;
    post.world.bot.mood("210", Mood::TooMany(35), 1);
    let _app = post.serve().await;
    let alert = post.alert(&people, "hush").await;
    post.empty().await;
    let calls = post.world.bot.sendings();
    let refused = calls.iter().find(|call| call.status == 429).expect("a 429").at;
    // What was on its way then has arrived; nobody begins anew.
    let on_its_way = calls.iter().filter(|call| call.at > refused && call.at < refused + SECOND).count();
    assert!(on_its_way <= 7, "{on_its_way}");
    let next = calls.iter().find(|call| call.at >= refused + SECOND).expect("a next call").at;
    assert!(next >= refused + 35 * SECOND, "{:?}", next - refused);
    assert!(next <= refused + 40 * SECOND, "{:?}", next - refused);
    for (chat, person) in (201..231).zip(people) {
        let told = post.world.bot.told(&chat.to_string());
        assert!(told.len() == 1 && !told[0].is_marked(), "{told:?}");
        assert_eq!(post.status(alert, person).await.state, MessageState::Sent);
    }
    assert_eq!(calls.iter().filter(|call| call.status != 200).count(), 1, "no other refusal");
}

async fn fan_out() {
    let post = Post::new().await;
    let people = post.chats(1_000..2_000).await;
    let group = post.person(Channel::Telegram, "-77").await;
    for number in 0..25 {
        post.alert(&[group], &format!("to the group, {number}")).await;
    }
    post.alert(&people, "to a thousand").await;
    let begun = Instant::now();
    let app = post.serve().await;
    eventually("a thousand messages", async || {
        let told = post.world.bot.count() - post.world.bot.told("-77").len();
        if told == 1_000 { Ok(()) } else { Err(told) }
    })
    .await;
    let took = begun.elapsed();
    assert!(took <= 60 * SECOND, "{took:?}");
    let messages = post.world.bot.messages();
    assert!(most_within(&messages, NEARLY_A_SECOND) <= 30);
    let group = post.world.bot.told("-77");
    assert!(group.len() <= 20 && most_within(&group, NEARLY_A_SECOND) == 1, "{}", group.len());
    let refused: Vec<_> = post.world.bot.sendings().into_iter().filter(|call| call.status != 200).collect();
    assert!(refused.is_empty(), "{refused:?}");
    for chat in 1_000..2_000 {
        assert_eq!(post.world.bot.told(&chat.to_string()).len(), 1, "{chat}");
    }
    app.terminate().await;
    println!("1,025 messages: a thousand people in {took:?}");
}

/// Longer than sixteen bits, longer than a day.
async fn long_silence() {
    let post = Post::new().await;
    let ann = post.person(Channel::Telegram, "1001").await;
    let operator = Profile { is_operator: true, ..somebody(Channel::Email, "op@x.org") };
    post.store.add_subscriber(operator, post.now()).await.unwrap();
    for (asked_s, obeyed_s) in [(70_000, 70_000), (86_400, 86_400), (10_000_000_000, 86_400)] {
        post.world.bot.mood("1001", Mood::TooMany(asked_s), 1);
        let app = post.serve().await;
        let before = post.world.bot.sendings().len();
        let alert = post.alert(&[ann], &format!("after {asked_s}")).await;
        let pause = eventually("a pause", async || {
            let pauses = post.store.channel_pauses().await.unwrap();
            let of_now =
                |pause: &ChannelPause| pause.channel == Channel::Telegram && pause.until > post.now();
            pauses.into_iter().find(of_now).ok_or("none")
        })
        .await;
        let off_s = (pause.until - post.now()).num_seconds() - obeyed_s;
        assert!((-20..=0).contains(&off_s), "{asked_s}: {off_s}");
        a_while().await;
        assert_eq!(post.world.bot.sendings().len(), before + 1, "{asked_s}: nobody is called again");
        assert_eq!(post.status(alert, ann).await.state, MessageState::Pending, "{asked_s}");
        // A second of Telegram's clock is over by then: the limit of the next start is its own.
        app.terminate().await;
        post.pass(TimeDelta::seconds(obeyed_s + 5));
        let app = post.serve().await;
        // A message that had to wait for all of a day is no news any more, and is not lost without a word.
        let state = if obeyed_s < 86_400 { MessageState::Sent } else { MessageState::Dead };
        post.settled(alert, ann, state).await;
        // The next start finds the database let go.
        app.terminate().await;
    }
    // Whole days have passed, and other news with them.
    let told = post.world.bot.told("1001");
    assert_eq!(told.iter().filter(|message| message.text.contains("after ")).count(), 1, "{told:?}");
    let told = post.mail.told("op@x.org");
    assert!(told.iter().any(|mail| mail.text().to_lowercase().contains("telegram")), "{told:?}");
}
