//! Settings as one file, by the forms and on the command line.

use serde_json::{Value, json};

use reqwest::Method;
use reqwest::header::ETAG;

use super::{Desk, PASSWORD, hidden};
use crate::access::visitor::Visitor;
use crate::app::Home;

fn home() -> Home {
    Home::alone().with("COCKPIT_ADMIN_PASSWORD", PASSWORD).with("COINGECKO_API_KEY", "CG-canary")
}

fn file() -> Value {
    json!({
        "format": "strategic-cockpit-settings", "version": 1,
        "installation": {"preset": "calm", "usual": {"quiet_hours": null, "digest_hour": 8}, "regime": null},
        "indicators": [{"series": "own_1", "name": "Ether", "kind": "coingecko", "reference": "ethereum", "unit": "usd", "every": "15m"}],
        "rules": [{"rule": "own_1.level.high", "threshold": 5_000.0}],
        "subscribers": [
            {"name": "Ann", "channel": "email", "address": "ann@example.org", "time_zone": "Europe/Berlin", "locale": "en-US",
             "preset": "calm", "state": "active", "wishes": [{"rule": "own_1.level.high", "threshold": 4_000.0}]},
            {"name": "Bob", "channel": "email", "address": "bob@example.org", "time_zone": "UTC", "locale": "en",
             "preset": "balanced", "state": "pending"},
        ],
    })
}

#[tokio::test]
async fn what_was_exported_comes_back_the_same_in_a_fresh_place() {
    let (one, other) = (home(), home());
    let path = one.path().join("settings.json");
    let path = path.to_str().unwrap();
    std::fs::write(path, file().to_string()).unwrap();
    let imported = one.run(&["import", path]).await;
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
    assert!(
        String::from_utf8_lossy(&imported.stdout)
            .contains("imported: 2 subscribers, 1 rule, 1 own indicator")
    );

    let app = one.serve().await;
    let desk = Desk::of(&app).await;
    let exported = desk.get("/settings/transfer/export").await;
    assert_eq!(exported.status, 200);
    for secret in ["canary", PASSWORD, "argon2", "session"] {
        assert!(!exported.body.contains(secret), "{secret}");
    }
    std::fs::write(path, &exported.body).unwrap();
    assert!(other.run(&["import", path]).await.status.success());
    let again = other.run(&["export"]).await;
    assert_eq!(String::from_utf8(again.stdout).unwrap(), exported.body);
    let states: Value = serde_json::from_str(&exported.body).unwrap();
    assert_eq!(
        (&states["subscribers"][0]["state"], &states["subscribers"][1]["state"]),
        (&json!("active"), &json!("pending"))
    );
    let twice = other.run(&["import", path]).await;
    assert!(String::from_utf8_lossy(&twice.stdout).contains("says what is there already"));
    let stranger = Visitor::of(&app).get("/settings/transfer/export").await;
    assert!(stranger.status == 303 && stranger.place().starts_with("/login"), "{stranger:?}");
    assert!(!stranger.body.contains("ann@example.org"));
}

#[tokio::test]
async fn an_import_is_looked_at_before_and_refused_whole_when_anything_is_wrong() {
    let app = home().serve().await;
    let desk = Desk::of(&app).await;
    let mut bad = file();
    bad["rules"][0]["threshold"] = json!("much");
    bad["subscribers"][1]["address"] = json!("bob");
    let refused = desk.upload("/settings/transfer/preview", &bad.to_string()).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("rules[0]: "), "{}", refused.body);
    bad["rules"][0]["threshold"] = json!(1.0);
    bad["indicators"][0]["every"] = json!("1s");
    let refused = desk.upload("/settings/transfer/preview", &bad.to_string()).await;
    for words in ["indicators[0].every must be", "subscribers[1].address: must be one address"] {
        assert!(
            refused.body.contains(words) || refused.body.contains(&words.replace(" must", ": must")),
            "{words}: {}",
            refused.body
        );
    }
    for nonsense in ["", "{", "<html>"] {
        assert_eq!(desk.upload("/settings/transfer/preview", nonsense).await.status, 422, "{nonsense}");
    }
    let large = "x".repeat(2 * 1_024 * 1_024 + 100 * 1_024);
    assert_eq!(desk.upload("/settings/transfer/preview", &large).await.status, 413);

    let looked = desk.upload("/settings/transfer/preview", &file().to_string()).await;
    assert_eq!(looked.status, 200, "{looked:?}");
    assert!(
        looked.body.contains("5 things would change") && looked.body.contains("Rule own_1.level.high"),
        "{}",
        looked.body
    );
    assert!(
        desk.get("/?settings=indicators").await.body.contains("No indicator of your own yet."),
        "nothing changed yet"
    );
    let (revision, content) = (hidden(&looked.body, "revision"), hidden(&looked.body, "content"));
    let fields = [("back", "/radar"), ("revision", revision.as_str()), ("content", content.as_str())];
    let imported = desk.post("/settings/transfer/import", &fields).await;
    assert_eq!(imported.place, "/radar?settings=transfer&done=imported", "{imported:?}");
    assert!(desk.get("/?settings=indicators").await.body.contains("Ether"));
    // The same once more: it is not what was looked at any more.
    let again = desk.post("/settings/transfer/import", &fields).await;
    assert_eq!(again.status, 409, "{again:?}");
}

#[tokio::test]
async fn a_program_reads_the_settings_and_replaces_what_it_has_seen() {
    let app = home().serve().await;
    let desk = Desk::of(&app).await;
    let ask = async |method: Method, seen: Option<&str>, body: &str| {
        let request = desk.client.request(method, format!("{}/api/v1/settings", desk.base));
        let request =
            request.header("cookie", &desk.cookie).header("origin", &desk.base).body(body.to_owned());
        let request = match seen {
            Some(seen) => request.header("if-match", seen),
            None => request,
        };
        let answer = request.send().await.unwrap();
        let tag = answer.headers().get(ETAG).map(|tag| tag.to_str().unwrap().to_owned());
        (answer.status().as_u16(), tag, answer.text().await.unwrap())
    };
    let (status, tag, before) = ask(Method::GET, None, "").await;
    let first = tag.expect("a revision");
    assert_eq!((status, before), (200, desk.get("/settings/transfer/export").await.body));

    let wanted = file().to_string();
    assert_eq!(ask(Method::PUT, None, &wanted).await.0, 428);
    assert_eq!(ask(Method::PUT, Some("\"another\""), &wanted).await.0, 412);
    let mut bad = file();
    bad["rules"][0]["threshold"] = json!("much");
    let (status, _, refused) = ask(Method::PUT, Some(&first), &bad.to_string()).await;
    let refused: Value = serde_json::from_str(&refused).unwrap();
    assert!(status == 422 && refused["problems"][0].as_str().unwrap().starts_with("rules[0]"), "{refused}");
    assert_eq!(ask(Method::GET, None, "").await.1.as_ref(), Some(&first), "nothing changed");

    let (status, second, after) = ask(Method::PUT, Some(&first), &wanted).await;
    assert_eq!(status, 200, "{after}");
    assert_ne!(second.as_ref(), Some(&first));
    assert!(
        after.contains("ann@example.org") && desk.get("/?settings=indicators").await.body.contains("Ether")
    );
    assert_eq!(ask(Method::PUT, Some(&first), &wanted).await.0, 412, "it has not seen this one");
    assert_eq!(Visitor::of(&app).get("/api/v1/settings").await.status, 401);
}
