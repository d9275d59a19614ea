//! The program dies, is asked to stop, or breaks down in one of its parts (E1 to E4).

use std::time::{Duration, Instant};

use cockpit_store::{Access, Channel, Integrity, MessageState, Store};

use crate::app::Home;
use crate::post::{Post, a_while, eventually};
use crate::world::smtp::Act;

#[tokio::test]
async fn it_stops_in_good_time_with_messages_on_their_way_and_repeats_none_of_them() {
    let post = Post::new().await;
    let chats = post.chats(401..425).await;
    let mut people = chats.clone();
    for number in 0..24 {
        people.push(post.person(Channel::Email, &format!("n{number}@x.org")).await);
    }
    post.world.bot.slow(Duration::from_millis(600));
    post.mail.at_the_dot(Act::Late(Duration::from_millis(600), "250 2.0.0 taken"));
    let app = post.serve().await;
    post.alert(&people, "on its way").await;
    // Half a request head, held open.
    let mut dawdler = tokio::net::TcpStream::connect(app.address).await.unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut dawdler, b"GET / HTTP/1.1\r\nHost: x").await.unwrap();
    eventually("both channels at work", async || {
        let told = (post.world.bot.count(), post.mail.count());
        if told.0 >= 8 && told.1 >= 8 { Ok(()) } else { Err(told) }
    })
    .await;
    let asked = Instant::now();
    let (code, log) = app.terminate().await;
    assert_eq!(code, Some(0), "{log:#?}");
    assert!(asked.elapsed() < Duration::from_secs(10), "{:?}", asked.elapsed());
    let counts = post.store.outbox_counts().await.unwrap();
    assert_eq!(counts.sending, 0, "what was on its way has come down: {counts:?}");
    let received = post.world.bot.count() + post.mail.count();
    assert_eq!(counts.sent, received as u64, "{counts:?}");
    assert!(counts.pending > 0, "{counts:?}");

    post.world.bot.slow(Duration::ZERO);
    post.mail.at_the_dot(Act::Usual);
    let _app = post.serve().await;
    post.empty().await;
    for number in 0..24 {
        let chat = post.world.bot.told(&(401 + number).to_string());
        let mail = post.mail.told(&format!("n{number}@x.org"));
        assert!(chat.len() == 1 && !chat[0].is_marked(), "{chat:?}");
        assert!(mail.len() == 1 && !mail[0].is_marked(), "{mail:?}");
    }
}

#[tokio::test]
async fn a_kill_at_any_moment_of_start_and_stop_leaves_what_the_next_start_needs() {
    let mut post = Post::new().await;
    let people = post.chats(451..461).await;
    post.alert(&people, "through it all").await;
    // Nobody can be reached until the end: what is seen is start and stop alone.
    post.world.unplug().await;
    for attempt in 0..12_u64 {
        let mut child = post.home.spawn();
        tokio::time::sleep(Duration::from_millis(attempt * 35)).await;
        if attempt % 3 == 2 {
            // A kill while it stops.
            let id = child.id().expect("it runs").to_string();
            let _asked = tokio::process::Command::new("kill").args(["-TERM", &id]).status().await.unwrap();
            tokio::time::sleep(Duration::from_millis(attempt * 5)).await;
        }
        child.kill().await.unwrap();
    }
    post.world.plug_in().await;
    let _app = post.serve().await;
    post.hurry(chrono::TimeDelta::seconds(30)).await;
    assert_eq!(post.world.bot.count(), 10);
    let store = Store::open(&post.home.database(), Access::Shared).await.unwrap();
    assert!(matches!(store.integrity().await, Ok(Integrity::Sound)));
}

#[tokio::test]
async fn a_new_database_survives_a_kill_in_the_middle_of_its_making() {
    for wait_ms in (0..120).step_by(10) {
        let home = Home::alone().with("COCKPIT_BUNDLED", "off");
        let mut child = home.spawn();
        tokio::time::sleep(Duration::from_millis(wait_ms)).await;
        child.kill().await.unwrap();
        let app = home.serve().await;
        assert_eq!(app.get("/readyz").await.0, 200, "after {wait_ms} ms");
    }
}

#[tokio::test]
async fn a_part_that_panics_begins_again_and_the_others_do_not_notice() {
    let mut post = Post::new().await;
    post.home.set("COCKPIT_PANIC_AT", "relay.claimed 2");
    let people = post.chats(471..475).await;
    let app = post.serve().await;
    let alert = post.alert(&people, "through a panic").await;
    for person in &people {
        post.settled(alert, *person, MessageState::Sent).await;
    }
    assert_eq!(post.world.bot.count(), 4, "nothing had gone out when it broke down");
    assert_eq!(app.get("/").await.0, 200);
    assert_eq!(app.json("/readyz").await["ready"], true);
    assert_eq!(app.json("/api/v1/delivery").await["panics"], 2);
    let (code, log) = app.terminate().await;
    assert_eq!(code, Some(0));
    let panics = log.iter().filter(|line| line.contains("ERROR") && line.contains("panicked")).count();
    assert_eq!(panics, 2, "{log:#?}");
}

#[tokio::test]
async fn five_panics_in_a_minute_end_the_program_for_whoever_starts_it_again() {
    let mut post = Post::new().await;
    post.home.set("COCKPIT_PANIC_AT", "relay.claimed 100");
    let people = post.chats(481..482).await;
    let mut app = post.serve().await;
    post.alert(&people, "never").await;
    let (code, log) = app.end().await;
    assert!(code.is_some_and(|code| code != 0), "{code:?} {log:#?}");
    a_while().await;
    assert_eq!(post.world.bot.count(), 0);
    post.home.set("COCKPIT_PANIC_AT", "");
    let _app = post.serve().await;
    post.hurry(chrono::TimeDelta::seconds(10)).await;
    assert_eq!(post.world.bot.count(), 1, "and nothing is lost");
}
