//! Made-up contents of the other sections.

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::SeriesId;
use cockpit_domain::dashboard::SourceState;
use cockpit_domain::rules::Preset;
use cockpit_frontend::format::rules::words;
use cockpit_frontend::render::Theme;
use cockpit_frontend::settings::view::{
    AppearanceView, DefaultsForm, Density, Field, HeldRow, IndicatorForm, IndicatorKind, IndicatorOpen,
    IndicatorRow, IndicatorsView, Key, LevelForm, Preview, PreviewLine, RegimeView, RuleForm, RuleGroup,
    RuleRow, RulesView, SourceRow, SourcesView, SuggestView, Suggestion, TransferView, Tried, VoteForm,
};

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(value, words)| ((*value).to_owned(), (*words).to_owned())).collect()
}

pub(super) fn rules(open: bool) -> RulesView {
    let rules = Preset::Balanced.rules();
    let row = |rule: &cockpit_domain::rules::Rule| RuleRow {
        rule: rule.id().to_string(),
        words: words(rule.id()),
        on: rule.enabled(),
        summary: "from ±2 %, at most every 6 h, confirmed twice".to_owned(),
        own: rule.id().to_string() == "btc.change.15m",
    };
    let group = |title: &str, series: Option<SeriesId>| RuleGroup {
        title: title.to_owned(),
        rules: rules.iter().filter(|rule| rule.id().series() == series).map(row).collect(),
    };
    let mut groups: Vec<RuleGroup> =
        SeriesId::INDICATORS.map(|series| group(series.definition().name, Some(series))).into();
    groups.push(group("Odds, calendar, regime", None));
    let form = RuleForm {
        rule: "btc.change.15m".to_owned(),
        revision: "4".to_owned(),
        words: "Bitcoin Price: change over 15 min".to_owned(),
        on: true,
        threshold: Some(Field::new("2")),
        unit: "%".to_owned(),
        direction: Some(Field::new("both")),
        cooldown: Field::refused(
            "6 hours",
            "is no length of time; write a whole number and s, m, h or d, such as 6h",
        ),
        hysteresis: Field::new("0.5"),
        confirm: Field::new("2"),
        severity: Field::new("warning"),
        is_level: false,
        own: true,
    };
    let choice = |id: &str, name: &str, unit: &str, now: &str| {
        (id.to_owned(), name.to_owned(), unit.to_owned(), now.to_owned())
    };
    RulesView {
        groups,
        open: open.then_some(form),
        level: LevelForm {
            revision: "4".to_owned(),
            choices: vec![
                choice("btc", "Bitcoin Price", "$", "$86,915"),
                choice("us10y", "US 10Y Treasury Yield", "%", "4.06 %"),
            ],
            ..LevelForm::default()
        },
        defaults: DefaultsForm {
            revision: "4".to_owned(),
            event_lead_h: Field::new("12"),
            quiet_from: Field::new("22:00"),
            quiet_until: Field::new("07:00"),
            digest_hour: Field::new(""),
        },
    }
}

pub(super) fn regime() -> RegimeView {
    let vote =
        |series: &str, title: &str, words: &str, weight: &str, days: &str, band: &str, unit: &str| VoteForm {
            series: series.to_owned(),
            title: title.to_owned(),
            words: words.to_owned(),
            weight: Field::new(weight),
            days: Field::new(days),
            band: if band == "x" { Field::refused("x", "must be 0 to 100 pp") } else { Field::new(band) },
            unit: unit.to_owned(),
        };
    RegimeView {
        revision: "2".to_owned(),
        model: Field::new("votes"),
        votes: vec![
            vote("us10y", "10Y yield", "change; a rise weighs on risk", "2", "63", "20", "bp"),
            vote("net_liquidity", "Net liquidity", "change; a rise supports risk", "2", "63", "1", "%"),
            vote("stablecoin_mcap", "Stablecoins", "change; a rise supports risk", "1", "63", "1.5", "%"),
            vote("usdt_dominance", "USDT dominance", "change; a rise weighs on risk", "1", "63", "x", "pp"),
            vote("btc", "BTC trend", "against its mean; above supports risk", "1", "100", "3", "%"),
        ],
        enter: Field::new("0.34"),
        known_weight_min_pct: Field::new("60"),
        confirmations: Field::new("5"),
        own: true,
        now: Some("Risk Off, score −0.57".to_owned()),
    }
}

