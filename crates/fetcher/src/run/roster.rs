//! Who is asked for what, in which order, and where.

use std::time::Duration;

use chrono::{DateTime, Utc};
use cockpit_domain::SeriesId;

use super::{Fetcher, Job};
use crate::feeds::Reach;
use crate::own::OwnFeed;
use crate::source::Source;
use crate::sources::fred_figures::FredFigures;
use crate::sources::polymarket::EventsByTag;

/// The series whose request stands for those of all figures: only its host counts here.
const ANY_FIGURE: &str = "PAYEMS";

/// What is asked for, again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Name in the fetch log.
    pub job: &'static str,
    /// Between two questions while all is well; `None` for what is asked when it is due.
    pub rhythm: Option<Duration>,
    /// The series that it brings.
    pub series: Vec<SeriesId>,
    /// Its publishers, in the order in which they are asked.
    pub members: Vec<Member>,
}

impl Post {
    /// An indicator of the operator's own.
    pub fn own(own: &OwnFeed, now: DateTime<Utc>) -> Self {
        Self {
            job: own.id.as_str(),
            rhythm: Some(own.rhythm()),
            series: vec![SeriesId::Own(own.id)],
            members: Member::all(&own.sources(Reach::Recent), now),
        }
    }
}

/// A publisher of what is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Name in the fetch log.
    pub source: &'static str,
    /// The hosts that it is asked at.
    pub hosts: Vec<String>,
}

impl Member {
    /// Each publisher once, where it is first asked: the log knows it by its name, whichever of its answers was wanted.
    fn all(sources: &[Box<dyn Source>], now: DateTime<Utc>) -> Vec<Self> {
        let mut members: Vec<Self> = Vec::with_capacity(sources.len());
        for member in sources.iter().map(|source| Self::of(source.as_ref(), now)) {
            match members.iter_mut().find(|known| known.source == member.source) {
                Some(known) => {
                    known.hosts.extend(member.hosts);
                    known.hosts.dedup();
                }
                None => members.push(member),
            }
        }
        members
    }

    fn of<T>(source: &dyn Source<T>, now: DateTime<Utc>) -> Self {
        let mut hosts: Vec<String> =
            source.requests(now).iter().map(|request| request.host().to_owned()).collect();
        hosts.dedup();
        Self { source: source.name(), hosts }
    }
}

impl Fetcher {
    /// Everything that is asked for with the keys there are.
    pub fn roster(&self) -> Vec<Post> {
        let now = self.clock.now();
        Job::all(&self.keys).iter().map(|job| self.post(job, now)).collect()
    }

    fn post(&self, job: &Job, now: DateTime<Utc>) -> Post {
        let (series, members) = match job {
            Job::Feed(feed) => (feed.name.series().to_vec(), Member::all(&feed.sources(Reach::Recent), now)),
            Job::Own(own) => return Post::own(own, now),
            Job::Radar => (Vec::new(), vec![Member::of(&EventsByTag, now)]),
            Job::Schedule(publisher) => (Vec::new(), vec![Member::of(publisher.source().as_ref(), now)]),
            Job::Figures => {
                let with_key = self
                    .keys
                    .fred
                    .clone()
                    .map(|key| Member::of(&FredFigures::with_key(ANY_FIGURE, key), now));
                let keyless = Member::of(&FredFigures::keyless(ANY_FIGURE), now);
                (Vec::new(), with_key.into_iter().chain([keyless]).collect())
            }
        };
        let rhythm = (!matches!(job, Job::Figures)).then(|| job.rhythm());
        Post { job: job.name(), rhythm, series, members }
    }
}
