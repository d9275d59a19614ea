//! The first start: it belongs to whoever reads the log, and to nobody who comes later.

use super::visitor::{PASSWORD, Visitor};
use crate::app::{App, Home};

async fn code(app: &mut App) -> String {
    let line = app.line_with("enter the code").await;
    line.rsplit(' ').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_first_start_belongs_to_whoever_reads_the_log_and_closes_for_good() {
    let home = Home::alone();
    let mut app = home.serve().await;
    let code = code(&mut app).await;
    let somebody = Visitor::of(&app);

    assert_eq!(somebody.get("/").await.status, 200, "the market pages are there");
    let login = somebody.get("/login").await;
    assert_eq!((login.status, login.place()), (303, "/setup"));
    let early = somebody.log_in("").await;
    assert_eq!((early.status, early.place()), (303, "/setup"));
    assert!(somebody.get("/setup").await.body.contains("name=\"code\""));

    for guess in ["", "0000-0000-0000-0000-0000-0000-0000", &code[1..]] {
        let guessed = somebody.post("/setup", &[("code", guess), ("password", PASSWORD)]).await;
        assert_eq!(guessed.status, 401, "{guess}");
        assert_eq!(guessed.cookie(), None);
    }
    let short = somebody.post("/setup", &[("code", &code), ("password", "eleven char")]).await;
    assert_eq!(short.status, 422);
    assert!(short.body.contains("must have at least 12 characters"), "{}", short.body);

    let right = [("code", code.as_str()), ("password", PASSWORD)];
    let (one, other) = tokio::join!(somebody.post("/setup", &right), somebody.post("/setup", &right));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 403], "of two at the same time one is the operator");
    let cookie = if one.status == 303 { one.cookie() } else { other.cookie() };
    assert!(Visitor { cookie, ..somebody.clone() }.is_operator().await);

    let again = somebody.post("/setup", &right).await;
    assert_eq!((again.status, again.cookie()), (403, None));
    assert_eq!(somebody.get("/setup").await.place(), "/login");
    let (_, log) = app.terminate().await;
    assert!(log.iter().all(|line| !line.contains(PASSWORD) && !line.contains(&code)), "{log:#?}");

    let app = home.serve().await;
    let somebody = Visitor::of(&app);
    assert_eq!(somebody.get("/setup").await.place(), "/login");
    assert_eq!(somebody.post("/setup", &right).await.status, 403, "also after a restart");
    assert!(somebody.as_operator().await.is_operator().await);
}

#[tokio::test]
async fn a_code_has_ten_tries_in_five_minutes_like_a_password() {
    let mut app = Home::alone().serve().await;
    let code = code(&mut app).await;
    let somebody = Visitor::of(&app);
    for _ in 0..10 {
        let fields = [("code", "wrong"), ("password", PASSWORD)];
        assert_eq!(somebody.post("/setup", &fields).await.status, 401);
    }
    let right = somebody.post("/setup", &[("code", code.as_str()), ("password", PASSWORD)]).await;
    assert_eq!(right.status, 429, "{}", right.body);
}

#[tokio::test]
async fn a_password_of_the_environment_closes_the_first_start_and_a_new_one_ends_every_session() {
    let mut home = Home::alone().with("COCKPIT_ADMIN_PASSWORD", PASSWORD);
    let app = home.serve().await;
    let operator = Visitor::of(&app).as_operator().await;
    assert_eq!(operator.get("/setup").await.place(), "/login");
    assert!(operator.get("/password").await.body.contains("COCKPIT_ADMIN_PASSWORD"));
    let fields = [("current", PASSWORD), ("new", "another long password")];
    assert_eq!(operator.post("/password", &fields).await.status, 403);
    app.terminate().await;

    let app = home.serve().await;
    let operator = Visitor { cookie: operator.cookie, ..Visitor::of(&app) };
    assert!(operator.is_operator().await, "a restart ends no session");
    app.terminate().await;

    home.set("COCKPIT_ADMIN_PASSWORD", "another long password");
    let app = home.serve().await;
    let operator = Visitor { cookie: operator.cookie, ..Visitor::of(&app) };
    assert!(!operator.is_operator().await);
    assert_eq!(operator.log_in(PASSWORD).await.status, 401);
    assert_eq!(operator.log_in("another long password").await.status, 303);

    home.set("COCKPIT_ADMIN_PASSWORD", "too short");
    let refused = home.run(&["serve"]).await;
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(refused.status.code() == Some(2) && words.contains("COCKPIT_ADMIN_PASSWORD"), "{words}");
    assert!(!words.contains("too short"), "{words}");
}

#[tokio::test]
async fn nothing_that_is_stored_opens_anything() {
    let home = super::visitor::with_operator();
    let app = home.serve().await;
    let operator = Visitor::of(&app).as_operator().await;
    let cookie = operator.cookie.clone().unwrap();
    let (_, token) = cookie.split_once('=').unwrap();
    assert!(token.len() >= 43, "256 bits: {token}");
    app.terminate().await;
    for file in std::fs::read_dir(home.path()).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        for secret in [token, PASSWORD] {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{} holds a secret", path.display());
        }
    }
}
