use cockpit_domain::{Moment, Observation, SeriesId, Value};

use crate::scratch::{Scratch, at, btc};

fn instant(seconds: i64) -> Moment {
    Moment::Instant(at(seconds))
}

fn amounts(points: &[cockpit_domain::Point]) -> Vec<f64> {
    points.iter().map(|point| point.value.amount()).collect()
}

async fn three() -> Scratch {
    let store = Scratch::new().await;
    let other = Observation {
        series: SeriesId::StablecoinMcap,
        value: Value::usd_billions(300.0).unwrap(),
        ..btc(90, 1.0)
    };
    store.append(vec![btc(0, 1.0), btc(60, 2.0), btc(120, 3.0), other]).await.unwrap();
    store.append(vec![btc(60, 2.5)]).await.unwrap();
    store
}

#[tokio::test]
async fn the_value_at_a_moment_is_the_newest_one_not_after_it() {
    let store = three().await;
    for (seconds, expected) in
        [(-1, None), (0, Some(1.0)), (59, Some(1.0)), (60, Some(2.5)), (9_999, Some(3.0))]
    {
        let found = store.at_or_before(SeriesId::Btc, instant(seconds)).await.unwrap();
        assert_eq!(found.map(|point| point.value.amount()), expected, "{seconds}");
    }
}

#[tokio::test]
async fn a_span_includes_both_its_ends_and_nothing_of_other_series() {
    let store = three().await;
    let points = |from, to| store.points(SeriesId::Btc, instant(from), instant(to));
    assert_eq!(amounts(&points(0, 120).await.unwrap()), [1.0, 2.5, 3.0]);
    assert_eq!(amounts(&points(1, 119).await.unwrap()), [2.5]);
    assert!(points(121, 500).await.unwrap().is_empty());
    assert!(points(120, 0).await.unwrap().is_empty(), "a span that ends before it starts");
}

#[tokio::test]
async fn first_seen_values_are_those_before_any_revision() {
    let store = three().await;
    let points = store.first_seen_points(SeriesId::Btc, instant(0), instant(120)).await.unwrap();
    assert_eq!(amounts(&points), [1.0, 2.0, 3.0]);
    assert_eq!(points.first().unwrap().first_seen_at, at(1));
}

#[tokio::test]
async fn a_day_closes_on_its_last_value_and_empty_days_are_left_out() {
    const DAY: i64 = 86_400;
    let store = Scratch::new().await;
    let seconds = [0, DAY - 1, DAY, 3 * DAY + 5, 3 * DAY + 6, 4 * DAY];
    let batch = seconds.iter().map(|seconds| btc(*seconds, *seconds as f64 + 1.0)).collect();
    store.append(batch).await.unwrap();
    store.append(vec![btc(3 * DAY + 6, 7.0)]).await.unwrap();
    let day = |n: i64| at(n * DAY).date_naive();
    let closes = store.day_closes(SeriesId::Btc, day(0), day(3)).await.unwrap();
    let found: Vec<_> = closes.iter().map(|(day, point)| (*day, point.value.amount())).collect();
    assert_eq!(found, [(day(0), DAY as f64), (day(1), DAY as f64 + 1.0), (day(3), 7.0)]);
    assert!(store.day_closes(SeriesId::Btc, day(2), day(2)).await.unwrap().is_empty());
    assert!(store.day_closes(SeriesId::Btc, day(3), day(0)).await.unwrap().is_empty());
    assert!(store.day_closes(SeriesId::Us10y, day(0), day(3)).await.unwrap().is_empty());
}

#[tokio::test]
async fn days_before_1970_close_too() {
    let store = Scratch::new().await;
    let series = SeriesId::Us10y;
    let days =
        ["1962-01-02", "1969-12-31", "1970-01-01"].map(|day| day.parse::<chrono::NaiveDate>().unwrap());
    let batch = days.map(|day| Observation {
        series,
        observed_at: Moment::Day(day),
        value: Value::percent(4.06).unwrap(),
        ..btc(0, 1.0)
    });
    store.append(batch.to_vec()).await.unwrap();
    let closes = store.day_closes(series, days[0], days[2]).await.unwrap();
    assert_eq!(closes.iter().map(|(day, _)| *day).collect::<Vec<_>>(), days);
}
