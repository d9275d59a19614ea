//! Prints a page with made-up numbers, to look at it without a server:
//! `cargo run -p cockpit-frontend --features ssr --example preview -- mixed dark > page.html`.
//!
//! The first word chooses the day: `live`, `mixed` (something old, held, missing), `bundled`, `empty`; the second the
//! theme; the third the page: `dashboard`, `radar`, `calendar`, `calendar-high`, `login`, `setup`, `letter`; `settings-` and
//! a name for the settings over the dashboard (see `settings.rs`), `me-` and a state for the personal page.

mod calendar;
mod radar;
mod settings;

use std::io::Write;

use chrono::{DateTime, Days, TimeDelta, Utc};
use cockpit_domain::calendar::Impact;
use cockpit_domain::change::Window;
use cockpit_domain::dashboard::{
    Calendar, Dashboard, Facts, Metric, Metrics, Regime, Source, SourceState, Status, metric, regime,
};
use cockpit_domain::freshness::Freshness;
use cockpit_domain::moment::MomentKind;
use cockpit_domain::radar::Entry;
use cockpit_domain::regime::vote::Histories;
use cockpit_domain::regime::{Model, Settled, State, evaluate};
use cockpit_domain::validate::Held;
use cockpit_domain::{Moment, Observation, Origin, Point, SeriesId, Value};
use cockpit_frontend::render::{self, Assets, Field, Form, Frame, Input, Theme};
use cockpit_frontend::settings::view::Density;

fn main() -> std::io::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let day = words.first().map_or("live", String::as_str);
    let theme = match words.get(1).map(String::as_str) {
        Some("dark") => Theme::Dark,
        Some("light") => Theme::Light,
        _ => Theme::System,
    };
    let density =
        if words.iter().any(|word| word == "compact") { Density::Compact } else { Density::Comfortable };
    let now = "2026-11-23T18:59:56Z".parse().unwrap_or(DateTime::UNIX_EPOCH);
    let assets = Assets { prefix: "/pkg/preview" };
    let sample = Sample { day, now };
    let time_zone = chrono_tz::Europe::Berlin;
    let nonce = "sample";
    let frame =
        Frame { now, time_zone, theme, density, updated_at: Some(now), assets, nonce, settings: None };
    let page = match words.get(2).map_or("dashboard", String::as_str) {
        "radar" => {
            let (entries, status) = (&sample.radar(), &sample.status("polymarket"));
            render::radar(entries, status, &frame)
        }
        name @ ("calendar" | "calendar-high") => {
            let impact = if name == "calendar" { Impact::Medium } else { Impact::High };
            render::calendar(&sample.calendar(impact), impact, &frame)
        }
        "dashboard" => render::dashboard(&sample.dashboard(), &frame),
        name if name.starts_with("settings-") => {
            let view = settings::settings(name.trim_start_matches("settings-"), now);
            render::dashboard(&sample.dashboard(), &Frame { settings: view.as_ref(), ..frame })
        }
        name if name.starts_with("me-") => {
            render::me(&settings::me(name.trim_start_matches("me-"), now), &frame)
        }
        "login" => {
            let fields = [Field::new("password", "Password", Input::Password)];
            let problem = Some("That is not the password.");
            let form = Form { action: "/login", fields: &fields, button: "Log in", problem };
            render::letter(&frame, "Log in", "Settings and subscribers are the operator's.", Some(&form))
        }
        "setup" => {
            let fields = [
                Field::new("code", "Code from the log", Input::Text),
                Field { length_min: 12, ..Field::new("password", "New password", Input::NewPassword) },
                Field { value: "yes", ..Field::new("everywhere", "On every device", Input::Choice) },
            ];
            let form = Form { action: "/setup", fields: &fields, button: "Set the password", problem: None };
            let words = "Choose the operator's password, of 12 characters or more.\n\nThe code is in the program's log.";
            render::letter(&frame, "Welcome", words, Some(&form))
        }
        "letter" => render::letter(
            &frame,
            "This link has run out",
            "It was sent more than a day ago.\n\nAsk for a new one where you asked for this one.",
            None,
        ),
        _ => render::message("Not found", "There is nothing at this address.", 404, theme, &assets, nonce),
    };
    writeln!(std::io::stdout(), "{page}")
}

