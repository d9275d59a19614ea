//! A program with a market: every upstream answers, Ada is told by Telegram, and the clock can be moved on.

use std::path::PathBuf;

use chrono::TimeDelta;
use serde_json::Value;

use crate::access::visitor::{PASSWORD, Visitor};
use crate::app::{App, Home};
use crate::dashboard::{NOW, complete};
use crate::world::World;
use crate::world::bot::TOKEN;

/// Ada's chat.
pub(super) const ADA: &str = "123456789";

pub(super) struct Market {
    pub(super) world: World,
    pub(super) home: Home,
    ahead: PathBuf,
    minutes: i64,
}

impl Market {
    /// Before its first start, with Ada among its people.
    pub(super) async fn new() -> Self {
        let world = World::at(NOW).await;
        let home = Home::in_world(&world);
        let ahead = home.path().join("ahead");
        let home = home
            .with("COCKPIT_TEST_AHEAD", &ahead.display().to_string())
            .with("COCKPIT_ADMIN_PASSWORD", PASSWORD)
            .with("TELEGRAM_BOT_TOKEN", TOKEN);
        Self { world, home, ahead, minutes: 0 }
    }

    /// Started, with every value there and the operator logged in.
    pub(super) async fn open(&self) -> (App, Visitor) {
        let app = self.home.serve().await;
        app.dashboard_when("all six values", complete).await;
        let operator = Visitor::of(&app).as_operator().await;
        (app, operator)
    }

    pub(super) async fn add_ada(&self) {
        let added = self.home.run(&["subscriber", "add", "--telegram", ADA, "--name", "Ada"]).await;
        assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    }

    /// So much later, as the next start has it.
    pub(super) fn later(&mut self, minutes: i64) {
        self.minutes += minutes;
        let new = self.ahead.with_extension("new");
        std::fs::write(&new, (self.minutes * 60).to_string()).unwrap();
        std::fs::rename(new, &self.ahead).unwrap();
    }

    /// Two minutes later Bitcoin costs this much, and the program has seen it.
    pub(super) async fn minute(&mut self, app: &App, usd: f64) {
        let at = self.world.now() + TimeDelta::minutes(self.minutes + 2);
        self.world.bitcoin(at, usd);
        self.later(2);
        let until = at.format("%Y-%m-%dT%H:%M").to_string();
        app.when("/api/v1/metrics/btc", "the new price", |metric| {
            metric["observed_at"].as_str().is_some_and(|at| at.starts_with(&until))
        })
        .await;
    }

    /// What the last week of alerts holds of a rule.
    pub(super) async fn alerts(app: &App, rule: &str) -> usize {
        let told: Value = app.json("/api/v1/alerts").await;
        let alerts = told["alerts"].as_array().unwrap_or_else(|| panic!("{told:#}"));
        alerts.iter().filter(|alert| alert["rule"] == rule).count()
    }
}
