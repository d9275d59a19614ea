//! What is missed becomes an issue, or is kept.

use super::{Desk, PASSWORD};
use crate::app::Home;
use crate::dashboard::NOW;
use crate::world::World;

const FIELDS: [(&str, &str); 4] = [
    ("back", "/"),
    ("metric", "Copper to gold"),
    ("why", "Fear in bonds.\r\nIt leads."),
    ("link", "https://x.example/move"),
];

#[tokio::test]
async fn without_github_it_is_kept_until_it_is_dealt_with() {
    let app = Home::alone().with("COCKPIT_ADMIN_PASSWORD", PASSWORD).serve().await;
    let desk = Desk::of(&app).await;
    let refused = desk.post("/settings/suggest/send", &[("metric", ""), ("link", "http://x")]).await;
    assert!(refused.status == 422 && refused.body.contains("must be an https address"), "{refused:?}");
    let kept = desk.post("/settings/suggest/send", &FIELDS).await;
    assert_eq!(kept.place, "/?settings=suggest&done=kept", "{kept:?}");
    let page = desk.get(&kept.place).await.body;
    assert!(
        page.contains("Copper to gold") && page.contains("It leads.") && page.contains("Is kept here"),
        "{page}"
    );
    let done = desk.post("/settings/suggest/remove", &[("back", "/"), ("id", "1")]).await;
    assert!(done.status == 303 && !desk.get("/?settings=suggest").await.body.contains("Copper to gold"));
}

#[tokio::test]
async fn with_github_it_becomes_an_issue_and_is_never_lost_when_github_fails() {
    let mut world = World::at(NOW).await;
    let home = Home::in_world(&world)
        .with("COCKPIT_ADMIN_PASSWORD", PASSWORD)
        .with("GITHUB_TOKEN", "ghp_canary0123456789")
        .with("GITHUB_REPOSITORY", "octocat/cockpit");
    let app = home.serve().await;
    let desk = Desk::of(&app).await;
    let opened = desk.post("/settings/suggest/send", &FIELDS).await;
    assert!(opened.place.starts_with("/?settings=suggest&done=opened"), "{opened:?}");
    let posted = world.posted();
    let (_, body) =
        posted.iter().find(|(place, _)| place == "api.github.com/repos/octocat/cockpit/issues").unwrap();
    assert!(body.contains("Metric: Copper to gold") && body.contains("https://x.example/move"), "{body}");
    let page = desk.get(&opened.place).await.body;
    assert!(
        !page.contains("Kept here") && page.contains("octocat/cockpit") && !page.contains("canary"),
        "{page}"
    );
    world.unplug().await;
    let kept = desk.post("/settings/suggest/send", &FIELDS).await;
    assert!(kept.status == 422 && kept.body.contains("It is kept here instead."), "{kept:?}");
    assert!(desk.get("/?settings=suggest").await.body.contains("Copper to gold"));
}