/// A made-up day.
struct Sample<'a> {
    day: &'a str,
    now: DateTime<Utc>,
}

impl Sample<'_> {
    fn dashboard(&self) -> Dashboard {
        let metrics = SeriesId::INDICATORS.into_iter().map(|series| (series, self.metric(series)));
        Dashboard {
            generated_at: self.now,
            regime: self.regime(),
            metrics: Metrics(metrics.collect()),
            radar: self.radar(),
            radar_status: self.status("polymarket"),
            calendar: self.calendar(Impact::Medium),
            sources: self.sources(),
        }
    }

    fn radar(&self) -> Vec<Entry> {
        if ["live", "mixed"].contains(&self.day) { radar::entries(self.now) } else { Vec::new() }
    }

    fn calendar(&self, lowest: Impact) -> Calendar {
        let status = self.status("forexfactory");
        if ["live", "mixed"].contains(&self.day) {
            calendar::calendar(lowest, status, self.now)
        } else {
            Calendar { status, ..Calendar::default() }
        }
    }

    fn status(&self, source: &str) -> Status {
        let ago = |minutes| Some(self.now - TimeDelta::minutes(minutes));
        match self.day {
            "live" => Status { freshness: Freshness::Fresh, reason: None, checked_at: ago(2) },
            "mixed" => {
                let reason = Some(format!("{source}: status 503"));
                Status { freshness: Freshness::Stale, reason, checked_at: ago(215) }
            }
            "bundled" => {
                let reason = Some(format!("{source}: no answer within 10 s"));
                Status { freshness: Freshness::Missing, reason, checked_at: None }
            }
            _ => Status::default(),
        }
    }

    fn metric(&self, series: SeriesId) -> Metric {
        let companions: &[SeriesId] = match series {
            SeriesId::UsdtDominance => &[SeriesId::UsdtShare],
            SeriesId::NetLiquidity => &[SeriesId::NetLiquidityDaily],
            SeriesId::RwaTvl => &[SeriesId::RwaActiveMcap, SeriesId::RwaCategoryMcap],
            _ => &[],
        };
        let facts: Vec<(SeriesId, Facts)> = companions.iter().map(|id| (*id, self.facts(*id))).collect();
        let companions: Vec<(SeriesId, &Facts)> = facts.iter().map(|(id, facts)| (*id, facts)).collect();
        metric(series, &self.facts(series), &companions, self.now)
    }

    fn facts(&self, series: SeriesId) -> Facts {
        let mut facts = Facts::default();
        let missing = self.day == "empty" || (self.day == "mixed" && series == SeriesId::RwaTvl);
        if missing || (self.day == "bundled" && companion(series)) {
            facts.error = Some("defillama: 3 rows of the category, 20 needed".to_owned());
            return facts;
        }
        let (level, step, source) = shape(series);
        let latest = self.moment(series, 0);
        let mut walk = Walk(place(series) + 7);
        let bundled = self.day == "bundled";
        let point = |ago: i64, amount: f64| Point {
            observed_at: self.moment(series, ago),
            first_seen_at: self.now,
            value: value(series, amount),
            origin: if bundled { Origin::Bundled } else { Origin::Live },
        };
        let mut amounts = vec![level];
        amounts.extend((1..92).scan(level, |amount, _| {
            *amount -= walk.step() * step;
            Some(*amount)
        }));
        facts.spark = (0..).zip(&amounts).map(|(ago, amount)| point(ago, *amount)).collect();
        facts.spark.reverse();
        if series == SeriesId::UsdtDominance && bundled {
            facts.spark.truncate(0);
        }
        facts.bases = series
            .definition()
            .windows
            .iter()
            .map(|window| self.base(series, *window, level, step))
            .collect();
        facts.latest = Some(Observation {
            series,
            observed_at: latest,
            first_seen_at: self.now - TimeDelta::seconds(4),
            value: value(series, level),
            source: source.to_owned(),
            standing: 0,
            origin: if bundled { Origin::Bundled } else { Origin::Live },
        });
        if series == SeriesId::NetLiquidity {
            let leg = |amount: f64| Point { value: value(series, amount), ..point(0, amount) };
            facts.legs = vec![
                (SeriesId::Walcl, leg(6_738.214)),
                (SeriesId::Wtregen, leg(910.561)),
                (SeriesId::Rrpontsyd, leg(2.815)),
            ];
        }
        if self.day == "mixed" {
            self.trouble(series, latest, &mut facts);
        }
        facts
    }

    fn trouble(&self, series: SeriesId, latest: Moment, facts: &mut Facts) {
        match series {
            SeriesId::Btc => {
                facts.error = Some("coinbase: status 503; kraken: no answer within 10 s".to_owned());
            }
            SeriesId::StablecoinMcap => {
                facts.held = Some(Held {
                    series,
                    observed_at: latest,
                    held_at: self.now,
                    value: value(series, 307_800.0),
                    source: "defillama".to_owned(),
                    reason: "307,800 is outside 1 to 10,000".to_owned(),
                    released_by_agreement: false,
                });
            }
            _ => {}
        }
    }

    fn base(&self, series: SeriesId, window: Window, level: f64, step: f64) -> (Window, Option<Point>) {
        let missing = self.day == "mixed" && window == Window::Hour1;
        let start = self.moment(series, 0).start() - window.length();
        let observed_at = match series.definition().moments {
            MomentKind::Day => Moment::Day(start.date_naive()),
            MomentKind::Instant => Moment::instant(start),
        };
        let sign = if (place(series) + window.length().num_minutes().unsigned_abs()).is_multiple_of(3) {
            1.0
        } else {
            -1.0
        };
        let amount = level - sign * step * if window == Window::Days7 { 1.9 } else { 0.4 };
        let base = Point {
            observed_at,
            first_seen_at: self.now,
            value: value(series, amount),
            origin: Origin::Live,
        };
        (window, (!missing).then_some(base))
    }

    /// The moment of the value so many steps ago.
    fn moment(&self, series: SeriesId, ago: i64) -> Moment {
        let back = if self.day == "bundled" { 94 } else { 0 };
        let weekly = matches!(series, SeriesId::NetLiquidity);
        match series.definition().moments {
            MomentKind::Day => {
                let step = if weekly { 7 } else { 4 };
                let last = if weekly { 5 } else { 3 };
                let days = u64::try_from(back + last + ago * step).unwrap_or(0);
                Moment::Day(self.now.date_naive().checked_sub_days(Days::new(days)).unwrap_or_default())
            }
            MomentKind::Instant => {
                let late = match (self.day, series) {
                    ("mixed", SeriesId::Btc) => 3 * 3_600,
                    (_, SeriesId::Btc) => 12,
                    _ => 190,
                };
                Moment::instant(self.now - TimeDelta::days(back + ago) - TimeDelta::seconds(late))
            }
        }
    }

    fn regime(&self) -> Regime {
        let model = Model::default();
        if self.day == "empty" {
            return regime(&model, None);
        }
        let today = self.now.date_naive();
        let mut last = evaluate(&model, &Histories::new(), today);
        let answers =
            [(Some(-1), 34.0), (Some(0), -0.23), (Some(1), 1.64), (Some(-1), 0.51), (Some(-1), -3.4)];
        if self.day != "bundled" {
            for (vote, (cast, value)) in last.votes.iter_mut().zip(answers) {
                vote.vote = cast;
                vote.value = Some(value);
                vote.to_next = Some(-vote.band.copysign(value));
                vote.reason = format!("{} moved {value} {}", vote.series, vote.unit.symbol());
            }
            last.score = Some(-0.4286);
            last.known_weight = 1.0;
        }
        let ago = |days| today.checked_sub_days(Days::new(days)).unwrap_or(today);
        let ribbon = vec![
            (ago(700), State::RiskOn),
            (ago(330), State::Neutral),
            (ago(300), State::RiskOn),
            (ago(231), State::Neutral),
            (ago(216), State::RiskOff),
            (ago(168), State::Neutral),
            (ago(130), State::Unknown),
            (ago(104), State::RiskOff),
            (ago(70), State::RiskOn),
            (ago(47), State::RiskOff),
        ];
        let state = if self.day == "bundled" { State::Unknown } else { State::RiskOff };
        regime(&model, Some(&Settled { state, since: ago(47), last, ribbon }))
    }

    fn sources(&self) -> Vec<Source> {
        if self.day == "empty" {
            return Vec::new();
        }
        let names = [
            ("coinbase", 9, 51),
            ("coingecko", 190, 110),
            ("defillama", 310, 290),
            ("defillama_rwa", 1_900, 1_700),
            ("fiscaldata", 7_200, 3_000),
            ("fredgraph", 1_700, 1_900),
            ("kraken", 9_000, 40),
            ("mempool", 95_000, 600),
            ("nyfed", 5_000, 2_200),
            ("treasury", 8_000, 2_800),
        ];
        let sources = names.into_iter().map(|(name, ago, ahead)| {
            let failing =
                self.day == "bundled" || (self.day == "mixed" && ["coinbase", "kraken"].contains(&name));
            let error = if name == "kraken" { "no answer within 10 s" } else { "status 503" };
            Source {
                name: name.to_owned(),
                state: if failing { SourceState::Failing } else { SourceState::Ok },
                last_success_at: (self.day != "bundled").then(|| self.now - TimeDelta::seconds(ago)),
                next_at: Some(self.now + TimeDelta::seconds(ahead)),
                error: failing.then(|| error.to_owned()),
            }
        });
        sources.collect()
    }
}

