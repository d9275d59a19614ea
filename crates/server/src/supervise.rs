//! Parts of the program that break down begin again, by themselves and with pauses; when they break down again and again,
//! the program ends, so that whoever started it starts it anew.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

/// So many panics within this time are a program that does not work.
const PANICS_MAX: usize = 5;
const PANICS_WITHIN: Duration = Duration::from_secs(60);
/// Between a panic and the next beginning; twice as long each time, up to the last.
const PAUSE: Duration = Duration::from_millis(500);
const PAUSE_MAX: Duration = Duration::from_secs(30);

/// What is known of panics. Clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Health {
    panics: Arc<Mutex<Panics>>,
    broken: watch::Sender<bool>,
}

#[derive(Debug, Default)]
struct Panics {
    all: u64,
    lately: VecDeque<Instant>,
}

impl Health {
    pub(crate) fn new() -> Self {
        Self { panics: Arc::default(), broken: watch::Sender::new(false) }
    }

    /// Panics since the start.
    pub(crate) fn panics(&self) -> u64 {
        self.panics.lock().unwrap_or_else(PoisonError::into_inner).all
    }

    /// Whether parts break down again and again.
    pub(crate) fn is_broken(&self) -> bool {
        *self.broken.borrow()
    }

    /// Waits until they do.
    pub(crate) async fn broken(&self) {
        let mut broken = self.broken.subscribe();
        // The sender lives as long as this.
        drop(broken.wait_for(|broken| *broken).await);
    }

    fn note(&self, at: Instant) {
        let mut panics = self.panics.lock().unwrap_or_else(PoisonError::into_inner);
        panics.all += 1;
        panics.lately.push_back(at);
        while panics.lately.front().is_some_and(|first| *first + PANICS_WITHIN < at) {
            panics.lately.pop_front();
        }
        if panics.lately.len() >= PANICS_MAX {
            self.broken.send_replace(true);
        }
    }
}

/// Runs a part until it ends by itself; one that panics begins again after a pause.
pub(crate) async fn keep<F, T>(name: &'static str, health: Health, mut stop: watch::Receiver<bool>, begin: F)
where
    F: Fn() -> T,
    T: Future<Output = ()> + Send + 'static,
{
    let mut pause = PAUSE;
    loop {
        let begun = Instant::now();
        let ended = tokio::spawn(begin()).await;
        let Err(error) = ended else { return };
        if !error.is_panic() {
            return;
        }
        health.note(Instant::now());
        if begun.elapsed() > PANICS_WITHIN {
            pause = PAUSE;
        }
        tracing::error!(
            part = name,
            again_in_ms = pause.as_millis(),
            "a part of the program panicked and begins again"
        );
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
        pause = (pause * 2).min(PAUSE_MAX);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_part_begins_again_until_it_ends_well() {
        let (health, (_stop, stopped)) = (Health::new(), watch::channel(false));
        let begun = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&begun);
        keep("test", health.clone(), stopped, move || {
            let number = count.fetch_add(1, Ordering::Relaxed);
            async move { assert!(number >= 2, "as a test wanted") }
        })
        .await;
        assert_eq!((begun.load(Ordering::Relaxed), health.panics(), health.is_broken()), (3, 2, false));
    }

    #[tokio::test(start_paused = true)]
    async fn five_panics_within_a_minute_are_a_broken_program_and_five_in_an_hour_are_not() {
        let health = Health::new();
        let start = Instant::now();
        for number in 0..5 {
            health.note(start + Duration::from_secs(number * 600));
        }
        assert!(!health.is_broken());
        for number in 0..5 {
            health.note(start + Duration::from_secs(3_000 + number));
        }
        health.broken().await;
        assert!(health.is_broken());
    }
}
