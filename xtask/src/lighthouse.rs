//! Lighthouse, which measures a page as a phone on a slow line sees it. What it finds depends on the machine, so that nothing
//! passes or fails by it.

use std::env;
use std::path::Path;
use std::process::Command;

use anyhow::Context;
use serde_json::Value;

use crate::npm::Package;
use crate::tools;
use crate::workspace::Workspace;

const LIGHTHOUSE: Package = Package { name: "lighthouse", version: "12.8.2" };
/// As root Chromium has no sandbox.
const CHROMIUM: &str = "--chrome-flags=--headless=new --no-sandbox --disable-gpu --no-first-run";

/// What is read of a report: its name, where it stands, what it is multiplied by, its unit, its budget.
const MEASURES: [(&str, &str, f64, &str, &str); 6] = [
    ("performance", "/categories/performance/score", 100.0, "", "98"),
    ("accessibility", "/categories/accessibility/score", 100.0, "", "100"),
    ("best practices", "/categories/best-practices/score", 100.0, "", ""),
    ("largest contentful paint", "/audits/largest-contentful-paint/numericValue", 1.0, "ms", "1500 ms"),
    ("total blocking time", "/audits/total-blocking-time/numericValue", 1.0, "ms", "50 ms"),
    ("layout shift, in thousandths", "/audits/cumulative-layout-shift/numericValue", 1_000.0, "", "0"),
];

/// Measures the page at `address` so many times, and prints the medians.
pub(crate) fn measure(workspace: &Workspace, address: &str, runs: usize) -> anyhow::Result<()> {
    let advice = "install Node.js with npm (Debian: apt-get install npm)";
    let (node, npm) = (tools::require(&["node"], advice)?, tools::require(&["npm"], advice)?);
    let script = LIGHTHOUSE.folder(&workspace.target).join("node_modules/lighthouse/cli/index.js");
    if !script.is_file() {
        LIGHTHOUSE.fetch(&npm, &workspace.target)?;
    }
    let mut reports = Vec::with_capacity(runs);
    for run in 1..=runs {
        let report = report(&node, &script, address)
            .with_context(|| format!("nothing was measured at {address}: start the program first"))?;
        println!(
            "run {run}: {}",
            score(&report, MEASURES[0].1, MEASURES[0].2).map_or("none".to_owned(), shown)
        );
        reports.push(report);
    }
    println!("{:<30} {:>12} {:>12}", "median", "found", "budget");
    for (name, place, factor, unit, budget) in MEASURES {
        let mut found: Vec<f64> = reports.iter().filter_map(|report| score(report, place, factor)).collect();
        found.sort_by(f64::total_cmp);
        let median = found.get(found.len() / 2).map_or("none".to_owned(), |median| shown(*median));
        println!("{name:<30} {:>12} {budget:>12}", format!("{median} {unit}").trim());
    }
    Ok(())
}

fn report(node: &Path, script: &Path, address: &str) -> anyhow::Result<Value> {
    let chromium = tools::find("chromium").or_else(|| tools::find("google-chrome"));
    let mut command = Command::new(node);
    if let (None, Some(chromium)) = (env::var_os("CHROME_PATH"), chromium) {
        command.env("CHROME_PATH", chromium);
    }
    let printed = tools::output(command.arg(script).arg(address).args([
        "--output=json",
        "--quiet",
        "--only-categories=performance,accessibility,best-practices",
        CHROMIUM,
    ]))?;
    Ok(serde_json::from_slice(&printed)?)
}

fn score(report: &Value, place: &str, factor: f64) -> Option<f64> {
    Some(report.pointer(place)?.as_f64()? * factor)
}

fn shown(value: f64) -> String {
    format!("{value:.0}")
}
