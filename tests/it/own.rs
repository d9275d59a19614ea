//! Indicators of the operator's own, what is missed, and settings as one file: by the forms, against the real program.

mod indicators;
mod suggest;
mod transfer;

use reqwest::multipart::{Form, Part};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};

use crate::app::{App, PATIENCE, client};

const PASSWORD: &str = "correct horse battery";

/// The operator's browser.
struct Desk {
    client: Client,
    base: String,
    cookie: String,
}

/// What it is answered.
#[derive(Debug)]
struct Answer {
    status: u16,
    /// Where it is sent.
    place: String,
    body: String,
}

impl Desk {
    async fn of(app: &App) -> Self {
        // For the ring provider that the first client installs.
        drop(client());
        let client = Client::builder().no_proxy().redirect(Policy::none()).timeout(PATIENCE).build().unwrap();
        let desk = Self { client, base: app.url(""), cookie: String::new() };
        let request = desk.client.post(format!("{}/login", desk.base)).body(format!("password={PASSWORD}"));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let response = request.header("origin", &desk.base).send().await.unwrap();
        assert_eq!(response.status().as_u16(), 303);
        let cookie = response.headers()["set-cookie"].to_str().unwrap();
        Self { cookie: cookie.split(';').next().unwrap().to_owned(), ..desk }
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(self.client.get(format!("{}{path}", self.base))).await
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        let body = body.extend_pairs(fields).finish();
        let request = self.client.post(format!("{}{path}", self.base)).body(body);
        self.send(request.header("content-type", "application/x-www-form-urlencoded")).await
    }

    async fn upload(&self, path: &str, file: &str) -> Answer {
        let file = Part::text(file.to_owned()).file_name("settings.json");
        let form = Form::new().text("back", "/radar").part("file", file);
        self.send(self.client.post(format!("{}{path}", self.base)).multipart(form)).await
    }

    async fn send(&self, request: RequestBuilder) -> Answer {
        let request = request.header("cookie", &self.cookie).header("origin", &self.base);
        let response = request.send().await.unwrap();
        let place = response.headers().get("location").map_or("", |place| place.to_str().unwrap()).to_owned();
        Answer { status: response.status().as_u16(), place, body: response.text().await.unwrap() }
    }
}

/// What a form sends unseen under this name.
fn hidden(page: &str, name: &str) -> String {
    let after =
        page.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("{name}: {page}")).1;
    let value = after.split_once('"').unwrap().0;
    value
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
}
