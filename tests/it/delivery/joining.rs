//! Mail goes to whoever asked for it: an address that somebody typed is told once its owner has pressed a button (G18), and a
//! test message says what the provider answered.

use std::process::Output;

use chrono::TimeDelta;
use cockpit_store::{Channel, MessageState, SubscriberState};
use reqwest::StatusCode;

use crate::app::{App, client};
use crate::post::{PUBLIC, Post, a_while, count};
use crate::world::bot::Mood;

/// What a command printed, after it ended like this.
fn printed(output: &Output, code: i32) -> String {
    let words = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    let words = String::from_utf8_lossy(&words).into_owned();
    assert_eq!(output.status.code(), Some(code), "{words}");
    words
}

/// The path of the link in the only mail to an address.
fn question(post: &Post, to: &str) -> String {
    let text = post.mail.told(to).pop().expect("a mail").text();
    let start = format!("{PUBLIC}/confirm/");
    let at = text.find(&start).unwrap_or_else(|| panic!("no link in {text}"));
    let link = text[at..].split(|c: char| c.is_whitespace() || c == '>').next().unwrap_or_default();
    link.trim_start_matches(PUBLIC).to_owned()
}

/// As a browser does on the page's button.
async fn press(app: &App, path: &str) -> reqwest::Response {
    let request = client().post(app.url(path)).header("origin", format!("http://{}", app.address));
    request.header("sec-fetch-site", "same-origin").send().await.unwrap()
}

#[tokio::test]
async fn an_address_is_told_only_after_its_owner_pressed_the_button() {
    let post = Post::new().await;
    let app = post.serve().await;
    let add = ["subscriber", "add", "--email", "ann@x.org"];
    assert!(printed(&post.home.run(&add).await, 0).contains("asks them to confirm"));
    count("the question", 1, || post.mail.count()).await;
    let ann = post.store.subscriber_at(Channel::Email, "ann@x.org").await.unwrap().expect("Ann").id;
    let path = question(&post, "ann@x.org");

    // Mail programs look at links, and nothing changes.
    for _ in 0..3 {
        let (status, headers, page) = app.get(&path).await;
        assert!(status == 200 && page.contains("method=\"post\"") && page.contains("Confirm"), "{page}");
        assert_eq!(headers["cache-control"], "no-store");
        assert!(client().head(app.url(&path)).send().await.unwrap().status().is_success());
    }
    let early = post.alert(&[ann], "too early").await;
    assert!(post.store.deliveries(&[early]).await.unwrap().is_empty());

    assert_eq!(press(&app, &path).await.status(), StatusCode::OK);
    assert_eq!(post.subscriber(ann).await.profile.state, SubscriberState::Active);
    let alert = post.alert(&[ann], "now").await;
    post.settled(alert, ann, MessageState::Sent).await;
    // It works once.
    assert_eq!(press(&app, &path).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(app.get(&path).await.0, 404);
    a_while().await;
    assert_eq!(post.mail.count(), 2);
}

#[tokio::test]
async fn a_question_of_yesterday_and_a_guess_are_answered_alike() {
    let post = Post::new().await;
    let app = post.serve().await;
    printed(&post.home.run(&["subscriber", "add", "--email", "ann@x.org"]).await, 0);
    count("the question", 1, || post.mail.count()).await;
    let path = question(&post, "ann@x.org");
    let ann = post.store.subscriber_at(Channel::Email, "ann@x.org").await.unwrap().expect("Ann").id;
    post.pass(TimeDelta::hours(24) + TimeDelta::seconds(1));
    let old = press(&app, &path).await;
    let guess = press(&app, "/confirm/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").await;
    assert_eq!((old.status(), guess.status()), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(post.subscriber(ann).await.profile.state, SubscriberState::Pending);
}

#[tokio::test]
async fn a_test_message_says_what_the_provider_answered() {
    let post = Post::new().await;
    let ann = post.person(Channel::Email, "ann@x.org").await.0.to_string();
    let bob = post.person(Channel::Telegram, "801").await.0.to_string();
    let eve = post.person(Channel::Telegram, "802").await.0.to_string();
    post.world.bot.mood("802", Mood::Refuses(403, "Forbidden: bot was blocked by the user"), usize::MAX);
    let _app = post.serve().await;
    assert!(printed(&post.home.run(&["send-test", &ann]).await, 0).starts_with("sent by email"));
    assert!(printed(&post.home.run(&["send-test", &bob]).await, 0).starts_with("sent by telegram, as "));
    assert_eq!((post.mail.count(), post.world.bot.told("801").len()), (1, 1));
    let refused = printed(&post.home.run(&["send-test", &eve]).await, 1);
    assert!(refused.starts_with("refused: ") && refused.contains("blocked"), "{refused}");
    assert!(printed(&post.home.run(&["send-test", "99"]).await, 1).contains("no subscriber 99"));
}

#[tokio::test]
async fn a_test_message_that_nobody_sends_says_so() {
    let post = Post::new().await;
    let ann = post.person(Channel::Email, "ann@x.org").await.0.to_string();
    let words = printed(&post.home.run(&["send-test", &ann]).await, 1);
    assert!(words.contains("`cockpit serve` is not running"), "{words}");
}

#[tokio::test]
async fn the_operator_sends_a_test_message_and_nobody_else_does() {
    const PASSWORD: &str = "correct horse battery";
    let mut post = Post::new().await;
    post.home.set("COCKPIT_ADMIN_PASSWORD", PASSWORD);
    let ann = post.person(Channel::Email, "ann@x.org").await.0;
    let app = post.serve().await;
    let path = format!("/api/v1/subscribers/{ann}/test");
    assert_eq!(press(&app, &path).await.status(), StatusCode::UNAUTHORIZED);

    let stays = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
    let login = stays.build().unwrap().post(app.url("/login"));
    let login = login.header("origin", format!("http://{}", app.address));
    let login = login.header("content-type", "application/x-www-form-urlencoded");
    let login = login.body(format!("password={}", PASSWORD.replace(' ', "+"))).send().await.unwrap();
    let cookie = login.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let send = async |path: &str| {
        let request = client().post(app.url(path)).header("cookie", &cookie);
        let answer = request.header("origin", format!("http://{}", app.address)).send().await.unwrap();
        let (status, body) = (answer.status(), answer.text().await.unwrap());
        (status, serde_json::from_str::<serde_json::Value>(&body).unwrap())
    };
    let (status, told) = send(&path).await;
    assert_eq!((status, told["state"].as_str()), (StatusCode::OK, Some("sent")), "{told}");
    assert_eq!(post.mail.told("ann@x.org").len(), 1);
    assert_eq!(send("/api/v1/subscribers/99/test").await.0, StatusCode::NOT_FOUND);
}
