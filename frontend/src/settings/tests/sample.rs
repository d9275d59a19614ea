//! Every section with everything open that can be, refused where it can be, and hostile words wherever words come from
//! outside.

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::dashboard::SourceState;
use cockpit_domain::rules::Preset;

use crate::render::Theme;
use crate::settings::view::{
    Among, AppearanceView, Body, Channel, ChannelRow, DefaultsForm, Delivery, Density, Field, HeldRow,
    IndicatorForm, IndicatorKind, IndicatorOpen, IndicatorRow, IndicatorsView, Invite, Key, LevelForm,
    MeView, Notice, Past, Person, Preview, PreviewLine, Probe, Qr, RegimeView, RuleForm, RuleGroup, RuleRow,
    RulesView, SourceRow, SourcesView, SubscriberForm, SubscriberOpen, SubscriberRow, SubscribersView,
    SuggestView, Suggestion, ThresholdGroup, ThresholdRow, ThresholdsView, TransferView, Tried, VoteForm,
    Who,
};

pub(super) const HOSTILE: &str =
    "\"'><img src=x onerror=alert(1)></script></textarea></option><b style=\"color:red\">";

fn words() -> String {
    HOSTILE.to_owned()
}

fn refused() -> Field {
    Field::refused(HOSTILE, HOSTILE)
}

fn now() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

pub(super) fn bodies() -> Vec<Body> {
    let people = (0..3).map(|open| Body::Subscribers(subscribers(open)));
    let rest = [
        Body::Thresholds(thresholds(HOSTILE)),
        Body::Rules(rules()),
        Body::Regime(regime()),
        Body::Sources(sources()),
        Body::Indicators(indicators(IndicatorOpen::Add(indicator(None)))),
        Body::Indicators(indicators(IndicatorOpen::Edit(indicator(Some(1))))),
        Body::Indicators(indicators(IndicatorOpen::Remove(1))),
        Body::Appearance(appearance()),
        Body::Suggest(suggest()),
        Body::Transfer(transfer()),
    ];
    people.chain(rest).collect()
}

/// With the form to add somebody, to change them, or the question before they go.
pub(super) fn subscribers(open: u8) -> SubscribersView {
    let states = [Person::Active, Person::Paused, Person::Pending, Person::Left, Person::Blocked];
    let row = |(place, state): (usize, Person)| SubscriberRow {
        id: i64::try_from(place).unwrap() + 1,
        revision: 2,
        name: words(),
        channel: Channel::Email,
        address: words(),
        state,
        is_operator: true,
        delivery: Delivery::Failed(words(), now()),
        test: Some(Probe::Refused(words())),
    };
    let form = |id: Option<i64>| SubscriberForm {
        id,
        revision: 2,
        channel: Channel::Email,
        name: refused(),
        address: refused(),
        preset: Preset::Calm,
        time_zone: refused(),
        locale: refused(),
        locales: vec![(words(), words())],
        quiet_from: refused(),
        quiet_until: refused(),
        digest_hour: refused(),
        is_operator: true,
        own: true,
        personal_url: Some(words()),
    };
    SubscribersView {
        people: states.into_iter().enumerate().map(row).collect(),
        among: Among { find: words(), page: 2, pages: 3, found: 120, all: 130 },
        open: Some(match open {
            0 => SubscriberOpen::Add(form(None)),
            1 => SubscriberOpen::Edit(form(Some(1))),
            _ => SubscriberOpen::Remove(1),
        }),
        channels: vec![ChannelRow { channel: Channel::Slack, problem: Some(words()) }],
        can_invite: true,
        invite: Some(Invite {
            url: words(),
            qr: Qr { size: 1, dark: vec![true] },
            expires_at: now() + TimeDelta::days(1),
        }),
    }
}

/// Bitcoin with three rules, of which the second has no past to show, and one without a series.
pub(super) fn thresholds(threshold: &str) -> ThresholdsView {
    let field = || if threshold == HOSTILE { refused() } else { Field::new(threshold) };
    let row = |rule: &str, past: Option<Past>| ThresholdRow {
        rule: rule.to_owned(),
        short: words(),
        words: words(),
        on: true,
        threshold: Some(field()),
        unit: "%".to_owned(),
        range: (0.001, 1_000.0),
        presets: vec![(Preset::Calm, 4.0), (Preset::Balanced, 2.0), (Preset::Sensitive, 1.0)],
        usual: Some(2.0),
        past,
    };
    let past = Past {
        from: now() - TimeDelta::days(90),
        until: now(),
        course: (0..90).map(|day| (now() - TimeDelta::days(90 - day), 1.0)).collect(),
        fired: vec![now() - TimeDelta::days(3), now() - TimeDelta::days(2)],
    };
    let level = ThresholdRow { presets: Vec::new(), usual: None, ..row("btc.level.100k", None) };
    let drift = ThresholdRow { presets: Vec::new(), threshold: None, ..row("btc.drift", None) };
    let group = |id: &str, main, rules| ThresholdGroup { id: id.to_owned(), title: words(), main, rules };
    ThresholdsView {
        who: Who::Everybody,
        people: vec![(7, words())],
        preset: Some(Preset::Calm),
        like: Some(Preset::Calm),
        revision: words(),
        groups: vec![
            group("btc", true, vec![row("btc.change.15m", Some(past)), row("btc.change.24h", None), drift]),
            group("others", false, vec![level]),
        ],
        shown: None,
    }
}

