//! The real program against a world of our own: a gateway that answers for every upstream, with faults on demand.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests stop where something is amiss, and say what they leave out"
)]

mod access;
mod accessible;
mod alerts;
mod alerts_page;
mod app;
mod browser;
mod calendar;
mod dashboard;
mod delivery;
mod docs_page;
mod fakes;
mod faults;
mod input;
mod journey;
mod keyboard;
mod life;
mod live;
mod look;
mod metric;
mod own;
mod page;
mod post;
mod pwa;
mod radar;
mod recordings;
mod regime;
mod replay;
mod settings;
mod sources_page;
mod world;