const fn companion(series: SeriesId) -> bool {
    matches!(
        series,
        SeriesId::UsdtShare
            | SeriesId::NetLiquidityDaily
            | SeriesId::RwaActiveMcap
            | SeriesId::RwaCategoryMcap
    )
}

/// Level, step and source.
const fn shape(series: SeriesId) -> (f64, f64, &'static str) {
    match series {
        SeriesId::Us10y => (4.68, 0.045, "fredgraph"),
        SeriesId::NetLiquidity => (5_824.838, 24.0, "fredgraph"),
        SeriesId::NetLiquidityDaily => (5_790.112, 20.0, "fiscaldata + fredgraph + nyfed"),
        SeriesId::Btc => (86_915.0, 1_900.0, "coinbase"),
        SeriesId::StablecoinMcap => (307.82, 0.9, "defillama"),
        SeriesId::UsdtDominance => (6.13, 0.07, "coingecko"),
        SeriesId::UsdtShare => (60.82, 0.2, "defillama"),
        SeriesId::RwaTvl => (18.43, 0.12, "defillama"),
        SeriesId::RwaActiveMcap => (25.37, 0.2, "defillama_rwa"),
        _ => (41.9, 0.4, "coingecko"),
    }
}

fn value(series: SeriesId, amount: f64) -> Value {
    Value::new(amount, series.unit()).unwrap_or_else(|error| panic!("a sample that is no number: {error}"))
}

/// A walk that is the same every time.
struct Walk(u64);

impl Walk {
    /// Between −1 and +1.
    fn step(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / f64::from(1_u32 << 30) - 1.0
    }
}

/// A series' place in the list: what its made-up numbers begin with.
fn place(series: SeriesId) -> u64 {
    let place = SeriesId::ALL.iter().position(|known| *known == series);
    place.and_then(|place| u64::try_from(place).ok()).unwrap_or_default()
}