pub(super) fn sources(now: DateTime<Utc>) -> SourcesView {
    let row =
        |name: &str, brings: &str, state, minutes: i64, error: Option<&str>, rhythm: &str, key| SourceRow {
            name: name.to_owned(),
            brings: brings.to_owned(),
            state,
            last_success_at: (minutes >= 0).then(|| now - TimeDelta::minutes(minutes)),
            next_at: Some(now + TimeDelta::minutes(3)),
            error: error.map(str::to_owned),
            rhythm: rhythm.to_owned(),
            key,
        };
    let absent = |variable: &str, gain: &str| Key::Absent(variable.to_owned(), gain.to_owned());
    SourcesView {
        sources: vec![
            row(
                "fredgraph",
                "10Y yield, Fed assets, TGA, reverse repo",
                SourceState::Ok,
                34,
                None,
                "hourly",
                absent("FRED_API_KEY", "releases within seconds"),
            ),
            row(
                "coingecko",
                "USDT dominance, year of Bitcoin",
                SourceState::Failing,
                214,
                Some("coingecko: status 429, asked to wait 60 s"),
                "every 5 min",
                Key::Set("COINGECKO_API_KEY".to_owned()),
            ),
            row("coinbase", "Bitcoin price", SourceState::Ok, 0, None, "every minute", Key::NotNeeded),
            row("defillama", "Stablecoins, RWA", SourceState::Ok, 6, None, "every 10 min", Key::NotNeeded),
            row(
                "kraken",
                "Bitcoin price, when Coinbase is silent",
                SourceState::Idle,
                -1,
                None,
                "when needed",
                Key::NotNeeded,
            ),
        ],
        held: vec![HeldRow {
            series: "rwa_tvl".to_owned(),
            title: "RWA TVL".to_owned(),
            value: "31.4 $ bn".to_owned(),
            reason: "+62 % within a day".to_owned(),
            source: "defillama".to_owned(),
            held_at: now - TimeDelta::minutes(95),
        }],
    }
}

pub(super) fn indicators(open: bool, now: DateTime<Utc>) -> IndicatorsView {
    let form = IndicatorForm {
        id: None,
        revision: 0,
        kind: IndicatorKind::Json,
        name: Field::new("Hash rate"),
        reference: Field::refused(
            "https://192.168.0.7/hashrate",
            "is inside a private network; give a public address",
        ),
        path: Field::new("data.0.hashrate"),
        unit: Field::new("plain"),
        units: pairs(&[("%", "%"), ("usd", "$"), ("usd_bn", "$ bn"), ("plain", "a plain number")]),
        every: Field::new("1h"),
        rhythms: pairs(&[("5m", "every 5 minutes"), ("1h", "every hour"), ("1d", "once a day")]),
        tried: Some(Tried::Nothing(
            "The answer has no data.0.hashrate; it has data.0.difficulty.".to_owned(),
        )),
    };
    IndicatorsView {
        indicators: vec![
            IndicatorRow {
                id: 1,
                revision: 0,
                name: "Unemployment rate".to_owned(),
                origin: "FRED UNRATE".to_owned(),
                rhythm: "once a day".to_owned(),
                latest: Some(("4.3 %".to_owned(), now - TimeDelta::minutes(300))),
                error: None,
            },
            IndicatorRow {
                id: 2,
                revision: 0,
                name: "Ether".to_owned(),
                origin: "CoinGecko ethereum".to_owned(),
                rhythm: "every 5 minutes".to_owned(),
                latest: None,
                error: Some("status 404: no such coin".to_owned()),
            },
        ],
        open: open.then_some(IndicatorOpen::Add(form)),
    }
}

pub(super) fn appearance() -> AppearanceView {
    AppearanceView { theme: Theme::System, density: Density::Comfortable }
}

pub(super) fn suggest(now: DateTime<Utc>) -> SuggestView {
    SuggestView {
        kept: vec![Suggestion {
            id: 1,
            metric: "MOVE index".to_owned(),
            why: "Bond volatility leads the 10Y's moves.".to_owned(),
            link: Some("https://example.org/move".to_owned()),
            at: now - TimeDelta::days(3),
        }],
        ..SuggestView::default()
    }
}

pub(super) fn transfer(preview: bool) -> TransferView {
    let line = |what: &str, from: Option<&str>, to: Option<&str>| PreviewLine {
        what: what.to_owned(),
        from: from.map(str::to_owned),
        to: to.map(str::to_owned),
    };
    TransferView {
        holds: "7 subscribers, 2 rules of your own, 2 indicators, the regime's numbers".to_owned(),
        problem: (!preview).then(|| "This is no export: line 1 is not JSON.".to_owned()),
        preview: preview.then(|| Preview {
            content: "{}".to_owned(),
            revision: "9".to_owned(),
            lines: vec![
                line("Rule btc.change.15m", Some("2 %"), Some("1.5 %")),
                line("Subscriber Desk", None, Some("Telegram, balanced")),
                line("Indicator Ether", Some("CoinGecko ethereum"), None),
            ],
        }),
    }
}
