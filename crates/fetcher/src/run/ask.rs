//! One question to one publisher: send, read, log.

use std::time::Duration;

use chrono::{DateTime, Utc};
use cockpit_http::{Reply, Request};
use cockpit_store::{Fetch, Outcome};
use futures_util::future::try_join_all;

use super::Fetcher;
use crate::error::FetchError;
use crate::keep::Kept;
use crate::refresh::Progress;
use crate::source::Source;

/// What one round of one job brought, publisher by publisher.
#[derive(Debug)]
pub struct Round {
    /// Which job: a feed's name, `radar`, `calendar`, ….
    pub job: &'static str,
    /// Every publisher that was asked, in order.
    pub asked: Vec<Asked>,
    /// Whether the job has what it wanted.
    pub succeeded: bool,
    /// When it is to be looked at again, if that is sooner than its rhythm says.
    pub(crate) next_at: Option<DateTime<Utc>>,
}

impl Round {
    /// What it came to, for whoever asked for it.
    pub(super) fn progress(&self) -> Progress {
        let results = || self.asked.iter().map(|asked| &asked.result);
        if self.succeeded {
            let new = results().filter_map(|result| result.as_ref().ok()?.as_ref().map(|kept| kept.new));
            return Progress::Done { new: new.sum() };
        }
        let failed = self.asked.iter().filter_map(|asked| {
            asked.result.as_ref().err().map(|error| format!("{}: {error}", asked.source))
        });
        Progress::Failed { reason: failed.collect::<Vec<_>>().join("; ") }
    }
}

/// One question to one publisher.
#[derive(Debug)]
pub struct Asked {
    /// Who was asked.
    pub source: &'static str,
    /// When.
    pub started_at: DateTime<Utc>,
    /// How long it took, spacing and retries included.
    pub took: Duration,
    /// `None`: nothing has changed since the last time.
    pub result: Result<Option<Kept>, FetchError>,
}

/// What an answer says.
pub(crate) struct Told<T> {
    pub(crate) received_at: DateTime<Utc>,
    pub(crate) what: T,
    requests: Vec<Request>,
}

impl Fetcher {
    /// Asks a source; `None` when nothing has changed since the last time.
    pub(crate) async fn told<T>(&self, source: &dyn Source<T>) -> Result<Option<Told<T>>, FetchError> {
        let requests = source.requests(self.clock.now());
        // Side by side: each host's own spacing keeps their order and their distance.
        let replies = try_join_all(requests.iter().map(|request| self.sender.send(request))).await?;
        let mut answers = Vec::new();
        for reply in replies {
            match reply {
                Reply::Fresh(answer) => answers.push(answer),
                Reply::NotModified { .. } => return Ok(None),
            }
        }
        let received_at = answers.last().map_or_else(|| self.clock.now(), |answer| answer.received_at);
        match source.parse(&answers) {
            Ok(what) => Ok(Some(Told { received_at, what, requests })),
            Err(error) => {
                self.forget(&requests);
                Err(error.into())
            }
        }
    }

    /// Asks a source and does something with what it says, which may fail too.
    pub(crate) async fn ask<T, K, F>(&self, source: &dyn Source<T>, keep: K) -> Asked
    where
        T: Send,
        K: FnOnce(DateTime<Utc>, T) -> F,
        F: Future<Output = Result<Kept, FetchError>>,
    {
        let (started_at, started) = (self.clock.now(), tokio::time::Instant::now());
        let result = match self.told(source).await {
            Err(error) => Err(error),
            Ok(None) => Ok(None),
            Ok(Some(Told { received_at, what, requests })) => {
                let kept = keep(received_at, what).await;
                if kept.is_err() {
                    self.forget(&requests);
                }
                kept.map(Some)
            }
        };
        Asked { source: source.name(), started_at, took: started.elapsed(), result }
    }

    /// "Not modified" must not be the answer to an answer that could not be used.
    fn forget(&self, requests: &[Request]) {
        for request in requests {
            self.sender.forget(request);
        }
    }

    /// Writes a question to the log, and how its source stands.
    pub(crate) async fn record(&self, job: &str, asked: &Asked, next_at: DateTime<Utc>) {
        let outcome = match &asked.result {
            Ok(Some(kept)) => Outcome::Answered { values: kept.values, new: kept.new },
            Ok(None) => Outcome::NotModified,
            Err(error) => {
                tracing::warn!(feed = job, source = asked.source, %error, "source gave nothing");
                Outcome::Failed { error: error.to_string(), transient: error.is_transient() }
            }
        };
        let (feed, source) = (job.to_owned(), asked.source.to_owned());
        let fetch = Fetch { feed, source, started_at: asked.started_at, took: asked.took, outcome, next_at };
        if let Err(error) = self.store.record_fetch(fetch).await {
            tracing::error!(%error, "the fetch log could not be written");
        }
    }
}
