//! Somebody with a browser: keeps no cookie but the one it is given, follows no redirect, and says where it comes from.

use reqwest::header::{HeaderMap, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method};

use crate::app::{App, Home, PATIENCE, client};

pub(crate) const PASSWORD: &str = "correct horse battery";

/// A program whose operator's password is [`PASSWORD`].
pub(crate) fn with_operator() -> Home {
    Home::alone().with("COCKPIT_ADMIN_PASSWORD", PASSWORD)
}

#[derive(Clone)]
pub(crate) struct Visitor {
    pub(crate) client: Client,
    pub(crate) base: String,
    /// The whole header, such as `cockpit=0815`.
    pub(crate) cookie: Option<String>,
    /// What a proxy would say of them.
    pub(crate) forwarded: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    /// Where it sends the browser.
    pub(crate) fn place(&self) -> &str {
        self.headers.get(LOCATION).map_or("", |place| place.to_str().unwrap())
    }

    /// The cookie that it sets, as the browser would send it back.
    pub(crate) fn cookie(&self) -> Option<String> {
        let line = self.headers.get(SET_COOKIE)?.to_str().unwrap();
        line.split(';').next().map(str::to_owned)
    }
}

impl Visitor {
    pub(crate) fn of(app: &App) -> Self {
        // For the ring provider that the first client installs.
        drop(client());
        let client = Client::builder().no_proxy().redirect(Policy::none()).timeout(PATIENCE).build().unwrap();
        Self { client, base: app.url(""), cookie: None, forwarded: None }
    }

    /// The same somebody behind a proxy, coming from `address`.
    pub(crate) fn from(&self, address: &str) -> Self {
        Self { forwarded: Some(address.to_owned()), ..self.clone() }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, &[], None).await
    }

    /// Posts as a page of ours does.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.ask(Method::POST, path, &[("origin", &self.base)], Some(fields)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.ask(Method::DELETE, path, &[("origin", &self.base)], None).await
    }

    pub(crate) async fn ask(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        fields: Option<&[(&str, &str)]>,
    ) -> Answer {
        let mut request = self.client.request(method, format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        if let Some(address) = &self.forwarded {
            request = request.header("x-forwarded-for", address);
        }
        if let Some(fields) = fields {
            let mut body = url::form_urlencoded::Serializer::new(String::new());
            let body = body.extend_pairs(fields).finish();
            request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer { status, headers, body: response.text().await.unwrap() }
    }

    /// Tries a password.
    pub(crate) async fn log_in(&self, password: &str) -> Answer {
        self.post("/login", &[("password", password)]).await
    }

    /// Logged in with [`PASSWORD`].
    pub(crate) async fn as_operator(&self) -> Self {
        let answer = self.log_in(PASSWORD).await;
        assert_eq!(answer.status, 303, "{answer:?}");
        Self { cookie: answer.cookie(), ..self.clone() }
    }

    /// Whether the operator's things are shown.
    pub(crate) async fn is_operator(&self) -> bool {
        match self.get("/api/v1/audit").await.status {
            200 => true,
            401 => false,
            status => panic!("{status}"),
        }
    }
}
