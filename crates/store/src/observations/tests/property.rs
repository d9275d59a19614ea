use cockpit_domain::{Observation, Origin, SeriesId, Value};
use proptest::prelude::*;
use sqlx::ConnectOptions;

use crate::scratch::{Scratch, btc};

type Row = (String, i64, i64, i64, f64, String, i64, String);

/// Every row, as it is on the disk.
async fn rows(store: &Scratch) -> Vec<Row> {
    let mut db = crate::reader::options(&store.path()).connect().await.unwrap();
    let all = "select series, observed_at, revision, first_seen_at, value, source, standing, origin from observation";
    sqlx::query_as(all).fetch_all(&mut db).await.unwrap()
}

/// Distinct moments of two series, from publishers of any standing.
fn batch() -> impl Strategy<Value = Vec<Observation>> {
    let origin = prop::sample::select(vec![Origin::Live, Origin::Backfill, Origin::Bundled]);
    let one = (1.0..1e6_f64, 0_u8..3, origin);
    prop::collection::btree_map((prop::bool::ANY, 0_i64..10_000), one, 1..40).prop_map(|moments| {
        let all = moments.into_iter().map(|((is_btc, seconds), (amount, standing, origin))| {
            let observation = Observation { standing, origin, ..btc(seconds, amount) };
            if is_btc {
                return observation;
            }
            let value = Value::usd_billions(amount).unwrap();
            Observation { series: SeriesId::StablecoinMcap, value, ..observation }
        });
        all.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn order_and_repetition_of_a_batch_change_nothing(
        batch in batch(),
        seed in any::<u64>(),
        pieces in 1_usize..6,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let once = Scratch::new().await;
            let appended = once.append(batch.clone()).await.unwrap();
            prop_assert_eq!(appended.inserted, batch.len() as u64);

            let mut again: Vec<Observation> = [batch.clone(), batch].concat();
            fastrand::Rng::with_seed(seed).shuffle(&mut again);
            let often = Scratch::new().await;
            for piece in again.chunks(again.len().div_ceil(pieces)) {
                often.append(piece.to_vec()).await.unwrap();
            }
            prop_assert_eq!(rows(&once).await, rows(&often).await);
            Ok(())
        })?;
    }
}
