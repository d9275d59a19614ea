use cockpit_domain::calendar::{Actual, Figure, Impact, Release, ReleaseId};

use crate::StoreError;
use crate::scratch::{Scratch, at};

fn figure(text: &str, seconds: i64) -> Figure {
    Figure { text: text.to_owned(), source: "forexfactory".to_owned(), seen_at: at(seconds) }
}

fn release(id: &str, seconds: i64) -> Release {
    Release {
        id: ReleaseId::new(id).unwrap(),
        kind: "us.claims".to_owned(),
        name: "Unemployment \"Claims\"; drop table release --".to_owned(),
        period: Some("2025-12-20".parse().unwrap()),
        period_words: Some("week to 20 Dec 2025".to_owned()),
        at: at(seconds),
        timed: true,
        estimated: false,
        scheduled_by: "forexfactory".to_owned(),
        scheduled_seen_at: at(0),
        moved_from: Some(at(seconds - 86_400)),
        impact: Impact::Medium,
        forecast: Some(figure("223K", 1)),
        previous: None,
        actual: None,
        actual_reason: None,
        withdrawn_at: None,
    }
}

fn actual(text: &str, seconds: i64) -> Actual {
    Actual {
        text: text.to_owned(),
        source: "fredgraph ICSA".to_owned(),
        first_seen_at: at(seconds),
        revised: None,
    }
}

#[tokio::test]
async fn a_release_comes_back_as_it_was_given() {
    let store = Scratch::new().await;
    let full = Release {
        previous: Some(figure("4.58|2.6", 2)),
        actual: Some(Actual { revised: Some(figure("216K", 9)), ..actual("214K", 5) }),
        actual_reason: Some("why".to_owned()),
        withdrawn_at: Some(at(7)),
        ..release("us.claims.2025-12-20", 100)
    };
    let bare = Release {
        period: None,
        period_words: None,
        forecast: None,
        moved_from: None,
        ..release("us.x.speech", 50)
    };
    store.save_releases(vec![full.clone(), bare.clone()]).await.unwrap();
    assert_eq!(store.releases(at(0), at(1_000)).await, Ok(vec![bare, full.clone()]), "by time");
    assert_eq!(store.releases(at(101), at(1_000)).await, Ok(vec![]));
    assert_eq!(store.release(&full.id).await, Ok(Some(full)));
}

#[tokio::test]
async fn the_first_actual_is_kept_whatever_is_written_later() {
    let store = Scratch::new().await;
    let first = Release { actual: Some(actual("214K", 5)), ..release("us.claims.2025-12-20", 0) };
    store.save_releases(vec![first.clone()]).await.unwrap();
    let revised = Some(figure("216K", 9));
    let later =
        Release { actual: Some(Actual { revised: revised.clone(), ..actual("216K", 9) }), ..first.clone() };
    store.save_releases(vec![later]).await.unwrap();
    let kept = store.release(&first.id).await.unwrap().unwrap().actual.unwrap();
    assert_eq!(kept, Actual { revised, ..actual("214K", 5) });
    let without = release("us.claims.2025-12-20", 0);
    store.save_releases(vec![without]).await.unwrap();
    assert_eq!(store.release(&first.id).await.unwrap().unwrap().actual.unwrap().text, "214K");
}

#[tokio::test]
async fn one_release_that_is_refused_leaves_none_of_them() {
    let store = Scratch::new().await;
    let bad = Release { name: "x".repeat(401), ..release("b", 0) };
    let error = store.save_releases(vec![release("a", 0), bad]).await.unwrap_err();
    assert!(matches!(error, StoreError::Refused(_)), "{error}");
    assert_eq!(store.releases(at(-10), at(10)).await, Ok(vec![]));
}
