//! One round of a feed: its publishers in order, until one gives something that can be kept.

use super::{Asked, Fetcher, Round};
use crate::derive::net_liquidity;
use crate::feeds::{Feed, Reach};
use crate::keep::{Answered, keep};
use crate::source::Source;

impl Fetcher {
    pub(super) async fn feed_round(&self, feed: &Feed, failures: u32) -> Round {
        let reach = self.reach(feed).await;
        let mut asked: Vec<Asked> = Vec::new();
        let mut succeeded = false;
        for (source, standing) in feed.sources(reach).into_iter().zip(0_u8..) {
            let one = self.ask_values(source.as_ref(), standing, reach).await;
            succeeded = one.result.is_ok();
            if succeeded && reach == Reach::History && standing == 0 {
                self.history_done(feed).await;
            }
            asked.push(one);
            if succeeded {
                self.derive(feed).await;
            }
            let failures = if succeeded { 0 } else { failures.saturating_add(1) };
            let next_at = self.plan(feed.rhythm, failures, &asked);
            if let Some(one) = asked.last() {
                self.record(feed.name.as_str(), one, next_at).await;
            }
            if succeeded {
                break;
            }
        }
        Round { job: feed.name.as_str(), asked, succeeded, next_at: None }
    }

    /// Asks for values of series.
    pub(super) async fn ask_values(&self, source: &dyn Source, standing: u8, reach: Reach) -> Asked {
        let name = source.name();
        self.ask(source, async |received_at, readings| {
            keep(&self.decider, Answered { source: name, standing, reach, received_at, readings }).await
        })
        .await
    }

    async fn reach(&self, feed: &Feed) -> Reach {
        if !feed.has_history() {
            return Reach::Recent;
        }
        let done = self.store.backfilled(feed.name.as_str()).await.unwrap_or_default();
        if done.is_empty() { Reach::History } else { Reach::Recent }
    }

    async fn history_done(&self, feed: &Feed) {
        let marked = self.store.mark_backfilled(feed.name.as_str(), "all", self.clock.now()).await;
        if let Err(error) = marked {
            tracing::warn!(feed = feed.name.as_str(), %error, "history will be asked for again");
        }
    }

    async fn derive(&self, feed: &Feed) {
        use cockpit_domain::SeriesId::{NetLiquidity, NetLiquidityDaily};
        let is_leg =
            feed.name.series().iter().any(|series| matches!(series, NetLiquidity | NetLiquidityDaily));
        if is_leg && let Err(error) = net_liquidity(&self.decider, self.clock.now()).await {
            tracing::error!(feed = feed.name.as_str(), %error, "net liquidity could not be computed");
        }
    }
}
