//! One's own page: everything about oneself by a signed link, and nothing about anybody else (G2).

use chrono::TimeDelta;
use cockpit_domain::rules::Preset;
use cockpit_store::{Channel, QuietHours, SubscriberId, SubscriberState};

use super::form::{Form, attribute, error};
use super::{PEOPLE, desk};
use crate::access::visitor::Visitor;
use crate::post::{PUBLIC, Post};

/// The path of somebody's own page, as the operator would hand it on.
async fn link(operator: &Visitor, of: SubscriberId) -> String {
    let page = operator.page(&format!("{PEOPLE}&edit={}", of.0)).await;
    let tag =
        page.split("<input id=\"personal\"").nth(1).and_then(|rest| rest.split('>').next()).expect("a link");
    attribute(tag, "value")
        .and_then(|url| url.strip_prefix(PUBLIC).map(str::to_owned))
        .expect("an address of ours")
}

async fn two(post: &Post) -> (SubscriberId, SubscriberId) {
    (post.person(Channel::Telegram, "801").await, post.person(Channel::Email, "bob@x.org").await)
}

#[tokio::test]
async fn who_one_is_and_when_one_sleeps_is_ones_own_to_say() {
    let (post, app, operator) = desk().await;
    let (ann, bob) = two(&post).await;
    let (path, before) = (link(&operator, ann).await, post.subscriber(bob).await);
    let me = Visitor::of(&app);
    let answer = me.get(&path).await;
    assert_eq!((answer.status, &answer.headers["cache-control"]), (200, &"no-store".parse().unwrap()));
    assert_eq!(answer.headers["referrer-policy"], "no-referrer");
    assert!(answer.body.contains("…801") && !answer.body.contains("bob"), "{}", answer.body);

    let form = Form::of(&answer.body, &format!("{path}/profile"));
    let filled = form.clone().set("name", "Ann").set("quiet_from", "23:30").set("quiet_until", "06:00");
    let saved =
        filled.set("digest_hour", "6").set("time_zone", "Europe/Berlin").set("locale", "de").send(&me).await;
    assert_eq!(saved.place(), format!("{path}?done=saved"));
    assert!(me.follow(&saved).await.contains("Saved. It holds from now on."));
    let profile = post.subscriber(ann).await.profile;
    assert_eq!(profile.quiet_hours, Some(QuietHours { from_min: 1_410, until_min: 360 }));
    assert_eq!((profile.name.as_str(), profile.digest_hour, profile.locale.as_str()), ("Ann", Some(6), "de"));
    assert_eq!(
        (profile.channel, profile.address.expose(), profile.is_operator),
        (Channel::Telegram, "801", false)
    );

    // An older copy of the page: both are shown, and nothing is overwritten.
    let late = form.clone().set("name", "Late").send(&me).await;
    assert!(
        late.status == 409 && late.body.contains("Somebody else changed this meanwhile"),
        "{}",
        late.body
    );
    // What only the operator may say is not among it.
    let greedy = Form::of(&late.body, &format!("{path}/profile"));
    let greedy =
        greedy.set("operator", "yes").set("address", "999").set("id", &bob.0.to_string()).send(&me).await;
    assert_eq!(greedy.status, 303);
    let profile = post.subscriber(ann).await.profile;
    assert_eq!(
        (profile.name.as_str(), profile.address.expose(), profile.is_operator),
        ("Late", "801", false)
    );
    assert_eq!(post.subscriber(bob).await, before, "nobody else is touched");

    let bad = Form::of(&me.page(&path).await, &format!("{path}/profile"))
        .set("time_zone", "Moon")
        .set("name", "A\u{202e}");
    let bad = bad.send(&me).await;
    assert_eq!(bad.status, 422);
    assert!(
        error(&bad.body, "me-time_zone").unwrap().contains("Europe/Berlin")
            && error(&bad.body, "me-name").is_some()
    );
    assert_eq!(post.subscriber(ann).await.profile.name, "Late");
}

#[tokio::test]
async fn one_pauses_is_silent_leaves_and_comes_back() {
    let (post, app, operator) = desk().await;
    let (ann, _) = two(&post).await;
    let path = link(&operator, ann).await;
    let me = Visitor::of(&app);
    let press = async |action: &str| {
        let page = me.page(&path).await;
        me.follow(&Form::of(&page, &format!("{path}/{action}")).send(&me).await).await
    };
    assert!(press("pause").await.contains("Paused: nothing is sent"));
    assert_eq!(post.subscriber(ann).await.profile.state, SubscriberState::Paused);
    assert!(press("resume").await.contains("Alerts come as they happen."));
    assert!(press("mute").await.contains("Muted until"));
    let until = post.store.mutes(ann).await.unwrap()[0].1;
    assert!((until - post.now() - TimeDelta::hours(1)).abs() < TimeDelta::minutes(2), "{until}");
    assert!(operator.page(PEOPLE).await.contains("muted until"));
    assert!(press("unmute").await.contains("The silence is over"));
    assert!(post.store.mutes(ann).await.unwrap().is_empty());
    assert_eq!(me.post(&format!("{path}/mute"), &[("hours", "1000000")]).await.status, 400);

    let asked = me.page(&format!("{path}?leave=1")).await;
    assert!(asked.contains("Leave?"), "{asked}");
    assert_eq!(post.subscriber(ann).await.profile.state, SubscriberState::Active, "asking is not leaving");
    let left = me.follow(&Form::of(&asked, &format!("{path}/leave")).send(&me).await).await;
    assert!(left.contains("You have left: nothing more comes."), "{left}");
    assert_eq!(post.subscriber(ann).await.profile.state, SubscriberState::Left);
    assert!(press("resume").await.contains("You are told again from now on."));
    assert_eq!(post.subscriber(ann).await.profile.state, SubscriberState::Active);
    let audit = operator.get("/api/v1/audit").await.body;
    assert!(audit.contains(&format!("subscriber {}: paused on their own page", ann.0)), "{audit}");
}

