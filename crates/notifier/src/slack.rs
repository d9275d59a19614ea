//! Slack, by an app's incoming webhook: `https://hooks.slack.com/services/…`. The address is a secret.

use async_trait::async_trait;
use cockpit_http::{Post, Sender};

use crate::answer;
use crate::channel::{Channel, Envelope};
use crate::outcome::{Outcome, Reason};
use crate::render::slack::render;

/// The channel of Slack.
#[derive(Clone, Debug)]
pub struct Slack {
    http: Sender,
}

impl Slack {
    /// A channel that sends by `http`.
    pub const fn new(http: Sender) -> Self {
        Self { http }
    }
}

#[async_trait]
impl Channel for Slack {
    fn name(&self) -> &'static str {
        "slack"
    }

    async fn deliver(&self, envelope: &Envelope) -> Outcome {
        let Some((server, path)) = answer::secret_path(&envelope.address) else {
            return Outcome::gone(Reason::word("bad_address"));
        };
        let post = Post::json(server, render(&envelope.card()).to_string()).secret_path(path);
        match answer::post(&self.http, post, &[404, 410]).await {
            Ok(_) => Outcome::sent(None),
            Err(outcome) => outcome,
        }
    }
}
