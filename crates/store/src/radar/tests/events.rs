use cockpit_domain::Usd;
use cockpit_domain::radar::{Event, Market, Outcome, Probability};
use proptest::prelude::*;

use super::{event, token};
use crate::scratch::{Scratch, at};
use crate::{Leader, LeaderChange, SeenEvent, StoreError};

/// Texts as strangers write them: quotes, backslashes, NUL, every alphabet.
fn text() -> impl Strategy<Value = String> {
    prop_oneof!["\\PC{0,40}", Just("'; drop table radar_event; --\0\"\\u0000\u{202e}".to_owned())]
}

fn outcome() -> impl Strategy<Value = Outcome> {
    let price = prop::option::of(0.0..=1.0_f64);
    (text(), price, prop::option::of(any::<u64>())).prop_map(|(label, price, number)| Outcome {
        label,
        price: price.and_then(Probability::new),
        token: number.map(token),
    })
}

fn market() -> impl Strategy<Value = Market> {
    let texts = (text(), text(), text(), prop::option::of(text()));
    let prices = (prop::option::of(0.0..=1.0_f64), prop::option::of(0.0..=1.0_f64));
    let amounts = (any::<i64>(), prop::option::of(any::<i64>()), prop::option::of(0_i64..1_000_000));
    let outcomes = prop::collection::vec(outcome(), 0..4);
    let rest = (prop::option::of(-4_000_000_000_i64..4_000_000_000), any::<bool>(), any::<bool>());
    (texts, prices, amounts, outcomes, rest).prop_map(|(texts, prices, amounts, outcomes, rest)| Market {
        id: texts.0,
        slug: texts.1,
        question: texts.2,
        label: texts.3,
        outcomes,
        best_bid: prices.0.and_then(Probability::new),
        best_ask: prices.1.and_then(Probability::new),
        volume_24h: Usd::from_dollars(amounts.0),
        volume: amounts.1.map(Usd::from_dollars),
        liquidity: amounts.2.map(Usd::from_dollars),
        ends_at: rest.0.map(at),
        open: rest.1,
        placeholder: rest.2,
    })
}

fn any_event() -> impl Strategy<Value = Event> {
    let texts = (text(), text(), prop::collection::vec(text(), 0..4));
    let amounts = (any::<i64>(), prop::option::of(any::<i64>()));
    let rest = (prop::option::of(-4_000_000_000_i64..4_000_000_000), any::<bool>(), any::<bool>());
    let markets = prop::collection::vec(market(), 0..3);
    (texts, amounts, rest, markets).prop_map(|(texts, amounts, rest, markets)| Event {
        id: format!("id {}", texts.0),
        slug: format!("slug {}", texts.0),
        title: texts.1,
        exclusive: rest.1,
        closed: rest.2,
        ends_at: rest.0.map(at),
        volume_24h: Usd::from_dollars(amounts.0),
        volume: amounts.1.map(Usd::from_dollars),
        tags: texts.2,
        markets,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn an_event_comes_back_as_it_was_given_whatever_it_says(event in any_event()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let store = Scratch::new().await;
            store.save_events(vec![event.clone()], at(5)).await.unwrap();
            let found = store.event_by_slug(&event.slug).await.unwrap();
            prop_assert_eq!(found, Some(SeenEvent { event, seen_at: at(5) }));
            Ok(())
        })?;
    }
}

