//! What strangers and logs are told about people and secrets: nothing. Everything that must stay inside carries a word that
//! stands nowhere else, and then it is looked for.

use std::collections::{BTreeSet, VecDeque};

use cockpit_store::{Address, Channel, MessageState, Profile};

use super::visitor::{PASSWORD, Visitor};
use crate::post::{Post, somebody};
use crate::world::bot::Mood;

const MAIL: &str = "canary.reader@birdcage.example";
const CHAT: &str = "7770001234567";
const HOOK: &str = "https://hooks.example/canary-of-the-webhook";
const NAME: &str = "Canary Birdsong";
/// All paths that answer with something of this, without what they are called with.
const PLACES: [&str; 22] = [
    "/",
    "/radar",
    "/calendar",
    "/regime",
    "/docs",
    "/sources",
    "/alerts",
    "/metric/btc",
    "/calendar.ics",
    "/alerts.atom",
    "/metrics",
    "/healthz",
    "/readyz",
    "/login",
    "/setup",
    "/api/v1/dashboard",
    "/api/v1/alerts",
    "/api/v1/delivery",
    "/api/v1/decisions",
    "/api/v1/subscribers",
    "/api/v1/settings",
    "/api/v1/openapi.json",
];
const PAGES_MAX: usize = 600;

/// Addresses of ours that a page leads to, or loads.
fn links(page: &str) -> impl Iterator<Item = String> + '_ {
    let quoted = page.split(['"', '\'']).filter(|word| word.starts_with('/') && !word.starts_with("//"));
    quoted.map(|word| word.split('#').next().unwrap_or_default().replace("&amp;", "&"))
}

#[tokio::test]
async fn strangers_and_logs_find_none_of_the_canaries() {
    let mut post = Post::new().await;
    let secrets = [
        ("COCKPIT_ADMIN_PASSWORD", PASSWORD),
        ("COCKPIT_SECRET_KEY", "canary-key-canary-key-canary-key-canary"),
        ("SMTP_USER", "reader"),
        ("SMTP_PASS", "canary-of-the-mail-server"),
        ("FRED_API_KEY", "0123456789canaryfred0123456789ab"),
        ("COINGECKO_API_KEY", "CG-canary-of-coingecko"),
    ];
    for (name, value) in secrets {
        post.home.set(name, value);
    }
    let ours = ["cockpit", "cockpit_fetcher", "cockpit_http", "cockpit_notifier", "cockpit_store"];
    let everything = ours.map(|name| format!("{name}=trace")).join(",");
    post.home.set("COCKPIT_LOG", &format!("info,{everything}"));

    let named = |channel, address| Profile { name: NAME.to_owned(), ..somebody(channel, address) };
    let mut people = Vec::new();
    for (channel, address) in [(Channel::Telegram, CHAT), (Channel::Email, MAIL), (Channel::Webhook, HOOK)] {
        people.push(post.store.add_subscriber(named(channel, address), post.now()).await.unwrap());
    }
    let gone =
        Profile { address: Address::new("canary.gone@birdcage.example"), ..named(Channel::Email, MAIL) };
    people.push(post.store.add_subscriber(gone, post.now()).await.unwrap());
    // Some arrives, some is refused: both leave words behind.
    post.world.bot.mood(CHAT, Mood::BadGateway, 1);
    let app = post.serve().await;
    let alert = post.alert(&people, "A market").await;
    for person in &people[..1] {
        post.settled(alert, *person, MessageState::Sent).await;
    }

    let mut canaries: Vec<&str> = vec![MAIL, CHAT, HOOK, NAME, "canary", "birdcage", "Birdsong", "123456:"];
    // A name is no secret.
    canaries.extend(secrets.iter().filter(|(name, _)| *name != "SMTP_USER").map(|(_, value)| *value));
    let stranger = Visitor::of(&app);
    let mut waiting: VecDeque<String> = PLACES.iter().map(|&place| place.to_owned()).collect();
    let mut seen: BTreeSet<String> = waiting.iter().cloned().collect();
    let mut looked_at = 0;
    while let Some(place) = waiting.pop_front().filter(|_| looked_at < PAGES_MAX) {
        let answer = stranger.get(&place).await;
        looked_at += 1;
        assert!(answer.status < 500, "{place}: {}", answer.status);
        let told = format!("{:?}\n{}", answer.headers, answer.body);
        for canary in &canaries {
            assert!(!told.contains(canary), "{place} tells strangers {canary}");
        }
        for link in links(&answer.body).chain(Some(answer.place().to_owned())) {
            // Files are the same for everybody, and a theme changes colours only.
            // A stream has no end to wait for.
            let looked_for = link.starts_with('/') && !link.starts_with("/pkg/") && link != "/events";
            if looked_for && seen.insert(link.clone()) {
                waiting.push_back(link);
            }
        }
    }
    assert!(looked_at > PLACES.len(), "links are followed: {looked_at}");
    println!("{looked_at} places looked at");

    let operator = stranger.as_operator().await;
    let known = operator.get("/api/v1/delivery").await;
    assert_eq!(known.status, 200);
    let (_, lines) = app.terminate().await;
    assert!(lines.len() > 20, "there is a log to look at");
    for line in lines {
        // The page's address and the program's own file names are no secrets.
        for canary in &canaries {
            assert!(!line.contains(canary), "the log tells {canary}: {line}");
        }
    }
}
