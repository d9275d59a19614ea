//! A headless Chromium behind ChromeDriver, driven by the few WebDriver calls that pictures need.

use std::io::{BufRead, BufReader, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::{Context, bail};
use serde_json::{Value, json};

use crate::tools;

const ADVICE: &str = "install Chromium and ChromeDriver (Debian: apt-get install chromium chromium-driver)";

/// One browser window. Dropping it ends browser and driver.
pub(crate) struct Browser {
    driver: Child,
    port: u16,
    /// Path of the open session; `None` until there is one.
    session: Option<String>,
}

impl Browser {
    /// Starts driver and browser, on a port that the system chooses.
    pub(crate) fn start() -> anyhow::Result<Self> {
        let chromium = tools::require(&["chromium", "chromium-browser", "google-chrome"], ADVICE)?;
        let chromedriver = tools::require(&["chromedriver"], ADVICE)?;
        let mut driver = Command::new(chromedriver).arg("--port=0").stdout(Stdio::piped()).spawn()?;
        let stdout = driver.stdout.take();
        // From here on, dropping ends the driver on every way out.
        let mut browser = Self { driver, port: 0, session: None };
        browser.port = announced_port(stdout.context("ChromeDriver has no output")?)?;
        let answer = browser.call("POST", "/session", &capabilities(&chromium))?;
        browser.session = answer["sessionId"].as_str().map(|id| format!("/session/{id}"));
        Ok(browser)
    }

    /// Loads a page and waits for its load event.
    pub(crate) fn open(&self, address: &str) -> anyhow::Result<()> {
        self.in_session("/url", &json!({ "url": address })).map(drop)
    }

    /// Sends one command of the DevTools protocol.
    pub(crate) fn devtools(&self, command: &str, params: &Value) -> anyhow::Result<Value> {
        self.in_session("/goog/cdp/execute", &json!({ "cmd": command, "params": params }))
    }

    fn in_session(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let session = self.session.as_ref().context("ChromeDriver opened no session")?;
        self.call("POST", &format!("{session}{path}"), body)
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> anyhow::Result<Value> {
        let body = body.to_string();
        let mut stream =
            TcpStream::connect(("127.0.0.1", self.port)).context("ChromeDriver does not answer")?;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )?;
        let answer = read_answer(&mut BufReader::new(stream))?;
        value_of(&answer)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Ending the session ends Chromium; the driver alone would leave it running.
        if let Some(session) = &self.session {
            drop(self.call("DELETE", session, &json!({})));
        }
        drop(self.driver.kill());
        drop(self.driver.wait());
    }
}

/// Head and body of one answer. ChromeDriver keeps the connection open whatever it is asked, so the length counts.
fn read_answer(stream: &mut impl BufRead) -> anyhow::Result<String> {
    let mut answer = String::new();
    let mut length = 0;
    while !answer.ends_with("\r\n\r\n") {
        let start = answer.len();
        if stream.read_line(&mut answer)? == 0 {
            bail!("ChromeDriver's answer has no end");
        }
        if let Some((name, value)) = answer[start..].split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().context("ChromeDriver's answer has no length")?;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok(answer + std::str::from_utf8(&body)?)
}

/// The port from ChromeDriver's line "… started successfully on port 4711."
fn announced_port(stdout: ChildStdout) -> anyhow::Result<u16> {
    for line in BufReader::new(stdout).lines() {
        if let Some((_, port)) = line?.split_once("started successfully on port ") {
            return port.trim_end_matches('.').parse().context("ChromeDriver names no port");
        }
    }
    bail!("ChromeDriver ended before it was ready")
}

fn capabilities(chromium: &Path) -> Value {
    json!({ "capabilities": { "alwaysMatch": { "browserName": "chrome", "goog:chromeOptions": {
        "binary": chromium,
        "args": [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
        ],
    } } } })
}

/// The `value` of a WebDriver answer; its error becomes ours.
fn value_of(answer: &str) -> anyhow::Result<Value> {
    let (_, body) = answer.split_once("\r\n\r\n").context("ChromeDriver's answer has no body")?;
    let mut body: Value = serde_json::from_str(body).context("ChromeDriver's answer is not JSON")?;
    if let Some(error) = body["value"]["error"].as_str() {
        let message = body["value"]["message"].as_str().unwrap_or_default();
        bail!("{error}: {}", message.lines().next().unwrap_or_default());
    }
    Ok(body["value"].take())
}

#[cfg(test)]
mod tests {
    use super::{read_answer, value_of};

    #[test]
    fn an_answer_ends_after_its_length_though_the_connection_stays_open() {
        let mut open = std::io::Cursor::new(
            b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"value\":7}and more".to_vec(),
        );
        assert_eq!(value_of(&read_answer(&mut open).unwrap()).unwrap(), 7);
        assert!(read_answer(&mut std::io::Cursor::new(b"HTTP/1.1 200 OK\r\n".to_vec())).is_err());
    }

    #[test]
    fn the_value_of_an_answer_is_unwrapped_and_an_error_is_told_in_one_line() {
        assert_eq!(value_of("HTTP/1.1 200 OK\r\nA: b\r\n\r\n{\"value\":7}").unwrap(), 7);
        let refused =
            "HTTP/1.1 500 x\r\n\r\n{\"value\":{\"error\":\"unknown error\",\"message\":\"refused\\nmore\"}}";
        assert_eq!(value_of(refused).unwrap_err().to_string(), "unknown error: refused");
        assert!(value_of("HTTP/1.1 200 OK\r\n\r\n<html>").is_err());
    }
}
