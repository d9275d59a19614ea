//! The documentation as a reader without JavaScript gets it.

use std::collections::BTreeSet;

use crate::app::Home;

/// Addresses of ours that a page links to, without their anchors.
fn links(page: &str) -> BTreeSet<String> {
    let all = page.split("href=\"/").skip(1).filter_map(|rest| rest.split(['"', '#']).next());
    all.filter(|link| !link.starts_with("pkg/") && !link.contains("theme="))
        .map(|link| format!("/{link}"))
        .collect()
}

#[tokio::test]
async fn every_chapter_is_whole_and_small_and_every_link_of_ours_leads_somewhere() {
    let app = Home::alone().serve().await;
    let (status, _, hub) = app.get("/docs").await;
    assert_eq!(status, 200);
    let chapters: Vec<String> = links(&hub).into_iter().filter(|link| link.starts_with("/docs/")).collect();
    assert!(chapters.len() >= 16, "{chapters:?}");
    let mut linked = links(&hub);
    for chapter in &chapters {
        let (status, headers, page) = app.get(chapter).await;
        assert_eq!(status, 200, "{chapter}");
        assert!(headers["content-security-policy"].to_str().unwrap().contains("'nonce-"), "{chapter}");
        assert_eq!(page.matches("<h1").count(), 1, "{chapter}");
        assert!(!page.contains(" style=\"") && !page.contains("{{") && !page.contains("NaN"), "{chapter}");
        let size = app.compressed_size(chapter).await;
        assert!(size <= 15 * 1024, "{chapter} travels in {size} bytes");
        linked.extend(links(&page));
    }
    for link in linked {
        let (status, _, _) = app.get(&link.replace("&amp;", "&")).await;
        assert!(status < 400, "{link}: {status}");
    }
    let (status, _, page) = app.get("/docs/nothing").await;
    assert_eq!(status, 404);
    assert!(page.contains("Not found"));
}

#[tokio::test]
async fn the_running_programs_own_numbers_stand_in_it() {
    let app = Home::alone().with("COCKPIT_REGIME", "classic").serve().await;
    let (_, _, regime) = app.get("/docs/regime").await;
    assert!(regime.contains("below 4 %") && regime.contains("classic"), "{regime}");
    let (_, _, indicators) = app.get("/docs/indicators").await;
    for words in
        ["Coinbase, then Kraken, then CoinGecko", "H.15 (FRED DGS10)", "every 5 minutes", "id=\"us10y\""]
    {
        assert!(indicators.contains(words), "{words} is missing");
    }
    let (_, _, rules) = app.get("/docs/rules").await;
    assert!(rules.contains("btc.change.24h") && rules.contains("quiet_hours"));
}

#[tokio::test]
async fn a_search_works_by_its_form_alone_and_takes_words_as_words() {
    let app = Home::alone().serve().await;
    let (status, _, page) = app.get("/docs?q=cooldown").await;
    assert_eq!(status, 200);
    assert!(
        page.contains("<mark>Cooldown</mark>") && page.contains("href=\"/docs/glossary#cooldown\""),
        "{page}"
    );
    let (_, _, page) = app.get("/docs?q=%22%3E%3Cimg+src=x+onerror=alert(1)%3E").await;
    assert!(page.contains("Nothing holds all of") && !page.contains("<img"), "{page}");
    let (status, _, page) = app.get("/docs?q=").await;
    assert!(status == 200 && page.contains("Set up Telegram"));
    let (status, _, _) = app.get(&format!("/docs?q={}", "ä%20".repeat(400))).await;
    assert_eq!(status, 200);
}
