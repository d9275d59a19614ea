//! Everything that people set, in one look, and in one transaction in the place of what there is.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use cockpit_domain::indicator::Indicator;
use cockpit_domain::rules::{Rule, RuleId};
use cockpit_domain::series::OwnId;
use sqlx::SqliteConnection;

use crate::indicators::{self, KnownIndicator};
use crate::settings::{self, Chosen, rules};
use crate::subscribers::{self, Wish};
use crate::writer::Write;
use crate::{Profile, Store, StoreError, Subscriber, SubscriberId};

/// What somebody wants of one rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Wished {
    /// Of which.
    pub rule: RuleId,
    /// Their own threshold; `None` for the preset's.
    pub threshold: Option<f64>,
    /// Whether it is on for them.
    pub enabled: bool,
}

/// Everything that people set. Two are equal when they say the same.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Setup {
    /// What holds for the whole installation.
    pub chosen: Chosen,
    /// Indicators that are watched, by their numbers.
    pub indicators: BTreeMap<u32, Indicator>,
    /// The installation's own rules, by their ids.
    pub rules: Vec<Rule>,
    /// Everybody with their wishes, in the order in which they came.
    pub people: Vec<(Profile, Vec<Wished>)>,
}

/// What there is, and what a plan for another setup must know beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct SetUp {
    /// What people set.
    pub setup: Setup,
    /// Indicators that were removed: their numbers are taken.
    pub removed: BTreeMap<u32, Indicator>,
}

impl Store {
    /// What there is.
    pub async fn setup(&self) -> Result<SetUp, StoreError> {
        let look = async {
            let mut db = self.reads.begin().await?;
            let setup = read(&mut db).await?;
            db.rollback().await?;
            Ok::<_, StoreError>(setup)
        };
        tokio::time::timeout(crate::reader::READ_TIME_MAX, look).await.map_err(|_| StoreError::TimedOut)?
    }

    /// Puts `then` in the place of `before`. `false`, and no change, when it is not what there is any more. Somebody at the
    /// same address stays who they are; whoever is not in it goes with everything about them.
    pub async fn replace_setup(
        &self,
        before: SetUp,
        then: Setup,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let replaced = self.write(Replace { before, then, at }).await?;
        self.indicators().await?;
        Ok(replaced)
    }
}

async fn read(db: &mut SqliteConnection) -> Result<SetUp, StoreError> {
    let (mut watched, mut removed) = (BTreeMap::new(), BTreeMap::new());
    for KnownIndicator { stored, is_watched } in indicators::all(db).await? {
        let place = if is_watched { &mut watched } else { &mut removed };
        place.insert(stored.id.number(), stored.indicator);
    }
    let (chosen, rules) = (settings::chosen(db).await?, rules::own(db).await?);
    let mut wishes = BTreeMap::<SubscriberId, Vec<Wished>>::new();
    for Wish { subscriber, rule, threshold, enabled } in subscribers::wishes_in(db).await? {
        wishes.entry(subscriber).or_default().push(Wished { rule, threshold, enabled });
    }
    let people = subscribers::everybody(db).await?.into_iter();
    let people = people.map(|Subscriber { id, profile, .. }| {
        let mut wishes = wishes.remove(&id).unwrap_or_default();
        wishes.sort_by(|one, other| one.rule.cmp(&other.rule));
        (profile, wishes)
    });
    Ok(SetUp { setup: Setup { chosen, indicators: watched, rules, people: people.collect() }, removed })
}

struct Replace {
    before: SetUp,
    then: Setup,
    at: DateTime<Utc>,
}

impl Write for Replace {
    type Output = bool;

    async fn apply(self, db: &mut SqliteConnection) -> Result<bool, StoreError> {
        let Self { before, then, at } = self;
        if read(db).await? != before {
            return Ok(false);
        }
        replace_indicators(db, &before.setup.indicators, &then.indicators, at).await?;
        settings::choose(db, &before.setup.chosen, &then.chosen, at).await?;
        rules::replace(db, &before.setup.rules, then.rules, at).await?;
        replace_people(db, then.people, at).await?;
        Ok(true)
    }

    fn shows(replaced: &bool) -> bool {
        *replaced
    }
}

async fn replace_indicators(
    db: &mut SqliteConnection,
    before: &BTreeMap<u32, Indicator>,
    then: &BTreeMap<u32, Indicator>,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    for number in before.keys().filter(|number| !then.contains_key(number)) {
        if let Some(id) = OwnId::find(*number) {
            indicators::turn_off(db, id, at).await?;
        }
    }
    for (number, indicator) in then {
        if before.get(number) != Some(indicator) {
            indicators::put(db, *number, indicator, at).await?;
        }
    }
    Ok(())
}

async fn replace_people(
    db: &mut SqliteConnection,
    then: Vec<(Profile, Vec<Wished>)>,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let known = subscribers::everybody(db).await?;
    let mut stay = BTreeSet::new();
    for (profile, wishes) in then {
        let same = known.iter().find(|known| {
            known.profile.channel == profile.channel && known.profile.address == profile.address
        });
        let id = match same {
            Some(known) => {
                if known.profile != profile {
                    subscribers::change(db, known.id, known.revision, profile).await?;
                }
                known.id
            }
            None => subscribers::add(db, profile, at).await?,
        };
        stay.insert(id);
        subscribers::replace_wishes(db, id, wishes).await?;
    }
    for gone in known.iter().filter(|known| !stay.contains(&known.id)) {
        subscribers::remove(db, gone.id).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::{Scratch, at, profile};

    #[tokio::test]
    async fn another_setup_takes_the_place_of_what_there_is_and_people_stay_who_they_are() {
        let store = Scratch::new().await;
        let ada = store.add_subscriber(profile(1), at(0)).await.unwrap();
        let bob = store.add_subscriber(profile(2), at(0)).await.unwrap();
        let drift: RuleId = "btc.drift".parse().unwrap();
        store.set_threshold(ada, &drift, Some(7.0), true).await.unwrap();
        let before = store.setup().await.unwrap();
        assert_eq!(before.setup.people.len(), 2);

        let mut then = before.setup.clone();
        then.people.remove(1);
        then.people[0].0.name = "Ada L.".to_owned();
        then.people[0].1 =
            vec![Wished { rule: "us10y.drift".parse().unwrap(), threshold: None, enabled: false }];
        then.people.push((profile(3), Vec::new()));
        assert!(store.replace_setup(before.clone(), then.clone(), at(9)).await.unwrap());
        assert_eq!(store.setup().await.unwrap().setup, then);
        assert_eq!(store.subscriber(ada).await.unwrap().unwrap().profile.name, "Ada L.");
        assert!(store.subscriber(bob).await.unwrap().is_none());
        assert!(!store.replace_setup(before, then, at(9)).await.unwrap(), "it is not what there is any more");
    }
}
