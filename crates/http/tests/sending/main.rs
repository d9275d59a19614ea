//! The sender over real sockets on the loopback address, as its gateway.
#![expect(clippy::unwrap_used, reason = "a test says what it expects, and so do its fakes")]

mod bodies;
mod deadlines;
mod fake;
mod messages;
mod patience;
mod refusals;
mod requests;
mod tls;
