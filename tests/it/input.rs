//! Bad input gets a clear answer, and nothing is lost or half written.

use std::io::Write;

use crate::app::Home;

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[tokio::test]
async fn every_configuration_problem_is_told_at_once() {
    let home = Home::alone()
        .with("COCKPIT_LISTEN", "nowhere")
        .with("COCKPIT_TZ", "Mars")
        .with("FRED_API_KEY", "canary-secret-0815");
    let output = home.run(&["serve"]).await;
    assert_eq!(output.status.code(), Some(2));
    let words = text(&output.stderr);
    for name in ["COCKPIT_LISTEN", "COCKPIT_TZ", "FRED_API_KEY"] {
        assert!(words.contains(name), "{words}");
    }
    assert!(!words.contains("canary-secret-0815"), "{words}");
}

#[tokio::test]
async fn unknown_metrics_are_404_and_odd_queries_400() {
    let app = Home::alone().serve().await;
    for (path, status) in [
        ("/api/v1/metrics/nothing", 404),
        ("/api/v1/metrics/nothing/history", 404),
        ("/api/v1/metrics/%2e%2e%2fetc", 404),
        ("/api/v1/nothing", 404),
        ("/nothing", 404),
        ("/pkg/x/%2e%2e%2fCargo.toml", 404),
        ("/api/v1/metrics/btc/history?range=2d", 400),
        ("/api/v1/metrics/btc/history?points=-1", 400),
        ("/api/v1/metrics/btc/history?points=1e9", 400),
        ("/api/v1/metrics/btc/history?points=10&points=20", 400),
        ("/api/v1/metrics/btc/history?points=%ff%fe", 400),
        ("/api/v1/metrics/btc/history?format=xml", 400),
        ("/api/v1/metrics/btc/history?unknown=key&range=7d", 200),
    ] {
        let (found, headers, body) = app.get(path).await;
        assert_eq!(found, status, "{path}: {body}");
        assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
        assert!(
            headers["content-security-policy"].to_str().unwrap().contains("frame-ancestors 'none'"),
            "{path}"
        );
        if path.starts_with("/api/") && status != 200 {
            let problem: serde_json::Value = serde_json::from_str(&body).unwrap();
            assert!(!problem["error"].as_str().unwrap().is_empty(), "{path}");
        }
    }
    let long = format!("/?x={}", "a".repeat(5_000));
    assert_eq!(app.get(&long).await.0, 400);
    let (_, _, problem) = app.get("/api/v1/metrics/btc/history?points=0").await;
    assert!(problem.contains("points must be a whole number from 2 to 5000"), "{problem}");
}

#[tokio::test]
async fn a_foreign_or_broken_database_file_is_refused_and_left_as_it_is() {
    let bodies: [&[u8]; 3] = [
        b"this is not a database, but somebody's notes\n",
        &[0xA5; 8_192],
        b"SQLite format 3\0 and then nothing more",
    ];
    for body in bodies {
        let home = Home::alone();
        std::fs::File::create(home.database()).unwrap().write_all(body).unwrap();
        let output = home.run(&["serve"]).await;
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
        let words = text(&output.stderr);
        assert!(words.contains("cockpit.db"), "the file is named: {words}");
        assert_eq!(std::fs::read(home.database()).unwrap(), body, "the file is as it was");
    }
}

#[tokio::test]
async fn a_place_that_cannot_hold_a_database_is_named() {
    let home = Home::alone();
    std::fs::create_dir(home.path().join("folder.db")).unwrap();
    let url = format!("sqlite://{}", home.path().join("folder.db").display());
    let output = home.with("COCKPIT_DATABASE_URL", &url).run(&["serve"]).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("folder.db"), "{}", text(&output.stderr));
}
