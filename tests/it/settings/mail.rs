//! A typed address is asked before it is told anything, unless it is the operator's own.

use cockpit_store::{Channel, SubscriberState};

use super::desk;
use super::form::Form;
use crate::access::visitor::Visitor;
use crate::post::{PUBLIC, Post, a_while, count};

/// The path of the link in the newest mail to an address.
fn question(post: &Post, to: &str) -> String {
    let text = post.mail.told(to).pop().expect("a mail").text();
    let (_, rest) =
        text.split_once(&format!("{PUBLIC}/confirm/")).unwrap_or_else(|| panic!("no link in {text}"));
    let token = rest.split(|c: char| c.is_whitespace() || c == '>').next().unwrap_or_default();
    format!("/confirm/{token}")
}

#[tokio::test]
async fn a_typed_address_is_asked_and_told_only_afterwards() {
    let (post, app, operator) = desk().await;
    let page =
        operator.follow(&operator.adds("email", &[("name", "Ann"), ("address", "Ann@X.org")]).await).await;
    assert!(
        page.contains("A mail asks them to confirm") && page.contains("waits for the confirmation"),
        "{page}"
    );
    assert!(page.contains("A…@x.org") && !page.contains("nn@x.org"), "masked");
    let ann = post.store.subscriber_at(Channel::Email, "Ann@x.org").await.unwrap().expect("Ann");
    count("the question", 1, || post.mail.count()).await;

    // It can be sent again, three times a day in all.
    let form = Form::about(&page, "/settings/subscribers/confirm", ann.id.0);
    for sent in [2, 3] {
        operator.follow(&form.send(&operator).await).await;
        count("the question again", sent, || post.mail.count()).await;
    }
    let refused = form.send(&operator).await;
    assert!(refused.status == 422 && refused.body.contains("Try again tomorrow"), "{}", refused.body);
    a_while().await;
    assert_eq!(post.mail.count(), 3);

    let path = question(&post, "Ann@x.org");
    let stranger = Visitor::of(&app);
    assert_eq!(stranger.post(&path, &[]).await.status, 200);
    assert_eq!(post.subscriber(ann.id).await.profile.state, SubscriberState::Active);
    let refused = form.send(&operator).await;
    assert!(refused.status == 422 && refused.body.contains("nothing to confirm"), "{}", refused.body);
}

#[tokio::test]
async fn the_operators_own_address_is_told_at_once_and_another_one_is_asked_again() {
    let (post, _app, operator) = desk().await;
    operator
        .follow(&operator.adds("email", &[("name", "Me"), ("address", "me@x.org"), ("own", "yes")]).await)
        .await;
    let me = post.store.subscriber_at(Channel::Email, "me@x.org").await.unwrap().expect("me");
    assert_eq!(me.profile.state, SubscriberState::Active);
    a_while().await;
    assert_eq!(post.mail.count(), 0, "nobody is asked");

    let page = operator.page(&format!("{}&edit={}", super::PEOPLE, me.id.0)).await;
    let form = Form::of(&page, "/settings/subscribers/save");
    assert_eq!(form.value("address").map(String::as_str), Some("me@x.org"), "whole, to be changed");
    let page = operator.follow(&form.set("address", "you@x.org").send(&operator).await).await;
    assert!(page.contains("A mail asks Me to confirm"), "{page}");
    let known = post.subscriber(me.id).await;
    assert_eq!(
        (known.profile.state, known.profile.address.expose()),
        (SubscriberState::Pending, "you@x.org")
    );
    count("the question", 1, || post.mail.count()).await;

    // The operator may say that it is theirs after all.
    let page = operator.page(&format!("{}&edit={}", super::PEOPLE, me.id.0)).await;
    let form = Form::of(&page, "/settings/subscribers/save").set("own", "yes");
    operator.follow(&form.send(&operator).await).await;
    assert_eq!(post.subscriber(me.id).await.profile.state, SubscriberState::Active);
}

#[tokio::test]
async fn who_left_is_asked_and_never_told_unasked() {
    let (post, _app, operator) = desk().await;
    let ann = post.person(Channel::Email, "ann@x.org").await;
    post.store.leave(ann).await.unwrap();
    let left = post.subscriber(ann).await;
    let fields = [("id", &*ann.0.to_string()), ("revision", &*left.revision.to_string())];
    for action in ["resume", "pause"] {
        let answer = operator.post(&format!("/settings/subscribers/{action}"), &fields).await;
        assert_eq!(answer.status, 422, "{action}: {}", answer.body);
    }
    assert_eq!(post.subscriber(ann).await.profile.state, SubscriberState::Left);
    let page = operator.page(super::PEOPLE).await;
    operator.follow(&Form::about(&page, "/settings/subscribers/confirm", ann.0).send(&operator).await).await;
    assert_eq!(post.subscriber(ann).await.profile.state, SubscriberState::Pending);
    count("the question", 1, || post.mail.count()).await;
}
