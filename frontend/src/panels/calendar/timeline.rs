//! Releases in the order of time, under their days. An awake page says the days and times of the viewer's own zone, so
//! the list is flat: a heading can move without moving the releases.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use chrono_tz::America::New_York;
use chrono_tz::Tz;
use cockpit_domain::calendar::{Release, Shown};
use leptos::prelude::*;

use super::release;
use crate::format::civil;
use crate::parts::timestamp::{day_in, local_s};

/// What stands above the releases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grouping {
    /// Their days.
    Days,
    /// Their weeks, and in them their days.
    WeeksAndDays,
}

pub(crate) struct Timeline<'a> {
    /// What has come, oldest first.
    pub(crate) completed: &'a [Shown],
    /// What comes, next first.
    pub(crate) upcoming: &'a [Shown],
    pub(crate) grouping: Grouping,
    pub(crate) now: DateTime<Utc>,
    pub(crate) zone: Tz,
}

impl Timeline<'_> {
    pub(crate) fn view(&self) -> AnyView {
        let mut items: Vec<AnyView> = Vec::new();
        let mut above = Above::default();
        for shown in self.completed {
            self.headings(&shown.release, &mut above, &mut items);
            items.push(release::row(shown, release::Phase::Came, self.now, self.zone));
        }
        items.push(self.now_line());
        for shown in self.upcoming {
            self.headings(&shown.release, &mut above, &mut items);
            items.push(release::row(shown, release::Phase::Comes, self.now, self.zone));
        }
        view! { <ol class="timeline">{items}</ol> }.into_any()
    }

    /// The headings that are due before a release.
    fn headings(&self, release: &Release, above: &mut Above, items: &mut Vec<AnyView>) {
        // Weeks are New York's: they do not depend on who looks.
        let week = first_of_week(day_in(release.at, New_York));
        if self.grouping == Grouping::WeeksAndDays && above.week != Some(week) {
            above.week = Some(week);
            above.day = None;
            let name = week_name(week, first_of_week(day_in(self.now, New_York)));
            items.push(
                view! { <li class="week"><h2>{name} " " <small>{civil::week(week)}</small></h2></li> }
                    .into_any(),
            );
        }
        let day = day_of(release, self.zone);
        if above.day != Some(day) {
            above.day = Some(day);
            let name = civil::heading(day, day_in(self.now, self.zone));
            items.push(view! { <li class="day"><h3>{name}</h3></li> }.into_any());
        }
    }

    fn now_line(&self) -> AnyView {
        let clock = civil::clock(local_s(self.now, self.zone));
        let next = self.upcoming.iter().map(|shown| &shown.release).find(|release| release.timed);
        let next = next.map(|release| {
            let until = civil::countdown((release.at - self.now).num_seconds());
            view! { <span class="next">"next " <span data-until=release.at.timestamp()>{until}</span></span> }
        });
        view! {
            <li class="now-line" id="now">
                <span>"now " <span data-now-clock="">{clock}</span></span>
                {next}
            </li>
        }
        .into_any()
    }
}

/// The headings that stand above the next release already.
#[derive(Default)]
struct Above {
    week: Option<NaiveDate>,
    day: Option<NaiveDate>,
}

/// A release's day: New York's where its time of day is not known.
fn day_of(release: &Release, zone: Tz) -> NaiveDate {
    day_in(release.at, if release.timed { zone } else { New_York })
}

/// The Sunday of a day's week.
fn first_of_week(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_sunday()))).unwrap_or(day)
}

fn week_name(week: NaiveDate, this: NaiveDate) -> &'static str {
    match (week - this).num_days() {
        ..0 => "Before",
        0 => "This week",
        7 => "Next week",
        14 => "In two weeks",
        _ => "In three weeks",
    }
}
