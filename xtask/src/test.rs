//! The one test command: what a person runs before handing in, and what CI runs.

use std::fs;

use anyhow::ensure;

use crate::axe;
use crate::compress::sibling;
use crate::site::{self, Flavour};
use crate::steps::Steps;
use crate::tools;
use crate::workspace::Workspace;

/// The most that the page's WASM may weigh on its way to the browser. The whole first visit has 200 KiB.
const WASM_BUDGET_BYTES: u64 = 110 * 1024;

/// All packages but this one: with it, cargo would join its features with theirs and build the dependencies of both
/// once more than `cargo xtask run` needs. It is checked beside them.
const PRODUCT: [&str; 5] = ["--workspace", "--exclude", "xtask", "--features", "cockpit/test-hooks"];
const TOOL: [&str; 2] = ["--package", "xtask"];

/// Runs every check in order; the first that fails ends it.
pub(crate) fn test(workspace: &Workspace, steps: &mut Steps) -> anyhow::Result<()> {
    let cargo = |arguments: &[&[&str]]| {
        tools::run(tools::cargo().current_dir(&workspace.root).args(arguments.concat()))
    };
    tools::require_c_compiler()?;
    steps.step("format", || cargo(&[&["fmt", "--all", "--check"]]))?;
    // Before all that compiles the server, whose build script reads the site's hash.
    site::build(workspace, steps, Flavour::Release)?;
    steps.step("WASM size", || check_wasm_size(workspace))?;
    steps.step("lints, WASM", || {
        tools::run(
            tools::cargo()
                .current_dir(&workspace.root)
                .args([
                    "clippy",
                    "--package",
                    "cockpit-frontend",
                    "--features",
                    "hydrate",
                    "--target",
                    tools::WASM,
                ])
                // The profile of the site, whose build scripts and macros are then at hand.
                .args(["--profile", "wasm-release", "--target-dir"])
                .arg(workspace.wasm_target())
                .args(["--", "-D", "warnings"]),
        )
    })?;
    let deny = ["--all-targets", "--", "-D", "warnings"];
    steps.step("lints", || {
        cargo(&[&["clippy"], &PRODUCT, &deny])?;
        cargo(&[&["clippy"], &TOOL, &deny])
    })?;
    let axe = axe::bring(workspace, steps)?;
    steps.step("tests", || {
        let mut product = tools::cargo();
        product.current_dir(&workspace.root).arg("test").args(PRODUCT);
        tools::run(product.envs(axe.map(|script| ("COCKPIT_AXE", script))))?;
        cargo(&[&["test"], &TOOL])
    })?;
    steps.step("documentation", || {
        tools::run(
            tools::cargo()
                .current_dir(&workspace.root)
                .env("RUSTDOCFLAGS", "-D warnings")
                .args(["doc", "--no-deps"])
                .args(PRODUCT),
        )
    })?;
    steps.print_summary();
    Ok(())
}

/// The parsers' property test with far more cases than the test run takes time for.
pub(crate) fn fuzz(workspace: &Workspace, steps: &mut Steps, cases: u64) -> anyhow::Result<()> {
    steps.step("mutated answers", || {
        tools::run(
            tools::cargo().current_dir(&workspace.root).env("COCKPIT_FUZZ_CASES", cases.to_string()).args([
                "test",
                "--release",
                "--package",
                "cockpit-fetcher",
                "--test",
                "parsers_never_panic",
            ]),
        )
    })
}

/// The delivery test with far more messages and kills than the test run takes time for.
pub(crate) fn soak(
    workspace: &Workspace,
    steps: &mut Steps,
    messages: u32,
    kills: u32,
) -> anyhow::Result<()> {
    steps.step("messages looked for", || {
        tools::run(
            tools::cargo()
                .current_dir(&workspace.root)
                .env("COCKPIT_SOAK_MESSAGES", messages.to_string())
                .env("COCKPIT_SOAK_KILLS", kills.to_string())
                .args(["test", "--package", "cockpit", "--features", "test-hooks", "--test", "it"])
                .args(["--", "delivery::soak", "--nocapture"]),
        )
    })
}

/// The program in the tests' world, until it is ended.
pub(crate) fn look(workspace: &Workspace, steps: &mut Steps, listen: &str) -> anyhow::Result<()> {
    site::build(workspace, steps, Flavour::Release)?;
    steps.step("a world to look at", || {
        tools::run(
            tools::cargo()
                .current_dir(&workspace.root)
                .env("COCKPIT_LISTEN", listen)
                .args(["test", "--package", "cockpit", "--features", "test-hooks", "--test", "it"])
                .args(["--", "--ignored", "look::", "--nocapture"]),
        )
    })
}

fn check_wasm_size(workspace: &Workspace) -> anyhow::Result<()> {
    let size_bytes = fs::metadata(sibling(&workspace.site().join("cockpit_bg.wasm"), "br"))?.len();
    let kib = |bytes: u64| bytes as f64 / 1024.0;
    println!("    {:.1} KiB of {:.0} KiB (brotli)", kib(size_bytes), kib(WASM_BUDGET_BYTES));
    ensure!(size_bytes <= WASM_BUDGET_BYTES, "the page's WASM is over its budget");
    Ok(())
}
