//! The budgets of a release build, measured against the real program, in one table.
//!
//! Nothing here passes or fails by time: a benchmark informs, a test decides.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a program of measurements: it prints a table, and stops where something is amiss"
)]

#[path = "../it/app.rs"]
#[expect(dead_code, reason = "shared with the tests, which use more of it")]
mod app;
mod delivery;
mod load;
mod people;
#[path = "../it/post.rs"]
#[expect(dead_code, reason = "shared with the tests, which use more of it")]
mod post;
mod rows;
#[path = "../it/world.rs"]
#[expect(dead_code, reason = "shared with the tests, which use more of it")]
mod world;

use std::time::{Duration, Instant};

use crate::app::Home;
use crate::world::World;

/// How often the history is asked for.
const HISTORIES: u32 = 50;
const NOW: &str = "2026-08-26T15:00:00Z";

fn main() {
    // `cargo test --benches` only wants to know that it builds and starts.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    if let Ok(path) = std::env::var("BENCH_STATIC_FILE") {
        runtime.block_on(load::serve_file(&path));
        return;
    }
    runtime.block_on(async {
        println!("{:<58} {:>14} {:>14}", "measure", "found", "budget");
        // `cargo xtask bench` measures all; `cargo bench --bench budgets -- people` or `-- delivery` a part alone.
        let asked = |part: &str| std::env::args().any(|argument| argument == part);
        let all = !asked("people") && !asked("delivery");
        if all {
            fetch_cycle().await;
            million_rows().await;
        }
        if all || asked("people") {
            people::many().await;
        }
        if all || asked("delivery") {
            delivery::all(asked("ten-thousand")).await;
        }
    });
}

fn row(measure: &str, found: &str, budget: &str) {
    println!("{measure:<58} {found:>14} {budget:>14}");
}

fn ms(duration: Duration) -> String {
    format!("{:.1} ms", duration.as_secs_f64() * 1e3)
}

/// A full round of every feed with upstreams that take 200 ms each.
async fn fetch_cycle() {
    let world = World::slow(NOW, Duration::from_millis(200)).await;
    let home = Home::in_world(&world);
    let output = home.run(&["fetch", "--once"]).await;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let took = |fredgraph: bool| {
        let lines = text.lines().skip(1).map(|line| line.split_whitespace().collect::<Vec<_>>());
        // Figures that were just released wait for their turn behind the series.
        let mine = lines.filter(|words| words[0] != "releases" && (words[1] == "fredgraph") == fredgraph);
        mine.filter_map(|words| words[2].parse::<u64>().ok()).max().unwrap_or(0)
    };
    row("fetch cycle, upstreams at 200 ms: all but fredgraph", &format!("{} ms", took(false)), "1000 ms");
    row("fetch cycle, upstreams at 200 ms: fredgraph (spaced)", &format!("{} ms", took(true)), "5000 ms");
}

/// A database with a million observations.
async fn million_rows() {
    let home = Home::alone().with("COCKPIT_TEST_NOW", NOW);
    rows::fill(&home.database(), NOW.parse().expect("a time"), 1_000_000).await;
    let begun = Instant::now();
    let app = home.serve().await;
    let (status, _, page) = app.get("/").await;
    let first_page = begun.elapsed();
    assert_eq!(status, 200);
    row("start to first page, a million rows", &ms(first_page), "500 ms");

    // Ten years at 15 minutes down to 400 points, through the whole stack.
    let begun = Instant::now();
    for _ in 0..HISTORIES {
        app.get("/api/v1/metrics/stablecoin_mcap/history?range=max&points=400").await;
    }
    row("350,000 rows to 400 points, over HTTP, mean", &ms(begun.elapsed() / HISTORIES), "10 ms");

    let open = load::open_loop(app.address, "/", 2_000, 200, Duration::from_secs(10)).await;
    row("GET / at 2,000/s over 200 connections, p50", &ms(open.p50), "");
    row("GET / at 2,000/s over 200 connections, p99", &ms(open.p99), "10 ms");
    row("GET / at 2,000/s: answered", &format!("{:.0} /s", open.per_second), "2000 /s");

    let ours = load::closed_loop(app.address, "/", 64, Duration::from_secs(5)).await;
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), page.as_bytes()).expect("written");
    let baseline = load::Static::start(file.path()).await;
    let theirs = load::closed_loop(baseline.address, "/", 64, Duration::from_secs(5)).await;
    row("GET / flat out", &format!("{ours:.0} /s"), "");
    row("the same bytes from a static handler", &format!("{theirs:.0} /s"), "");
    row("share of the static handler's throughput", &format!("{:.0} %", ours / theirs * 100.0), "50 %");

    let memory =
        |app: &app::App| app.resident_mib().map_or("unknown".to_owned(), |mib| format!("{mib:.1} MiB"));
    row("resident memory after the load", &memory(&app), "80 MiB");
    let pages = load::open_pages(app.address, 200).await;
    app.get("/").await;
    row("resident memory with 200 open pages", &memory(&app), "80 MiB");
    drop(pages);
    app.terminate().await;
}
