//! Telegram in all its moods (D1 to D10).

use chrono::TimeDelta;
use cockpit_store::{Channel, MessageState, NewMessage, SubscriberState};
use serde_json::json;

use crate::post::{Post, a_while, count, eventually};
use crate::world::bot::{Message, Mood};

/// A title in which everything is markup to somebody.
pub(super) const HOSTILE: &str = "<b>Fed</b> & \"cuts\"?</script><img src=x onerror=alert(1)>\r\nBcc: eve@example.org `_*[]()~>#+-=|{}.!\\ [x](https://evil.example) @everyone <!channel> <b";

/// What is left of it in words: line breaks are not.
pub(super) const HOSTILE_TEXT: &str = "<b>Fed</b> & \"cuts\"?</script><img src=x onerror=alert(1)> Bcc: eve@example.org `_*[]()~>#+-=|{}.!\\ [x](https://evil.example)";

#[tokio::test]
async fn an_alert_is_told_once_with_buttons_and_remembered_as_sent() {
    let post = Post::new().await;
    let ann = post.person(Channel::Telegram, "1001").await;
    let _app = post.serve().await;
    let alert = post.alert(&[ann], "Fed decision?").await;
    let status = post.settled(alert, ann, MessageState::Sent).await;
    let told = &post.world.bot.told("1001")[0];
    assert!(told.text.contains("Fed decision?") && told.text.contains("62%") && told.html, "{told:?}");
    assert!(!told.is_marked());
    assert!(told.buttons.iter().any(|(_, does)| *does == format!("mute:{}", alert.0)), "{told:?}");
    assert_eq!((status.provider_id, status.attempt), (Some(told.id.to_string()), 1));
    a_while().await;
    assert_eq!(post.world.bot.sendings().len(), 1);
}

#[tokio::test]
async fn a_chat_that_is_gone_is_left_alone_and_a_strange_refusal_ends_one_message_only() {
    let post = Post::new().await;
    let gone = [
        ("11", Mood::Refuses(403, "Forbidden: bot was blocked by the user")),
        ("12", Mood::Refuses(403, "Forbidden: user is deactivated")),
        ("-13", Mood::Refuses(403, "Forbidden: bot was kicked from the supergroup chat")),
        ("14", Mood::Refuses(400, "Bad Request: chat not found")),
    ];
    let strange = [
        ("21", Mood::Refuses(403, "Forbidden: of a kind nobody has seen")),
        ("22", Mood::Refuses(400, "Bad Request: BUTTON_DATA_INVALID")),
    ];
    let mut people = Vec::new();
    for (chat, mood) in gone.into_iter().chain(strange) {
        post.world.bot.mood(chat, mood, 1);
        people.push(post.person(Channel::Telegram, chat).await);
    }
    // The one who blocked the bot also reads mail.
    let mail = post.person(Channel::Email, "eleven@x.org").await;
    people.push(mail);
    let _app = post.serve().await;
    let first = post.alert(&people, "the first").await;
    for person in &people[..6] {
        let status = post.settled(first, *person, MessageState::Dead).await;
        assert_eq!(status.attempt, 1, "{status:?}");
    }
    post.settled(first, mail, MessageState::Sent).await;
    for (place, person) in people[..6].iter().enumerate() {
        let expected = if place < 4 { SubscriberState::Blocked } else { SubscriberState::Active };
        assert_eq!(post.subscriber(*person).await.profile.state, expected, "{place}");
    }
    let reason = post.status(first, people[0]).await.reason.unwrap();
    assert!(reason.starts_with("blocked"), "{reason}");

    let second = post.alert(&people, "the second").await;
    for person in &people[4..] {
        post.settled(second, *person, MessageState::Sent).await;
    }
    let called = |chat: &str| post.world.bot.sendings().iter().filter(|call| call.chat == chat).count();
    assert_eq!(gone.map(|(chat, _)| called(chat)), [1; 4], "nobody calls them again");
    assert_eq!(strange.map(|(chat, _)| called(chat)), [2; 2]);
    assert_eq!(post.mail.told("eleven@x.org").len(), 2);
}

#[tokio::test]
async fn a_group_that_moved_is_told_once_at_its_new_number() {
    let post = Post::new().await;
    let group = post.person(Channel::Telegram, "-55").await;
    post.world.bot.mood("-55", Mood::Moved(-100_555), usize::MAX);
    let _app = post.serve().await;
    let alert = post.alert(&[group], "moving").await;
    let status = post.settled(alert, group, MessageState::Sent).await;
    assert_eq!(post.subscriber(group).await.profile.address.expose(), "-100555");
    assert_eq!((status.attempt, status.possible_repeat), (1, false));
    let chats: Vec<String> = post.world.bot.sendings().into_iter().map(|call| call.chat).collect();
    assert_eq!(chats, ["-55", "-100555"]);
    assert!(!post.world.bot.told("-100555")[0].is_marked());
}