fn rules() -> RulesView {
    let row =
        RuleRow { rule: "btc.drift".to_owned(), words: words(), on: false, summary: words(), own: true };
    RulesView {
        groups: vec![RuleGroup { title: words(), rules: vec![row] }],
        open: Some(RuleForm {
            rule: "btc.drift".to_owned(),
            revision: words(),
            words: words(),
            on: true,
            threshold: Some(refused()),
            unit: "%".to_owned(),
            direction: Some(refused()),
            cooldown: refused(),
            hysteresis: refused(),
            confirm: refused(),
            severity: refused(),
            is_level: false,
            own: true,
        }),
        level: LevelForm {
            revision: words(),
            choices: vec![(words(), words(), words(), words())],
            series: refused(),
            level: refused(),
            direction: refused(),
        },
        defaults: DefaultsForm {
            revision: words(),
            event_lead_h: refused(),
            quiet_from: refused(),
            quiet_until: refused(),
            digest_hour: refused(),
        },
    }
}

fn regime() -> RegimeView {
    let vote = VoteForm {
        series: "btc".to_owned(),
        title: words(),
        words: words(),
        weight: refused(),
        band: refused(),
        days: refused(),
        unit: words(),
    };
    RegimeView {
        revision: words(),
        model: refused(),
        votes: vec![vote],
        enter: refused(),
        known_weight_min_pct: refused(),
        confirmations: refused(),
        own: true,
        now: Some(words()),
    }
}

fn sources() -> SourcesView {
    let row = |key| SourceRow {
        name: words(),
        brings: words(),
        state: SourceState::Failing,
        last_success_at: None,
        next_at: Some(now()),
        error: Some(words()),
        rhythm: words(),
        key,
    };
    SourcesView {
        sources: vec![row(Key::NotNeeded), row(Key::Set(words())), row(Key::Absent(words(), words()))],
        held: vec![HeldRow {
            series: words(),
            title: words(),
            value: words(),
            reason: words(),
            source: words(),
            held_at: now(),
        }],
    }
}

fn indicator(id: Option<i64>) -> IndicatorForm {
    IndicatorForm {
        id,
        revision: 0,
        kind: IndicatorKind::Json,
        name: refused(),
        reference: refused(),
        path: refused(),
        unit: refused(),
        units: vec![(words(), words())],
        every: refused(),
        rhythms: vec![(words(), words())],
        tried: Some(Tried::Nothing(words())),
    }
}

fn indicators(open: IndicatorOpen) -> IndicatorsView {
    let row = IndicatorRow {
        id: 1,
        revision: 0,
        name: words(),
        origin: words(),
        rhythm: words(),
        latest: Some((words(), now())),
        error: Some(words()),
    };
    IndicatorsView { indicators: vec![row], open: Some(open) }
}

pub(super) fn appearance() -> AppearanceView {
    AppearanceView { theme: Theme::Dark, density: Density::Compact }
}

fn suggest() -> SuggestView {
    let kept = Suggestion {
        id: 1,
        metric: words(),
        why: words(),
        link: Some("javascript:alert(1)".to_owned()),
        at: now(),
    };
    SuggestView {
        repository: Some(words()),
        metric: refused(),
        why: refused(),
        link: refused(),
        kept: vec![kept],
    }
}

fn transfer() -> TransferView {
    let line = PreviewLine { what: words(), from: Some(words()), to: None };
    TransferView {
        holds: words(),
        problem: Some(words()),
        preview: Some(Preview { content: words(), revision: words(), lines: vec![line] }),
    }
}

pub(super) fn me(state: Person) -> MeView {
    MeView {
        path: "/me/token".to_owned(),
        notice: Some(Notice { words: words(), ..Notice::default() }),
        conflict: None,
        revision: 3,
        channel: Channel::Telegram,
        address: words(),
        state,
        name: refused(),
        time_zone: refused(),
        locale: refused(),
        locales: vec![(words(), words())],
        quiet_from: refused(),
        quiet_until: refused(),
        digest_hour: refused(),
        thresholds: thresholds(HOSTILE),
        leaving: false,
    }
}
