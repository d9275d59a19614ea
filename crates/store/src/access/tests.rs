use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::StoreError;
use crate::scratch::{Scratch, at};

fn hash(text: &str) -> PasswordHash {
    PasswordHash::new(format!("$argon2id$v=19$m=19456,t=2,p=1${text}"))
}

fn session(token: u8, at: DateTime<Utc>) -> NewSession {
    let (address, agent) = ("192.0.2.7".to_owned(), "Firefox".to_owned());
    NewSession { token_hash: [token; 32], at, address, agent, replaces: None }
}

async fn is_open(store: &Scratch, token: u8, now: DateTime<Utc>) -> bool {
    store.session([token; 32], now).await.unwrap().is_some()
}

#[tokio::test]
async fn of_many_who_set_up_at_the_same_time_one_is_the_operator() {
    let store = Scratch::new().await;
    assert_eq!(store.operator_password().await, Ok(None));
    let (first, second) =
        tokio::join!(store.set_up_operator(hash("a"), at(0)), store.set_up_operator(hash("b"), at(0)));
    assert!(first.clone().unwrap() != second.unwrap(), "exactly one");
    let theirs = if first.unwrap() { "a" } else { "b" };
    assert_eq!(store.operator_password().await, Ok(Some(hash(theirs))));
    assert_eq!(store.set_up_operator(hash("c"), at(1)).await, Ok(false));
    let refused = store.change_operator_password(PasswordHash::new("plain words"), at(0)).await;
    assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
    assert!(!format!("{:?}", hash("secret")).contains("secret"));
}

#[tokio::test]
async fn a_session_ends_twelve_hours_after_its_last_use_and_thirty_days_after_its_beginning() {
    let store = Scratch::new().await;
    let (hour, day) = (TimeDelta::hours(1), TimeDelta::days(1));
    let start = at(0);
    store.open_session(session(1, start)).await.unwrap();
    assert!(!is_open(&store, 2, start).await);
    let second = TimeDelta::seconds(1);
    assert!(is_open(&store, 1, start + hour * 12 - second).await, "and this was a use");
    assert!(is_open(&store, 1, start + hour * 24 - second * 2).await);
    assert!(!is_open(&store, 1, start + hour * 36).await);

    let mut now = start + hour * 24 - second * 2;
    while now < start + day * 30 - hour * 11 {
        now += hour * 11;
        assert!(is_open(&store, 1, now).await, "{now}");
    }
    assert!(!is_open(&store, 1, start + day * 30).await);
}

#[tokio::test]
async fn the_use_of_a_session_is_written_once_a_minute_and_never_moves_back() {
    let store = Scratch::new().await;
    store.open_session(session(1, at(0))).await.unwrap();
    let used_at = async || store.sessions(at(0)).await.unwrap()[0].used_at;
    assert!(is_open(&store, 1, at(59)).await);
    assert_eq!(used_at().await, at(0));
    assert!(is_open(&store, 1, at(60)).await);
    assert_eq!(used_at().await, at(60));
    assert!(is_open(&store, 1, at(-3_600)).await, "a clock that went back ends nothing");
    assert_eq!(used_at().await, at(60));
}

#[tokio::test]
async fn a_session_is_ended_alone_with_all_by_its_successor_and_by_a_new_password() {
    let store = Scratch::new().await;
    let first = store.open_session(session(1, at(0))).await.unwrap();
    let second = store.open_session(session(2, at(1))).await.unwrap();
    let listed: Vec<_> = store.sessions(at(2)).await.unwrap().into_iter().map(|one| one.id).collect();
    assert_eq!(listed, [second, first]);
    assert_eq!(store.end_session(first).await, Ok(true));
    assert_eq!(store.end_session(first).await, Ok(false));
    assert!(!is_open(&store, 1, at(2)).await && is_open(&store, 2, at(2)).await);

    store.open_session(NewSession { replaces: Some([2; 32]), ..session(3, at(2)) }).await.unwrap();
    assert!(!is_open(&store, 2, at(3)).await && is_open(&store, 3, at(3)).await);
    store.open_session(session(4, at(3))).await.unwrap();
    assert_eq!(store.change_operator_password(hash("new"), at(4)).await, Ok(2));
    assert!(!is_open(&store, 3, at(4)).await && !is_open(&store, 4, at(4)).await);

    store.open_session(session(5, at(5))).await.unwrap();
    assert_eq!(store.end_all_sessions().await, Ok(1));
    let twice = store.open_session(session(6, at(6))).await.unwrap();
    assert!(twice > second, "no number is given twice");
    assert!(matches!(store.open_session(session(6, at(6))).await, Err(StoreError::Refused(_))));
}

