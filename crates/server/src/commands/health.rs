//! `cockpit health`: whether the running program answers, for the container's health check.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;

use crate::config::Config;

/// The health check of a container gives up after a few seconds itself.
const DEADLINE: Duration = Duration::from_secs(3);

pub(crate) async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let address = reachable(config.listen);
    let status = cockpit_http::probe(address, "/readyz", DEADLINE)
        .await
        .with_context(|| format!("no answer from {address}: is `cockpit serve` running?"))?;
    anyhow::ensure!(status == 200, "{address} answered {status}: the database cannot be written");
    Ok(ExitCode::SUCCESS)
}

/// Whether a program answers there at all.
pub(crate) async fn is_running(config: &Config) -> bool {
    cockpit_http::probe(reachable(config.listen), "/healthz", DEADLINE).await.is_ok()
}

/// A program that listens everywhere is asked on the loopback address.
fn reachable(listen: SocketAddr) -> SocketAddr {
    if listen.ip().is_unspecified() {
        return SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), listen.port());
    }
    listen
}
