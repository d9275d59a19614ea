//! A session is new at every login, and over when it is ended, here and not only in the browser.

use super::visitor::{PASSWORD, Visitor, with_operator};
use crate::app::{App, Home};

const NEW: &str = "a staple of paper";

/// A program whose operator set the password at the first start, so that it can be changed.
async fn set_up() -> (App, Visitor) {
    let mut app = Home::alone().serve().await;
    let line = app.line_with("enter the code").await;
    let code = line.rsplit(' ').next().unwrap();
    let somebody = Visitor::of(&app);
    let answer = somebody.post("/setup", &[("code", code), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, 303, "{answer:?}");
    (app, somebody)
}

#[tokio::test]
async fn a_login_brings_a_new_session_and_ends_the_one_it_replaces() {
    let app = with_operator().serve().await;
    let somebody = Visitor::of(&app);
    let planted = Visitor { cookie: Some("cockpit=planted".to_owned()), ..somebody.clone() };
    let first = planted.as_operator().await;
    assert_ne!(first.cookie, planted.cookie);
    assert!(first.is_operator().await && !planted.is_operator().await);

    let second = first.as_operator().await;
    assert_ne!(second.cookie, first.cookie);
    assert!(second.is_operator().await && !first.is_operator().await);
    let cut = second.cookie.as_ref().map(|cookie| cookie[..cookie.len() - 1].to_owned());
    assert!(!Visitor { cookie: cut, ..somebody }.is_operator().await);
}

#[tokio::test]
async fn the_way_in_leads_back_and_nowhere_else() {
    let app = with_operator().serve().await;
    let somebody = Visitor::of(&app);
    assert_eq!(somebody.get("/logout").await.place(), "/login");
    let asked = somebody.get("/password?a=b").await;
    assert_eq!((asked.status, asked.place()), (303, "/login?next=%2Fpassword%3Fa%3Db"));
    let form = somebody.get(asked.place()).await;
    assert!(form.body.contains("name=\"next\" value=\"/password?a=b\""), "{}", form.body);
    for (next, place) in [
        ("/password?a=b", "/password?a=b"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/a\r\nset-cookie: a=b", "/"),
    ] {
        let answer = somebody.post("/login", &[("password", PASSWORD), ("next", next)]).await;
        assert_eq!((answer.status, answer.place()), (303, place), "{next:?}");
        assert_eq!(answer.headers.get_all("set-cookie").iter().count(), 1);
    }
    let operator = somebody.as_operator().await;
    assert_eq!(operator.get("/login?next=/radar").await.place(), "/radar", "no need to");
    assert_eq!(operator.get("/login?next=//evil.example").await.place(), "/");
}

#[tokio::test]
async fn a_session_ends_by_logout_everywhere_by_the_list_and_by_a_new_password() {
    let (app, somebody) = set_up().await;
    let (first, second, third) =
        (somebody.as_operator().await, somebody.as_operator().await, somebody.as_operator().await);
    assert!(first.get("/logout").await.body.contains("In every browser"));
    assert!(first.is_operator().await, "looking at the way out is not leaving");
    let left = first.post("/logout", &[]).await;
    assert_eq!((left.status, left.cookie().as_deref()), (303, Some("cockpit=")));
    assert!(!first.is_operator().await && second.is_operator().await);

    let list: serde_json::Value = serde_json::from_str(&second.get("/api/v1/sessions").await.body).unwrap();
    let sessions = list["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 3, "the setup's, and two: {list:#}");
    let others: Vec<_> = sessions.iter().filter(|session| session["this"] == false).collect();
    for session in others {
        let path = format!("/api/v1/sessions/{}", session["id"]);
        assert_eq!(second.delete(&path).await.status, 204);
        assert_eq!(second.delete(&path).await.status, 404);
    }
    assert!(!third.is_operator().await && second.is_operator().await);

    let third = somebody.as_operator().await;
    assert_eq!(second.post("/logout", &[("everywhere", "yes")]).await.status, 303);
    assert!(!second.is_operator().await && !third.is_operator().await);

    let (first, second) = (somebody.as_operator().await, somebody.as_operator().await);
    for (current, new, status) in
        [("wrong wrong wrong", NEW, 401), (PASSWORD, "short", 422), (PASSWORD, NEW, 303)]
    {
        let answer = first.post("/password", &[("current", current), ("new", new)]).await;
        assert_eq!(answer.status, status, "{current} {new}: {}", answer.body);
        assert_eq!(second.is_operator().await, status != 303);
    }
    assert!(!first.is_operator().await);
    assert_eq!(somebody.log_in(PASSWORD).await.status, 401);
    let answer = somebody.log_in(NEW).await;
    let operator = Visitor { cookie: answer.cookie(), ..somebody };
    let audit = operator.get("/api/v1/audit").await.body;
    for words in ["set the first password", "logged in", "logged out everywhere", "changed; 2 sessions ended"]
    {
        assert!(audit.contains(words), "{words}: {audit}");
    }
    assert!(!audit.contains(NEW) && !audit.contains(PASSWORD), "{audit}");
    drop(app);
}

#[tokio::test]
async fn a_session_that_is_not_used_for_twelve_hours_is_over() {
    let home = with_operator();
    let ahead = home.path().join("ahead");
    let home = home.with("COCKPIT_TEST_AHEAD", &ahead.display().to_string());
    let app = home.serve().await;
    let operator = Visitor::of(&app).as_operator().await;
    let now = |hours: u32| std::fs::write(&ahead, (hours * 3_600).to_string()).unwrap();
    for hours in [11, 22, 33] {
        now(hours);
        assert!(operator.is_operator().await, "{hours}");
    }
    now(46);
    assert!(!operator.is_operator().await);
}

#[tokio::test]
async fn over_https_the_cookie_is_for_this_host_alone_and_over_http_somebody_is_told() {
    let home = with_operator().with("COCKPIT_PUBLIC_URL", "https://cockpit.example");
    let app = home.serve().await;
    let somebody = Visitor::of(&app);
    let fields: &[(&str, &str)] = &[("password", PASSWORD)];
    let ask = async |host: &str, origin: &str| {
        let headers = [("host", host), ("origin", origin)];
        somebody.ask(reqwest::Method::POST, "/login", &headers, Some(fields)).await
    };
    let behind_the_proxy = ask("cockpit.example", "https://cockpit.example").await;
    let cookie = behind_the_proxy.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-cockpit="), "{cookie}");
    for word in ["; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
        assert!(cookie.contains(word), "{cookie}");
    }
    let downgraded = ask("cockpit.example", "http://cockpit.example").await;
    assert_eq!(downgraded.status, 403);
    let over_http = ask("192.168.1.7:3000", "http://192.168.1.7:3000").await;
    assert_eq!(over_http.status, 400);
    assert!(over_http.body.contains("https://cockpit.example/login"), "{}", over_http.body);
}
