//! Nobody hears from us after they have left, and nobody is made to leave by a machine that looks at links (D19, D20).

use std::time::Duration;

use cockpit_store::{Channel, MessageState, SubscriberId, SubscriberState};
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, LOCATION, SET_COOKIE};

use crate::app::{App, client};
use crate::post::{PUBLIC, Post, a_while, count, eventually};
use crate::world::smtp::{Act, Mail};

/// The path of the link that one click uses.
fn way_out(mail: &Mail) -> String {
    let link = mail.header("List-Unsubscribe").expect("a way out");
    let link = link.trim_matches(['<', '>']);
    assert_eq!(mail.header("List-Unsubscribe-Post"), Some("List-Unsubscribe=One-Click"));
    link.strip_prefix(PUBLIC).expect("a page of ours").to_owned()
}

/// As a mail program does it for its user: no cookies, no origin of ours, no following anywhere.
async fn one_click(app: &App, path: &str) -> reqwest::Response {
    let client =
        reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    client
        .post(app.url(path))
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("origin", "null")
        .header("sec-fetch-site", "cross-site")
        .body("List-Unsubscribe=One-Click")
        .send()
        .await
        .unwrap()
}

/// Somebody who has had a mail, and the way out that it named.
async fn with_a_mail(post: &Post) -> (SubscriberId, String) {
    let ann = post.person(Channel::Email, "ann@x.org").await;
    let alert = post.alert(&[ann], "the first").await;
    post.settled(alert, ann, MessageState::Sent).await;
    (ann, way_out(&post.mail.told("ann@x.org")[0]))
}

#[tokio::test]
async fn looking_at_the_link_changes_nothing_and_one_click_ends_it_at_once() {
    let post = Post::new().await;
    let app = post.serve().await;
    let (ann, path) = with_a_mail(&post).await;
    for _ in 0..3 {
        let (status, _, page) = app.get(&path).await;
        assert!(
            status == 200 && page.contains("<form") && page.contains("method=\"post\""),
            "{status} {page}"
        );
        let head = client().head(app.url(&path)).send().await.unwrap();
        assert!(head.status().is_success());
    }
    assert_eq!(post.subscriber(ann).await.profile.state, SubscriberState::Active);

    // What waits when they leave: many, a slow one on its way among them.
    post.mail.at_the_dot(Act::Late(Duration::from_millis(700), "250 2.0.0 taken"));
    let mut waiting = Vec::new();
    for number in 0..20 {
        waiting.push(post.alert(&[ann], &format!("number {number}")).await);
    }
    count("one on its way", 2, || post.mail.count()).await;
    let answer = one_click(&app, &path).await;
    let told = post.mail.count();
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.headers().get(LOCATION).is_none() && answer.headers().get(SET_COOKIE).is_none());
    assert_eq!(post.subscriber(ann).await.profile.state, SubscriberState::Left);
    a_while().await;
    assert_eq!(post.mail.count(), told, "nothing after the confirmation");
    let mut cancelled = 0;
    for alert in waiting {
        let status = post.status(alert, ann).await;
        assert!(matches!(status.state, MessageState::Cancelled | MessageState::Sent), "{status:?}");
        cancelled += usize::from(status.state == MessageState::Cancelled);
    }
    assert_eq!(cancelled, 21 - told, "of 21 all but those that came");
    // Once more is as good as once.
    assert_eq!(one_click(&app, &path).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_link_that_was_not_signed_here_ends_nothing() {
    let post = Post::new().await;
    let app = post.serve().await;
    let (ann, path) = with_a_mail(&post).await;
    let (start, token) = path.rsplit_once('/').unwrap();
    // One character is another one.
    for place in [0, token.len() / 2, token.len() - 1] {
        let other = if token.as_bytes()[place] == b'A' { "B" } else { "A" };
        let forged = format!("{start}/{}{other}{}", &token[..place], &token[place + 1..]);
        let answer = one_click(&app, &forged).await;
        assert!(answer.status().is_client_error(), "{}", answer.status());
    }
    for token in ["", "x", &"A".repeat(4_000), "..%2f..%2fetc", "%00"] {
        let status = one_click(&app, &format!("{start}/{token}")).await.status();
        assert!(status.is_client_error(), "{token}: {status}");
    }
    assert_eq!(post.subscriber(ann).await.profile.state, SubscriberState::Active);
}

#[tokio::test]
async fn stop_in_a_chat_is_the_last_word_but_its_own_answer() {
    let post = Post::new().await;
    let ann = post.person(Channel::Telegram, "81").await;
    let _app = post.serve().await;
    let alert = post.alert(&[ann], "the first").await;
    post.settled(alert, ann, MessageState::Sent).await;
    post.world.bot.slow(Duration::from_millis(500));
    for number in 0..10 {
        post.alert(&[ann], &format!("number {number}")).await;
    }
    count("one on its way", 2, || post.world.bot.told("81").len()).await;
    post.world.bot.says(81, "/stop");
    eventually("they have left", async || {
        let state = post.subscriber(ann).await.profile.state;
        if state == SubscriberState::Left { Ok(()) } else { Err(state) }
    })
    .await;
    let is_answer = |text: &str| !text.contains("number") && !text.contains("the first");
    let answer = eventually("an answer", async || {
        post.world.bot.told("81").iter().position(|message| is_answer(&message.text)).ok_or("none")
    })
    .await;
    a_while().await;
    assert_eq!(post.world.bot.told("81").len(), answer + 1, "nothing after the answer");
    assert_eq!(post.store.outbox_counts().await.unwrap().pending, 0);
}
