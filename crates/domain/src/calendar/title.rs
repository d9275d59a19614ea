//! Titles as sources write them.

/// Whether two titles are the same but for case and spaces.
pub(super) fn same(one: &str, other: &str) -> bool {
    one.split_whitespace()
        .map(str::to_ascii_lowercase)
        .eq(other.split_whitespace().map(str::to_ascii_lowercase))
}

/// Whether an official title announces this release: by its name alone, or followed by its period or estimate. "…of
/// Veterans" or "…by State" is another release.
pub(super) fn is_release(title: &str, name: &str) -> bool {
    let words = title.split_whitespace().collect::<Vec<_>>().join(" ").to_ascii_lowercase();
    let Some(rest) = words.strip_prefix(&name.to_ascii_lowercase()) else { return false };
    rest.is_empty()
        || rest.starts_with([',', ':', ';'])
        || [" (", " for ", " - "].iter().any(|next| rest.starts_with(next))
}

/// A title without the period in brackets at its end, and that period: `New Home Sales (Sep)`.
pub(super) fn split_period(title: &str) -> (&str, Option<&str>) {
    let title = title.trim();
    let split = title.strip_suffix(')').and_then(|title| title.rsplit_once('('));
    match split {
        Some((name, label)) if (2..=4).contains(&label.len()) => (name.trim_end(), Some(label)),
        _ => (title, None),
    }
}

/// A title as part of an id: lower-case letters, digits and hyphens; at most 60 characters. Empty when the title holds
/// none of them.
pub(super) fn slug(title: &str) -> String {
    let mut slug = String::new();
    for character in title.chars().map(|character| character.to_ascii_lowercase()) {
        if character.is_ascii_lowercase() || character.is_ascii_digit() {
            slug.push(character);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
        if slug.len() == 60 {
            break;
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// Whether what is announced is said and not measured: no figure will come.
pub(super) fn is_words(title: &str) -> bool {
    let beginnings = [
        "speak",
        "testif",
        "statement",
        "minutes",
        "conference",
        "meeting",
        "hearing",
        "symposium",
        "survey",
    ];
    let title = title.to_ascii_lowercase();
    title.split_whitespace().any(|word| beginnings.iter().any(|beginning| word.starts_with(beginning)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_titles_become_short_plain_slugs() {
        assert_eq!(slug("FOMC Member Schmid Speaks"), "fomc-member-schmid-speaks");
        assert_eq!(slug("RCM/TIPP  <b>Economic</b> Optimism…"), "rcm-tipp-b-economic-b-optimism");
        assert_eq!(slug("決定"), "");
        assert!(slug(&"long words ".repeat(40)).len() <= 60);
    }

    #[test]
    fn only_a_short_label_at_the_end_is_a_period() {
        assert_eq!(split_period("New Home Sales (Sep)"), ("New Home Sales", Some("Sep")));
        assert_eq!(split_period("GDP (Advance Estimate)"), ("GDP (Advance Estimate)", None));
        assert_eq!(split_period("(Sep"), ("(Sep", None));
    }

    #[test]
    fn speeches_are_words_and_sales_are_not() {
        assert!(
            is_words("President Trump Speaks")
                && is_words("OPEC-JMMC Meetings")
                && is_words("FOMC Statement")
        );
        assert!(!is_words("Omdia Total Vehicle Sales") && !is_words("HPI m/m"));
    }
}
