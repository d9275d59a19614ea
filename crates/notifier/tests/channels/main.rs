//! Every channel over real sockets on the loopback address, against fakes that can fail at every step, and every message in
//! every form.
#![expect(clippy::unwrap_used, reason = "a test says what it expects, and so do its fakes")]

mod bot;
mod fake;
mod forms;
mod hooks;
mod mail;
mod phrase;
mod samples;
#[expect(dead_code, reason = "shared with the tests of the whole, which use more of it")]
mod smtp;
mod telegram;
