//! Answers that are made once and handed out again, as many as there is room for: addresses with parameters are without
//! end, and somebody may ask for all of them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

/// Values by what they were made for, the newest last.
#[derive(Debug)]
pub(super) struct Kept<K, V> {
    at_most: usize,
    known: Mutex<VecDeque<(K, Arc<OnceCell<V>>)>>,
}

impl<K: PartialEq, V: Clone> Kept<K, V> {
    pub(super) fn at_most(at_most: usize) -> Self {
        Self { at_most, known: Mutex::default() }
    }

    /// The value for `key`, made by `make` unless it is known. Who asks while it is being made waits for it.
    pub(super) async fn get<E>(&self, key: K, make: impl Future<Output = Result<V, E>>) -> Result<V, E> {
        self.place(key).get_or_try_init(|| make).await.cloned()
    }

    fn place(&self, key: K) -> Arc<OnceCell<V>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, place)) = known.iter().find(|(other, _)| *other == key) {
            return Arc::clone(place);
        }
        if known.len() >= self.at_most {
            known.pop_front();
        }
        let place = Arc::default();
        known.push_back((key, Arc::clone(&place)));
        place
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn what_is_known_is_not_made_again_and_the_oldest_goes() {
        let (kept, made) = (Kept::at_most(2), AtomicUsize::new(0));
        let make = |key: &'static str| {
            let made = &made;
            kept.get(key, async move {
                made.fetch_add(1, Ordering::Relaxed);
                Ok::<_, ()>(key.to_uppercase())
            })
        };
        for key in ["a", "b", "a", "b"] {
            assert_eq!(make(key).await, Ok(key.to_uppercase()));
        }
        assert_eq!(made.load(Ordering::Relaxed), 2);
        assert_eq!(make("c").await, Ok("C".to_owned()));
        assert_eq!(make("a").await, Ok("A".to_owned()));
        assert_eq!((made.load(Ordering::Relaxed), kept.known.lock().unwrap().len()), (4, 2));
    }

    #[tokio::test]
    async fn what_failed_is_tried_again() {
        let kept = Kept::at_most(2);
        assert_eq!(kept.get("a", async { Err::<u8, _>("no") }).await, Err("no"));
        assert_eq!(kept.get("a", async { Ok::<_, &str>(1) }).await, Ok(1));
    }
}
