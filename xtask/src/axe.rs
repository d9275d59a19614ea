//! axe-core, which looks for what keeps people from using a page.

use std::env;
use std::path::PathBuf;

use anyhow::ensure;

use crate::npm::Package;
use crate::steps::Steps;
use crate::tools;
use crate::workspace::Workspace;

const AXE: Package = Package { name: "axe-core", version: "4.14.1" };

/// Where the script is; `None` on a machine without npm, unless `CI` asks for one. A path in `COCKPIT_AXE` comes first.
pub(crate) fn bring(workspace: &Workspace, steps: &mut Steps) -> anyhow::Result<Option<PathBuf>> {
    if let Some(given) = env::var_os("COCKPIT_AXE") {
        return Ok(Some(given.into()));
    }
    let script = AXE.folder(&workspace.target).join("node_modules/axe-core/axe.min.js");
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
        AXE.fetch(&npm, &workspace.target)
    })?;
    Ok(script.is_file().then_some(script))
}
