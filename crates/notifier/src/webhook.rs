//! A webhook of the recipient's own: JSON, signed as standardwebhooks.com describes, so that receivers find a library.
//!
//! `webhook-id` names the message and stays the same in a repeat; `webhook-signature` is `v1,` and the base64 of the
//! HMAC-SHA256 of `id.timestamp.body` under the shared secret; `webhook-timestamp` are seconds since 1970.

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use cockpit_http::{Clock, Post, Sender};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use url::Url;

use crate::answer;
use crate::channel::{Channel, Envelope, Key};
use crate::outcome::{Outcome, Reason};
use crate::render::webhook::render;

/// The channel of webhooks.
#[derive(Clone, Debug)]
pub struct Webhook {
    http: Sender,
    clock: Clock,
}

impl Webhook {
    /// A channel that sends by `http`.
    pub const fn new(http: Sender, clock: Clock) -> Self {
        Self { http, clock }
    }
}

#[async_trait]
impl Channel for Webhook {
    fn name(&self) -> &'static str {
        "webhook"
    }

    async fn deliver(&self, envelope: &Envelope) -> Outcome {
        let Ok(url) = envelope.address.parse::<Url>() else {
            return Outcome::gone(Reason::word("bad_address"));
        };
        let body = render(&envelope.id, &envelope.message, &envelope.card()).to_string();
        let at = self.clock.now();
        let id: String = envelope.id.chars().filter(char::is_ascii_graphic).take(120).collect();
        let signature = envelope.secret.as_ref().map(|key| sign(key, &id, at, &body));
        let mut post = Post::json(url, body)
            .header("webhook-id", id)
            .header("webhook-timestamp", at.timestamp().to_string());
        if let Some(signature) = signature {
            post = post.header("webhook-signature", signature);
        }
        match answer::post(&self.http, post, &[410]).await {
            Ok(_) => Outcome::sent(None),
            Err(outcome) => outcome,
        }
    }
}

/// The signature's header. A key that begins with `whsec_` is base64 after it, any other is taken as it is.
fn sign(key: &Key, id: &str, at: DateTime<Utc>, body: &str) -> String {
    let text = key.expose();
    let bytes = text.strip_prefix("whsec_").and_then(|encoded| STANDARD.decode(encoded).ok());
    let bytes = bytes.unwrap_or_else(|| text.as_bytes().to_vec());
    let mut mac = Hmac::<Sha256>::new_from_slice(&bytes).expect("a key of any length is taken");
    mac.update(format!("{id}.{}.{body}", at.timestamp()).as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_that_of_the_standard() {
        // The example of the standard's own reference libraries.
        let key = Key::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let at = DateTime::from_timestamp(1_614_265_330, 0).unwrap();
        let signature = sign(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, r#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert_ne!(sign(&Key::new("other"), "m", at, ""), sign(&key, "m", at, ""));
    }
}