#[tokio::test]
async fn guesses_find_no_session() {
    let store = Scratch::new().await;
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..20 {
        let mut token = [0; 32];
        random.fill(&mut token);
        store.open_session(NewSession { token_hash: token, ..session(0, at(0)) }).await.unwrap();
    }
    for _ in 0..2_000 {
        let mut guess = [0; 32];
        random.fill(&mut guess);
        assert_eq!(store.session(guess, at(1)).await, Ok(None));
    }
}

#[tokio::test]
async fn an_address_has_ten_tries_in_five_minutes_and_all_together_a_hundred_in_an_hour() {
    let store = Scratch::new().await;
    let tries = async |address: &str, seconds: i64| {
        let attempt = store.try_login(address, at(seconds)).await.unwrap();
        let only_looks = store.login_refused(address, at(seconds)).await.unwrap();
        (attempt, only_looks)
    };
    for number in 0..10 {
        let (attempt, _) = tries("a", number).await;
        assert!(matches!(attempt, Attempt::Counted(_)), "{number}");
    }
    let until = at(300);
    assert_eq!(tries("a", 10).await, (Attempt::Refused { until }, Some(until)));
    assert_eq!(tries("a", 299).await.0, Attempt::Refused { until });
    assert!(matches!(tries("a", 300).await.0, Attempt::Counted(_)), "the first is out of the window");
    assert_eq!(tries("a", 300).await.0, Attempt::Refused { until: at(301) });

    for number in 11..100 {
        assert!(matches!(tries(&number.to_string(), 300).await.0, Attempt::Counted(_)), "{number}");
    }
    assert_eq!(tries("fresh", 301).await.0, Attempt::Refused { until: at(3_600) });
    assert!(matches!(tries("fresh", 3_600).await.0, Attempt::Counted(_)));
}

#[tokio::test]
async fn a_right_password_costs_no_try_and_refusals_do_not_lengthen_the_wait() {
    let store = Scratch::new().await;
    for number in 0..50 {
        let Attempt::Counted(id) = store.try_login("a", at(number)).await.unwrap() else {
            panic!("{number}")
        };
        store.forgive_login(id).await.unwrap();
    }
    assert_eq!(store.login_refused("a", at(50)).await, Ok(None));
    for number in 0..1_000 {
        let attempt = store.try_login("a", at(50)).await.unwrap();
        assert_eq!(matches!(attempt, Attempt::Counted(_)), number < 10, "{number}");
    }
    assert_eq!(store.login_refused("a", at(349)).await, Ok(Some(at(350))));
    assert_eq!(store.login_refused("a", at(350)).await, Ok(None));
}

#[tokio::test]
async fn tries_of_a_clock_that_ran_ahead_lock_nobody_out() {
    let store = Scratch::new().await;
    for _ in 0..10 {
        store.try_login("a", at(400 * 86_400)).await.unwrap();
    }
    assert_eq!(store.login_refused("a", at(0)).await, Ok(None));
}

#[tokio::test]
async fn what_was_done_is_read_newest_first_in_every_kind() {
    let store = Scratch::new().await;
    let mut lines: Vec<_> = AuditKind::ALL
        .into_iter()
        .zip(0..)
        .map(|(kind, number)| {
            let address = (number % 2 == 0).then(|| "192.0.2.7".to_owned());
            Audit { at: at(number), kind, address, words: format!("subscriber {number}: paused") }
        })
        .collect();
    for line in lines.clone() {
        store.audit(line).await.unwrap();
    }
    lines.reverse();
    assert_eq!(store.audit_log(100).await, Ok(lines.clone()));
    assert_eq!(store.audit_log(2).await, Ok(lines[..2].to_vec()));
    assert_eq!(*store.changes().borrow(), 0, "nothing of this is on the page");
}

#[tokio::test]
async fn pruning_forgets_what_has_run_out() {
    let store = Scratch::new().await;
    let (day, now) = (86_400, at(0));
    store.open_session(session(1, at(-13 * 3_600))).await.unwrap();
    store.open_session(session(2, at(-3_600))).await.unwrap();
    for days in [401, 399] {
        let line = Audit { at: at(-days * day), kind: AuditKind::Login, address: None, words: String::new() };
        store.audit(line).await.unwrap();
    }
    store.prune(now).await.unwrap();
    assert_eq!(store.sessions(at(-13 * 3_600)).await.unwrap().len(), 1, "gone, not only hidden");
    assert_eq!(store.audit_log(9).await.unwrap().len(), 1);
}

#[tokio::test]
async fn no_question_of_a_visitor_walks_through_a_table() {
    let store = Scratch::new().await;
    for query in [session::BY_TOKEN, attempt::LAST_OF_ADDRESS, attempt::LAST_OF_ACCOUNT] {
        let plan = store.plan(query).await;
        assert!(plan.iter().all(|step| !step.contains("SCAN") && !step.contains("TEMP B-TREE")), "{plan:?}");
    }
}
