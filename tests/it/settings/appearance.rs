//! Theme and density: everybody's, kept in their browser.

use reqwest::header::SET_COOKIE;

use super::form::Form;
use crate::access::visitor::{Answer, Visitor, with_operator};

fn cookies(answer: &Answer) -> String {
    let lines = answer.headers.get_all(SET_COOKIE).iter().map(|line| line.to_str().unwrap());
    lines.map(|line| line.split(';').next().unwrap()).collect::<Vec<_>>().join("; ")
}

#[tokio::test]
async fn what_is_chosen_holds_on_every_page_and_for_nobody_else() {
    let app = with_operator().serve().await;
    let stranger = Visitor::of(&app);
    let page = stranger.page("/calendar?impact=high&settings=appearance").await;
    let form = Form::of(&page, "/settings/appearance/save");
    assert_eq!(form.value("theme").unwrap(), "system");
    let answer = form.set("theme", "light").set("density", "compact").send(&stranger).await;
    assert_eq!(answer.place(), "/calendar?impact=high&settings=appearance&done=saved");
    let kept = cookies(&answer);
    assert_eq!(kept, "theme=light; density=compact");
    let mine = Visitor { cookie: Some(kept), ..stranger.clone() };
    assert!(mine.page(answer.place()).await.contains("Saved, in this browser."));
    for page in ["/", "/radar", "/calendar", "/regime", "/docs", "/login", "/?settings=appearance"] {
        let html = mine.page(page).await;
        assert!(html.contains("data-theme=\"light\"") && html.contains("data-density=\"compact\""), "{page}");
        let html = stranger.page(page).await;
        assert!(
            !html.contains("data-theme=") && !html.contains("data-density="),
            "{page}: as it was for others"
        );
    }
    // What is missing or unknown stays as it is.
    let answer =
        mine.post("/settings/appearance/save", &[("theme", "blue"), ("back", "https://evil.example")]).await;
    assert_eq!(
        (answer.place(), cookies(&answer).as_str()),
        ("/?settings=appearance&done=saved", "theme=light; density=compact")
    );
    let elsewhere = [("origin", "https://evil.example")];
    let answer = mine
        .ask(reqwest::Method::POST, "/settings/appearance/save", &elsewhere, Some(&[("theme", "dark")]))
        .await;
    assert_eq!((answer.status, cookies(&answer).as_str()), (403, ""));
}
