//! Two browsers at once: nobody silently overwrites what the other saved.

use cockpit_domain::rules::Preset;
use cockpit_store::{Channel, Profile, SubscriberState};

use super::form::Form;
use super::{PEOPLE, desk};
use crate::access::visitor::Visitor;

#[tokio::test]
async fn who_saves_second_sees_both_and_decides() {
    let (post, app, first) = desk().await;
    let second = Visitor::of(&app).as_operator().await;
    let ann = post.person(Channel::Telegram, "601").await;
    let edit = format!("{PEOPLE}&edit={}", ann.0);
    let form = |page: String| Form::of(&page, "/settings/subscribers/save");
    let (one, two) = (form(first.page(&edit).await), form(second.page(&edit).await));
    first.follow(&one.set("name", "Ann One").set("preset", "calm").send(&first).await).await;

    let refused = two.set("name", "Ann Two").set("digest_hour", "7").send(&second).await;
    assert_eq!(refused.status, 409);
    let page = &refused.body;
    assert!(page.contains("Somebody else changed this meanwhile"), "{page}");
    let (_, table) = page.split_once("Saved now").unwrap();
    let (table, _) = table.split_once("</table>").unwrap();
    for words in ["Ann One", "Ann Two", "calm", "balanced", "07:00", "none"] {
        assert!(table.contains(words), "{words}: {table}");
    }
    assert!(!table.contains("601"), "what is the same is left out: {table}");
    assert_eq!(post.subscriber(ann).await.profile.name, "Ann One", "nothing is overwritten");

    // Sent again as it is now, it is put in the place of the other.
    let again = Form::of(page, "/settings/subscribers/save");
    assert_eq!(again.value("name").map(String::as_str), Some("Ann Two"));
    second.follow(&again.send(&second).await).await;
    let Profile { name, preset, digest_hour, .. } = post.subscriber(ann).await.profile;
    assert_eq!((name.as_str(), preset, digest_hour), ("Ann Two", Preset::Balanced, Some(7)));
}

#[tokio::test]
async fn an_outdated_button_does_nothing_and_the_list_is_shown_anew() {
    let (post, _app, operator) = desk().await;
    let ann = post.person(Channel::Telegram, "602").await;
    let page = operator.page(PEOPLE).await;
    let removal = operator.page(&format!("{PEOPLE}&remove={}", ann.0)).await;
    let known = post.subscriber(ann).await;
    let renamed = Profile { name: "Renamed".to_owned(), ..known.profile };
    post.store.update_subscriber(ann, known.revision, renamed).await.unwrap();
    for (page, action) in [(&page, "pause"), (&removal, "remove")] {
        let answer =
            Form::about(page, &format!("/settings/subscribers/{action}"), ann.0).send(&operator).await;
        assert_eq!(answer.status, 409, "{action}");
        assert!(
            answer.body.contains("Renamed was changed meanwhile, and nothing was done."),
            "{}",
            answer.body
        );
        assert_eq!(post.subscriber(ann).await.profile.state, SubscriberState::Active);
    }
    // From the list as it is now it works.
    let page = operator.page(PEOPLE).await;
    operator.follow(&Form::about(&page, "/settings/subscribers/pause", ann.0).send(&operator).await).await;
    post.store.remove_subscriber(ann).await.unwrap();
    let gone = Form::about(&page, "/settings/subscribers/test", ann.0).send(&operator).await;
    assert!(
        gone.status == 404 && gone.body.contains("There is no such subscriber any more."),
        "{}",
        gone.body
    );
}

#[tokio::test]
async fn an_address_that_somebody_else_has_meanwhile_keeps_a_removal_from_being_taken_back() {
    let (post, _app, operator) = desk().await;
    let ann = post.person(Channel::Telegram, "603").await;
    let page = operator.page(&format!("{PEOPLE}&remove={}", ann.0)).await;
    let page = operator
        .follow(&Form::about(&page, "/settings/subscribers/remove", ann.0).send(&operator).await)
        .await;
    operator.follow(&operator.adds("telegram", &[("name", "Bob"), ("address", "603")]).await).await;
    let undo = Form::of(&page, "/settings/subscribers/undo").send(&operator).await;
    assert!(undo.status == 422 && undo.body.contains("Bob has that address now"), "{}", undo.body);
    assert_eq!(post.store.subscribers().await.unwrap().len(), 1);
}
