//! People of every channel: added, changed, tested, paused, removed and brought back, with their addresses masked.

use cockpit_store::{Channel, SubscriberState};

use super::form::{Form, attribute, error};
use super::{PEOPLE, desk};
use crate::world::bot::Mood;

#[tokio::test]
async fn somebody_is_added_tested_paused_and_told_again() {
    let (post, _app, operator) = desk().await;
    let fields =
        [("name", "Ann"), ("address", " 123456789 "), ("quiet_from", "22:00"), ("quiet_until", "07:00")];
    let added = operator.adds("telegram", &fields).await;
    let page = operator.follow(&added).await;
    assert!(page.contains("Ann is added, and told from now on.") && page.contains("…789"), "{page}");
    assert!(!page.contains("123456789"), "the list is masked");
    let ann = post.store.subscriber_at(Channel::Telegram, "123456789").await.unwrap().expect("Ann");

    let tested = Form::about(&page, "/settings/subscribers/test", ann.id.0).send(&operator).await;
    let page = operator.follow(&tested).await;
    assert!(page.contains("The test arrived.") && page.contains("sent by telegram"), "{page}");
    assert_eq!(post.world.bot.told("123456789").len(), 1);

    let page = operator
        .follow(&Form::about(&page, "/settings/subscribers/pause", ann.id.0).send(&operator).await)
        .await;
    assert!(page.contains("Ann is told nothing until you resume"), "{page}");
    assert_eq!(post.subscriber(ann.id).await.profile.state, SubscriberState::Paused);
    let page = operator
        .follow(&Form::about(&page, "/settings/subscribers/resume", ann.id.0).send(&operator).await)
        .await;
    assert!(page.contains("Ann is told again.") && page.contains("delivered"), "{page}");
    assert_eq!(post.subscriber(ann.id).await.profile.state, SubscriberState::Active);

    let again = operator.adds("telegram", &[("name", "Bob"), ("address", "123456789")]).await;
    assert_eq!(again.status, 422);
    assert_eq!(
        error(&again.body, "person-address").unwrap(),
        "Chat number is Ann&#39;s already".replace("&#39;", "'")
    );
    let audit = operator.get("/api/v1/audit").await.body;
    for words in ["added", "paused", "resumed"] {
        assert!(audit.contains(&format!("subscriber {}: {words}", ann.id.0)), "{audit}");
    }
    assert!(!audit.contains("123456789"), "the audit knows numbers alone");
}

#[tokio::test]
async fn a_test_says_what_the_provider_said() {
    let (post, _app, operator) = desk().await;
    post.world.bot.mood("42", Mood::Refuses(400, "Bad Request: chat not found"), 1);
    let page = operator.follow(&operator.adds("telegram", &[("name", "Ann"), ("address", "42")]).await).await;
    let page = operator.follow(&Form::of(&page, "/settings/subscribers/test").send(&operator).await).await;
    assert!(page.contains("The test did not arrive.") && page.contains("chat not found"), "{page}");
}

#[tokio::test]
async fn every_channel_can_be_added_and_a_webhooks_key_is_shown() {
    let (post, _app, operator) = desk().await;
    for (channel, address, seen) in [
        ("webhook", "https://hooks.example/canary-1", "hooks.example"),
        ("ntfy", "https://ntfy.example/canary-2", "ntfy.example"),
        ("discord", "https://discord.example/api/webhooks/1/canary-3", "discord.example"),
        ("slack", "https://slack.example/services/canary-4", "slack.example"),
    ] {
        let page =
            operator.follow(&operator.adds(channel, &[("name", channel), ("address", address)]).await).await;
        assert!(page.contains(seen) && !page.contains("canary-"), "{channel}: {page}");
        assert_eq!(page.contains("whsec_"), channel == "webhook", "{channel}");
    }
    let people = post.store.subscribers().await.unwrap();
    let page = operator.page(&format!("{PEOPLE}&edit={}", people[1].id.0)).await;
    assert!(page.contains("https://ntfy.example/canary-2"), "to change it, it is shown whole");
    assert!(!page.contains("canary-1") && !page.contains("canary-3"), "and nobody else's");
}

#[tokio::test]
async fn a_removal_is_asked_and_taken_back_with_everything() {
    let (post, _app, operator) = desk().await;
    let ann = post.person(Channel::Telegram, "501").await;
    post.store.set_threshold(ann, &"btc.drift".parse().unwrap(), Some(2.5), true).await.unwrap();
    let before = post.subscriber(ann).await;
    let page = operator.page(&format!("{PEOPLE}&remove={}", ann.0)).await;
    assert!(page.contains(&format!("Remove {}?", before.profile.name)), "{page}");
    assert_eq!(post.store.subscribers().await.unwrap().len(), 1, "asking removes nobody");
    let page = operator
        .follow(&Form::about(&page, "/settings/subscribers/remove", ann.0).send(&operator).await)
        .await;
    assert!(page.contains("Nobody is told yet.") && page.contains("is removed."), "{page}");
    assert!(post.store.subscribers().await.unwrap().is_empty());
    let undo = Form::of(&page, "/settings/subscribers/undo");
    let page = operator.follow(&undo.send(&operator).await).await;
    assert!(page.contains("is back, with everything they had."), "{page}");
    let after = post.subscriber(ann).await;
    assert_eq!((after.id, after.profile, after.created_at), (before.id, before.profile, before.created_at));
    assert_eq!(post.store.wishes_of(ann).await.unwrap().len(), 1);
    let twice = undo.send(&operator).await;
    assert!(twice.status == 422 && twice.body.contains("cannot be taken back any more"), "{}", twice.body);
    let audit = operator.get("/api/v1/audit").await.body;
    assert!(audit.contains("removed") && audit.contains("brought back"), "{audit}");
}

