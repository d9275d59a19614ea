//! Everything in one process: open the store, show what there is, fetch, serve, and stop in good order.

mod accept;
mod alerts;
mod api;
mod arrange;
mod assets;
mod calendar;
mod calendar_feed;
mod channel_watch;
mod cut;
mod delivery;
mod docs;
mod facts;
mod headers;
mod history;
mod installation;
mod kept;
mod letters;
mod live;
mod metric;
mod metrics;
mod openapi;
mod page;
mod past;
mod pwa;
mod radar;
mod routes;
pub(crate) mod settings;
mod snapshot;
mod sources;
mod style;
mod test_message;
mod trouble;
mod what_if;

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use cockpit_fetcher::decide::Decider;
use cockpit_fetcher::{bundled, derive};
use cockpit_http::Clock;
use cockpit_store::{Integrity, Store};
use tokio::sync::watch;
use tokio::time::Instant;

pub(crate) use self::api::{Problem, fresh_json};
use self::delivery::Delivery;
use self::installation::Installation;
pub(crate) use self::letters::letter;
use self::live::Live;
pub(crate) use self::openapi::description;
pub(crate) use self::page::Look;
use self::page::Pages;
pub(crate) use self::radar::TOP as RADAR_TOP;
pub(crate) use self::routes::App;
use self::routes::Shared;
use self::snapshot::Snapshots;
use self::sources::Sources;
use crate::access::{Access, Rules};
use crate::clock::clock;
use crate::commands::{fetch_keys, fetcher, open_store, sender};
use crate::config::Config;
use crate::guide::Guide;
use crate::keys::Keys;
use crate::supervise::{Health, keep};

/// How long running requests may take to finish after the signal to stop.
const DRAIN: Duration = Duration::from_secs(5);
/// How long everything may take after it, messages on their way among it: less than the ten seconds after which a container
/// is killed.
const STOP_WITHIN: Duration = Duration::from_secs(9);
/// How often old log rows go and the write-ahead log is folded in.
const HOUSEKEEPING: Duration = Duration::from_secs(3_600);

pub(crate) async fn run(config: Config) -> anyhow::Result<()> {
    let clock = clock();
    let listener = accept::listen(config.listen).with_context(|| {
        format!(
            "cannot listen on {}: is another program using the port? Set COCKPIT_LISTEN to change it",
            config.listen
        )
    })?;
    let store = open_store(&config).await?;
    if config.bundled {
        seed(&store, &clock).await.context("bundled history")?;
    }
    let snapshots = Snapshots::start(store.clone(), clock.clone(), config.regime.model()).await?;
    let sender = sender(&config, &clock)?;
    let fetcher = fetcher(&config, &sender, &store, &clock);
    let keys = Keys::load(&config)?;
    let delivery = Delivery::new(&config, keys.clone(), &store, &clock, &sender, snapshots.clone())?;
    let health = Health::new();
    let config = Arc::new(config);

    let (stop, stopped) = watch::channel(false);
    let live = Live::new(fetcher.refreshes(), snapshots.versions(), stopped.clone());
    let (access, setup_code) = Access::begin(rules(&config), store.clone(), clock.clone()).await?;
    let installation = Installation::new(fetcher.decider(), &fetch_keys(&config));
    let app = App::new(Shared {
        config: Arc::clone(&config),
        installation,
        store: store.clone(),
        sender: sender.clone(),
        clock: clock.clone(),
        snapshots: snapshots.clone(),
        pages: Arc::new(Pages::new(config.time_zone)),
        keys,
        health: health.clone(),
        access: Arc::new(access),
        live,
        sources: Arc::new(Sources::new(fetcher.roster(), fetch_keys(&config), sender)),
        guide: Arc::new(Guide::new(fetcher.roster())),
    });
    let router = routes::router(app);
    let address = listener.local_addr()?;
    tracing::info!(%address, database = %config.database.display(), "listening on http://{address}");
    if let Some(code) = setup_code {
        // A warning, so that it is seen whatever is logged: until it is used there is no operator.
        tracing::warn!("nobody has set the operator's password: open /setup and enter the code {code}");
    }
    let (of_house, at, stop_of) = (store.clone(), clock, stopped.clone());
    let (stop_of_fetcher, stop_of_page) = (stopped.clone(), stopped.clone());
    let mut tasks = delivery.start(&health, &stopped);
    tasks.extend([
        tokio::spawn(keep("fetcher", health.clone(), stopped.clone(), move || {
            fetcher.clone().run(stop_of_fetcher.clone())
        })),
        tokio::spawn(keep("page", health.clone(), stopped.clone(), move || {
            snapshots.clone().keep_fresh(stop_of_page.clone())
        })),
        tokio::spawn(keep("housekeeping", health.clone(), stopped.clone(), move || {
            housekeeping(of_house.clone(), at.clone(), stop_of.clone())
        })),
    ]);
    let server = tokio::spawn(accept::serve(listener, router, stopped, DRAIN));

    let broken = tokio::select! {
        signal = wait_for_signal() => { signal?; false }
        () = health.broken() => true,
    };
    tracing::info!("stopping");
    let deadline = Instant::now() + STOP_WITHIN;
    stop.send_replace(true);
    server.await.context("server task")?;
    for task in tasks {
        // Whatever still runs then has had its chance; the store takes no half transactions.
        if tokio::time::timeout_at(deadline, task).await.is_err() {
            tracing::warn!("a task did not stop in time");
        }
    }
    store.close().await;
    ensure!(!broken, "parts of the program broke down again and again; the log says which");
    Ok(())
}

/// What the configuration says about access.
fn rules(config: &Config) -> Rules {
    let password = config.admin_password.as_ref().map(|password| password.expose().to_owned().into());
    let (public_url, proxies) = (config.public_url.clone(), config.trusted_proxies.clone());
    Rules { password, public_url, private: config.private, proxies }
}

/// Puts the bundled history into a database that has not had it yet.
async fn seed(store: &Store, clock: &Clock) -> anyhow::Result<()> {
    const JOB: &str = "bundled";
    let edition = bundled::EDITION;
    if store.backfilled(JOB).await?.iter().any(|done| done == edition) {
        return Ok(());
    }
    let now = clock.now();
    let appended = store.append(bundled::observations(now)).await?;
    derive::net_liquidity(&Decider::new(store.clone()), now).await?;
    store.mark_backfilled(JOB, edition, now).await?;
    tracing::info!(values = appended.inserted, "bundled history is in place until live data replaces it");
    Ok(())
}

async fn housekeeping(store: Store, clock: Clock, mut stop: watch::Receiver<bool>) {
    loop {
        // Damage that the start cannot see, because it lies in rows nobody has read yet.
        match store.integrity().await {
            Ok(Integrity::Sound) => {}
            Ok(damaged) => tracing::error!("{damaged}"),
            Err(error) => tracing::warn!(%error, "the database could not be checked"),
        }
        tokio::select! {
            () = tokio::time::sleep(HOUSEKEEPING) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
        if let Err(error) = store.prune(clock.now()).await {
            tracing::warn!(%error, "housekeeping failed");
        }
    }
}

async fn wait_for_signal() -> anyhow::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
