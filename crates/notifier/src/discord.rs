//! Discord, by a channel's webhook: `https://discord.com/api/webhooks/…`. The address is a secret.

use async_trait::async_trait;
use cockpit_http::{Post, Sender};

use crate::answer;
use crate::channel::{Channel, Envelope};
use crate::outcome::{Outcome, Reason};
use crate::render::discord::render;

/// The channel of Discord.
#[derive(Clone, Debug)]
pub struct Discord {
    http: Sender,
}

impl Discord {
    /// A channel that sends by `http`.
    pub const fn new(http: Sender) -> Self {
        Self { http }
    }
}

#[async_trait]
impl Channel for Discord {
    fn name(&self) -> &'static str {
        "discord"
    }

    async fn deliver(&self, envelope: &Envelope) -> Outcome {
        let Some((mut server, path)) = answer::secret_path(&envelope.address) else {
            return Outcome::gone(Reason::word("bad_address"));
        };
        // Otherwise it answers before it has looked, and does not say which message it was.
        if !server.query_pairs().any(|(name, _)| name == "wait") {
            server.query_pairs_mut().append_pair("wait", "true");
        }
        let post = Post::json(server, render(&envelope.card()).to_string()).secret_path(path);
        match answer::post(&self.http, post, &[404, 410]).await {
            Ok(receipt) => Outcome::sent(answer::id(&receipt)),
            Err(outcome) => outcome,
        }
    }
}
