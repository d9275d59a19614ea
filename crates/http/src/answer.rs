//! What came back, and reading it within its limit.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::Response;

use crate::error::HttpError;
use crate::failure::classify;

/// How a request was answered.
#[derive(Clone, Debug)]
pub enum Reply {
    /// A whole body.
    Fresh(Answer),
    /// Nothing has changed since the last answer; only to a conditional request.
    NotModified {
        /// When the host said so.
        received_at: DateTime<Utc>,
    },
}

/// A complete answer with a status of success.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The decoded body.
    pub body: Vec<u8>,
    /// What the host calls it.
    pub content_type: Option<String>,
    /// When its last byte came.
    pub received_at: DateTime<Utc>,
    /// From the host's turn to the last byte, all tries included.
    pub took: Duration,
}

/// Reads at most so many decoded bytes, as they come: the announced length says nothing of what a packed body grows
/// to. A body that is cut short is an error, not a short body.
pub(crate) async fn read(mut response: Response, bytes_max: usize) -> Result<Vec<u8>, HttpError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| classify(&error))? {
        if chunk.len() > bytes_max - body.len() {
            return Err(HttpError::TooLarge { bytes_max });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
