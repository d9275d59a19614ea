//! `target/site`: what the browser loads beside the page, ready to be served or embedded.
//!
//! It holds `cockpit.js`, `cockpit_bg.wasm` and `cockpit.css` (as it ships, each with `.br` and `.gz`) and `hash.txt`,
//! the name that the server gives the folder in its addresses, so that browsers may keep the files for ever.

use std::fs;
use std::path::Path;
use std::time::UNIX_EPOCH;

use anyhow::Context;
use sha2::{Digest, Sha256};

use crate::steps::Steps;
use crate::workspace::Workspace;
use crate::{compress, css, tools, wasm};

/// The files of the site, without their compressed siblings.
pub(crate) const FILES: [&str; 3] = ["cockpit.js", "cockpit_bg.wasm", "cockpit.css"];

/// How the site is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flavour {
    /// Quick to build, uncompressed. In the browser it starts as fast as the other (both under 35 ms), and an edit
    /// is on the page in 2 s instead of 6 s, so `cargo xtask run` takes it.
    Dev,
    /// Small and pre-compressed, as it ships.
    Release,
}

impl Flavour {
    pub(crate) fn of(release: bool) -> Self {
        if release { Self::Release } else { Self::Dev }
    }
}

/// Builds the site; parts whose inputs are unchanged are left as they are.
pub(crate) fn build(workspace: &Workspace, steps: &mut Steps, flavour: Flavour) -> anyhow::Result<()> {
    steps.step("WASM target", tools::require_wasm_target)?;
    let module = steps.step("compile WASM", || wasm::compile(workspace, flavour))?;
    steps.step("site", || {
        let css = css::bundle(&workspace.root.join("frontend/style/main.css"))?;
        let site = workspace.site();
        let stamp_file = site.with_extension("stamp");
        let stamp = stamp(&module, &css, flavour)?;
        if fs::read_to_string(&stamp_file).is_ok_and(|last| last == stamp)
            && fs::exists(site.join("hash.txt"))?
        {
            println!("    unchanged");
            return Ok(());
        }
        // Built beside and moved in whole: an interrupted build leaves the last site, not half of a new one.
        let fresh = site.with_extension("new");
        remove(&fresh)?;
        fs::create_dir_all(&fresh)?;
        assemble(&module, &css, &fresh, flavour)?;
        remove(&site)?;
        fs::rename(&fresh, &site)?;
        fs::write(&stamp_file, stamp)?;
        Ok(())
    })
}

fn assemble(module: &Path, css: &str, folder: &Path, flavour: Flavour) -> anyhow::Result<()> {
    wasm::bind(module, folder, flavour)?;
    fs::write(folder.join("cockpit.css"), css)?;
    if flavour == Flavour::Release {
        for file in FILES {
            compress::siblings(&folder.join(file))?;
        }
    }
    fs::write(folder.join("hash.txt"), content_hash(folder)?)?;
    Ok(())
}

/// A short name for the site's content: the first 64 bits of a SHA-256 over its files, as hexadecimal digits.
fn content_hash(folder: &Path) -> anyhow::Result<String> {
    let mut hash = Sha256::new();
    for file in FILES {
        let bytes = fs::read(folder.join(file))?;
        hash.update(file);
        hash.update(bytes.len().to_le_bytes());
        hash.update(bytes);
    }
    Ok(short(hash))
}

/// What a site was made from. Times of files stand for their content here: hashing the module would cost as much as
/// this saves, and a wrong guess costs one needless step.
fn stamp(module: &Path, css: &str, flavour: Flavour) -> anyhow::Result<String> {
    let mut hash = Sha256::new();
    for input in [module, &std::env::current_exe()?] {
        let metadata = fs::metadata(input).with_context(|| format!("cannot read {}", input.display()))?;
        let modified = metadata.modified()?.duration_since(UNIX_EPOCH)?;
        hash.update(metadata.len().to_le_bytes());
        hash.update(modified.as_nanos().to_le_bytes());
    }
    hash.update(format!("{flavour:?}"));
    hash.update(css);
    Ok(short(hash))
}

fn short(hash: Sha256) -> String {
    hash.finalize()[..8].iter().fold(String::new(), |digits, byte| digits + &format!("{byte:02x}"))
}

fn remove(folder: &Path) -> anyhow::Result<()> {
    if fs::exists(folder)? {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{FILES, Flavour, content_hash, stamp};

    #[test]
    fn the_hash_is_short_and_changes_with_any_byte_of_any_file() {
        let folder = tempfile::tempdir().unwrap();
        for file in FILES {
            fs::write(folder.path().join(file), "same").unwrap();
        }
        let first = content_hash(folder.path()).unwrap();
        assert_eq!(first.len(), 16);
        for file in FILES {
            fs::write(folder.path().join(file), "sama").unwrap();
            assert_ne!(content_hash(folder.path()).unwrap(), first, "{file}");
            fs::write(folder.path().join(file), "same").unwrap();
        }
        assert_eq!(content_hash(folder.path()).unwrap(), first);
    }

    #[test]
    fn the_stamp_changes_with_the_module_the_style_and_the_flavour() {
        let folder = tempfile::tempdir().unwrap();
        let module = folder.path().join("frontend.wasm");
        fs::write(&module, "one").unwrap();
        let first = stamp(&module, "a{}", Flavour::Dev).unwrap();
        assert_eq!(stamp(&module, "a{}", Flavour::Dev).unwrap(), first);
        assert_ne!(stamp(&module, "b{}", Flavour::Dev).unwrap(), first);
        assert_ne!(stamp(&module, "a{}", Flavour::Release).unwrap(), first);
        fs::write(&module, "three").unwrap();
        assert_ne!(stamp(&module, "a{}", Flavour::Dev).unwrap(), first);
    }
}
