//! The same list for programs of the operator.

use cockpit_store::{Channel, SubscriberState};
use reqwest::Method;
use serde_json::{Value, json};

use super::desk;
use crate::access::visitor::Visitor;

/// Status and body of an answer to JSON.
async fn ask(visitor: &Visitor, method: Method, path: &str, body: &str) -> (u16, Value) {
    let mut request = visitor.client.request(method, format!("{}{path}", visitor.base));
    if let Some(cookie) = &visitor.cookie {
        request = request.header("cookie", cookie);
    }
    let request = request.header("origin", &visitor.base).header("content-type", "application/json");
    let response = request.body(body.to_owned()).send().await.unwrap();
    let status = response.status().as_u16();
    (status, serde_json::from_str(&response.text().await.unwrap()).unwrap_or_default())
}

#[tokio::test]
async fn a_program_adds_changes_and_removes_by_the_same_rules() {
    let (post, app, operator) = desk().await;
    let path = "/api/v1/subscribers";
    let body = json!({"channel": "telegram", "address": "123456789", "name": "Ann", "time_zone": "Europe/Berlin", "locale": "de",
        "quiet_from": "22:00", "quiet_until": "07:00", "digest_hour": 7, "operator": true, "preset": "calm"});
    let (status, added) = ask(&operator, Method::POST, path, &body.to_string()).await;
    assert_eq!((status, &added["revision"]), (201, &json!(0)), "{added}");
    let one = format!("{path}/{}", added["id"]);
    let (_, list) = ask(&operator, Method::GET, path, "").await;
    assert_eq!(list["subscribers"][0]["address"], "…789");
    assert_eq!(list["subscribers"][0]["delivery"], json!({"state": "none"}));
    assert!(list["subscribers"][0]["operator"] == true && !list.to_string().contains("123456789"), "{list}");

    for (bad, field) in [
        (
            json!({"channel": "telegram", "address": "x", "name": "Bob", "time_zone": "UTC", "locale": "en"}),
            "address",
        ),
        (
            json!({"channel": "telegram", "address": "1", "name": "B\u{202e}", "time_zone": "UTC", "locale": "en"}),
            "name",
        ),
        (
            json!({"channel": "email", "address": "a@b", "name": "Bob", "time_zone": "UTC", "locale": "en"}),
            "address",
        ),
        (
            json!({"channel": "telegram", "address": "123456789", "name": "Bob", "time_zone": "UTC", "locale": "en"}),
            "address",
        ),
    ] {
        let (status, said) = ask(&operator, Method::POST, path, &bad.to_string()).await;
        assert!(status == 422 && said["fields"][field].is_string(), "{bad}: {status} {said}");
    }
    let deep = "[".repeat(10_000);
    for (bad, status) in [
        ("", 400),
        ("{", 400),
        ("[]", 422),
        ("{} trailing", 400),
        (deep.as_str(), 422),
        ("{\"channel\": {}}", 400),
        ("{\"channel\": \"pigeon\"}", 400),
    ] {
        assert_eq!(ask(&operator, Method::POST, path, bad).await.0, status, "{bad:.40}");
    }
    let long = format!("{{\"channel\": \"telegram\", \"name\": \"{}\"}}", "x".repeat(70_000));
    assert_eq!(ask(&operator, Method::POST, path, &long).await.0, 413);

    let (status, _) =
        ask(&operator, Method::PATCH, &one, "{\"revision\": 0, \"name\": \"Anna\", \"operator\": false}")
            .await;
    assert_eq!(status, 200);
    let ann = post.store.subscriber_at(Channel::Telegram, "123456789").await.unwrap().expect("Ann");
    assert_eq!(
        (ann.profile.name.as_str(), ann.profile.is_operator, ann.profile.digest_hour),
        ("Anna", false, Some(7))
    );
    assert_eq!(ann.profile.state, SubscriberState::Active);
    let (status, said) = ask(&operator, Method::PATCH, &one, "{\"revision\": 0, \"name\": \"Late\"}").await;
    assert!(status == 409 && said["revision"] == 1, "{said}");
    assert_eq!(
        ask(&operator, Method::PATCH, &one, "{\"name\": \"Late\"}").await.0,
        400,
        "without a revision"
    );
    assert_eq!(ask(&operator, Method::PATCH, "/api/v1/subscribers/99", "{\"revision\": 0}").await.0, 404);

    let stranger = Visitor::of(&app);
    for (method, path) in
        [(Method::GET, path), (Method::POST, path), (Method::PATCH, &one), (Method::DELETE, &one)]
    {
        assert_eq!(ask(&stranger, method, path, &body.to_string()).await.0, 401);
    }
    assert_eq!(post.subscriber(ann.id).await.profile.name, "Anna");
    assert_eq!(operator.delete(&one).await.status, 204);
    assert_eq!(operator.delete(&one).await.status, 404);
    assert!(post.store.subscribers().await.unwrap().is_empty());
}
