//! C6: truncated and overwritten files. SQLite keeps no checksums of its pages, so a figure changed inside a sound row
//! cannot be told; everything else must be refused, or be found by the check in the background.

use std::path::Path;

use cockpit_domain::{Moment, Point, SeriesId};
use tempfile::TempDir;

use crate::scratch::{Scratch, at, btc};
use crate::{Access, Integrity, Store};

const ROWS: i64 = 3_000;
const PAGE: usize = 4_096;

/// A sound database, and what is in it.
async fn sound() -> (Vec<u8>, Vec<Point>) {
    let scratch = Scratch::new().await;
    scratch.append((0..ROWS).map(|n| btc(n, 100.0 + n as f64)).collect()).await.unwrap();
    let points = points(&scratch).await.unwrap();
    let path = scratch.path();
    let _folder = scratch.close().await;
    (std::fs::read(path).unwrap(), points)
}

async fn points(store: &Store) -> Result<Vec<Point>, crate::StoreError> {
    store.points(SeriesId::Btc, Moment::Instant(at(0)), Moment::Instant(at(ROWS))).await
}

/// What became of a damaged file.
#[derive(Debug, PartialEq)]
enum Fate {
    Refused,
    /// Opened, and the damage is known: by a failed read, or by the check in the background.
    Known,
    /// Opened, with every row as it was.
    Intact,
    /// Opened, with so many rows changed that nobody can tell.
    Changed(usize),
}

async fn fate(path: &Path, bytes: &[u8], expected: &[Point]) -> Fate {
    std::fs::write(path, bytes).unwrap();
    let store = match Store::open(path, Access::Exclusive).await {
        Ok(store) => store,
        Err(error) => {
            assert_eq!(std::fs::read(path).unwrap(), bytes, "a refused file is left as it was: {error}");
            return Fate::Refused;
        }
    };
    let (found, integrity) = (points(&store).await, store.integrity().await);
    store.close().await;
    assert_eq!(std::fs::metadata(path).unwrap().len(), bytes.len() as u64, "never another file in its place");
    match (found, integrity) {
        (Ok(found), Ok(Integrity::Sound)) if found == expected => Fate::Intact,
        (Ok(found), Ok(Integrity::Sound)) => {
            let kept = expected.iter().filter(|point| found.contains(point)).count();
            Fate::Changed(expected.len() - kept)
        }
        _ => Fate::Known,
    }
}

#[tokio::test]
async fn a_file_cut_anywhere_is_refused() {
    let (bytes, expected) = sound().await;
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("cockpit.db");
    let mut random = fastrand::Rng::with_seed(1);
    for _ in 0..100 {
        let cut = random.usize(0..bytes.len());
        assert_eq!(
            fate(&path, &bytes[..cut], &expected).await,
            Fate::Refused,
            "cut to {cut} of {}",
            bytes.len()
        );
    }
    assert_eq!(fate(&path, &bytes, &expected).await, Fate::Intact);
}

#[tokio::test]
async fn a_file_overwritten_anywhere_is_refused_or_the_damage_is_found() {
    let (bytes, expected) = sound().await;
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("cockpit.db");
    let mut random = fastrand::Rng::with_seed(2);
    let mut fates = Vec::new();
    for n in 0..100 {
        // Half of them in the header and the schema, where it matters most.
        let reach = if n % 2 == 0 { 3 * PAGE } else { bytes.len() };
        let offset = random.usize(0..reach);
        let mut damaged = bytes.clone();
        for byte in damaged.iter_mut().skip(offset).take(32) {
            *byte = random.u8(..);
        }
        let fate = fate(&path, &damaged, &expected).await;
        if let Fate::Changed(rows) = fate {
            assert!(rows <= 2, "32 bytes at {offset} changed {rows} rows unnoticed");
        }
        fates.push(fate);
    }
    for expected in [Fate::Refused, Fate::Known, Fate::Intact] {
        assert!(fates.contains(&expected), "no {expected:?} in {fates:?}");
    }
}

#[tokio::test]
async fn a_damaged_header_is_refused_or_means_nothing() {
    let (bytes, expected) = sound().await;
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("cockpit.db");
    for offset in 0..100 {
        let mut damaged = bytes.clone();
        damaged[offset] ^= 0x55;
        let fate = fate(&path, &damaged, &expected).await;
        assert!(!matches!(fate, Fate::Changed(_)), "byte {offset}: {fate:?}");
        assert!(offset >= 16 || fate == Fate::Refused, "byte {offset}: {fate:?}");
    }
}
