//! A mail server with every fault (D12 to D18 and D23).

use std::time::Duration;

use chrono::TimeDelta;
use cockpit_store::{AlertId, Channel, MessageState, SubscriberId, SubscriberState};

use crate::post::{Post, a_while, count, eventually};
use crate::world::smtp::{Act, Mail};

/// Waits until the first attempt has ended.
async fn tried(post: &Post, alert: AlertId, to: SubscriberId) {
    eventually("an attempt", async || {
        let status = post.status(alert, to).await;
        if status.state == MessageState::Pending && status.reason.is_some() { Ok(()) } else { Err(status) }
    })
    .await;
}

async fn people(post: &Post, names: &[&str]) -> Vec<SubscriberId> {
    let mut people = Vec::new();
    for name in names {
        people.push(post.person(Channel::Email, &format!("{name}@x.org")).await);
    }
    people
}

#[tokio::test]
async fn what_the_server_defers_is_tried_again_by_the_schedule_and_arrives_once() {
    let post = Post::new().await;
    let people = people(&post, &["ann", "bob", "eve"]).await;
    post.mail.fault("ann@x.org", "RCPT", Act::Say("451 4.3.0 try later"), 1);
    post.mail.fault("bob@x.org", "RCPT", Act::Say("452 4.2.2 mailbox full"), 1);
    let _app = post.serve().await;
    let alert = post.alert(&people, "deferred").await;
    post.settled(alert, people[2], MessageState::Sent).await;
    for person in &people[..2] {
        tried(&post, alert, *person).await;
        assert!(post.status(alert, *person).await.due_at - post.now() <= TimeDelta::seconds(6));
    }
    post.pass(TimeDelta::seconds(6));
    for person in &people[..2] {
        assert_eq!(post.settled(alert, *person, MessageState::Sent).await.attempt, 2);
    }
    // The server as a whole is busy: nobody's attempt counts.
    post.mail.fault("", "HELLO?", Act::Say("421 4.7.0 too many connections"), 2);
    let second = post.alert(&people, "busy").await;
    post.hurry(TimeDelta::seconds(5)).await;
    for person in &people {
        let status = post.settled(second, *person, MessageState::Sent).await;
        assert_eq!((status.attempt, status.possible_repeat), (1, false));
    }
    assert_eq!(post.mail.count(), 6);
}

