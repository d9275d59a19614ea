//! Guessing passwords is slow, costs us little, and says nothing but that it was wrong.

use std::time::{Duration, Instant};

use futures_util::future::join_all;

use super::visitor::{PASSWORD, Visitor, with_operator};
use crate::app::Home;

/// A home whose program's clock is ahead by the seconds that it is told.
fn with_clock() -> (Home, impl Fn(u32)) {
    let home = with_operator();
    let file = home.path().join("ahead");
    let path = file.display().to_string();
    (home.with("COCKPIT_TEST_AHEAD", &path), move |seconds| {
        std::fs::write(&file, seconds.to_string()).unwrap();
    })
}

#[tokio::test]
async fn an_address_has_ten_tries_in_five_minutes_whatever_it_says_it_is() {
    let (home, ahead) = with_clock();
    let app = home.serve().await;
    let stranger = Visitor::of(&app);
    let operator = stranger.as_operator().await;
    for number in 0..10 {
        let answer = stranger.log_in(&format!("wrong {number}")).await;
        assert_eq!(answer.status, 401, "{number}");
    }
    for forwarded in [None, Some("198.51.100.1"), Some("127.0.0.2, 10.0.0.1")] {
        let spoofing = Visitor { forwarded: forwarded.map(str::to_owned), ..stranger.clone() };
        let answer = spoofing.log_in(PASSWORD).await;
        assert_eq!(answer.status, 429, "{forwarded:?}: the right one, too");
        let wait_s: u32 = answer.headers["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1..=300).contains(&wait_s), "{wait_s}");
        assert!(answer.body.contains("Too many tries"), "{}", answer.body);
    }
    assert!(operator.is_operator().await, "who is logged in stays so");
    app.terminate().await;

    let app = home.serve().await;
    let stranger = Visitor::of(&app);
    assert_eq!(stranger.log_in(PASSWORD).await.status, 429, "a restart gives no new tries");
    let operator = Visitor { cookie: operator.cookie, ..stranger.clone() };
    assert!(operator.is_operator().await);
    ahead(301);
    assert_eq!(stranger.log_in(PASSWORD).await.status, 303);
}

#[tokio::test]
async fn all_addresses_together_have_a_hundred_tries_in_an_hour() {
    let (home, ahead) = with_clock();
    let home = home.with("COCKPIT_TRUSTED_PROXIES", "127.0.0.0/8");
    let app = home.serve().await;
    let stranger = Visitor::of(&app);
    let operator = stranger.from("192.0.2.200").as_operator().await;
    let mut statuses = Vec::new();
    for address in 0..12 {
        let somebody = stranger.from(&format!("203.0.113.77, 192.0.2.{address}"));
        for _ in 0..11 {
            statuses.push(somebody.log_in("wrong").await.status);
        }
    }
    let wrong = statuses.iter().filter(|status| **status == 401).count();
    assert_eq!((wrong, statuses.len()), (100, 132), "{statuses:?}");
    assert!(statuses.iter().all(|status| [401, 429].contains(status)), "{statuses:?}");
    assert_eq!(statuses[10], 429, "the eleventh of one address");
    assert_eq!(stranger.from("192.0.2.201").log_in(PASSWORD).await.status, 429);
    assert!(operator.is_operator().await, "who is logged in stays so");
    ahead(3_601);
    assert_eq!(stranger.from("192.0.2.201").log_in(PASSWORD).await.status, 303);
}

#[tokio::test]
async fn every_wrong_login_looks_the_same() {
    let app = with_operator().serve().await;
    let stranger = Visitor::of(&app);
    let long = "x".repeat(2_000);
    let mut seen = Vec::new();
    for wrong in ["", "x", "correct horse batterz", "CORRECT HORSE BATTERY", long.as_str()] {
        let answer = stranger.log_in(wrong).await;
        assert_eq!(answer.status, 401, "{wrong}");
        assert_eq!(answer.cookie(), None);
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap();
        seen.push(answer.body.replace(nonce, "once"));
    }
    assert!(seen.iter().all(|page| *page == seen[0]), "byte for byte");
    assert!(seen[0].contains("That is not the password."), "{}", seen[0]);
    let audit = stranger.as_operator().await.get("/api/v1/audit").await.body;
    assert_eq!(audit.matches("login_failed").count(), 5, "{audit}");
    assert!(!audit.contains("batterz"), "what was typed is not kept: {audit}");
}

#[tokio::test]
async fn a_flood_of_logins_leaves_the_page_as_fast_as_it_was() {
    let app = with_operator().with("COCKPIT_TRUSTED_PROXIES", "127.0.0.1").serve().await;
    let stranger = Visitor::of(&app);
    let flood = tokio::spawn(join_all((0..400).map(|number| {
        let somebody = stranger.from(&format!("192.0.2.{}", number % 250));
        async move { somebody.log_in("wrong").await.status }
    })));
    let reader = Visitor::of(&app);
    let mut took = Vec::new();
    while !flood.is_finished() {
        let begun = Instant::now();
        assert_eq!(reader.get("/radar").await.status, 200);
        took.push(begun.elapsed());
    }
    let statuses = flood.await.unwrap();
    assert!(statuses.iter().all(|status| [401, 429].contains(status)), "{statuses:?}");
    let wrong = statuses.iter().filter(|status| **status == 401).count();
    assert!((1..=100).contains(&wrong), "{wrong} were looked at");
    took.sort_unstable();
    let slowest = took.get(took.len() * 99 / 100).copied().unwrap_or_default();
    println!("{} pages while {wrong} of 400 passwords were looked at, p99 {slowest:?}", took.len());
    assert!(slowest < Duration::from_millis(500), "{slowest:?}");
}
