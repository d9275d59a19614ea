//! What cannot be is refused at its field, and nothing of it is stored (F4).

use super::form::error;
use super::{PEOPLE, desk};

#[tokio::test]
async fn what_cannot_be_is_said_at_the_field_and_nothing_is_stored() {
    let (post, _app, operator) = desk().await;
    let long = format!("{}@example.org", "x".repeat(10_000));
    let umlauts = "ä".repeat(150);
    let cases = [
        ("email", "address", "a@b"),
        ("email", "address", "a@b.c, d@e.f"),
        ("email", "address", "Ann <ann@x.org>"),
        ("email", "address", "ann@xn--pple-43d.com"),
        ("email", "address", "ann\u{200b}@x.org"),
        ("email", "address", "\u{202e}ann@x.org"),
        ("email", "address", "ann@x.org\r\nBcc: eve@x.org"),
        ("email", "address", long.as_str()),
        ("email", "address", ""),
        ("telegram", "address", "0"),
        ("telegram", "address", "t.me/ann"),
        ("telegram", "address", "123 456"),
        ("telegram", "address", "'; drop table subscriber; --"),
        ("webhook", "address", "http://a.example/hook"),
        ("webhook", "address", "https://a.example/\u{200b}"),
        ("discord", "address", "javascript:alert(1)"),
        ("ntfy", "address", "file:///etc/passwd"),
        ("telegram", "name", ""),
        ("telegram", "name", "Ann\r\nBcc: eve@x.org"),
        ("telegram", "name", "Ann\u{202e}nnA"),
        ("telegram", "name", "A\u{200b}nn"),
        ("telegram", "name", "A\u{feff}nn"),
        ("telegram", "name", "A\0nn"),
        ("telegram", "name", umlauts.as_str()),
        ("telegram", "time_zone", "Mars/Base"),
        ("telegram", "locale", "<b>"),
        ("telegram", "quiet_from", "25:00"),
        ("telegram", "quiet_until", "soon"),
        ("telegram", "digest_hour", "24"),
    ];
    for (channel, field, value) in cases {
        let good = if channel == "email" { "ann@x.org" } else { "123456789" };
        let mut fields = vec![("address", good), ("name", "Ann"), ("own", "yes")];
        fields.retain(|(name, _)| *name != field);
        fields.push((field, value));
        let answer = operator.adds(channel, &fields).await;
        assert_eq!(answer.status, 422, "{channel} {field} {value:?}: {}", answer.body);
        let said = error(&answer.body, &format!("person-{field}")).unwrap_or_default();
        assert!(said.len() > 10, "{channel} {field} {value:?} is not explained: {}", answer.body);
        assert!(answer.body.contains("<dialog"), "the page again");
        assert!(!answer.body.contains("<b>") && !answer.body.contains("javascript:alert(1)\" href"));
    }
    assert!(post.store.subscribers().await.unwrap().is_empty());
    // As long as no form is: it is refused, or the connection is closed while it still comes.
    for length in [70_000, 1_000_000] {
        let huge = format!("channel=email&name=Ann&own=yes&address={}@example.org", "x".repeat(length));
        let sent = operator.client.post(format!("{}/settings/subscribers/add", operator.base));
        let sent = sent.header("origin", &operator.base).header("cookie", operator.cookie.as_ref().unwrap());
        let sent = sent.header("content-type", "application/x-www-form-urlencoded").body(huge).send().await;
        assert!(sent.is_err() || sent.is_ok_and(|answer| answer.status() == 413), "{length}");
    }
    assert!(post.store.subscribers().await.unwrap().is_empty());
    for (action, fields, status) in [
        ("add", &[("channel", "pigeon"), ("address", "x")][..], 400),
        ("add", &[("address", "123")], 400),
        ("add", &[("channel", "telegram"), ("address", "1"), ("preset", "loud")], 400),
        ("pause", &[("id", "first"), ("revision", "0")], 400),
        ("pause", &[("id", "1")], 400),
        ("pause", &[("id", "1"), ("revision", "0")], 404),
        ("save", &[("id", "99999999999999999999"), ("revision", "0")], 400),
        ("undo", &[("id", "1")], 422),
    ] {
        let answer = operator.post(&format!("/settings/subscribers/{action}"), fields).await;
        assert_eq!(answer.status, status, "{action} {fields:?}: {}", answer.body);
    }
    let broken = operator.client.post(format!("{}/settings/subscribers/add", operator.base));
    let broken = broken.header("origin", &operator.base).header("cookie", operator.cookie.as_ref().unwrap());
    let kind = "application/x-www-form-urlencoded";
    let sent = broken.try_clone().unwrap().header("content-type", kind).body("channel=telegram&name=%ff%fe");
    assert_eq!(sent.send().await.unwrap().status(), 400, "no UTF-8");
    let sent = broken.header("content-type", "text/plain").body("channel=telegram");
    assert_eq!(sent.send().await.unwrap().status(), 415);
    assert!(post.store.subscribers().await.unwrap().is_empty());
    assert!(operator.page(PEOPLE).await.contains("Nobody is told yet."));
}

