//! What can be filled in and sent from a letter.

/// What can be sent from a letter.
#[derive(Clone, Copy, Debug)]
pub struct Form<'a> {
    /// Where it is posted to.
    pub action: &'a str,
    /// What it asks for and what it carries.
    pub fields: &'a [Field<'a>],
    /// The words on its button.
    pub button: &'a str,
    /// What was wrong with what was sent before.
    pub problem: Option<&'a str>,
}

/// One field of a form.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    /// Its name in what is posted.
    pub name: &'a str,
    /// What it is called; `None` for one that travels unseen.
    pub label: Option<&'a str>,
    /// How it is filled in.
    pub input: Input,
    /// What it holds to begin with; for a choice, what is posted when it is chosen.
    pub value: &'a str,
    /// Fewest characters of a new password.
    pub length_min: u16,
}

impl<'a> Field<'a> {
    /// One that travels unseen.
    pub const fn hidden(name: &'a str, value: &'a str) -> Self {
        Self { name, label: None, input: Input::Text, value, length_min: 0 }
    }

    /// One to fill in.
    pub const fn new(name: &'a str, label: &'a str, input: Input) -> Self {
        Self { name, label: Some(label), input, value: "", length_min: 0 }
    }
}

/// How a field is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// A line that browsers do not keep, such as a code that holds once.
    Text,
    /// The password in use.
    Password,
    /// A password to be.
    NewPassword,
    /// Chosen or not.
    Choice,
}
