//! The browser's half of the frontend: compiled by cargo, given its JavaScript glue by wasm-bindgen.

use std::path::{Path, PathBuf};

use anyhow::ensure;
use wasm_bindgen_cli_support::Bindgen;

use crate::site::Flavour;
use crate::tools;
use crate::workspace::Workspace;

/// Compiles the frontend with `hydrate` and returns the raw module.
pub(crate) fn compile(workspace: &Workspace, flavour: Flavour) -> anyhow::Result<PathBuf> {
    let (profile, folder) = match flavour {
        Flavour::Dev => ("dev", "debug"),
        Flavour::Release => ("wasm-release", "wasm-release"),
    };
    let target = workspace.wasm_target();
    // The crate is an rlib; asking for the cdylib only here spares the host build a library nobody links.
    tools::run(
        tools::cargo()
            .current_dir(&workspace.root)
            .args(["rustc", "--package", "cockpit-frontend", "--lib", "--crate-type", "cdylib"])
            .args(["--features", "hydrate", "--target", tools::WASM, "--profile", profile])
            .arg("--target-dir")
            .arg(&target),
    )?;
    Ok(target.join(tools::WASM).join(folder).join("cockpit_frontend.wasm"))
}

/// Writes `cockpit.js` and `cockpit_bg.wasm` into `folder`: the names that Leptos puts into the page.
pub(crate) fn bind(module: &Path, folder: &Path, flavour: Flavour) -> anyhow::Result<()> {
    let shipped = flavour == Flavour::Release;
    let mut output = Bindgen::new()
        .input_path(module)
        .out_name("cockpit")
        .web(true)?
        .typescript(false)
        .debug(!shipped)
        .remove_name_section(shipped)
        .remove_producers_section(shipped)
        .generate_output()?;
    // Each would be a further file to serve; the page loads two.
    let snippets = output.snippets().values().any(|files| !files.is_empty());
    ensure!(
        !snippets && output.local_modules().is_empty(),
        "a dependency of the frontend brings JavaScript files"
    );
    output.emit(folder)
}
