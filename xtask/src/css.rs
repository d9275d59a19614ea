//! The style sheets, joined into one and made small.
//!
//! `frontend/style/main.css` imports the others by relative path. Newer syntax (nesting, `light-dark()`) is lowered
//! for the oldest browsers the page supports.

use std::fs;
use std::path::Path;

use anyhow::{anyhow, ensure};
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions};
use lightningcss::targets::{Browsers, Targets};

/// The oldest browsers the page is written for.
const BROWSERS: Browsers = Browsers {
    android: None,
    chrome: Some(version(111, 0)),
    edge: Some(version(111, 0)),
    firefox: Some(version(115, 0)),
    ie: None,
    ios_saf: Some(version(16, 4)),
    opera: None,
    safari: Some(version(16, 4)),
    samsung: None,
};

const fn version(major: u32, minor: u32) -> u32 {
    major << 16 | minor << 8
}

/// One minified style sheet from the one at `main` and all that it imports.
pub(crate) fn bundle(main: &Path) -> anyhow::Result<String> {
    ensure!(fs::exists(main)?, "there is no style sheet {}", main.display());
    let files = FileProvider::new();
    let targets = Targets::from(BROWSERS);
    let mut sheet = Bundler::new(&files, None, ParserOptions::default()).bundle(main).map_err(|error| {
        match &error.loc {
            // Its lines count from 0, an editor's from 1.
            Some(at) => anyhow!("{}:{}:{}: {}", at.filename, at.line + 1, at.column, error.kind),
            None => anyhow!("{}: {}", main.display(), error.kind),
        }
    })?;
    sheet
        .minify(MinifyOptions { targets, ..MinifyOptions::default() })
        .map_err(|error| anyhow!("the style sheet cannot be minified: {error}"))?;
    let printed = sheet
        .to_css(PrinterOptions { minify: true, targets, ..PrinterOptions::default() })
        .map_err(|error| anyhow!("the style sheet cannot be printed: {error}"))?;
    Ok(printed.code)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::bundle;

    #[test]
    fn imports_are_joined_in_order_and_nesting_is_lowered() {
        let folder = tempfile::tempdir().unwrap();
        let main = folder.path().join("main.css");
        fs::create_dir(folder.path().join("parts")).unwrap();
        fs::write(&main, "@import './parts/card.css';\nbody { margin: 0 }").unwrap();
        fs::write(folder.path().join("parts/card.css"), ".card { & p { color: #ff0000 } }").unwrap();
        assert_eq!(bundle(&main).unwrap(), ".card p{color:red}body{margin:0}");
    }

    #[test]
    fn a_missing_sheet_and_a_missing_import_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let main = folder.path().join("main.css");
        assert!(bundle(&main).unwrap_err().to_string().starts_with("there is no style sheet"));
        fs::write(&main, "@import './gone.css';").unwrap();
        let error = bundle(&main).unwrap_err().to_string();
        assert!(error.contains("main.css"), "{error}");
    }

    #[test]
    fn a_mistake_is_told_with_its_line_as_an_editor_counts() {
        let folder = tempfile::tempdir().unwrap();
        let main = folder.path().join("main.css");
        fs::write(&main, "a { color: red }\n} b {}").unwrap();
        let error = bundle(&main).unwrap_err().to_string();
        assert!(error.contains("main.css:2:"), "{error}");
    }
}
