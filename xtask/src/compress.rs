//! Compressed siblings of every file of the site, made once at build time at the highest level.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

/// Writes `file.br` and `file.gz` beside `file`.
pub(crate) fn siblings(file: &Path) -> anyhow::Result<()> {
    let bytes = fs::read(file)?;
    let params = BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: bytes.len(), ..Default::default() };
    brotli::BrotliCompress(&mut bytes.as_slice(), &mut File::create(sibling(file, "br"))?, &params)?;
    let mut gzip = GzEncoder::new(File::create(sibling(file, "gz"))?, Compression::best());
    gzip.write_all(&bytes)?;
    gzip.finish()?;
    Ok(())
}

/// `cockpit.js` → `cockpit.js.br`.
pub(crate) fn sibling(file: &Path, coding: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(coding);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Read;

    use super::{sibling, siblings};

    #[test]
    fn both_siblings_unpack_to_the_same_bytes_and_are_smaller() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("page.css");
        let text = ".card{color:red}".repeat(200);
        fs::write(&file, &text).unwrap();
        siblings(&file).unwrap();

        let (br, gz) = (fs::read(sibling(&file, "br")).unwrap(), fs::read(sibling(&file, "gz")).unwrap());
        assert!(br.len() < text.len() && gz.len() < text.len());
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut br.as_slice(), &mut unpacked).unwrap();
        assert_eq!(unpacked, text.as_bytes());
        let mut unpacked = String::new();
        flate2::read::GzDecoder::new(gz.as_slice()).read_to_string(&mut unpacked).unwrap();
        assert_eq!(unpacked, text);
    }
}
