//! ntfy, its public server or one of one's own: `https://ntfy.sh/topic`.

use async_trait::async_trait;
use cockpit_http::{Post, Sender};
use url::Url;

use crate::answer;
use crate::channel::{Channel, Envelope};
use crate::outcome::{Outcome, Reason};
use crate::render::ntfy::render;

/// The channel of ntfy.
#[derive(Clone, Debug)]
pub struct Ntfy {
    http: Sender,
}

impl Ntfy {
    /// A channel that sends by `http`.
    pub const fn new(http: Sender) -> Self {
        Self { http }
    }
}

#[async_trait]
impl Channel for Ntfy {
    fn name(&self) -> &'static str {
        "ntfy"
    }

    async fn deliver(&self, envelope: &Envelope) -> Outcome {
        let Some((server, topic)) = parse(&envelope.address) else {
            return Outcome::gone(Reason::word("bad_address"));
        };
        let body = render(&topic, &envelope.message, &envelope.card());
        let mut post = Post::json(server, body.to_string());
        if let Some(token) = &envelope.secret {
            post = post.header("authorization", format!("Bearer {}", token.expose()));
        }
        match answer::post(&self.http, post, &[410]).await {
            Ok(receipt) => Outcome::sent(answer::id(&receipt)),
            Err(outcome) => outcome,
        }
    }
}

/// Server and topic. Publishing as JSON goes to the server itself; whoever knows the topic can read it, so it stays in the
/// body.
fn parse(address: &str) -> Option<(Url, String)> {
    let mut url: Url = address.parse().ok()?;
    let (before, topic) = url.path().trim_end_matches('/').rsplit_once('/')?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    if !(1..=64).contains(&topic.len()) || !topic.bytes().all(plain) {
        return None;
    }
    let (server, topic) = (format!("{before}/"), topic.to_owned());
    url.set_path(&server);
    url.set_query(None);
    Some((url, topic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_server_and_a_topic() {
        let of = |address| parse(address).map(|(url, topic)| (url.to_string(), topic));
        assert_eq!(
            of("https://ntfy.sh/alerts_7"),
            Some(("https://ntfy.sh/".to_owned(), "alerts_7".to_owned()))
        );
        assert_eq!(of("https://a.org/ntfy/x/"), Some(("https://a.org/ntfy/".to_owned(), "x".to_owned())));
        for address in ["https://ntfy.sh/", "https://ntfy.sh", "https://ntfy.sh/a%20b", "alerts"] {
            assert_eq!(of(address), None, "{address}");
        }
    }
}
