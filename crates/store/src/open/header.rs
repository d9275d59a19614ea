//! The first hundred bytes of the file, see <https://www.sqlite.org/fileformat.html#the_database_header>.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;

use super::{OpenProblem, beside};

/// SQLite's application id of our databases: `SCkp` in ASCII.
const APPLICATION_ID: i32 = i32::from_be_bytes(*b"SCkp");

const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Whether the header carries our application id. It is set before the file gets its name, and never changed.
pub(super) fn is_ours(path: &Path) -> Result<bool, OpenProblem> {
    let mut header = [0; 100];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut header));
    read.map_err(|error| match error.kind() {
        ErrorKind::UnexpectedEof => OpenProblem::NotADatabase("it is shorter than a header".to_owned()),
        ErrorKind::PermissionDenied => OpenProblem::NotWritable(error.to_string()),
        _ => OpenProblem::Failed(error.to_string()),
    })?;
    if !header.starts_with(MAGIC) {
        return Err(OpenProblem::NotADatabase("its first bytes are not SQLite's".to_owned()));
    }
    if is_cut(path, &header) {
        return Err(OpenProblem::Damaged("it ends in the middle of a page".to_owned()));
    }
    Ok(header.get(68..72) == Some(APPLICATION_ID.to_be_bytes().as_slice()))
}

/// Whether the file ends within a page, which SQLite would fill with zeros. With a log of writes beside it that may be a
/// power cut while the log was moved into the file, and the log makes it whole.
fn is_cut(path: &Path, header: &[u8; 100]) -> bool {
    let page_bytes = match u64::from(u16::from_be_bytes([header[16], header[17]])) {
        1 => 65_536,
        bytes => bytes,
    };
    let length = |path: &Path| path.metadata().map_or(0, |file| file.len());
    let has_log = length(&beside(path, "-wal")) > 0;
    !has_log && length(path).checked_rem(page_bytes) != Some(0)
}

/// Sets our application id on connecting.
pub(super) fn mark(options: &SqliteConnectOptions) -> SqliteConnectOptions {
    options.clone().pragma("application_id", APPLICATION_ID.to_string())
}
