use super::super::{append, read, recorded, sample};
use crate::scratch::Scratch;

#[tokio::test]
async fn no_read_of_observations_walks_over_all_of_them() {
    let store = Scratch::new().await;
    let queries = [
        append::KNOWN,
        read::LATEST,
        read::AT_OR_BEFORE,
        read::POINTS,
        read::FIRST_SEEN,
        read::DAY_CLOSES,
        sample::ENDS,
        sample::SAMPLED,
        recorded::REVISIONS,
    ];
    for query in queries {
        let plan = store.plan(query).await;
        assert!(
            plan.iter().any(|step| step.starts_with("SEARCH observation USING PRIMARY KEY")),
            "{plan:#?}"
        );
        assert!(!plan.iter().any(|step| step.starts_with("SCAN observation")), "{plan:#?}");
        // Seeks that narrow by the series alone would read all of it.
        let narrow = |step: &&String| step.starts_with("SEARCH observation") && !step.contains("observed_at");
        let by_series_alone = plan.iter().filter(narrow).count();
        assert_eq!(by_series_alone, usize::from(query == read::LATEST), "{plan:#?}");
    }
}

#[tokio::test]
async fn keys_give_the_order_and_long_results_are_not_sorted() {
    let store = Scratch::new().await;
    for query in [read::LATEST, read::AT_OR_BEFORE, read::POINTS, read::FIRST_SEEN] {
        let plan = store.plan(query).await;
        assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{plan:#?}");
    }
}
