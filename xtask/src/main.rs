//! Build, run, test and measure from a clone, with nothing to install beforehand but Rust and a C compiler.
//!
//! `cargo xtask run` is the way in; `cargo xtask --help` lists the rest. What other projects install as tools
//! (wasm-bindgen, a CSS bundler, compressors) is linked into this program as libraries.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool speaks to its terminal")]

mod axe;
mod browser;
mod build;
mod compress;
mod css;
mod lighthouse;
mod npm;
mod screenshots;
mod site;
mod steps;
mod test;
mod tools;
mod wasm;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::site::Flavour;
use crate::steps::Steps;
use crate::workspace::Workspace;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Build, run, test and measure Strategic Cockpit")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build everything and start the server on <http://127.0.0.1:3000>
    Run {
        /// Optimised, with the site as it ships: slower to build, for measuring
        #[arg(long)]
        release: bool,
        /// Handed to `cockpit serve`
        #[arg(last = true)]
        args: Vec<String>,
    },
    /// Build only the site: WASM and CSS, into target/site
    Site {
        /// Small and pre-compressed, as it ships
        #[arg(long)]
        release: bool,
    },
    /// Build the site and the program
    Build {
        /// One optimised binary with the compressed site inside
        #[arg(long)]
        release: bool,
    },
    /// Format, lints, WASM size, every test, documentation
    Test,
    /// Feed every parser so many mutated answers; the tests do a short form of it
    Fuzz {
        /// Answers in all, over all parsers
        #[arg(long, default_value_t = 20_000_000)]
        cases: u64,
    },
    /// Kill the program again and again while it delivers, and look for every message; the tests do a short form of it
    Soak {
        /// Messages in all, by Telegram and by mail
        #[arg(long, default_value_t = 10_000)]
        messages: u32,
        /// Kills in all, at named places and at any moment
        #[arg(long, default_value_t = 500)]
        kills: u32,
    },
    /// Build for release and run the benchmarks
    Bench {
        /// Handed to `cargo bench`
        #[arg(last = true)]
        args: Vec<String>,
    },
    /// Start the program in the tests' world, with numbers, alerts and people to look at
    Look {
        /// Where it answers
        #[arg(long, default_value = "127.0.0.1:3000")]
        listen: String,
    },
    /// Measure a page of the running program with Lighthouse, as a phone sees it, and print the medians
    Lighthouse {
        /// The page
        #[arg(long, default_value = "http://127.0.0.1:3000/")]
        address: String,
        /// How often
        #[arg(long, default_value_t = 5)]
        runs: usize,
    },
    /// Take pictures of the running program's pages at three widths, dark and light
    Screenshots {
        /// Where the program answers
        #[arg(long, default_value = "http://127.0.0.1:3000")]
        base: String,
        /// Folder of the pictures [default: target/screenshots]
        #[arg(long)]
        out: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    match perform(Cli::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> anyhow::Result<()> {
    let workspace = Workspace::find()?;
    let mut steps = Steps::default();
    match task {
        Task::Run { release, args } => build::run(&workspace, &mut steps, Flavour::of(release), &args),
        Task::Site { release } => site::build(&workspace, &mut steps, Flavour::of(release)),
        Task::Build { release } => build::build(&workspace, &mut steps, Flavour::of(release)).map(drop),
        Task::Test => test::test(&workspace, &mut steps),
        Task::Fuzz { cases } => test::fuzz(&workspace, &mut steps, cases),
        Task::Soak { messages, kills } => test::soak(&workspace, &mut steps, messages, kills),
        Task::Bench { args } => build::bench(&workspace, &mut steps, &args),
        Task::Look { listen } => test::look(&workspace, &mut steps, &listen),
        Task::Lighthouse { address, runs } => lighthouse::measure(&workspace, &address, runs),
        Task::Screenshots { base, out } => {
            screenshots::take(&base, &out.unwrap_or_else(|| workspace.root.join("target/screenshots")))
        }
    }
}
