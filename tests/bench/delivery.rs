//! From an alert to its readers, by the real program to a Telegram and a mail server of our own.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use cockpit_http::Clock;
use cockpit_store::{Channel, SubscriberId};

use crate::post::{Post, somebody};
use crate::world::bot::{Message, TOKEN};
use crate::world::smtp::MailServer;
use crate::world::{TICKER, World};
use crate::{Home, row};

const SECOND: Duration = Duration::from_secs(1);

/// `ten_thousand` takes six minutes more.
pub(crate) async fn all(ten_thousand: bool) {
    telegram(1_000, "60.0 s").await;
    if ten_thousand {
        telegram(10_000, "").await;
    }
    mails(500).await;
    latency().await;
}

async fn telegram(people: u32, budget: &str) {
    let post = Post::of_today().await;
    let people = post.chats(1_000..1_000 + people).await;
    post.alert(&people, "To everybody").await;
    let begun = Instant::now();
    let app = post.serve().await;
    until(people.len(), || post.world.bot.count()).await;
    let messages = post.world.bot.messages();
    let took = messages[messages.len() - 1].at - begun;
    let sending = messages[messages.len() - 1].at - messages[0].at;
    let rate = (messages.len() - 1) as f64 / sending.as_secs_f64();
    let refused = post.world.bot.sendings().iter().filter(|call| call.status == 429).count();
    let many = people.len();
    row(
        &format!("{many} chats, one alert: start to the last"),
        &format!("{:.1} s", took.as_secs_f64()),
        budget,
    );
    row(&format!("{many} chats: share of 30 /s"), &format!("{:.1} %", rate / 30.0 * 100.0), "95 %");
    row(&format!("{many} chats: most within any second"), &most_within_a_second(&messages).to_string(), "30");
    row(&format!("{many} chats: refused for their number"), &refused.to_string(), "0");
    app.terminate().await;
}

fn most_within_a_second(messages: &[Message]) -> usize {
    let mut first = 0;
    let mut most = 0;
    for (last, message) in messages.iter().enumerate() {
        while message.at - messages[first].at >= SECOND {
            first += 1;
        }
        most = most.max(last - first + 1);
    }
    most
}

async fn mails(count: usize) {
    let post = Post::of_today().await;
    let mut people = Vec::<SubscriberId>::new();
    for number in 0..count {
        people.push(post.person(Channel::Email, &format!("n{number}@x.org")).await);
    }
    post.alert(&people, "To everybody").await;
    let app = post.serve().await;
    until(count, || post.mail.count()).await;
    let mails = post.mail.mails();
    let sending = (mails[count - 1].at - mails[0].at).as_secs_f64();
    row(&format!("{count} mails to a server beside it"), &format!("{sending:.1} s"), "");
    row(&format!("{count} mails: rate"), &format!("{:.0} /s", (count - 1) as f64 / sending), "");
    app.terminate().await;
}

/// A price falls, and many are told by two channels. Counted from the moment the source is asked, which is before the
/// observation is stored.
async fn latency() {
    let world = World::at(&Clock::system().now().to_rfc3339()).await;
    let mail = MailServer::start().await;
    let home = Home::alone()
        .with("COCKPIT_GATEWAY", &format!("http://{}", world.address))
        .with("COCKPIT_BUNDLED", "off")
        .with("TELEGRAM_BOT_TOKEN", TOKEN)
        .with_mail(mail.port());
    let app = home.serve().await;
    let week = "/api/v1/metrics/btc/history?range=7d&points=400";
    app.when(week, "a week of prices", |told| {
        told["points"].as_array().is_some_and(|points| points.len() > 300)
    })
    .await;
    let store = cockpit_store::Store::open(&home.database(), cockpit_store::Access::Beside).await.unwrap();
    let people = (0..25).flat_map(|number| {
        [(Channel::Telegram, (1_000 + number).to_string()), (Channel::Email, format!("n{number}@x.org"))]
    });
    let people = people.map(|(channel, address)| (somebody(channel, &address), Vec::new())).collect();
    store.add_subscribers(people, Clock::system().now()).await.unwrap();
    // The source is asked once a minute; it has the price of the moment.
    let quote = |usd: f64| world.bitcoin(Clock::system().now() - TimeDelta::seconds(1), usd);
    let begun = Instant::now();
    let questions = || world.asked().iter().filter(|place| place.starts_with(TICKER)).count();
    let (mut known, mut asked) = (questions(), begun);
    while world.bot.count() < 25 || mail.count() < 25 {
        assert!(begun.elapsed() < Duration::from_secs(300), "nobody was told of a fall");
        quote(60_400.0);
        // The last question before the first word of it.
        if world.bot.count() + mail.count() == 0 {
            asked = if questions() > known { Instant::now() } else { asked };
            known = questions();
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    for (name, mut took) in [
        ("25 chats", world.bot.messages().iter().map(|message| message.at - asked).collect::<Vec<_>>()),
        ("25 mails", mail.mails().iter().map(|mail| mail.at - asked).collect::<Vec<_>>()),
    ] {
        took.truncate(25);
        took.sort_unstable();
        let of = |share: usize| {
            format!("{:.2} s", took[(took.len() * share / 100).min(took.len() - 1)].as_secs_f64())
        };
        row(&format!("from the source to {name}, p50"), &of(50), "2 s");
        row(&format!("from the source to {name}, p99"), &of(99), "10 s");
    }
    store.close().await;
    app.terminate().await;
}

async fn until(wanted: usize, count: impl Fn() -> usize) {
    let (mut so_far, mut since) = (0, Instant::now());
    while so_far < wanted {
        tokio::time::sleep(Duration::from_millis(20)).await;
        if count() > so_far {
            (so_far, since) = (count(), Instant::now());
        }
        assert!(since.elapsed() < Duration::from_secs(30), "{so_far} of {wanted}, and no more");
    }
}
