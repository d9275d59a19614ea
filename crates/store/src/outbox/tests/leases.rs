use std::collections::{HashMap, HashSet};

use proptest::prelude::*;

use super::*;

async fn one(store: &Scratch) -> MessageId {
    let ada = person(store, 1).await;
    alert(store, 0, &[ada], 0).await;
    claimed(store, 0, 8).await[0].id
}

#[tokio::test]
async fn what_failed_is_due_again_and_what_had_to_wait_has_not_been_tried() {
    let store = Scratch::new().await;
    let id = one(&store).await;
    settle(&store, id, Settled::Again { due_at: at(90), reason: "busy".to_owned() }).await;
    let waiting = status(&store, id).await;
    assert_eq!((waiting.state, waiting.attempt, waiting.due_at), (MessageState::Pending, 1, at(90)));
    assert_eq!(waiting.reason.as_deref(), Some("busy"));
    assert_eq!(claimed(&store, 89, 8).await, []);
    assert_eq!(claimed(&store, 90, 8).await[0].attempt, 2);
    settle(&store, id, Settled::Wait { due_at: at(100) }).await;
    assert_eq!(claimed(&store, 100, 8).await[0].attempt, 2);
}

#[tokio::test]
async fn what_may_have_arrived_is_repeated_once_and_marked() {
    let store = Scratch::new().await;
    let id = one(&store).await;
    let maybe = || Settled::MaybeArrived { due_at: at(70), reason: "no answer".to_owned() };
    settle(&store, id, maybe()).await;
    assert!(claimed(&store, 70, 8).await[0].possible_repeat);
    settle(&store, id, maybe()).await;
    assert_eq!(status(&store, id).await.state, MessageState::Unknown);
    assert_eq!(claimed(&store, 9_999, 8).await, []);
}

#[tokio::test]
async fn a_lease_that_ran_out_is_sent_again_however_often_that_happens() {
    let store = Scratch::new().await;
    let id = one(&store).await;
    for round in 1..5 {
        let now = round * 301;
        assert_eq!(claimed(&store, now - 2, 8).await, [], "the lease holds");
        let again = claimed(&store, now, 8).await;
        assert_eq!(again.iter().map(|due| (due.id, due.possible_repeat)).collect::<Vec<_>>(), [(id, true)]);
    }
}

#[tokio::test]
async fn what_was_being_sent_when_the_program_ended_is_due_again_at_once() {
    let store = Scratch::new().await;
    let id = one(&store).await;
    assert_eq!(store.recover_sending().await, Ok(1));
    assert_eq!(store.recover_sending().await, Ok(0));
    let again = &claimed(&store, 1, 8).await[0];
    assert_eq!((again.id, again.attempt, again.possible_repeat), (id, 2, true));
}

#[tokio::test]
async fn what_waits_moves_with_a_clock_that_is_set_whether_it_was_tried_or_not_and_what_was_held_does_not() {
    let store = Scratch::new().await;
    let tried = one(&store).await;
    settle(&store, tried, Settled::Again { due_at: at(7_100), reason: "later".to_owned() }).await;
    let (ben, eve) = (person(&store, 2).await, person(&store, 3).await);
    alert(&store, 7_200, &[ben], 7_200).await;
    alert(&store, 7_200, &[eve], 9_000).await;
    assert_eq!(store.shift_due(TimeDelta::seconds(-7_000)).await, Ok(2));
    let due = claimed(&store, 200, 8).await;
    assert_eq!((due.len(), due[0].id, due[1].recipient.id), (2, tried, ben));
}

#[tokio::test]
async fn a_providers_words_are_cut_and_never_refused() {
    let store = Scratch::new().await;
    let id = one(&store).await;
    settle(&store, id, Settled::Dead { reason: "🧨".repeat(5_000), recipient_gone: false }).await;
    assert_eq!(status(&store, id).await.state, MessageState::Dead);
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Claim,
    Settle(usize, u8),
    Later(i64),
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => Just(Step::Claim),
        4 => (0_usize..8, 0_u8..4).prop_map(|(which, how)| Step::Settle(which, how)),
        2 => (1_i64..400).prop_map(Step::Later),
        1 => Just(Step::Restart),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// Whatever the order of claims, settlements, leases that run out and restarts: nobody is written to twice at once,
    /// a repeat is marked, and at the end every message has been sent, or is unknown after two unclear answers.
    #[test]
    fn nothing_is_lost_and_nothing_is_sent_twice_at_once(steps in proptest::collection::vec(step(), 1..60)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let store = Scratch::new().await;
            let mut people = Vec::new();
            for number in 0..4 {
                people.push(person(&store, number).await);
            }
            for seconds in 0..3 {
                alert(&store, seconds, &people, seconds).await;
            }
            let (mut now, mut aloft) = (10, Vec::<(DueMessage, i64)>::new());
            let mut begun = HashMap::<MessageId, u32>::new();
            for step in steps.into_iter().chain((0..200).flat_map(|_| [Step::Claim, Step::Settle(0, 0), Step::Later(5)])) {
                match step {
                    Step::Later(by) => now += by,
                    Step::Restart => {
                        store.recover_sending().await.unwrap();
                        aloft.clear();
                    }
                    Step::Claim => {
                        aloft.retain(|(_, lease)| *lease > now);
                        for due in claimed(&store, now, 3).await {
                            let before = begun.entry(due.id).or_default();
                            assert!(*before == 0 || due.attempt > 1 || due.possible_repeat);
                            *before += 1;
                            aloft.push((due, now + 300));
                        }
                        let writing: HashSet<_> = aloft.iter().map(|(due, _)| due.recipient.id).collect();
                        let messages: HashSet<_> = aloft.iter().map(|(due, _)| due.id).collect();
                        assert_eq!(messages.len(), aloft.len());
                        assert!(writing.len() <= people.len());
                    }
                    Step::Settle(which, how) if which < aloft.len() => {
                        let (due, _) = aloft.swap_remove(which);
                        if how == 2 {
                            // Nothing was sent.
                            *begun.entry(due.id).or_default() -= 1;
                        }
                        let due_at = at(now + 1);
                        let reason = "x".to_owned();
                        settle(&store, due.id, match how {
                            0 => sent(),
                            1 => Settled::Again { due_at, reason },
                            2 => Settled::Wait { due_at },
                            _ => Settled::MaybeArrived { due_at, reason },
                        }).await;
                    }
                    Step::Settle(..) => {}
                }
            }
            let counts = store.outbox_counts().await.unwrap();
            assert_eq!(counts.sent + counts.unknown, 12, "{counts:?}");
        });
    }
}
