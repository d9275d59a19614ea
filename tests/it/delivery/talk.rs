//! What people say to the bot, and what comes of it: invites, buttons, topics.

use chrono::TimeDelta;
use cockpit_store::{Channel, MessageState, SubscriberState};

use crate::post::{Post, a_while, count, eventually};
use crate::world::bot::Message;

/// The first message of a chat with these words in it.
async fn said(post: &Post, chat: &str, words: &str) -> Message {
    eventually(words, async || {
        let told = post.world.bot.told(chat);
        told.iter().find(|message| message.text.contains(words)).cloned().ok_or(told)
    })
    .await
}

#[tokio::test]
async fn an_invite_lets_in_whoever_opens_it_first() {
    let post = Post::new().await;
    let _app = post.serve().await;
    let output = post.home.run(&["subscriber", "invite"]).await;
    let link = String::from_utf8_lossy(&output.stdout).into_owned();
    let token = link.lines().next().and_then(|line| line.split_once("https://t.me/cockpit_test_bot?start="));
    let (_, token) = token.unwrap_or_else(|| panic!("{link}"));
    post.world.bot.says(701, &format!("/start {token}"));
    said(&post, "701", "Welcome, Ann").await;
    post.world.bot.says(702, &format!("/start {token}"));
    said(&post, "702", "does not work").await;
    post.world.bot.says(702, "/start guessed-by-somebody");
    let ann = post.store.subscriber_at(Channel::Telegram, "701").await.unwrap().expect("Ann is in");
    assert_eq!(ann.profile.state, SubscriberState::Active);
    assert!(post.store.subscriber_at(Channel::Telegram, "702").await.unwrap().is_none());
    let alert = post.alert(&[ann.id], "for those who are in").await;
    post.settled(alert, ann.id, MessageState::Sent).await;
}

#[tokio::test]
async fn a_button_silences_a_rule_for_those_it_was_for_and_what_was_silent_comes_as_one() {
    let post = Post::new().await;
    let people = post.chats(711..713).await;
    let _app = post.serve().await;
    let alert = post.alert(&people, "the first").await;
    let first = said(&post, "711", "the first").await;
    let mute = format!("mute:{}", alert.0);
    // Somebody whom it was not for.
    post.world.bot.presses(713, &first, &mute);
    post.world.bot.presses(711, &first, &mute);
    said(&post, "711", "is silent until").await;
    count("both presses answered", 2, || {
        post.world.bot.calls().iter().filter(|call| call.method == "answerCallbackQuery").count()
    })
    .await;
    let answers: Vec<String> = post
        .world
        .bot
        .calls()
        .iter()
        .filter(|call| call.method == "answerCallbackQuery")
        .map(|call| call.parameters["text"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert!(answers.iter().any(|words| words.contains("somebody else")), "{answers:?}");

    for title in ["the second", "the third"] {
        let alert = post.alert(&people, title).await;
        post.settled(alert, people[1], MessageState::Sent).await;
    }
    a_while().await;
    assert_eq!(post.world.bot.told("711").len(), 2, "silence");
    post.pass(TimeDelta::hours(4));
    let summary = said(&post, "711", "the third").await;
    assert!(summary.text.contains("the second"), "{}", summary.text);
    post.empty().await;
    assert_eq!(post.world.bot.told("711").len(), 3);
}

#[tokio::test]
async fn a_forum_is_told_in_its_topic() {
    let post = Post::new().await;
    let topic = post.person(Channel::Telegram, "-100777/7").await;
    let _app = post.serve().await;
    let alert = post.alert(&[topic], "to the topic").await;
    post.settled(alert, topic, MessageState::Sent).await;
    let told = &post.world.bot.told("-100777")[0];
    assert_eq!(told.topic, Some(7));
}
