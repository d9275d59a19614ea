//! A model that phrases the briefing: asked as the OpenAI protocol has it, and believed only as far as the facts go.

use cockpit_notifier::Key;
use cockpit_notifier::briefing::phrase::{NotPhrased, Phrasing, Unfit};
use cockpit_notifier::message::{Briefing, Bullet};
use serde_json::json;

use crate::fake::{Host, hanging_up, sender};

fn composed() -> Briefing {
    let bullet = |heading: &str, text: &str| Bullet { heading: heading.to_owned(), text: text.to_owned() };
    Briefing {
        day: "2026-11-24".parse().unwrap(),
        bullets: vec![
            bullet("Regime", "Risk Off since 17 Nov, score −0.50."),
            bullet("Flows", "Bitcoin $86,915, +2.1% in 24 h."),
            bullet("Watchlist", "No high-impact release in the next 7 days."),
        ],
        phrased_by: None,
    }
}

const GOOD: &str = "Regime: It has been Risk Off since 17 Nov, at a score of −0.50.\n\
    Flows: Bitcoin is at $86,915 after +2.1% in 24 h.\n\
    Watchlist: The next 7 days bring no high-impact release.";

fn said(content: &str) -> (u16, String) {
    (200, json!({"choices": [{"message": {"role": "assistant", "content": content}}]}).to_string())
}

async fn phrased(status: u16, body: String) -> (Host, Result<Briefing, NotPhrased>) {
    let host = Host::answering(move |_, _| (status, body.clone())).await;
    let base = "https://llm.example/v1/".parse().unwrap();
    let phrasing = Phrasing::new(host.sender.clone(), &base, Some(Key::new("sk-canary")), "small-1");
    assert!(!format!("{phrasing:?}").contains("canary"));
    let result = phrasing.phrase(&composed()).await;
    (host, result)
}

#[tokio::test]
async fn the_facts_are_asked_for_in_other_words_and_the_model_is_named() {
    let (status, body) = said(GOOD);
    let (host, result) = phrased(status, body).await;
    let briefing = result.unwrap();
    assert_eq!(briefing.bullets[1].text, "Bitcoin is at $86,915 after +2.1% in 24 h.");
    assert_eq!((briefing.phrased_by.as_deref(), briefing.day), (Some("small-1"), composed().day));
    let asked = &host.asked()[0];
    assert_eq!(asked.path, "/llm.example/v1/chat/completions");
    assert_eq!(asked.headers["authorization"], "Bearer sk-canary");
    let question = asked.json();
    assert_eq!(question["model"], "small-1");
    let facts = question["messages"][1]["content"].as_str().unwrap();
    assert!(facts.starts_with("Regime: Risk Off since 17 Nov") && facts.lines().count() == 3, "{facts}");
}

#[tokio::test]
async fn words_that_are_not_the_facts_are_not_used() {
    let (status, body) = said(&GOOD.replace("+2.1%", "+21%"));
    let (_, result) = phrased(status, body).await;
    assert!(matches!(result, Err(NotPhrased::Unfit(Unfit::Numbers("Flows")))), "{result:?}");
}

#[tokio::test]
async fn no_answer_is_waited_for_and_none_breaks_anything() {
    for (status, body) in [
        (500, "oops".to_owned()),
        (429, "slow down".to_owned()),
        (200, "<html>".to_owned()),
        (200, r#"{"choices":[]}"#.to_owned()),
        (200, r#"{"choices":[{"message":{"content":null}}]}"#.to_owned()),
        (200, json!({"choices": [{"message": {"content": "x".repeat(300_000)}}]}).to_string()),
    ] {
        let (host, result) = phrased(status, body).await;
        assert!(result.is_err() && host.asked().len() == 1, "{status}: {result:?}");
    }
    let base = "https://llm.example/v1".parse().unwrap();
    let gone = Phrasing::new(hanging_up().await, &base, None, "m").phrase(&composed()).await;
    assert!(matches!(gone, Err(NotPhrased::Unanswered(_))), "{gone:?}");
    let nowhere = Phrasing::new(sender("http://127.0.0.1:9"), &"mailto:x@y.z".parse().unwrap(), None, "m");
    assert!(matches!(nowhere.phrase(&composed()).await, Err(NotPhrased::Address)));
}
