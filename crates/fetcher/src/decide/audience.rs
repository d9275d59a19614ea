//! Who wants to be told of what: as many groups as there are distinct wishes, not as many as there are people.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use cockpit_domain::rules::{Group, Preset, Rule, RuleId, RuleKind, grouped};
use cockpit_store::{QuietHours, Store, StoreError, SubscriberId, SubscriberState, Wish};

/// How often it is looked whether another process has changed people or their wishes.
const LOOK_EVERY: TimeDelta = TimeDelta::seconds(5);
/// The longest quiet hours can last.
const DAY_MIN: i64 = 24 * 60;

/// People who share a wish.
pub type People = std::sync::Arc<[SubscriberId]>;

/// The groups of everybody's rules, and who sleeps when.
#[derive(Debug)]
pub struct Audience {
    groups: Vec<Group<People>>,
    quiet: HashMap<SubscriberId, (QuietHours, Tz)>,
    stamp: String,
    looked_at: DateTime<Utc>,
}

impl Audience {
    /// Reads everybody's wishes.
    pub async fn read(store: &Store, now: DateTime<Utc>) -> Result<Self, StoreError> {
        let stamp = store.audience_stamp().await?;
        // What another process added is known from here on, so that its rules are among the presets'.
        store.indicators().await?;
        let installed = store.installed().await?;
        let mut wishes: Vec<(People, Rule)> = Vec::new();
        // With nobody listening everybody's rules are evaluated all the same: the log of decisions shows them.
        let everybodys = installed.rules(installed.preset).into_iter();
        wishes.extend(everybodys.map(|rule| (People::default(), rule)));
        let presets: HashMap<Preset, HashMap<_, Rule>> = Preset::ALL
            .into_iter()
            .map(|preset| {
                let rules = installed.rules(preset).into_iter().map(|rule| (rule.id().clone(), rule));
                (preset, rules.collect())
            })
            .collect();
        let mut quiet = HashMap::new();
        let mut people = HashMap::<Preset, Vec<(SubscriberId, bool)>>::new();
        let mut preset_of = HashMap::new();
        for subscriber in store.subscribers().await? {
            let profile = subscriber.profile;
            if profile.state != SubscriberState::Active {
                continue;
            }
            people.entry(profile.preset).or_default().push((subscriber.id, profile.is_operator));
            preset_of.insert(subscriber.id, (profile.preset, profile.is_operator));
            if let Some(hours) = profile.quiet_hours {
                quiet.insert(subscriber.id, (hours, profile.time_zone.parse().unwrap_or(Tz::UTC)));
            }
        }
        let everybody = Everybody::of(&people);
        let mut own_wishes = HashMap::<RuleId, Vec<Wish>>::new();
        for wish in store.wishes().await? {
            own_wishes.entry(wish.rule.clone()).or_default().push(wish);
        }
        for (preset, rules) in &presets {
            for (id, rule) in rules {
                let apart: HashSet<SubscriberId> =
                    own_wishes.get(id).into_iter().flatten().map(|wish| wish.subscriber).collect();
                let shared = everybody.who(*preset, id, &apart);
                if !shared.is_empty() {
                    wishes.push((shared, rule.clone()));
                }
            }
        }
        for (id, of_rule) in &own_wishes {
            for wish in of_rule.iter().filter(|wish| wish.enabled) {
                let Some((preset, operator)) = preset_of.get(&wish.subscriber) else { continue };
                let base = presets.get(preset).and_then(|rules| rules.get(id));
                let Some(base) = base.filter(|_| *operator || !is_for_operators(id)) else { continue };
                // A threshold that makes no rule was refused when it was set; the preset's stands for it.
                let rule = wish
                    .threshold
                    .and_then(|own| base.with_threshold(own).ok())
                    .unwrap_or_else(|| base.clone());
                wishes.push((std::iter::once(wish.subscriber).collect(), rule.switched(true)));
            }
        }
        Ok(Self { groups: grouped(wishes), quiet, stamp, looked_at: now })
    }

    /// Reads again when somebody or something has changed; looks every few seconds at most.
    pub async fn changed(&mut self, store: &Store, now: DateTime<Utc>) -> Result<Option<Self>, StoreError> {
        if (now - self.looked_at).abs() < LOOK_EVERY {
            return Ok(None);
        }
        self.looked_at = now;
        if store.audience_stamp().await? == self.stamp {
            return Ok(None);
        }
        Self::read(store, now).await.map(Some)
    }