#[tokio::test]
async fn an_invitation_lets_one_person_in() {
    let (post, _app, operator) = desk().await;
    let page = operator.page(PEOPLE).await;
    let answer = Form::of(&page, "/settings/subscribers/invite").send(&operator).await;
    assert_eq!(answer.status, 200);
    let link = answer
        .body
        .split("<input id=\"invite-url\"")
        .nth(1)
        .and_then(|tag| attribute(tag.split('>').next()?, "value"));
    let link = link.expect("a link");
    let token = link.strip_prefix("https://t.me/cockpit_test_bot?start=").expect(&link);
    assert!(answer.body.contains("aria-label=\"QR code of the link\""));
    post.world.bot.says(701, &format!("/start {token}"));
    crate::post::eventually("Ann is in", async || {
        let known = post.store.subscriber_at(Channel::Telegram, "701").await.unwrap();
        known.ok_or(())
    })
    .await;
    assert!(operator.page(PEOPLE).await.contains("…701"));
    let audit = operator.get("/api/v1/audit").await.body;
    assert!(audit.contains("an invitation was made") && !audit.contains(token), "{audit}");
}

#[tokio::test]
async fn without_a_provider_it_is_said_what_is_missing() {
    let app = crate::access::visitor::with_operator().serve().await;
    let operator = crate::access::visitor::Visitor::of(&app).as_operator().await;
    let page = operator.page(PEOPLE).await;
    assert!(page.contains("needs TELEGRAM_BOT_TOKEN") && page.contains("needs SMTP_HOST"), "{page}");
    assert!(!Form::is_there(&page, "/settings/subscribers/invite"));
    let page = operator.follow(&operator.adds("telegram", &[("name", "Ann"), ("address", "1")]).await).await;
    let tested = Form::of(&page, "/settings/subscribers/test").send(&operator).await;
    assert!(tested.status == 422 && tested.body.contains("set TELEGRAM_BOT_TOKEN"), "{}", tested.body);
    let asked = operator.adds("email", &[("name", "Bob"), ("address", "bob@x.org")]).await;
    assert_eq!(asked.status, 422);
    assert!(error(&asked.body, "person-address").unwrap().contains("set COCKPIT_PUBLIC_URL and SMTP_HOST"));
    operator
        .follow(&operator.adds("email", &[("name", "Bob"), ("address", "bob@x.org"), ("own", "yes")]).await)
        .await;
}

#[tokio::test]
async fn of_many_people_one_page_is_shown_and_anybody_is_found() {
    let (post, _app, operator) = desk().await;
    let people = post.chats(1_000..1_120).await;
    post.person(Channel::Email, "zoe.somebody@example.org").await;
    let shown = |page: &str| page.matches("class=\"person-name\"").count();
    let page = operator.page(PEOPLE).await;
    assert!(page.contains("121 people") && page.contains("1 of 3"), "{page}");
    assert_eq!(shown(&page), 50);
    assert!(page.contains("Person 1000") && !page.contains("Person 1050"));
    let page = operator.page(&format!("{PEOPLE}&page=3")).await;
    assert_eq!(shown(&page), 21);
    assert!(page.contains("page=2\"") && !page.contains("page=4\""), "{page}");

    // By name, by a whole address that is shown masked, by the channel's word.
    for (words, found) in [("person+1077", 1), ("ZOE.somebody%40example.org", 1), ("email", 1), ("nobody", 0)]
    {
        let page = operator.page(&format!("{PEOPLE}&find={words}")).await;
        assert_eq!(shown(&page), found, "{words}");
        assert!(page.contains(&format!("{found} of 121 people")), "{words}: {page}");
    }
    // Who is changed is on the page that comes, wherever they stand.
    let last = people[119];
    let page = operator.page(&format!("{PEOPLE}&page=3")).await;
    let paused = Form::about(&page, "/settings/subscribers/pause", last.0).send(&operator).await;
    let page = operator.follow(&paused).await;
    assert!(page.contains("Person 1119 is told nothing") && page.contains("3 of 3"), "{page}");
    let page = operator.page(&format!("{PEOPLE}&edit={}", people[60].0)).await;
    assert!(page.contains("2 of 3") && page.contains("name=\"address\""), "{page}");
    let all: serde_json::Value = serde_json::from_str(&operator.page("/api/v1/subscribers").await).unwrap();
    assert_eq!(all["subscribers"].as_array().unwrap().len(), 121);
}
