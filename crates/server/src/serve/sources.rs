//! How every source stands, gathered from who is asked, the fetch log, and what is known of the hosts.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use cockpit_domain::dashboard::SourceState;
use cockpit_domain::sources::{Breaker, Day, Feed, Host, SLOT, SLOTS, Standing, in_use};
use cockpit_fetcher::feeds::Keys;
use cockpit_fetcher::own::OwnFeed;
use cockpit_fetcher::run::{Member, Post};
use cockpit_http::{HostStatus, Sender};
use cockpit_store::{SourceState as Stored, Store, StoreError, Tries};
use tokio::sync::Mutex;

/// Who is asked for what, and what is known of the hosts.
pub(crate) struct Sources {
    roster: Vec<Post>,
    keys: Keys,
    sender: Sender,
    /// What was gathered in this second: the log of a day is not read twice for two that ask at once.
    gathered: Mutex<Option<(i64, Arc<[Feed]>)>>,
}

impl Sources {
    /// The operator's own indicators come and go; they are asked with these keys.
    pub(crate) fn new(roster: Vec<Post>, keys: Keys, sender: Sender) -> Self {
        Self { roster, keys, sender, gathered: Mutex::default() }
    }

    /// Every feed with its publishers at `now`, the operator's own last.
    pub(super) async fn standing(
        &self,
        store: &Store,
        now: DateTime<Utc>,
    ) -> Result<Arc<[Feed]>, StoreError> {
        let mut gathered = self.gathered.lock().await;
        if let Some((second, feeds)) = &*gathered
            && *second == now.timestamp()
        {
            return Ok(Arc::clone(feeds));
        }
        let states = store.source_states().await?;
        let slots = i32::try_from(SLOTS).unwrap_or_default();
        let tries = store.tries(now - SLOT * slots).await?;
        let log = Log { states, tries, hosts: self.sender.hosts(), now };
        let own = store.indicators().await?.into_iter();
        let own: Vec<Post> = own.map(|stored| Post::own(&OwnFeed::new(stored, &self.keys), now)).collect();
        let feeds: Arc<[Feed]> = self.roster.iter().chain(&own).map(|post| log.feed(post)).collect();
        *gathered = Some((now.timestamp(), Arc::clone(&feeds)));
        Ok(feeds)
    }
}

/// What is known at one moment.
struct Log {
    states: Vec<Stored>,
    tries: Tries,
    hosts: Vec<HostStatus>,
    now: DateTime<Utc>,
}

impl Log {
    fn feed(&self, post: &Post) -> Feed {
        let states = self.states.iter().filter(|state| state.feed == post.job);
        // Whoever was asked last says when the next round is.
        let next_at = states.max_by_key(|state| state.last_attempt_at).map(|state| state.next_at);
        let sources: Vec<Standing> =
            post.members.iter().map(|member| self.standing(post.job, member)).collect();
        Feed {
            name: post.job.to_owned(),
            series: post.series.clone(),
            rhythm_s: post.rhythm.map(|rhythm| rhythm.as_secs()),
            next_at: next_at.filter(|_| post.rhythm.is_some()),
            in_use: in_use(&sources).map(|source| source.name.clone()),
            sources,
        }
    }

    fn standing(&self, job: &str, member: &Member) -> Standing {
        let state = self.states.iter().find(|state| state.feed == job && state.source == member.source);
        let tries = self.tries.get(&(job.to_owned(), member.source.to_owned()));
        Standing {
            name: member.source.to_owned(),
            state: match state {
                None => SourceState::Idle,
                Some(state) if state.error.is_some() => SourceState::Failing,
                Some(_) => SourceState::Ok,
            },
            last_attempt_at: state.map(|state| state.last_attempt_at),
            last_success_at: state.and_then(|state| state.last_success_at),
            consecutive_failures: state.map_or(0, |state| state.consecutive_failures),
            error: state.and_then(|state| state.error.clone()),
            last_ms: state.map(|state| u64::try_from(state.took.as_millis()).unwrap_or(u64::MAX)),
            day: Day::of(tries.map_or(&[], Vec::as_slice), self.now),
            hosts: member.hosts.iter().map(|host| self.host(host)).collect(),
        }
    }

    fn host(&self, name: &str) -> Host {
        let known = self.hosts.iter().find(|host| host.host == name);
        let breaker = match known {
            Some(HostStatus { blocked_until: Some(until), .. }) => Breaker::Waiting { until: *until },
            Some(HostStatus { breaker_open: true, .. }) => Breaker::Open,
            Some(_) | None => Breaker::Closed,
        };
        Host { name: name.to_owned(), breaker }
    }
}