#[tokio::test]
async fn a_title_full_of_markup_is_text_and_what_cannot_be_read_goes_once_more_without_any() {
    let post = Post::new().await;
    let people = post.chats(31..34).await;
    post.world.bot.mood("32", Mood::Unreadable, usize::MAX);
    post.world.bot.mood("33", Mood::Refuses(400, "Bad Request: can't parse entities: <b"), usize::MAX);
    let _app = post.serve().await;
    let alert = post.alert(&people, HOSTILE).await;
    post.settled(alert, people[0], MessageState::Sent).await;
    let plain = post.settled(alert, people[1], MessageState::Sent).await;
    post.settled(alert, people[2], MessageState::Dead).await;
    a_while().await;
    for (chat, html) in [("31", true), ("32", false)] {
        let told = post.world.bot.told(chat);
        assert_eq!((told.len(), told[0].html), (1, html));
        assert!(told[0].text.contains(HOSTILE_TEXT), "{}", told[0].text);
    }
    assert_eq!(plain.attempt, 1, "no attempt of its own");
    let called = |chat: &str| post.world.bot.sendings().iter().filter(|call| call.chat == chat).count();
    assert_eq!(["31", "32", "33"].map(called), [1, 2, 2]);
}

#[tokio::test]
async fn twenty_thousand_characters_go_in_three_parts_and_a_link() {
    let post = Post::new().await;
    let ann = post.person(Channel::Telegram, "41").await;
    let bullet = json!({"heading": "📈 <Flows>", "text": "<b>👩‍👩‍👧‍👦 & markets</b> ".repeat(13)});
    let bullets = vec![bullet; 60];
    let body = json!({"at": post.now(), "severity": "info", "path": "/alerts",
        "about": {"kind": "briefing", "day": "2026-11-24", "bullets": bullets, "phrased_by": null}});
    let message = NewMessage {
        recipient: ann,
        kind: "briefing",
        key: None,
        body: body.to_string(),
        at: post.now(),
        due_at: post.now(),
    };
    let id = post.store.enqueue(vec![message]).await.unwrap()[0];
    let _app = post.serve().await;
    eventually("all of it", async || {
        let status = post.store.message(id).await.unwrap().unwrap();
        if status.state == MessageState::Sent { Ok(()) } else { Err(status) }
    })
    .await;
    let told = post.world.bot.told("41");
    assert_eq!((told.len(), post.world.bot.sendings().len()), (3, 3));
    // That no part is too long or ends inside a tag is what the fake refuses.
    assert!(told.iter().all(|part| part.html && part.text.encode_utf16().count() > 2_000), "{told:?}");
    let last = told[2].text.lines().last().unwrap();
    assert!(last.starts_with("… and ") && last.contains("more lines"), "{last}");
}

#[tokio::test]
async fn a_page_of_the_machine_in_front_means_again_and_an_odd_yes_means_sent() {
    let post = Post::new().await;
    let people = post.chats(51..53).await;
    post.world.bot.mood("51", Mood::BadGateway, 1);
    post.world.bot.mood("52", Mood::OddYes, usize::MAX);
    let _app = post.serve().await;
    let alert = post.alert(&people, "through the gateway").await;
    post.settled(alert, people[1], MessageState::Sent).await;
    eventually("the first attempt", async || {
        let status = post.status(alert, people[0]).await;
        if status.attempt == 1 && status.state == MessageState::Pending { Ok(()) } else { Err(status) }
    })
    .await;
    let due_in = post.status(alert, people[0]).await.due_at - post.now();
    assert!(due_in <= TimeDelta::seconds(6), "by the schedule: {due_in}");
    post.pass(TimeDelta::seconds(6));
    let status = post.settled(alert, people[0], MessageState::Sent).await;
    assert_eq!((status.attempt, status.possible_repeat), (2, false));
    let called = |chat: &str| post.world.bot.sendings().iter().filter(|call| call.chat == chat).count();
    assert_eq!((called("51"), post.world.bot.told("51").len()), (2, 1));
    assert_eq!((called("52"), post.world.bot.told("52").len()), (1, 1));
}

#[tokio::test]
async fn what_may_have_arrived_is_repeated_once_with_a_mark_and_never_a_third_time() {
    let post = Post::new().await;
    let people = post.chats(61..64).await;
    post.world.bot.mood("61", Mood::Drops, 1);
    post.world.bot.mood("62", Mood::Drops, usize::MAX);
    let _app = post.serve().await;
    let alert = post.alert(&people, "dropped").await;
    post.settled(alert, people[2], MessageState::Sent).await;
    count("three first copies", 3, || post.world.bot.count()).await;
    post.hurry(TimeDelta::seconds(5)).await;
    let once = post.settled(alert, people[0], MessageState::Sent).await;
    let twice = post.settled(alert, people[1], MessageState::Unknown).await;
    assert!(once.possible_repeat && twice.possible_repeat);
    post.pass(TimeDelta::hours(1));
    a_while().await;
    for (chat, marks) in [("61", vec![false, true]), ("62", vec![false, true]), ("63", vec![false])] {
        let told: Vec<bool> = post.world.bot.told(chat).iter().map(Message::is_marked).collect();
        assert_eq!(told, marks, "{chat}");
    }
}
