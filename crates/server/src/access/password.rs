//! The operator's password: Argon2id, and no more than two of its runs at a time, however many ask.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use cockpit_store::PasswordHash;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Fewest characters of a new password.
pub(crate) const LENGTH_MIN: u16 = 12;
/// Most bytes of a password.
const LENGTH_MAX: usize = 1_024;

/// What one run costs: 19 MiB, twice over, on one core.
const MEMORY_KIB: u32 = 19 * 1_024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Runs at one time.
const AT_ONCE: usize = 2;
/// How long a further one waits for its turn.
const WAIT_MAX: Duration = Duration::from_secs(2);

/// A password as somebody typed it. It does not print.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Password(String);

impl Password {
    /// What is wrong with it as a new one, in words for a person.
    pub(crate) fn check(&self) -> Result<(), String> {
        if self.0.chars().count() < usize::from(LENGTH_MIN) {
            Err(format!("must have at least {LENGTH_MIN} characters"))
        } else if self.0.len() > LENGTH_MAX {
            Err(format!("must have at most {LENGTH_MAX} bytes"))
        } else {
            Ok(())
        }
    }
}

impl From<String> for Password {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Why a password could not be looked at.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PasswordError {
    /// Too many others are being looked at.
    #[error("too many passwords are being looked at")]
    Busy,
    /// The stored hash cannot be read, or there is no memory.
    #[error("a password could not be looked at: {0}")]
    Failed(String),
}

/// Where passwords are looked at.
#[derive(Clone, Debug)]
pub(crate) struct Passwords {
    places: Arc<Semaphore>,
}

/// A place for one run.
pub(crate) struct Turn(OwnedSemaphorePermit);

impl Passwords {
    pub(crate) fn new() -> Self {
        Self { places: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Waits for a place, but not for long.
    pub(crate) async fn turn(&self) -> Result<Turn, PasswordError> {
        let place = tokio::time::timeout(WAIT_MAX, Arc::clone(&self.places).acquire_owned()).await;
        place.ok().and_then(Result::ok).map(Turn).ok_or(PasswordError::Busy)
    }
}

impl Turn {
    /// What is kept of a password, with a salt of its own.
    pub(crate) async fn hash(self, password: Password) -> Result<PasswordHash, PasswordError> {
        self.run(move || {
            let hashed = argon2()?.hash_password(password.0.as_bytes());
            hashed.map(|hash| PasswordHash::new(hash.to_string())).map_err(failed)
        })
        .await
    }

    /// Whether it is the password that was kept. Costs the same whatever was typed.
    pub(crate) async fn compare(self, password: Password, kept: PasswordHash) -> Result<bool, PasswordError> {
        self.run(move || match argon2()?.verify_password(password.0.as_bytes(), kept.expose()) {
            Ok(()) => Ok(true),
            Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
            Err(error) => Err(failed(error)),
        })
        .await
    }

    /// On a thread of its own. The place goes with the work: somebody who hangs up does not make room while it lasts.
    async fn run<T: Send + 'static>(
        self,
        work: impl FnOnce() -> Result<T, PasswordError> + Send + 'static,
    ) -> Result<T, PasswordError> {
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(self.0);
            result
        });
        done.await.map_err(|error| PasswordError::Failed(error.to_string()))?
    }
}

fn argon2() -> Result<Argon2<'static>, PasswordError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None);
    let params = params.map_err(|error| PasswordError::Failed(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn failed(error: argon2::password_hash::Error) -> PasswordError {
    PasswordError::Failed(error.to_string())
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    const RIGHT: &str = "correct horse battery";

    async fn hash(text: &str) -> PasswordHash {
        Passwords::new().turn().await.unwrap().hash(text.to_owned().into()).await.unwrap()
    }

    async fn is_right(text: &str, kept: &PasswordHash) -> Result<bool, PasswordError> {
        Passwords::new().turn().await?.compare(text.to_owned().into(), kept.clone()).await
    }

    #[tokio::test]
    async fn only_the_very_password_is_right_and_it_is_kept_as_argon2id_with_a_salt_of_its_own() {
        let kept = hash(RIGHT).await;
        assert!(kept.expose().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", kept.expose());
        assert_ne!(kept, hash(RIGHT).await);
        assert!(is_right(RIGHT, &kept).await.unwrap());
        for wrong in ["", "correct horse batterz", "Correct horse battery", "correct horse battery "] {
            assert!(!is_right(wrong, &kept).await.unwrap(), "{wrong}");
        }
        let damaged = PasswordHash::new("$argon2id$nonsense");
        assert!(matches!(is_right(RIGHT, &damaged).await, Err(PasswordError::Failed(_))));
    }

    #[tokio::test]
    async fn a_wrong_password_of_any_kind_costs_the_same() {
        let kept = hash(RIGHT).await;
        let long = "x".repeat(60_000);
        let kinds = ["", "correct horse batterz", long.as_str()];
        let mut fastest = kinds.map(|_| f64::MAX);
        for _ in 0..15 {
            // In turns, and the fastest of many: whatever else the machine does can only add to it.
            for (kind, fastest) in kinds.into_iter().zip(&mut fastest) {
                let begun = Instant::now();
                assert!(!is_right(kind, &kept).await.unwrap());
                *fastest = fastest.min(begun.elapsed().as_secs_f64());
            }
        }
        let least = fastest.iter().copied().fold(f64::MAX, f64::min);
        // Not doing the work would be a thousand times faster.
        assert!(fastest.iter().all(|took| took / least < 2.0), "{fastest:?}");
    }

    #[tokio::test]
    async fn a_third_waits_for_two_seconds_and_is_turned_away() {
        let passwords = Passwords::new();
        let (first, _second) = (passwords.turn().await.unwrap(), passwords.turn().await.unwrap());
        tokio::time::pause();
        let begun = tokio::time::Instant::now();
        assert!(matches!(passwords.turn().await, Err(PasswordError::Busy)));
        assert_eq!(begun.elapsed().as_secs(), 2);
        drop(first);
        assert!(passwords.turn().await.is_ok());
    }

    #[tokio::test]
    async fn somebody_who_hangs_up_makes_no_room_while_the_work_lasts() {
        let passwords = Passwords::new();
        let (start, begun) = std::sync::mpsc::channel();
        let (finish, finished) = std::sync::mpsc::channel::<()>();
        let turn = passwords.turn().await.unwrap();
        let work = tokio::spawn(turn.run(move || {
            start.send(()).unwrap();
            finished.recv().unwrap();
            Ok(())
        }));
        tokio::task::spawn_blocking(move || begun.recv().unwrap()).await.unwrap();
        work.abort();
        assert!(work.await.unwrap_err().is_cancelled());
        assert_eq!(passwords.places.available_permits(), AT_ONCE - 1);
        finish.send(()).unwrap();
        let (_first, _second) = (passwords.turn().await.unwrap(), passwords.turn().await.unwrap());
    }

    #[test]
    fn a_new_password_has_twelve_characters_of_any_script_and_does_not_print() {
        let check = |text: &str| Password::from(text.to_owned()).check();
        assert!(check("elf zeichen").is_err() && check("zwölf Ziffer").is_ok());
        assert!(check(&"é".repeat(12)).is_ok() && check(&"é".repeat(11)).is_err());
        assert!(check(&"x".repeat(1_024)).is_ok() && check(&"x".repeat(1_025)).is_err());
        assert_eq!(format!("{:?}", Password::from("canary".to_owned())), "***");
    }
}