    /// The groups.
    pub fn groups(&self) -> &[Group<People>] {
        &self.groups
    }

    /// When somebody may be told: now, or when their quiet hours end.
    pub fn due_at(&self, subscriber: SubscriberId, now: DateTime<Utc>) -> DateTime<Utc> {
        self.quiet.get(&subscriber).map_or(now, |(hours, zone)| after_quiet(*hours, *zone, now))
    }
}

/// Of a stale source only operators are told.
fn is_for_operators(rule: &RuleId) -> bool {
    rule.kind() == RuleKind::SourceStale
}

/// People by their preset, ready to be shared by all the rules that nobody wants otherwise.
struct Everybody {
    all: HashMap<Preset, People>,
    operators: HashMap<Preset, People>,
}

impl Everybody {
    fn of(people: &HashMap<Preset, Vec<(SubscriberId, bool)>>) -> Self {
        let pick = |wanted: fn(bool) -> bool| {
            let picked = people.iter().map(|(preset, people)| {
                let ids = people.iter().filter(|(_, operator)| wanted(*operator)).map(|(id, _)| *id);
                (*preset, ids.collect::<People>())
            });
            picked.collect()
        };
        Self { all: pick(|_| true), operators: pick(|operator| operator) }
    }

    /// Those of this preset who want the rule as it has it.
    fn who(&self, preset: Preset, rule: &RuleId, apart: &HashSet<SubscriberId>) -> People {
        let people = if is_for_operators(rule) { &self.operators } else { &self.all };
        let Some(people) = people.get(&preset) else { return People::default() };
        if apart.is_empty() {
            return people.clone();
        }
        people.iter().filter(|id| !apart.contains(id)).copied().collect()
    }
}

/// `now`, or the end of the quiet hours that `now` lies in. Minutes of the local day are followed as the wall clock shows
/// them, over changes of the clock.
fn after_quiet(hours: QuietHours, zone: Tz, now: DateTime<Utc>) -> DateTime<Utc> {
    let local = now.with_timezone(&zone);
    let minute = i64::from(local.hour() * 60 + local.minute());
    let (from, until) = (i64::from(hours.from_min), i64::from(hours.until_min));
    let length = (until - from).rem_euclid(DAY_MIN);
    let into = (minute - from).rem_euclid(DAY_MIN);
    if into >= length {
        return now;
    }
    // Step by the wall clock: the end is the first minute that is no longer quiet.
    let mut at = now + TimeDelta::minutes(length - into) - TimeDelta::seconds(i64::from(local.second()));
    for _ in 0..2 {
        let shown = at.with_timezone(&zone);
        let off = i64::from(shown.hour() * 60 + shown.minute()) - until;
        let off = (off + DAY_MIN / 2).rem_euclid(DAY_MIN) - DAY_MIN / 2;
        at -= TimeDelta::minutes(off);
    }
    at.max(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(zone: &str, from_h: u16, until_h: u16, now: &str) -> String {
        let hours = QuietHours { from_min: from_h * 60, until_min: until_h * 60 };
        let at = after_quiet(hours, zone.parse().unwrap(), now.parse().unwrap());
        at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    }

    #[test]
    fn quiet_hours_hold_until_their_end_and_not_a_minute_longer() {
        for (now, due) in [
            ("2026-11-23T21:59:59Z", "2026-11-23T21:59:59Z"),
            ("2026-11-23T22:00:00Z", "2026-11-24T06:00:00Z"),
            ("2026-11-24T05:59:30Z", "2026-11-24T06:00:00Z"),
            ("2026-11-24T06:00:00Z", "2026-11-24T06:00:00Z"),
        ] {
            assert_eq!(after("UTC", 22, 6, now), due);
        }
        assert_eq!(after("Asia/Kolkata", 22, 6, "2026-11-23T18:00:00Z"), "2026-11-24T00:30:00Z");
    }

    #[test]
    fn quiet_hours_end_by_the_wall_clock_when_the_clocks_change() {
        // New York, the night of 1 November 2026 is an hour longer, that of 14 March 2027 an hour shorter.
        assert_eq!(after("America/New_York", 22, 7, "2026-11-01T03:00:00Z"), "2026-11-01T12:00:00Z");
        assert_eq!(after("America/New_York", 22, 7, "2027-03-14T04:00:00Z"), "2027-03-14T11:00:00Z");
    }
}
