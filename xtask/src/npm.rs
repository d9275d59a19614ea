//! Packages from npm: tools that look at pages. They lie beside what cargo builds, and are neither shipped nor kept in the
//! repository.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::tools;

/// A package of one version.
pub(crate) struct Package {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
}

impl Package {
    /// Where it lies, below the target folder.
    pub(crate) fn folder(&self, target: &Path) -> PathBuf {
        target.join(format!("{}-{}", self.name, self.version))
    }

    /// Fetches it with this npm.
    pub(crate) fn fetch(&self, npm: &Path, target: &Path) -> anyhow::Result<()> {
        let folder = self.folder(target);
        fs::create_dir_all(&folder)?;
        // Scripts of a package are not run: files are all that is wanted.
        let options = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix"];
        let package = format!("{}@{}", self.name, self.version);
        tools::run(Command::new(npm).args(options).arg(folder).arg(package))
    }
}
