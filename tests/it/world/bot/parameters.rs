//! What a call is made with, as JSON or as a form with a picture.

use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use serde_json::{Map, Value};

/// As JSON; a file is its length.
pub(super) struct Parameters(pub(super) Value);

impl Parameters {
    pub(super) async fn of(request: Request) -> Self {
        let form = request
            .headers()
            .get(CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/"));
        if form {
            return Self(Value::Object(fields(request).await.unwrap_or_default()));
        }
        let body = axum::body::to_bytes(request.into_body(), 1_000_000).await.unwrap_or_default();
        Self(serde_json::from_slice(&body).unwrap_or_default())
    }

    /// The chat as text: a number or a name.
    pub(super) fn chat(&self) -> String {
        match &self.0["chat_id"] {
            Value::String(chat) => chat.clone(),
            Value::Null => String::new(),
            number => number.to_string(),
        }
    }

    /// What buttons say and what they do, or why Telegram takes no such buttons.
    pub(super) fn buttons(&self) -> Result<Vec<(String, String)>, String> {
        let markup = match &self.0["reply_markup"] {
            Value::String(text) => {
                serde_json::from_str(text).map_err(|_| "can't parse reply keyboard markup JSON object")?
            }
            markup => markup.clone(),
        };
        let rows = markup["inline_keyboard"].as_array().cloned().unwrap_or_default();
        let buttons = rows.iter().flat_map(|row| row.as_array().cloned().unwrap_or_default());
        buttons.map(|button| one(&button)).collect()
    }
}

fn one(button: &Value) -> Result<(String, String), String> {
    let words = button["text"]
        .as_str()
        .filter(|words| !words.is_empty())
        .ok_or("text buttons are unallowed in the inline keyboard")?;
    let does = match (button["callback_data"].as_str(), button["url"].as_str()) {
        (Some(data), None) if (1..=64).contains(&data.len()) => data,
        (Some(_), None) => return Err("BUTTON_DATA_INVALID".to_owned()),
        (None, Some(url)) if url.starts_with("https://") => url,
        _ => return Err("BUTTON_URL_INVALID".to_owned()),
    };
    Ok((words.to_owned(), does.to_owned()))
}

async fn fields(request: Request) -> Option<Map<String, Value>> {
    let mut form = Multipart::from_request(request, &()).await.ok()?;
    let mut fields = Map::new();
    while let Some(field) = form.next_field().await.ok()? {
        let name = field.name()?.to_owned();
        let file = field.file_name().is_some();
        let bytes = field.bytes().await.ok()?;
        let text = std::str::from_utf8(&bytes).unwrap_or_default();
        let value = match name.as_str() {
            _ if file => Value::from(bytes.len()),
            // Numbers come as text in a form.
            "message_thread_id" => text.parse::<i64>().ok()?.into(),
            _ => text.into(),
        };
        fields.insert(name, value);
    }
    Some(fields)
}
