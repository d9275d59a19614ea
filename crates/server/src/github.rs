//! Opening an issue at GitHub.

use cockpit_http::{HttpError, Post, Secret, Sender};
use cockpit_store::Suggested;
use serde_json::{Value, json};
use url::Url;

/// Somebody waits for the answer, and no answer of ours takes longer than ten seconds.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(8);

/// Where issues are opened, and by whom.
#[derive(Clone, Debug)]
pub(crate) struct GitHub {
    /// `owner/name`.
    pub repository: String,
    /// May write issues there.
    pub token: Secret,
}

/// Why no issue was opened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refused {
    /// The token.
    #[error("GitHub does not take the token; GITHUB_TOKEN must be allowed to write issues there")]
    Token,
    /// The repository.
    #[error("GitHub knows no such repository, or the token may not see it, or it takes no issues")]
    Repository,
    /// Too many.
    #[error("GitHub asks to wait before the next issue")]
    TooMany,
    /// Anything else it answers.
    #[error("GitHub answered with status {0}")]
    Status(u16),
    /// No answer.
    #[error("GitHub did not answer: {0}")]
    Http(HttpError),
    /// No answer after it was sent: it may be there all the same.
    #[error("GitHub did not answer in time; look there before sending it again")]
    Unclear,
}

impl GitHub {
    /// Checks `owner/name`.
    pub(crate) fn repository(text: &str) -> Result<String, String> {
        let plain = |part: &str| {
            (1..=100).contains(&part.len())
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
                && !part.bytes().all(|byte| byte == b'.')
        };
        match text.split_once('/') {
            Some((owner, name)) if plain(owner) && plain(name) => Ok(text.to_owned()),
            _ => Err("must be owner/name, such as octocat/hello-world".to_owned()),
        }
    }

    /// Opens an issue, and says its number.
    pub(crate) async fn open(&self, sender: &Sender, suggested: &Suggested) -> Result<u64, Refused> {
        let address = format!("https://api.github.com/repos/{}/issues", self.repository);
        let url =
            Url::parse(&address).map_err(|error| Refused::Http(HttpError::Malformed(error.to_string())))?;
        let post = Post::json(url, issue(suggested).to_string())
            .header("authorization", self.token.bearer())
            .header("accept", "application/vnd.github+json")
            .header("x-github-api-version", "2022-11-28")
            .total(PATIENCE);
        let receipt = sender.post(post).await.map_err(|error| {
            if error.may_have_arrived() { Refused::Unclear } else { Refused::Http(error) }
        })?;
        match receipt.status {
            200..=299 => {
                let body: Value = serde_json::from_slice(&receipt.body).unwrap_or_default();
                // Without its number it is there all the same.
                Ok(body.get("number").and_then(Value::as_u64).unwrap_or_default())
            }
            429 => Err(Refused::TooMany),
            403 if receipt.retry_at.is_some() => Err(Refused::TooMany),
            401 | 403 => Err(Refused::Token),
            404 | 410 | 301 | 307 => Err(Refused::Repository),
            status => Err(Refused::Status(status)),
        }
    }
}

fn issue(suggested: &Suggested) -> Value {
    let mut body = vec![if suggested.why.is_empty() {
        "No reason was given.".to_owned()
    } else {
        suggested.why.clone()
    }];
    if let Some(link) = &suggested.link {
        body.push(format!("Published at <{link}>"));
    }
    body.push("Suggested in the settings of a Strategic Cockpit.".to_owned());
    json!({"title": format!("Metric: {}", suggested.metric), "body": body.join("\n\n")})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_is_an_owner_and_a_name() {
        for good in ["octocat/hello-world", "a/b.c_d"] {
            assert!(GitHub::repository(good).is_ok(), "{good}");
        }
        for bad in
            ["", "octocat", "a/b/c", "/b", "a/", "../x", "a/..", "a b/c", "https://github.com/a/b", "a/b?c"]
        {
            assert!(GitHub::repository(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_issue_says_what_why_and_where() {
        let suggested = Suggested {
            metric: "MOVE".into(),
            why: "Fear in bonds.".into(),
            link: Some("https://x.example/".into()),
        };
        let issue = issue(&suggested);
        assert_eq!(issue["title"], "Metric: MOVE");
        let body = issue["body"].as_str().unwrap();
        assert!(body.starts_with("Fear in bonds.") && body.contains("<https://x.example/>"), "{body}");
    }
}
