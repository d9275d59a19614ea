//! The real program as a child process on a free port, with its own database and clock.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::mpsc;

use crate::world::World;

/// How long anything may take before a test calls it broken.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
/// What must never stand in a log; each name may be given as a file, too.
const SECRETS: [&str; 8] = [
    "COCKPIT_ADMIN_PASSWORD",
    "COCKPIT_SECRET_KEY",
    "COCKPIT_LLM_KEY",
    "TELEGRAM_BOT_TOKEN",
    "SMTP_PASS",
    "FRED_API_KEY",
    "COINGECKO_API_KEY",
    "GITHUB_TOKEN",
];
/// How soon an upstream that does not answer is given up in these tests.
const DEADLINE_MS: &str = "1500";

/// A place for a database, and the environment of the program.
pub(crate) struct Home {
    directory: Arc<TempDir>,
    variables: Vec<(String, String)>,
}

impl Home {
    /// An empty home whose program sends everything to `world` and lives at the world's time.
    pub(crate) fn in_world(world: &World) -> Self {
        Self::alone()
            .with("COCKPIT_GATEWAY", &format!("http://{}", world.address))
            .with("COCKPIT_TEST_NOW", &world.now().to_rfc3339())
            .with("COCKPIT_BUNDLED", "off")
    }

    /// An empty home without network: everything is sent to a port where nobody listens.
    pub(crate) fn alone() -> Self {
        let home = Self { directory: Arc::new(TempDir::new().unwrap()), variables: Vec::new() };
        let database = format!("sqlite://{}", home.database().display());
        home.with("COCKPIT_DATABASE_URL", &database)
            .with("COCKPIT_LISTEN", "127.0.0.1:0")
            .with("COCKPIT_GATEWAY", "http://127.0.0.1:9")
            .with("COCKPIT_TEST_DEADLINE_MS", DEADLINE_MS)
            .with("COCKPIT_LOG", "info")
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.set(name, value);
        self
    }

    /// Mails are handed to whoever listens at this port of the machine.
    pub(crate) fn with_mail(self, port: u16) -> Self {
        self.with("SMTP_HOST", "127.0.0.1")
            .with("SMTP_PORT", &port.to_string())
            .with("SMTP_TLS", "none")
            .with("SMTP_FROM", "Cockpit <alerts@cockpit.example>")
    }

    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    /// The secrets that its program is given.
    fn secrets(&self) -> Vec<String> {
        let secret = |(name, value): &(String, String)| {
            (SECRETS.contains(&name.as_str()) && value.len() > 3).then(|| value.clone())
        };
        self.variables.iter().filter_map(secret).collect()
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.directory.path().join("cockpit.db")
    }

    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cockpit"));
        // Nothing of the machine's own settings reaches the program.
        command.env_clear().envs(self.variables.iter().cloned()).current_dir(self.directory.path());
        command.kill_on_drop(true).stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Output {
        let run = self.command().args(arguments).output();
        tokio::time::timeout(PATIENCE, run).await.expect("the command ends").unwrap()
    }

    /// Starts `serve`, and waits for nothing.
    pub(crate) fn spawn(&self) -> Child {
        self.command().arg("serve").stderr(Stdio::null()).spawn().unwrap()
    }

    /// Starts `serve` and waits for its address.
    pub(crate) async fn serve(&self) -> App {
        let mut child = self.command().arg("serve").stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let (send, mut log) = mpsc::unbounded_channel();
        let (secrets, leaks) = (self.secrets(), Leaks::default());
        let found = leaks.clone();
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                found.look_at(&line, &secrets);
                drop(send.send(line));
            }
        });
        let mut seen = Vec::new();
        let address = loop {
            let line = tokio::time::timeout(PATIENCE, log.recv()).await.expect("the program starts");
            let line = line.unwrap_or_else(|| panic!("the program ended: {seen:#?}"));
            if let Some((_, address)) = line.split_once("listening on http://") {
                let address = address.split_whitespace().next().unwrap_or_default();
                break address.parse().unwrap();
            }
            seen.push(line);
        };
        let directory = Arc::clone(&self.directory);
        App { child, address, client: client(), log, leaks, _directory: directory }
    }
}

pub(crate) fn client() -> reqwest::Client {
    // As the program does; whoever comes first has installed the same one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().timeout(PATIENCE).build().unwrap()
}

/// The running program; it is killed when dropped.
pub(crate) struct App {
    child: Child,
    pub(crate) address: SocketAddr,
    client: reqwest::Client,
    log: mpsc::UnboundedReceiver<String>,
    leaks: Leaks,
    /// The database's place lasts as long as the program, also where the home was only passing.
    _directory: Arc<TempDir>,
}

