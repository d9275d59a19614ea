//! Of many people those that are looked for, a page at a time.

use cockpit_frontend::settings::view::{Among, SubscribersView};
use cockpit_store::Subscriber;

use crate::serve::settings::Asked;

/// People on a page.
const EACH: usize = 50;

/// Whom the list is about.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// Their name, address or channel holds these words; empty for everybody.
    find: String,
    /// From 1.
    page: usize,
}

impl Wanted {
    /// `&find=ann&page=2`.
    pub(super) fn read(asked: &Asked) -> Self {
        let page = asked.number("page").and_then(|page| usize::try_from(page).ok());
        let find = asked.get("find").unwrap_or_default().trim().chars().take(100).collect();
        Self { find, page: page.unwrap_or(1) }
    }

    /// Whether somebody is looked for. Addresses are compared in full, although they are shown masked.
    pub(super) fn holds(&self, known: &Subscriber) -> bool {
        let words = self.find.to_lowercase();
        let profile = &known.profile;
        [&profile.name, profile.address.expose(), profile.channel.as_str()]
            .iter()
            .any(|text| text.to_lowercase().contains(&words))
    }

    /// Leaves one page of the list: the one with `shown` on it, else the one that was asked for.
    pub(super) fn page(self, mut list: SubscribersView, all: usize, shown: Option<i64>) -> SubscribersView {
        let found = list.people.len();
        let pages = found.div_ceil(EACH).max(1);
        let place = list.people.iter().position(|person| person.test.is_some() || Some(person.id) == shown);
        let page = place.map_or(self.page, |place| place / EACH + 1).clamp(1, pages);
        list.people = list.people.into_iter().skip((page - 1) * EACH).take(EACH).collect();
        list.among = Among { find: self.find, page, pages, found, all };
        list
    }
}

#[cfg(test)]
mod tests {
    use cockpit_frontend::settings::view::{Channel, Delivery, Person, SubscriberRow};

    use super::*;

    fn list(count: i64) -> SubscribersView {
        let row = |id: i64| SubscriberRow {
            id,
            revision: 0,
            name: format!("Person {id}"),
            channel: Channel::Telegram,
            address: "…789".to_owned(),
            state: Person::Active,
            is_operator: false,
            delivery: Delivery::None,
            test: None,
        };
        SubscribersView { people: (1..=count).map(row).collect(), ..SubscribersView::default() }
    }

    #[test]
    fn a_page_is_the_one_asked_for_or_the_one_with_somebody_on_it() {
        for (count, page, shown, first, last, of) in [
            (0, 1, None, None, None, (1, 1)),
            (50, 1, None, Some(1), Some(50), (1, 1)),
            (120, 2, None, Some(51), Some(100), (2, 3)),
            (120, 99, None, Some(101), Some(120), (3, 3)),
            (120, 0, None, Some(1), Some(50), (1, 3)),
            (120, 1, Some(120), Some(101), Some(120), (3, 3)),
            (120, 2, Some(7), Some(1), Some(50), (1, 3)),
            (120, 2, Some(999), Some(51), Some(100), (2, 3)),
        ] {
            let wanted = Wanted { find: String::new(), page };
            let paged = wanted.page(list(count), 120, shown);
            let ids: Vec<i64> = paged.people.iter().map(|person| person.id).collect();
            assert_eq!(
                (ids.first().copied(), ids.last().copied()),
                (first, last),
                "{count} {page} {shown:?}"
            );
            assert_eq!((paged.among.page, paged.among.pages), of, "{count} {page} {shown:?}");
        }
    }
}
