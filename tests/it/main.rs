//! The real program against a world of our own: a gateway that answers for every upstream, with faults on demand.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests stop where something is amiss, and say what they leave out"
)]

mod access;
mod accessible;
mod alerts;
mod app;
mod browser;
mod calendar;
mod dashboard;
mod delivery;
mod fakes;
mod faults;
mod input;
mod life;
mod live;
mod own;
mod page;
mod post;
mod radar;
mod recordings;
mod regime;
mod replay;
mod world;