#[tokio::test]
async fn an_address_that_is_none_is_given_up_after_two_and_a_spent_quota_is_not_its_fault() {
    let post = Post::new().await;
    let people = people(&post, &["nobody", "ann"]).await;
    post.mail.fault("nobody@x.org", "RCPT", Act::Say("550 5.1.1 no such user"), usize::MAX);
    let _app = post.serve().await;
    for (title, state) in [("one", SubscriberState::Active), ("two", SubscriberState::Blocked)] {
        let alert = post.alert(&people, title).await;
        let dead = post.settled(alert, people[0], MessageState::Dead).await;
        assert!(dead.reason.unwrap().starts_with("no_such_user"));
        // Nobody else is affected (D18).
        post.settled(alert, people[1], MessageState::Sent).await;
        assert_eq!(post.subscriber(people[0]).await.profile.state, state, "{title}");
    }

    post.mail.fault("", "RCPT", Act::Say("550 5.4.5 Daily user sending limit exceeded"), 1);
    let alert = post.alert(&people[1..], "over the quota").await;
    let pause =
        eventually("a pause", async || post.store.channel_pauses().await.unwrap().pop().ok_or("none")).await;
    assert!(pause.channel == Channel::Email && pause.reason.contains("quota"), "{pause:?}");
    a_while().await;
    let status = post.status(alert, people[1]).await;
    assert_eq!((status.state, status.attempt), (MessageState::Pending, 0));
    assert_eq!(post.subscriber(people[1]).await.profile.state, SubscriberState::Active);
    post.pass(pause.until - post.now() + TimeDelta::seconds(1));
    post.settled(alert, people[1], MessageState::Sent).await;
    assert!(post.store.channel_pauses().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_server_that_takes_and_never_answers_is_given_up_and_keeps_nobody_waiting() {
    let post = Post::new().await;
    let people = people(&post, &["before", "after", "fine"]).await;
    post.mail.fault("before@x.org", "RCPT", Act::Hang, 1);
    post.mail.fault("after@x.org", ".", Act::Hang, 1);
    let telegram = post.person(Channel::Telegram, "71").await;
    let _app = post.serve().await;
    let alert = post.alert(&[people.as_slice(), &[telegram]].concat(), "tar").await;
    let began = std::time::Instant::now();
    post.settled(alert, telegram, MessageState::Sent).await;
    assert!(
        began.elapsed() < Duration::from_secs(2),
        "another channel is not delayed: {:?}",
        began.elapsed()
    );
    count("the one nobody answered", 1, || post.mail.told("after@x.org").len()).await;
    post.hurry(TimeDelta::seconds(5)).await;
    let copies = ["before", "after", "fine"].map(|name| post.mail.told(&format!("{name}@x.org")));
    assert_eq!(copies.each_ref().map(Vec::len), [1, 2, 1]);
    let after = post.status(alert, people[1]).await;
    assert!(after.possible_repeat && copies[1][1].is_marked(), "{after:?}");
    assert_eq!(copies[1][0].header("Message-ID"), copies[1][1].header("Message-ID"));
    assert!(!post.status(alert, people[0]).await.possible_repeat);
    assert!(copies[2][0].at < began + Duration::from_secs(2), "and neither is another recipient");
}

#[tokio::test]
async fn a_connection_that_closes_after_the_dot_is_repeated_once_under_the_same_name() {
    let post = Post::new().await;
    let people = people(&post, &["once", "twice"]).await;
    post.mail.fault("once@x.org", ".", Act::Close, 1);
    post.mail.fault("twice@x.org", ".", Act::Close, usize::MAX);
    let _app = post.serve().await;
    let alert = post.alert(&people, "closing").await;
    count("both first copies", 2, || post.mail.count()).await;
    post.hurry(TimeDelta::seconds(5)).await;
    post.settled(alert, people[0], MessageState::Sent).await;
    post.settled(alert, people[1], MessageState::Unknown).await;
    post.pass(TimeDelta::hours(1));
    a_while().await;
    for name in ["once@x.org", "twice@x.org"] {
        let told = post.mail.told(name);
        assert_eq!(told.len(), 2, "{name}");
        assert!(told[0].header("Message-ID").is_some());
        assert_eq!(told[0].header("Message-ID"), told[1].header("Message-ID"));
        let marks = told.iter().map(Mail::is_marked).collect::<Vec<_>>();
        assert_eq!(marks, [false, true]);
    }
}

#[tokio::test]
async fn where_encryption_was_taken_out_of_the_offer_nothing_is_said() {
    let mut post = Post::new().await;
    post.home.set("SMTP_TLS", "starttls");
    post.home.set("SMTP_USER", "user");
    post.home.set("SMTP_PASS", "canary-of-the-mail");
    let people = people(&post, &["ann"]).await;
    let alert = post.alert(&people, "stripped").await;
    let app = post.serve().await;
    let pause =
        eventually("a pause", async || post.store.channel_pauses().await.unwrap().pop().ok_or("none")).await;
    assert!(pause.reason.starts_with("tls_required"), "{pause:?}");
    let said = post.mail.commands();
    assert!(
        said.iter().all(|line| line == "HELLO?" || line.starts_with("EHLO") || line == "QUIT"),
        "{said:?}"
    );
    post.settled(alert, people[0], MessageState::Pending).await;
    let (_, log) = app.terminate().await;
    assert!(log.iter().any(|line| line.contains("tls_required")), "{log:#?}");
    assert!(!log.iter().any(|line| line.contains("canary")), "{log:#?}");
}

#[tokio::test]
async fn a_wrong_password_is_tried_once_in_a_quarter_of_an_hour_with_one_warning() {
    let mut post = Post::new().await;
    post.home.set("SMTP_USER", "user");
    post.home.set("SMTP_PASS", "canary-of-the-mail");
    let names: Vec<String> = (0..20).map(|number| format!("n{number}")).collect();
    let people = people(&post, &names.iter().map(String::as_str).collect::<Vec<_>>()).await;
    post.mail.fault("", "AUTH", Act::Say("535 5.7.8 Username and Password not accepted"), usize::MAX);
    let app = post.serve().await;
    post.alert(&people, "locked out").await;
    let logins = || post.mail.commands().iter().filter(|line| line.starts_with("AUTH")).count();
    eventually("a login", async || if logins() > 0 { Ok(()) } else { Err(()) }).await;
    a_while().await;
    assert_eq!(logins(), 1, "however many messages wait");
    post.pass(TimeDelta::minutes(14));
    a_while().await;
    assert_eq!(logins(), 1, "not before its time");
    post.pass(TimeDelta::minutes(2));
    count("the next try", 2, logins).await;
    a_while().await;
    assert_eq!(logins(), 2);
    assert_eq!(post.store.outbox_counts().await.unwrap().pending, 20, "everything is kept");
    post.mail.cheer_up();
    post.pass(TimeDelta::minutes(16));
    post.empty().await;
    assert_eq!(post.mail.count(), 20);
    let (_, log) = app.terminate().await;
    let warnings = log.iter().filter(|line| line.contains("WARN") && line.contains("535")).count();
    assert_eq!(warnings, 1, "{log:#?}");
    assert!(!log.iter().any(|line| line.contains("canary")), "{log:#?}");
}

#[tokio::test]
async fn a_late_answer_to_one_mail_is_never_taken_for_the_answer_to_the_next() {
    let post = Post::new().await;
    let people = people(&post, &["slow", "refused"]).await;
    post.mail.fault("slow@x.org", ".", Act::Late(Duration::from_secs(4), "250 2.0.0 at last"), 1);
    post.mail.fault("refused@x.org", ".", Act::Say("554 5.6.0 rejected"), usize::MAX);
    let _app = post.serve().await;
    let first = post.alert(&people[..1], "slow").await;
    eventually("the deadline", async || {
        let status = post.status(first, people[0]).await;
        if status.possible_repeat { Ok(()) } else { Err(status) }
    })
    .await;
    let second = post.alert(&people[1..], "refused").await;
    let refused = post.settled(second, people[1], MessageState::Dead).await;
    assert!(refused.reason.as_ref().unwrap().contains("554"), "{refused:?}");
    post.pass(TimeDelta::seconds(15));
    post.settled(first, people[0], MessageState::Sent).await;
    assert_eq!(post.mail.told("slow@x.org").len(), 2);
    assert_eq!(post.mail.told("refused@x.org").len(), 1);
}
