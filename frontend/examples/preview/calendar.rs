//! Made-up releases in every state a release can have.

use chrono::{DateTime, TimeDelta, Utc};
use cockpit_domain::calendar::view::{shown, split};
use cockpit_domain::calendar::{
    Actual, Figure, Impact, MarketLink, Reaction, Release, ReleaseId, Shown, Worry,
};
use cockpit_domain::dashboard::{Calendar, Status};

/// The releases of at least `lowest` around Monday, 23 November 2026.
pub(crate) fn calendar(lowest: Impact, status: Status, now: DateTime<Utc>) -> Calendar {
    let releases = releases();
    let (completed, upcoming) = split(&releases, lowest, now);
    let show = |release: &&Release| -> Shown {
        let came = release.actual.is_some() && release.impact == Impact::High;
        let reaction = came.then_some(Reaction {
            btc_15m_pct: Some(-0.42),
            btc_1h_pct: Some(-1.1),
            btc_24h_pct: None,
            us10y_1d_bp: Some(3.0),
        });
        let market = (release.kind == "us.fomc.rate").then(|| MarketLink {
            title: "Fed decision in December?".to_owned(),
            url: "https://polymarket.com/event/fed-decision-in-december".to_owned(),
        });
        shown(release, Worry::Inflation, reaction, market)
    };
    Calendar {
        completed: completed.iter().map(show).collect(),
        upcoming: upcoming.iter().map(show).collect(),
        status,
    }
}

/// Kind, name, period, moment, impact, forecast, previous, actual.
type Row<'a> = (&'a str, &'a str, &'a str, &'a str, Impact, &'a str, &'a str, &'a str);

fn releases() -> Vec<Release> {
    use Impact::{High, Medium};
    let hostile = "</summary><img src=x onerror=alert(1)>";
    let rows: [Row<'_>; 22] = [
        ("us.x.beige", "Beige Book", "", "2026-11-22T05:00:00Z", High, "", "", ""),
        (
            "us.claims",
            "Unemployment Claims",
            "week to 14 Nov 2026",
            "2026-11-23T13:30:00Z",
            Medium,
            "220K",
            "223K",
            "187K",
        ),
        ("us.cpi.core.mom", "Core CPI m/m", "Oct 2026", "2026-11-23T13:30:00Z", High, "0.2%", "0.3%", "0.4%"),
        ("us.cpi.yoy", "CPI y/y", "Oct 2026", "2026-11-23T13:30:00Z", High, "2.9%", "3.0%", "2.9%"),
        (
            "us.ism.manufacturing",
            "ISM Manufacturing PMI",
            "Oct 2026",
            "2026-11-23T15:00:00Z",
            High,
            "49.5",
            "49.1",
            "",
        ),
        ("us.x.home-sales", "New Home Sales", "Oct 2026", "2026-11-23T15:00:00Z", Medium, "", "1.40M", ""),
        (
            "us.housing_starts",
            "Housing Starts",
            "Oct 2026",
            "2026-11-23T16:00:00Z",
            Medium,
            "",
            "1.35M",
            "1.43M",
        ),
        ("us.fomc.minutes", "FOMC Meeting Minutes", "", "2026-11-23T18:00:00Z", High, "", "", ""),
        ("us.x.auction", "2-y Bond Auction", "", "2026-11-23T22:20:00Z", Medium, "", "4.58|2.6", ""),
        ("us.ppi.mom", "Core PPI m/m", "Oct 2026", "2026-11-24T13:30:00Z", High, "0.3%", "0.2%", ""),
        (
            "us.retail_sales.mom",
            "Retail Sales m/m",
            "Oct 2026",
            "2026-11-24T13:30:00Z",
            Medium,
            "0.4%",
            "-0.1%",
            "",
        ),
        (
            "us.x.confidence",
            "CB Consumer Confidence",
            "Nov 2026",
            "2026-11-24T15:00:00Z",
            High,
            "96.0",
            "94.6",
            "",
        ),
        ("us.x.hostile", hostile, "<b style=\"x\">", "2026-11-24T16:00:00Z", Medium, hostile, hostile, ""),
        ("us.gdp.second", "Prelim GDP q/q", "Q3 2026", "2026-11-25T13:30:00Z", High, "2.1%", "1.9%", ""),
        (
            "us.claims",
            "Unemployment Claims",
            "week to 21 Nov 2026",
            "2026-11-25T13:30:00Z",
            Medium,
            "221K",
            "187K",
            "",
        ),
        (
            "us.pce.core.mom",
            "Core PCE Price Index m/m",
            "Oct 2026",
            "2026-11-25T15:00:00Z",
            High,
            "0.2%",
            "0.3%",
            "",
        ),
        (
            "us.fed.balance_sheet",
            "Fed Balance Sheet",
            "25 Nov 2026",
            "2026-11-27T21:30:00Z",
            Medium,
            "",
            "",
            "",
        ),
        (
            "us.ism.manufacturing",
            "ISM Manufacturing PMI",
            "Nov 2026",
            "2026-12-01T15:00:00Z",
            High,
            "",
            "",
            "",
        ),
        ("us.x.beige", "Beige Book", "", "2026-12-02T05:00:00Z", Medium, "", "", ""),
        (
            "us.payrolls",
            "Non-Farm Employment Change",
            "Nov 2026",
            "2026-12-04T13:30:00Z",
            High,
            "",
            "57K",
            "",
        ),
        ("us.unemployment", "Unemployment Rate", "Nov 2026", "2026-12-04T13:30:00Z", High, "", "4.3%", ""),
        ("us.fomc.rate", "Federal Funds Rate", "", "2026-12-09T19:00:00Z", High, "3.50%", "3.50%", ""),
    ];
    rows.iter().enumerate().map(|(number, row)| release(number, row)).collect()
}

fn release(number: usize, row: &Row<'_>) -> Release {
    let (kind, name, period, at, impact, forecast, previous, actual) = *row;
    let at: DateTime<Utc> = at.parse().unwrap_or(DateTime::UNIX_EPOCH);
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let figure = |text: &str| {
        some(text).map(|text| Figure {
            text,
            source: "forexfactory".to_owned(),
            seen_at: at - TimeDelta::days(2),
        })
    };
    let revised = (kind == "us.claims").then(|| Figure {
        text: "191K".to_owned(),
        source: "fredgraph ICSA".to_owned(),
        seen_at: at + TimeDelta::hours(4),
    });
    let reason = match name {
        "ISM Manufacturing PMI" => Some("ISM has no free feed"),
        _ => None,
    };
    let id = format!("{kind}.{number}").replace(['<', ' '], "-");
    Release {
        id: ReleaseId::new(id).unwrap_or_else(|| panic!("a sample with a bad id")),
        kind: kind.to_owned(),
        name: name.to_owned(),
        period: None,
        period_words: some(period),
        at,
        timed: kind != "us.x.beige",
        estimated: matches!(name, "Fed Balance Sheet") || at.timestamp() == 1_796_137_200,
        scheduled_by: if kind.starts_with("us.cpi") { "bls" } else { "forexfactory" }.to_owned(),
        scheduled_seen_at: at - TimeDelta::days(3),
        moved_from: (kind == "us.gdp.second").then(|| at + TimeDelta::days(1)),
        impact,
        forecast: figure(forecast),
        previous: figure(previous),
        actual: some(actual).map(|text| Actual {
            text,
            source: "fredgraph ICSA".to_owned(),
            first_seen_at: at + TimeDelta::seconds(70),
            revised,
        }),
        actual_reason: reason.filter(|_| at.timestamp() < 1_795_500_000).map(str::to_owned),
        withdrawn_at: None,
    }
}
