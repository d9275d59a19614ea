//! The program is killed again and again while it delivers, and afterwards every message is looked for.
//!
//! `cargo xtask soak` runs the long form: COCKPIT_SOAK_MESSAGES and COCKPIT_SOAK_KILLS.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use cockpit_store::{Access, Channel, Integrity, Store, SubscriberId};

use crate::app::PATIENCE;
use crate::post::Post;

/// Sendings in flight on one channel: a kill repeats no more.
const IN_FLIGHT_MAX: usize = 8;
/// Messages for each recipient.
const EACH: usize = 5;
/// How it ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// It dies by itself at this place.
    At(&'static str),
    /// It is killed when a provider has a message and has not answered yet.
    Written,
    /// It is killed at no moment in particular.
    Sometime,
}

const ENDS: [End; 6] = [
    End::At("relay.claimed"),
    End::Sometime,
    End::At("relay.replied"),
    End::Written,
    End::At("relay.settled"),
    End::Sometime,
];
/// Nothing is left, or nothing comes.
const LIFE_MAX: Duration = Duration::from_secs(5);
/// From a start to the first sending.
const FIRST_SENDING: Duration = Duration::from_secs(2);
/// Providers take their time, so that there is something in flight.
const PROVIDER: Duration = Duration::from_millis(150);

fn of_variable(name: &str, otherwise: usize) -> usize {
    std::env::var(name).map_or(otherwise, |text| text.parse().expect("a number"))
}

struct Soak {
    post: Post,
    people: Vec<SubscriberId>,
    /// Messages to tell in all, and so far.
    wanted: usize,
    told: usize,
    kills: usize,
    /// From a start to the first sending.
    first_sendings: Vec<Duration>,
}

// The clients of both fakes and the program's own are many; the fakes should not be what is slow.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_over_many_kills_and_what_is_repeated_is_little_and_says_so() {
    let messages = of_variable("COCKPIT_SOAK_MESSAGES", 300);
    let kills = of_variable("COCKPIT_SOAK_KILLS", 25);
    let mut soak = Soak::of(messages).await;
    while soak.kills < kills {
        soak.one_life(kills).await;
        if soak.kills.is_multiple_of(kills.div_ceil(25)) {
            soak.check_repeats();
        }
    }
    soak.in_peace().await;
    soak.reconcile().await;
}

impl Soak {
    async fn of(messages: usize) -> Self {
        let post = Post::new().await;
        let each = u32::try_from(messages.div_ceil(2 * EACH)).unwrap();
        let mut people = post.chats(10_000..10_000 + each).await;
        for number in 0..each {
            people.push(post.person(Channel::Email, &format!("n{number}@x.org")).await);
        }
        post.world.bot.slow(PROVIDER);
        post.mail.at_the_dot(crate::world::smtp::Act::Late(PROVIDER, "250 2.0.0 taken"));
        let wanted = people.len() * EACH;
        Self { post, people, wanted, told: 0, kills: 0, first_sendings: Vec::new() }
    }

    fn received(&self) -> usize {
        self.post.world.bot.count() + self.post.mail.count()
    }

    /// Another alert to everybody, while few wait: a message that waits for long would travel with others.
    async fn tell(&mut self) {
        let counts = self.post.store.outbox_counts().await.unwrap();
        if self.told < self.wanted && counts.pending < self.people.len() as u64 {
            let title = format!("Soak {}.", self.told / self.people.len());
            self.post.alert(&self.people, &title).await;
            self.told += self.people.len();
        }
    }

