//! What the settings show. Plain values, filled by the server; the forms post back what the fields' names say.
//!
//! Every form is `application/x-www-form-urlencoded` (but [`transfer`]'s upload) and carries `back`, the local path of the
//! page below, and where two people could change the same thing `revision`. After success the answer is 303 to
//! `{back}` with `settings=<section>&done=<word>`; after bad input the page again with status 422, the values as they
//! were entered and an error at each field; after a stale revision the page with status 409 and a [`Conflict`].
//!
//! Check boxes post their `value` when chosen and nothing when not. An empty field is sent empty.

use std::fmt;

pub mod appearance;
pub mod indicators;
pub mod me;
pub mod regime;
pub mod rules;
pub mod sources;
pub mod subscribers;
pub mod suggest;
pub mod thresholds;
pub mod transfer;

pub use appearance::{AppearanceView, Density};
pub use indicators::{IndicatorForm, IndicatorKind, IndicatorOpen, IndicatorRow, IndicatorsView, Tried};
pub use me::MeView;
pub use regime::{RegimeView, VoteForm};
pub use rules::{DefaultsForm, LevelForm, RuleForm, RuleGroup, RuleRow, RulesView};
pub use sources::{HeldRow, Key, SourceRow, SourcesView};
pub use subscribers::{
    Among, Channel, ChannelRow, Delivery, Invite, Person, Probe, Qr, SubscriberForm, SubscriberOpen,
    SubscriberRow, SubscribersView,
};
pub use suggest::{SuggestView, Suggestion};
pub use thresholds::{Past, ThresholdGroup, ThresholdRow, ThresholdsView, Who};
pub use transfer::{Preview, PreviewLine, TransferView};

/// What is chosen in the list at the left: the word after `?settings=`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the section of its name")]
pub enum Section {
    #[default]
    Subscribers,
    Thresholds,
    Rules,
    Regime,
    Sources,
    Indicators,
    Appearance,
    Suggest,
    Transfer,
}

impl Section {
    /// Every section, in the order of the list.
    pub const ALL: [Self; 9] = [
        Self::Subscribers,
        Self::Thresholds,
        Self::Rules,
        Self::Regime,
        Self::Sources,
        Self::Indicators,
        Self::Appearance,
        Self::Suggest,
        Self::Transfer,
    ];

    /// The word in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Subscribers => "subscribers",
            Self::Thresholds => "thresholds",
            Self::Rules => "rules",
            Self::Regime => "regime",
            Self::Sources => "sources",
            Self::Indicators => "indicators",
            Self::Appearance => "appearance",
            Self::Suggest => "suggest",
            Self::Transfer => "transfer",
        }
    }

    /// From [`Section::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.as_str() == word)
    }

    /// What it is called.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Subscribers => "Subscribers",
            Self::Thresholds => "Alert thresholds",
            Self::Rules => "Rules and quiet hours",
            Self::Regime => "Regime",
            Self::Sources => "Sources",
            Self::Indicators => "Own indicators",
            Self::Appearance => "Appearance",
            Self::Suggest => "Suggest a metric",
            Self::Transfer => "Import, export",
        }
    }
}

/// The whole dialog.
#[derive(Clone)]
pub struct SettingsView {
    /// Path and query of the page below, without `settings` and what belongs to it, such as `/calendar?impact=high`.
    pub back: String,
    /// Whether the operator is logged in; without, [`Section::Appearance`] alone can be shown and the others lead to
    /// `/login`.
    pub operator: bool,
    /// What just happened.
    pub notice: Option<Notice>,
    /// Somebody else was faster.
    pub conflict: Option<Conflict>,
    /// What the chosen section shows.
    pub body: Body,
}

/// Addresses and secrets are among what it holds: it says no more than which section it is.
impl fmt::Debug for SettingsView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SettingsView({})", self.body.section().as_str())
    }
}

/// What a section shows.
#[derive(Clone)]
#[expect(missing_docs, reason = "each is the section of its name")]
#[expect(clippy::large_enum_variant, reason = "there is one at a time, and it is never in a list")]
pub enum Body {
    Subscribers(SubscribersView),
    Thresholds(ThresholdsView),
    Rules(RulesView),
    Regime(RegimeView),
    Sources(SourcesView),
    Indicators(IndicatorsView),
    Appearance(AppearanceView),
    Suggest(SuggestView),
    Transfer(TransferView),
}

impl Body {
    /// Of which section.
    pub const fn section(&self) -> Section {
        match self {
            Self::Subscribers(_) => Section::Subscribers,
            Self::Thresholds(_) => Section::Thresholds,
            Self::Rules(_) => Section::Rules,
            Self::Regime(_) => Section::Regime,
            Self::Sources(_) => Section::Sources,
            Self::Indicators(_) => Section::Indicators,
            Self::Appearance(_) => Section::Appearance,
            Self::Suggest(_) => Section::Suggest,
            Self::Transfer(_) => Section::Transfer,
        }
    }
}

/// One field of a form, as entered. What people enter does not print.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Field {
    /// What it holds.
    pub value: String,
    /// What is wrong with it and what would do. It is shown behind what the field is called, as one sentence: `must be 0.1
    /// to 100 %`, `is empty; give up to 200 characters`.
    pub error: Option<String>,
}

impl Field {
    /// One that holds this.
    pub fn new(value: impl Into<String>) -> Self {
        Self { value: value.into(), error: None }
    }

    /// One that is refused.
    pub fn refused(value: impl Into<String>, error: impl Into<String>) -> Self {
        Self { value: value.into(), error: Some(error.into()) }
    }
}

impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Field").field("error", &self.error).finish_non_exhaustive()
    }
}

/// A line at the top: what just happened.
#[derive(Clone, Default)]
pub struct Notice {
    /// In words: `Saved. It holds from now on.`
    pub words: String,
    /// Whether something went wrong.
    pub problem: bool,
    /// A secret that is shown this once, such as what signs a webhook; with a button that copies it.
    pub secret: Option<String>,
    /// How to take it back.
    pub undo: Option<Undo>,
}

/// A form of one button that takes back what was done.
#[derive(Clone)]
pub struct Undo {
    /// Where it is posted to; `back` is added.
    pub action: String,
    /// What it carries, by name.
    pub fields: Vec<(String, String)>,
}

/// Somebody else changed the same thing meanwhile. Above the form, which holds what was entered here and the new
/// revision: sending it again puts it in place.
#[derive(Clone, Default)]
pub struct Conflict {
    /// What differs; what is the same is left out.
    pub lines: Vec<ConflictLine>,
}

/// One value that differs.
#[derive(Clone)]
pub struct ConflictLine {
    /// What it is called.
    pub label: String,
    /// What is saved now.
    pub theirs: String,
    /// What was entered here.
    pub ours: String,
}