#[tokio::test]
async fn what_was_entered_is_there_again_beside_the_error() {
    let (_post, _app, operator) = desk().await;
    let fields = [
        ("name", "Ann \"<i>\""),
        ("address", "nowhere"),
        ("quiet_from", "22:00"),
        ("operator", "yes"),
        ("preset", "calm"),
    ];
    let answer = operator.adds("telegram", &fields).await;
    assert_eq!(answer.status, 422);
    let form = super::Form::of(&answer.body, "/settings/subscribers/add");
    for (name, value) in fields {
        assert_eq!(form.value(name).map(String::as_str), Some(value), "{name}");
    }
    let until = error(&answer.body, "person-quiet_until").unwrap();
    assert_eq!(until, "Until is empty; give both times, or none");
    assert!(!answer.body.contains("<i>\""), "it is text");
}

/// F6: what is nested ten thousand deep, goes on after its end, calls itself something else, or is far too long.
#[tokio::test]
async fn json_that_cannot_be_meant_is_refused_and_the_program_goes_on() {
    let (post, _app, operator) = desk().await;
    let good = r#"{"channel":"telegram","address":"123456789","name":"Ann"}"#;
    let nested =
        |open: &str, close: &str| format!(r#"{{"name":{}1{}}}"#, open.repeat(10_000), close.repeat(10_000));
    let json = "application/json";
    for (kind, body, status) in [
        (json, nested("[", "]"), 400),
        (json, nested(r#"{"":"#, "}"), 400),
        (json, nested("[", ""), 400),
        (json, format!("{good}{good}"), 400),
        (json, format!("{good} and more"), 400),
        (json, String::new(), 400),
        (json, good[..20].to_owned(), 400),
        (json, "[]".to_owned(), 422),
        (json, r#"{"channel":["telegram"]}"#.to_owned(), 400),
        ("text/plain", good.to_owned(), 415),
        ("application/x-www-form-urlencoded", good.to_owned(), 415),
        (json, format!(r#"{{"name":"{}"}}"#, "x".repeat(3 * 1_024 * 1_024)), 413),
    ] {
        let shown: String = body.chars().take(40).collect();
        let request = operator.client.post(format!("{}/api/v1/subscribers", operator.base));
        let request =
            request.header("origin", &operator.base).header("cookie", operator.cookie.as_ref().unwrap());
        match request.header("content-type", kind).body(body).send().await {
            Ok(answer) => {
                assert_eq!(answer.status().as_u16(), status, "{kind} {shown}");
                let told: serde_json::Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
                assert!(!told["error"].as_str().unwrap().is_empty(), "{kind} {shown}: {told}");
            }
            // The connection is closed while the rest of it still comes.
            Err(_) => assert_eq!(status, 413, "{kind} {shown}"),
        }
    }
    assert!(post.store.subscribers().await.unwrap().is_empty());
    assert_eq!(operator.get("/").await.status, 200);
}
