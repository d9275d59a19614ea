//! Settings as one file.
//!
//! | Form | Posted to | Fields beside `back` |
//! |---|---|---|
//! | export | `GET /settings/transfer/export` | none |
//! | look at a file | `/settings/transfer/preview` | `multipart/form-data`: `file`; answers with the page and a [`Preview`] |
//! | import it | `/settings/transfer/import` | `content` (the file's text), `revision` |

/// The section.
#[derive(Clone, Default)]
pub struct TransferView {
    /// What an export holds, in words: `3 subscribers, 2 rules, 1 own indicator`.
    pub holds: String,
    /// Why the file was refused.
    pub problem: Option<String>,
    /// What an import would change.
    pub preview: Option<Preview>,
}

/// What an import would change. A file holds addresses: it does not print.
#[derive(Clone, Default)]
pub struct Preview {
    /// Posted as `content`.
    pub content: String,
    /// Posted as `revision`.
    pub revision: String,
    /// What changes; empty when nothing does.
    pub lines: Vec<PreviewLine>,
}

/// One thing that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewLine {
    /// What: `Rule btc.change.15m`, `Subscriber Desk`.
    pub what: String,
    /// What it is; `None` for something new.
    pub from: Option<String>,
    /// What it becomes; `None` for something that goes.
    pub to: Option<String>,
}
