//! A form as a browser sees it: what it holds when nobody touches it, filled in, and sent.

use crate::access::visitor::{Answer, Visitor};

/// A form of a page.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    action: String,
    fields: Vec<(String, String)>,
}

impl Form {
    /// The first that is posted there.
    pub(crate) fn of(page: &str, action: &str) -> Self {
        let found = Self::all(page).into_iter().find(|form| form.action == action);
        found.unwrap_or_else(|| panic!("no form for {action} in {page}"))
    }

    /// The one that is posted there about this number.
    pub(crate) fn about(page: &str, action: &str, id: i64) -> Self {
        let id = id.to_string();
        let forms = Self::all(page).into_iter();
        let found = forms.into_iter().find(|form| form.action == action && form.value("id") == Some(&id));
        found.unwrap_or_else(|| panic!("no form for {action} about {id} in {page}"))
    }

    /// Whether there is one.
    pub(crate) fn is_there(page: &str, action: &str) -> bool {
        Self::all(page).iter().any(|form| form.action == action)
    }

    fn all(page: &str) -> Vec<Self> {
        let forms = page.split("<form ").skip(1).filter_map(|rest| rest.split("</form>").next());
        forms
            .filter_map(|form| {
                let (tag, content) = form.split_once('>')?;
                Some(Self { action: attribute(tag, "action")?, fields: fields(content) })
            })
            .collect()
    }

    pub(crate) fn value(&self, name: &str) -> Option<&String> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// With this in the field; one that the page does not have, such as a box that is not ticked, is added.
    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        match self.fields.iter_mut().find(|(known, _)| known == name) {
            Some((_, held)) => value.clone_into(held),
            None => self.fields.push((name.to_owned(), value.to_owned())),
        }
        self
    }

    /// Presses its button.
    pub(crate) async fn send(&self, visitor: &Visitor) -> Answer {
        let fields: Vec<_> =
            self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        visitor.post(&self.action, &fields).await
    }
}

/// What is sent of a form that nobody touched.
fn fields(content: &str) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let mut select = None;
    for tag in content.split('<').skip(1).filter_map(|part| part.split('>').next()) {
        let has = |word: &str| {
            tag.split('"').step_by(2).any(|part| part.split_whitespace().any(|name| name == word))
        };
        if tag.starts_with("input ") && !has("disabled") {
            let choice = matches!(attribute(tag, "type").as_deref(), Some("radio" | "checkbox"));
            if let Some(name) = attribute(tag, "name").filter(|_| !choice || has("checked")) {
                fields.push((name, attribute(tag, "value").unwrap_or_default()));
            }
        } else if tag.starts_with("select ") {
            select = attribute(tag, "name");
        } else if tag.starts_with("option ")
            && has("selected")
            && let Some(name) = &select
        {
            fields.push((name.clone(), attribute(tag, "value").unwrap_or_default()));
        }
    }
    fields
}

/// An attribute's value as it is meant.
pub(crate) fn attribute(tag: &str, name: &str) -> Option<String> {
    let opening = format!("{name}=\"");
    let at = tag
        .match_indices(&opening)
        .map(|(at, _)| at)
        .find(|at| *at == 0 || tag[..*at].ends_with(char::is_whitespace))?;
    let value = tag[at + opening.len()..].split('"').next()?;
    let marks =
        [("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    Some(marks.iter().fold(value.to_owned(), |value, (mark, character)| value.replace(mark, character)))
}

/// What is wrong with a field, as the page says it there.
pub(crate) fn error(page: &str, field: &str) -> Option<String> {
    let (_, rest) = page.split_once(&format!("id=\"{field}-error\""))?;
    let rest = rest.split_once('>')?.1;
    rest.split('<').next().map(str::to_owned)
}
