//! axe-core, which looks for what keeps people from using a page. It comes from npm, beside what cargo builds, and is
//! neither shipped nor kept in the repository.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::ensure;

use crate::steps::Steps;
use crate::tools;
use crate::workspace::Workspace;

const VERSION: &str = "4.14.1";

/// Where the script is; `None` on a machine without npm, unless `CI` asks for one. A path in `COCKPIT_AXE` comes first.
pub(crate) fn bring(workspace: &Workspace, steps: &mut Steps) -> anyhow::Result<Option<PathBuf>> {
    if let Some(given) = env::var_os("COCKPIT_AXE") {
        return Ok(Some(given.into()));
    }
    let folder = workspace.target.join(format!("axe-{VERSION}"));
    let script = folder.join("node_modules/axe-core/axe.min.js");
    steps.step("axe-core", || {
        if script.is_file() {
            return Ok(());
        }
        let Some(npm) = tools::find("npm") else {
            ensure!(
                env::var_os("CI").is_none(),
                "npm is required in CI: it brings axe-core (apt-get install npm)"
            );
            println!("    no npm: pages are not looked at by axe-core");
            return Ok(());
        };
        fs::create_dir_all(&folder)?;
        // Scripts of a package are not run: a file is all that is wanted.
        let options = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix"];
        tools::run(Command::new(npm).args(options).arg(&folder).arg(format!("axe-core@{VERSION}")))
    })?;
    Ok(script.is_file().then_some(script))
}