#[tokio::test]
async fn an_address_that_was_never_confirmed_is_not_told_by_its_own_page() {
    let (post, app, operator) = desk().await;
    operator.follow(&operator.adds("email", &[("name", "Eve"), ("address", "eve@x.org")]).await).await;
    let eve = post.store.subscriber_at(Channel::Email, "eve@x.org").await.unwrap().expect("Eve").id;
    let path = link(&operator, eve).await;
    let me = Visitor::of(&app);
    assert!(me.page(&path).await.contains("not confirmed yet"));
    for action in ["resume", "pause", "unmute"] {
        assert_eq!(me.post(&format!("{path}/{action}"), &[]).await.status, 303, "{action}");
        assert_eq!(post.subscriber(eve).await.profile.state, SubscriberState::Pending, "{action}");
    }
}

#[tokio::test]
async fn a_link_opens_one_page_and_a_forged_one_none() {
    let (post, app, operator) = desk().await;
    let (ann, bob) = two(&post).await;
    let path = link(&operator, ann).await;
    let token = path.trim_start_matches("/me/");
    let stranger = Visitor::of(&app);
    let leave = post.alert(&[bob], "for the link").await;
    post.settled(leave, bob, cockpit_store::MessageState::Sent).await;
    let unsubscribe = {
        let mail = post.mail.told("bob@x.org").pop().expect("a mail");
        let header = mail.header("List-Unsubscribe").expect("a way out").to_owned();
        let start = format!("{PUBLIC}/unsubscribe/");
        header.split_once(&start).unwrap().1.split('>').next().unwrap().to_owned()
    };
    let mut forged =
        vec![unsubscribe, "A".repeat(32), "x".to_owned(), format!("{token}AA"), token[..30].to_owned()];
    forged.extend((0..token.len()).map(|place| {
        let mut other = token.as_bytes().to_vec();
        other[place] = if other[place] == b'A' { b'B' } else { b'A' };
        String::from_utf8(other).unwrap()
    }));
    let before = (post.subscriber(ann).await, post.subscriber(bob).await);
    for token in &forged {
        let answer = stranger.get(&format!("/me/{token}")).await;
        assert!(answer.status == 404 && answer.body.contains("This link does not work"), "{token}");
        for action in ["profile", "thresholds", "preset", "pause", "resume", "mute", "unmute", "leave"] {
            let fields =
                [("name", "Eve"), ("revision", "0"), ("hours", "1"), ("time_zone", "UTC"), ("locale", "en")];
            assert_eq!(
                stranger.post(&format!("/me/{token}/{action}"), &fields).await.status,
                404,
                "{token} {action}"
            );
        }
    }
    // Without the word of a page of ours the right link does nothing either, and nothing by looking.
    for headers in [&[][..], &[("origin", "https://evil.example")]] {
        let answer = stranger.ask(reqwest::Method::POST, &format!("{path}/leave"), headers, Some(&[])).await;
        assert_eq!(answer.status, 403);
    }
    for action in ["leave", "pause", "profile"] {
        assert_eq!(stranger.get(&format!("{path}/{action}?name=Eve")).await.status, 405, "{action}");
    }
    assert_eq!((post.subscriber(ann).await, post.subscriber(bob).await), before);
    post.store.remove_subscriber(ann).await.unwrap();
    assert_eq!(stranger.get(&path).await.status, 404, "who is gone has no page");
}

#[tokio::test]
async fn thresholds_of_ones_own_hold_for_oneself_alone() {
    let (post, app, operator) = desk().await;
    let (ann, bob) = two(&post).await;
    let path = link(&operator, ann).await;
    let me = Visitor::of(&app);
    let page = me.page(&path).await;
    let form = Form::of(&page, &format!("{path}/thresholds"));
    let saved = form.clone().set("btc.change.24h", "3.5").send(&me).await;
    assert_eq!(saved.place(), format!("{path}?done=saved"), "{}", saved.body);
    let wishes = post.store.wishes_of(ann).await.unwrap();
    assert_eq!(
        wishes.iter().map(|wish| (wish.rule.to_string(), wish.threshold)).collect::<Vec<_>>(),
        [("btc.change.24h".to_owned(), Some(3.5))]
    );
    assert!(post.store.wishes_of(bob).await.unwrap().is_empty());
    let late = form.set("btc.change.24h", "9").send(&me).await;
    assert!(
        late.status == 409 && late.body.contains("Somebody else changed this meanwhile"),
        "{}",
        late.body
    );
    let bad = Form::of(&late.body, &format!("{path}/thresholds")).set("btc.change.24h", "-1").send(&me).await;
    assert!(bad.status == 422 && bad.body.contains("must be"), "{}", bad.body);
    assert_eq!(post.store.wishes_of(ann).await.unwrap(), wishes);
    let page = me.page(&path).await;
    me.follow(&Form::of(&page, &format!("{path}/preset")).set("preset", "calm").send(&me).await).await;
    assert!(post.store.wishes_of(ann).await.unwrap().is_empty());
    assert_eq!(post.subscriber(ann).await.profile.preset, Preset::Calm);
    assert_eq!(post.subscriber(bob).await.profile.preset, Preset::Balanced);
}
