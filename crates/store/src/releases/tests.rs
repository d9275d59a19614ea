use chrono::TimeDelta;
use cockpit_domain::calendar::{Actual, Figure, Impact, Release, ReleaseId};
use proptest::prelude::*;

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

/// Texts as strangers write them: quotes, NUL, every alphabet.
fn text() -> impl Strategy<Value = String> {
    prop_oneof!["\\PC{1,40}", Just("'; drop table release; --\0\"\u{202e}".to_owned())]
}

fn any_figure() -> impl Strategy<Value = Figure> {
    (text(), text(), -4_000_000_000_i64..4_000_000_000).prop_map(|(text, source, seconds)| Figure {
        text,
        source,
        seen_at: at(seconds),
    })
}

fn any_release() -> impl Strategy<Value = Release> {
    let optional = || prop::option::of(any_figure());
    let texts = (text(), text(), prop::option::of(text()), text(), prop::option::of(text()));
    let moments =
        (-4_000_000_000_i64..4_000_000_000, prop::option::of(-9_000_i64..9_000), prop::option::of(0_i64..9));
    let figures = (optional(), optional(), optional(), optional());
    let rest = (any::<bool>(), any::<bool>(), 0_usize..3, prop::option::of(-40_000_i64..40_000));
    (texts, moments, figures, rest).prop_map(|(texts, moments, figures, rest)| Release {
        id: ReleaseId::new("us.claims.2025-12-20").unwrap(),
        kind: texts.0,
        name: texts.1,
        period: rest.3.map(|days| (at(0) + TimeDelta::days(days)).date_naive()),
        period_words: texts.2,
        at: at(moments.0),
        timed: rest.0,
        estimated: rest.1,
        scheduled_by: texts.3,
        scheduled_seen_at: at(moments.0 + 5),
        moved_from: moments.1.map(at),
        impact: [Impact::Low, Impact::Medium, Impact::High][rest.2],
        forecast: figures.0,
        previous: figures.1,
        actual: figures.2.map(|first| Actual {
            text: first.text,
            source: first.source,
            first_seen_at: first.seen_at,
            revised: figures.3,
        }),
        actual_reason: texts.4,
        withdrawn_at: moments.2.map(at),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_release_comes_back_as_it_was_given(release in any_release()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let store = Scratch::new().await;
            store.save_releases(vec![release.clone()]).await.unwrap();
            prop_assert_eq!(store.release(&release.id).await.unwrap(), Some(release));
            Ok(())
        })?;
    }
}

#[tokio::test]
async fn releases_of_more_than_800_days_ago_are_forgotten() {
    let store = Scratch::new().await;
    for (id, days) in [("a", 801), ("b", 799), ("c", -30)] {
        store.save_releases(vec![release(id, -days * 86_400)]).await.unwrap();
    }
    store.prune(at(0)).await.unwrap();
    let left = store.releases(at(-900 * 86_400), at(900 * 86_400)).await.unwrap();
    assert_eq!(left.iter().map(|release| release.id.as_str()).collect::<Vec<_>>(), ["b", "c"]);
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
    assert!(matches!(&error, StoreError::Refused(why) if why.contains("name")), "{error}");
    assert_eq!(store.releases(at(-10), at(10)).await, Ok(vec![]));
}
