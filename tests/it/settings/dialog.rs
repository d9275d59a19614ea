//! The dialog over the pages: who may open what, and what stays of the page beneath.

use crate::access::visitor::{Visitor, with_operator};

const PAGES: [&str; 6] = ["/", "/radar", "/calendar", "/calendar?impact=high", "/regime", "/docs"];

#[tokio::test]
async fn settings_open_over_every_page_which_keeps_its_own_query() {
    let app = with_operator().serve().await;
    let operator = Visitor::of(&app).as_operator().await;
    for page in PAGES {
        let joint = if page.contains('?') { '&' } else { '?' };
        let plain = operator.page(page).await;
        assert!(
            !plain.contains("<dialog class=\"settings\"")
                && plain.contains("id=\"open-settings\"")
                && plain.contains("href=\"?settings\""),
            "{page}"
        );
        let answer = operator.get(&format!("{page}{joint}settings=subscribers&add=telegram")).await;
        assert_eq!(
            (answer.status, &answer.headers["cache-control"]),
            (200, &"no-store".parse().unwrap()),
            "{page}"
        );
        let body = &answer.body;
        assert!(body.contains("<dialog ") && body.contains("Add by Telegram"), "{page}");
        let back = format!("name=\"back\" value=\"{}\"", page.replace('&', "&amp;"));
        assert!(body.contains(&back), "{page} leads back to itself");
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap();
        assert!(body.contains(&format!("nonce=\"{nonce}\"")), "{page}: the script of this very answer runs");
    }
    // What nobody means begins where the settings begin; a malformed key of the page's own is still refused.
    for nonsense in ["/?settings", "/?settings=", "/?settings=nonsense", "/?settings=../../etc"] {
        assert!(operator.page(nonsense).await.contains("Nobody is told yet."), "{nonsense}");
    }
    assert_eq!(operator.get("/calendar?impact=huge&settings=subscribers").await.status, 400);
    assert!(
        operator
            .page("/?settings=subscribers&edit=99")
            .await
            .contains("There is no such subscriber any more.")
    );
    assert!(!operator.page("/?settings=subscribers&remove=99").await.contains("Remove ?"));
}

#[tokio::test]
async fn a_stranger_sees_how_pages_look_and_is_asked_who_they_are_for_the_rest() {
    let app = with_operator().serve().await;
    let stranger = Visitor::of(&app);
    for open in ["/radar?settings", "/radar?settings=appearance", "/radar?settings=nonsense"] {
        let page = stranger.page(open).await;
        assert!(page.contains("<dialog") && page.contains("Log in for the others"), "{open}");
    }
    for section in
        ["subscribers", "thresholds", "rules", "regime", "sources", "indicators", "suggest", "transfer"]
    {
        let answer = stranger.get(&format!("/calendar?impact=high&settings={section}&edit=1")).await;
        let next = format!("/login?next=%2Fcalendar%3Fimpact%3Dhigh%26settings%3D{section}%26edit%3D1");
        assert_eq!((answer.status, answer.place()), (303, next.as_str()));
    }
    // What they asked for opens once they are known.
    let login = stranger.post(
        "/login",
        &[("password", crate::access::visitor::PASSWORD), ("next", "/radar?settings=subscribers")],
    );
    let login = login.await;
    assert_eq!((login.status, login.place()), (303, "/radar?settings=subscribers"));
}

#[tokio::test]
async fn nothing_is_done_by_looking_and_nothing_by_a_stranger() {
    let app = with_operator().serve().await;
    let stranger = Visitor::of(&app);
    let operator = stranger.as_operator().await;
    let fields = [
        ("channel", "telegram"),
        ("address", "123456789"),
        ("name", "Ann"),
        ("time_zone", "UTC"),
        ("locale", "en"),
    ];
    let query = "?channel=telegram&address=123456789&name=Ann&time_zone=UTC&locale=en&id=1&revision=0";
    for action in ["add", "save", "pause", "resume", "confirm", "remove", "undo", "test", "invite"] {
        let path = format!("/settings/subscribers/{action}");
        let answer = stranger.post(&path, &fields).await;
        assert_eq!((answer.status, answer.place()), (303, "/login"), "{action}");
        assert_eq!(operator.get(&format!("{path}{query}")).await.status, 405, "{action}");
    }
    assert!(operator.page("/?settings=subscribers").await.contains("Nobody is told yet."));
    let audit = operator.get("/api/v1/audit").await.body;
    assert!(!audit.contains("subscriber"), "{audit}");
}
