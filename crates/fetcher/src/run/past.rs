//! The pages of history that are missing, one after the other, behind everything that is current.

use std::time::Duration;

use tokio::sync::watch;

use super::Fetcher;
use crate::feeds::Reach;
use crate::history::{Page, pages};

/// How often the pages of history are looked at again, to close the page that has ended since.
const HISTORY_RHYTHM: Duration = Duration::from_secs(6 * 3_600);
/// How soon history is tried again after a publisher failed.
const HISTORY_RETRY: Duration = Duration::from_secs(15 * 60);

impl Fetcher {
    pub(super) async fn run_history(&self, mut stop: watch::Receiver<bool>) {
        loop {
            let all_done = tokio::select! {
                done = self.backfill(|_, _| {}) => done,
                _ = stop.wait_for(|stop| *stop) => return,
            };
            let pause = if all_done { HISTORY_RHYTHM } else { HISTORY_RETRY };
            let due = self.clock.now() + pause;
            if !self.wait_until(due, &mut stop).await {
                return;
            }
        }
    }

    /// Fetches the pages of history that are missing; `progress` hears (done, all). Whether nothing is left to fetch.
    pub async fn backfill(&self, mut progress: impl FnMut(usize, usize)) -> bool {
        let pages = pages(&self.keys, self.clock.now());
        let (all, mut complete) = (pages.len(), true);
        let mut given_up: Vec<String> = Vec::new();
        for (index, page) in pages.into_iter().enumerate() {
            progress(index, all);
            let done = self.store.backfilled(&page.job).await.unwrap_or_default();
            // A publisher that just failed is not asked for the next thirty pages at once.
            if done.contains(&page.key) || given_up.contains(&page.job) {
                continue;
            }
            if !self.fetch_page(&page).await {
                complete = false;
                given_up.push(page.job);
            }
        }
        progress(all, all);
        complete
    }

    async fn fetch_page(&self, page: &Page) -> bool {
        for (source, standing) in page.sources.iter().zip(0_u8..) {
            let asked = self.ask_values(source.as_ref(), standing, Reach::History).await;
            match asked.result {
                Ok(_) => {
                    if !page.closed {
                        return true;
                    }
                    return self.store.mark_backfilled(&page.job, &page.key, self.clock.now()).await.is_ok();
                }
                Err(error) => {
                    tracing::warn!(job = page.job, page = page.key, source = asked.source, %error, "history page failed");
                }
            }
        }
        false
    }
}
