//! The only place that sends HTTP.
//!
//! In reading order:
//!
//! 1. `request`: what is asked, and its limits; `answer`: what came back.
//! 2. `post`: a message to somebody, sent once.
//! 3. `send`: the one file that sends: route, headers, deadlines, tries.
//! 4. `host`: one gate per host, made of spacing, `retry_after` and `breaker`; `backoff`: pauses between tries.
//! 5. `validators`: asking "has it changed?".
//! 6. `address`: addresses that are never connected to.
//! 7. `error`: why nothing came, and whether asking again can help; `failure`: how the client's errors become ours.
//!    No error holds an address: an address can hold a key.
//!
//! Rules that every request meets: https only and public addresses only unless there is a gateway, no redirects, a
//! deadline over everything, a limit on the decoded body, at most one start per host and spacing, no start before the
//! time that a host named.
//!
//! [`Clock`] is the program's one clock, and [`Secret`] a text that does not print.

mod address;
mod answer;
mod backoff;
mod breaker;
mod clock;
mod error;
mod failure;
mod host;
mod post;
mod probe;
mod request;
mod retry_after;
mod secret;
mod send;
mod validators;

pub use answer::{Answer, Reply};
pub use clock::Clock;
pub use error::{BuildError, HttpError};
pub use host::HostStatus;
pub use post::{Body, Content, Field, Post, Receipt};
pub use probe::probe;
pub use request::{Limits, Request};
pub use secret::Secret;
pub use send::{Sender, Settings, check_address};