#[tokio::test]
async fn an_event_is_replaced_whole_and_the_most_traded_come_first() {
    let store = Scratch::new().await;
    store.save_events(vec![event("a", 10, 1), event("b", 20, 3)], at(0)).await.unwrap();
    let replaced = Event { markets: Vec::new(), closed: true, ..event("a", 30, 1) };
    store.save_events(vec![replaced.clone()], at(60)).await.unwrap();
    let seen = |event, seconds| SeenEvent { event, seen_at: at(seconds) };
    let both = [seen(replaced.clone(), 60), seen(event("b", 20, 3), 0)];
    assert_eq!(store.events_seen_since(at(0)).await.unwrap(), both);
    assert_eq!(store.events_seen_since(at(1)).await.unwrap(), both[..1]);
    assert_eq!(store.event_by_slug("slug-a").await, Ok(Some(seen(replaced, 60))));
    assert_eq!(store.event_by_slug("slug-c").await, Ok(None));
    let new_owner = Event { slug: "slug-b".to_owned(), ..event("c", 1, 5) };
    store.save_events(vec![new_owner.clone()], at(61)).await.unwrap();
    assert_eq!(store.event_by_slug("slug-b").await, Ok(Some(seen(new_owner, 61))));
}

#[tokio::test]
async fn a_text_that_is_too_long_is_refused_by_its_name_with_all_that_came_with_it() {
    let store = Scratch::new().await;
    let changes = store.changes();
    let many_tags = vec!["x".repeat(1_000); 30];
    for (bad, field) in [
        (Event { title: format!("\0{}", "x".repeat(2_000)), ..event("b", 1, 1) }, "title"),
        (Event { slug: String::new(), ..event("b", 1, 1) }, "slug"),
        (Event { tags: many_tags, ..event("b", 1, 1) }, "tags"),
    ] {
        let error = store.save_events(vec![event("a", 1, 1), bad], at(0)).await.unwrap_err();
        assert!(matches!(&error, StoreError::Refused(why) if why.contains(field)), "{error}");
        assert!(!error.is_transient());
    }
    assert_eq!(store.events_seen_since(at(0)).await, Ok(Vec::new()));
    assert_eq!(*changes.borrow(), 0);
}

#[tokio::test]
async fn a_leader_is_written_only_when_another_one_leads() {
    let store = Scratch::new().await;
    let changes = store.changes();
    let leader = |event: &str, number, label: &str| Leader {
        event: event.to_owned(),
        token: token(number),
        label: label.to_owned(),
    };
    let change = |leader: Leader, led_before: Option<&str>, seconds| LeaderChange {
        event: leader.event,
        token: leader.token,
        label: leader.label,
        led_before: led_before.map(str::to_owned),
        at: at(seconds),
    };
    let (first, second, other) = (leader("a", 1, "No change"), leader("a", 2, "Cut"), leader("b", 3, "Yes"));
    store.record_leaders(vec![first.clone(), other.clone()], at(0)).await.unwrap();
    let renamed = leader("a", 1, "No change at all");
    store.record_leaders(vec![renamed, other.clone()], at(60)).await.unwrap();
    assert_eq!(*changes.borrow(), 1, "nothing new, nothing to show");
    store.record_leaders(vec![second.clone()], at(120)).await.unwrap();
    store.record_leaders(vec![first.clone()], at(120)).await.unwrap();
    let expected = [
        change(first.clone(), Some("Cut"), 120),
        change(second, Some("No change"), 120),
        change(other, None, 0),
        change(first, None, 0),
    ];
    assert_eq!(store.leader_changes(at(0)).await.unwrap(), expected);
    assert_eq!(
        store.leader_changes(at(1)).await.unwrap(),
        expected[..2],
        "who led before is known all the same"
    );
}

#[tokio::test]
async fn pins_are_kept_once_and_in_their_order() {
    let store = Scratch::new().await;
    let changes = store.changes();
    for (slug, seconds) in [("b's \"event\"", 0), ("a", 1), ("b's \"event\"", 2)] {
        store.pin_event(slug, at(seconds)).await.unwrap();
    }
    assert_eq!(store.pins().await.unwrap(), ["b's \"event\"", "a"]);
    store.unpin_event("b's \"event\"").await.unwrap();
    store.unpin_event("never pinned").await.unwrap();
    assert_eq!(store.pins().await.unwrap(), ["a"]);
    assert_eq!(*changes.borrow(), 3);
    assert!(
        matches!(store.pin_event("", at(0)).await, Err(StoreError::Refused(why)) if why.contains("slug"))
    );
}