    /// Starts the program, lets it deliver some of what is left, and ends it the hard way.
    async fn one_life(&mut self, kills: usize) {
        self.tell().await;
        let end = ENDS[self.kills % ENDS.len()];
        let left = self.wanted.saturating_sub(self.received());
        let share = 1 + fastrand::usize(0..=2 * left / (kills - self.kills));
        let crash = match end {
            // Many messages pass a place at once.
            End::At(place) => format!("{place} {}", 1 + share / 8),
            End::Written | End::Sometime => String::new(),
        };
        self.post.home.set("COCKPIT_CRASH_AT", &crash);
        let (before, begun) = (self.received(), Instant::now());
        let mut life = self.post.home.spawn();
        let mut first = None;
        while life.try_wait().unwrap().is_none() && begun.elapsed() < LIFE_MAX {
            let received = self.received() - before;
            first = first.or((received > 0).then(|| begun.elapsed()));
            if received >= share && !matches!(end, End::At(_)) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        if end == End::Sometime {
            tokio::time::sleep(Duration::from_millis(fastrand::u64(0..200))).await;
        }
        life.kill().await.unwrap();
        self.first_sendings.extend(first);
        self.kills += 1;
    }

    /// The rest, undisturbed, for as long as something comes.
    async fn in_peace(&mut self) {
        self.post.home.set("COCKPIT_CRASH_AT", "");
        let _app = self.post.serve().await;
        let (mut received, mut since) = (self.received(), Instant::now());
        loop {
            self.tell().await;
            let counts = self.post.store.outbox_counts().await.unwrap();
            if self.told >= self.wanted && counts.pending + counts.sending == 0 {
                return;
            }
            if self.received() > received {
                (received, since) = (self.received(), Instant::now());
            }
            assert!(since.elapsed() < PATIENCE, "nothing comes any more: {counts:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// So many copies are too many, by channel.
    fn check_repeats(&self) {
        let most = self.kills * IN_FLIGHT_MAX;
        for copies in self.copies() {
            let repeats: usize = copies.values().map(|marks| marks.len() - 1).sum();
            assert!(repeats <= most, "{repeats} repeats after {} kills", self.kills);
            for (message, marks) in &copies {
                assert!(
                    marks[1..].iter().all(|marked| *marked),
                    "{message:?} was repeated without a word: {marks:?}"
                );
            }
        }
    }

    /// By channel and message: whether each copy was marked, in the order in which they came.
    fn copies(&self) -> [HashMap<(String, String), Vec<bool>>; 2] {
        let mut chats = HashMap::<_, Vec<bool>>::new();
        for message in self.post.world.bot.messages() {
            chats.entry((message.chat.clone(), number(&message.text))).or_default().push(message.is_marked());
        }
        let mut mails = HashMap::<_, Vec<bool>>::new();
        for mail in self.post.mail.mails() {
            let text = mail.text();
            mails.entry((mail.to, number(&text))).or_default().push(text.contains("(possible repeat)"));
        }
        [chats, mails]
    }

    async fn reconcile(&self) {
        let copies = self.copies();
        let found: usize = copies.iter().map(HashMap::len).sum();
        assert_eq!(found, self.wanted, "{} are lost", self.wanted - found);
        self.check_repeats();
        let counts = self.post.store.outbox_counts().await.unwrap();
        assert_eq!(counts.sent, self.wanted as u64, "{counts:?}");
        let store = Store::open(&self.post.home.database(), Access::Shared).await.unwrap();
        assert!(matches!(store.integrity().await, Ok(Integrity::Sound)));

        let repeats = copies.map(|copies| copies.values().map(|marks| marks.len() - 1).sum::<usize>());
        let mut first = self.first_sendings.clone();
        first.sort_unstable();
        let (median, slowest) = (first[first.len() / 2], first[first.len() - 1]);
        println!(
            "{} messages, {} kills: 0 lost, {} repeats by Telegram, {} by mail; first sending {median:?}, at the latest {slowest:?}",
            self.wanted, self.kills, repeats[0], repeats[1],
        );
        // A machine that does other things may be late now and then.
        let late = first.iter().filter(|first| **first > FIRST_SENDING).count();
        assert!(late * 20 <= first.len(), "{late} of {}", first.len());
    }
}

/// Which alert a text is about.
fn number(text: &str) -> String {
    let (_, after) = text.split_once("Soak ").unwrap_or_else(|| panic!("no alert of ours: {text}"));
    after.split('.').next().unwrap_or_default().to_owned()
}
