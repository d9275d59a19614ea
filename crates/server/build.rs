//! Tells the program under which hash its site is served, and makes sure the folder to embed exists.

use std::path::Path;
use std::{env, fs};

fn main() {
    let manifest = env::var("CARGO_MANIFEST_DIR").expect("cargo sets it for build scripts");
    let site = Path::new(&manifest).join("../../target/site");
    // Without the folder the crate does not even check; an empty one serves pages without style.
    fs::create_dir_all(&site).expect("target/site can be created");
    let hash = fs::read_to_string(site.join("hash.txt")).unwrap_or_default();
    let hash = hash.trim();
    println!("cargo::rustc-env=COCKPIT_SITE_HASH={}", if hash.is_empty() { "unbuilt" } else { hash });
    println!("cargo::rerun-if-changed={}", site.join("hash.txt").display());
    println!("cargo::rerun-if-changed={}", site.display());
}