/// Takes out what changes with every second.
fn forget_ages(json: &mut Value) {
    match json {
        Value::Object(fields) => {
            fields.retain(|name, _| name != "now" && name != "generated_at" && !name.starts_with("age"));
            fields.values_mut().for_each(forget_ages);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_ages),
        _ => {}
    }
}

/// Lines of a log that hold a secret: whatever a test is about, there are none.
#[derive(Clone, Default)]
struct Leaks(Arc<Mutex<Vec<String>>>);

impl Leaks {
    fn look_at(&self, line: &str, secrets: &[String]) {
        if secrets.iter().any(|secret| line.contains(secret)) {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line.to_owned());
        }
    }
}

impl Drop for App {
    fn drop(&mut self) {
        let leaks = self.leaks.0.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(leaks.is_empty() || std::thread::panicking(), "secrets stand in the log: {leaks:#?}");
    }
}

impl App {
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Status, headers and body of a GET.
    pub(crate) async fn get(&self, path: &str) -> (u16, reqwest::header::HeaderMap, String) {
        let response = self.client.get(self.url(path)).send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        (status, headers, response.text().await.unwrap())
    }

    /// Bytes of a body as it travels when the browser takes gzip.
    pub(crate) async fn compressed_size(&self, path: &str) -> usize {
        let client = reqwest::Client::builder().no_proxy().gzip(false).brotli(false).build().unwrap();
        let response = client.get(self.url(path)).header("accept-encoding", "gzip").send().await.unwrap();
        assert_eq!(response.headers()["content-encoding"], "gzip", "{path}");
        response.bytes().await.unwrap().len()
    }

    pub(crate) async fn json(&self, path: &str) -> Value {
        let (status, _, body) = self.get(path).await;
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_str(&body).unwrap()
    }

    /// Asks the dashboard until `wanted` holds; the program works on its own, so a test can only ask again.
    pub(crate) async fn dashboard_when(&self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        self.when("/api/v1/dashboard", what, wanted).await
    }

    pub(crate) async fn when(&self, path: &str, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let json = self.json(path).await;
            if wanted(&json) {
                return json;
            }
            assert!(begun.elapsed() < PATIENCE, "never saw: {what}\n{json:#}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until nothing on the dashboard changes any more but ages: every source has been asked.
    pub(crate) async fn at_rest(&self) {
        let (mut last, mut same) = (Value::Null, 0);
        let begun = Instant::now();
        while same < 12 {
            let mut json = self.json("/api/v1/dashboard").await;
            forget_ages(&mut json);
            same = if json == last { same + 1 } else { 0 };
            last = json;
            assert!(begun.elapsed() < PATIENCE, "it never comes to rest");
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    }

    /// Asks until `wanted` holds, or until the program is no more.
    pub(crate) async fn until_dead_or(&mut self, path: &str, wanted: impl Fn(&Value) -> bool) {
        let begun = Instant::now();
        while self.alive() {
            assert!(begun.elapsed() < PATIENCE, "neither dead nor there: {path}");
            let Ok(response) = self.client.get(self.url(path)).send().await else { continue };
            let Ok(body) = response.text().await else { continue };
            if serde_json::from_str::<Value>(&body).is_ok_and(|json| wanted(&json)) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The next line of the log that holds these words.
    pub(crate) async fn line_with(&mut self, words: &str) -> String {
        loop {
            let line = tokio::time::timeout(PATIENCE, self.log.recv()).await.expect("it is logged");
            let line = line.expect("the program runs");
            if line.contains(words) {
                return line;
            }
        }
    }

    /// How much of the machine's memory it holds.
    pub(crate) fn resident_mib(&self) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        Some(line.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok()? / 1_024.0)
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// Whether the process still runs.
    pub(crate) fn alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Asks the program to stop, and waits for its exit code.
    pub(crate) async fn terminate(mut self) -> (Option<i32>, Vec<String>) {
        let id = self.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status().await.unwrap();
        assert!(asked.success());
        self.end().await
    }

    /// Waits until the program ends: its exit code, none for a signal, and what it logged.
    pub(crate) async fn end(&mut self) -> (Option<i32>, Vec<String>) {
        let status = tokio::time::timeout(PATIENCE, self.child.wait()).await.expect("it stops").unwrap();
        let mut lines = Vec::new();
        while let Some(line) = self.log.recv().await {
            lines.push(line);
        }
        (status.code(), lines)
    }
}
