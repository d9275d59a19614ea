//! The documentation as it is shown. The server makes it out of Markdown.

/// A chapter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chapter {
    /// What it belongs to, such as `Set up`.
    pub group: &'static str,
    /// Its address below `/docs/`.
    pub slug: &'static str,
    /// Its title.
    pub title: String,
    /// What it is about, in its first paragraph.
    pub about: String,
    /// All that stands before its first section, as text.
    pub lead: String,
    /// The same as HTML that the server made; nothing in it comes from outside.
    pub lead_html: String,
    /// Its sections, in order.
    pub sections: Vec<Section>,
}

/// A section of a chapter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// Its anchor; empty for none.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whether it is part of the section before.
    pub small: bool,
    /// HTML that the server made; nothing in it comes from outside.
    pub html: String,
    /// The same as text, to look for words in.
    pub text: String,
}

/// A section in which all that was looked for stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its chapter's address.
    pub slug: &'static str,
    /// Its chapter's title.
    pub chapter: String,
    /// Its anchor; empty for the chapter itself.
    pub id: String,
    /// Its title in pieces.
    pub title: Vec<Piece>,
    /// What stands around the first word found, in pieces.
    pub text: Vec<Piece>,
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its words.
    pub text: String,
    /// Whether they were looked for.
    pub marked: bool,
}
