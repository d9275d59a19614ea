//! Where things are: the clone, and the folder that cargo builds into.

use std::path::PathBuf;

use anyhow::Context;
use serde_json::Value;

use crate::tools;

/// The clone this command was called in.
pub(crate) struct Workspace {
    /// The folder of the virtual manifest.
    pub(crate) root: PathBuf,
    /// Where cargo builds: `CARGO_TARGET_DIR`, its configuration, or `<root>/target`.
    pub(crate) target: PathBuf,
}

impl Workspace {
    /// Asks cargo, which knows every way in which the target folder may be set.
    pub(crate) fn find() -> anyhow::Result<Self> {
        let answer = tools::output(tools::cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
        let metadata: Value = serde_json::from_slice(&answer).context("cargo metadata is not JSON")?;
        let path = |key: &str| {
            metadata[key]
                .as_str()
                .map(PathBuf::from)
                .with_context(|| format!("cargo metadata names no {key}"))
        };
        Ok(Self { root: path("workspace_root")?, target: path("target_directory")? })
    }

    /// The built site. It stays below the root wherever cargo builds, so that the server's build script finds it.
    pub(crate) fn site(&self) -> PathBuf {
        self.root.join("target/site")
    }

    /// Where WASM is built. A folder of its own: its features differ from the host's, and neither rebuilds the other.
    pub(crate) fn wasm_target(&self) -> PathBuf {
        self.target.join("wasm")
    }
}
