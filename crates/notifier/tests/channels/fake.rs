//! A host behind the gateway that answers as a test says, and remembers what it was asked.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use cockpit_http::{Clock, Sender, Settings};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

/// One request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// With the host as first segment.
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Asked {
    /// The last segment of the path: a method of the Bot API.
    pub(crate) fn method(&self) -> &str {
        self.path.rsplit('/').next().unwrap()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// The host.
pub(crate) struct Host {
    pub(crate) sender: Sender,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Host {
    /// Answers each request, numbered from 0, as `answer` says.
    pub(crate) async fn answering<F>(answer: F) -> Self
    where
        F: Fn(usize, &Asked) -> (u16, String) + Clone + Send + Sync + 'static,
    {
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let remembered = Arc::clone(&asked);
        let router = Router::new().fallback(move |request: Request| {
            let (answer, remembered) = (answer.clone(), Arc::clone(&remembered));
            async move { answered(request, &answer, &remembered).await }
        });
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { sender: sender(&format!("http://{address}")), asked }
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// The methods that were called, in order.
    pub(crate) fn methods(&self) -> Vec<String> {
        self.asked().iter().map(|asked| asked.method().to_owned()).collect()
    }
}

async fn answered<F>(request: Request, answer: &F, remembered: &Mutex<Vec<Asked>>) -> Response
where
    F: Fn(usize, &Asked) -> (u16, String),
{
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().unwrap().to_string();
    let body = axum::body::to_bytes(body, 10_000_000).await.unwrap();
    let asked = Asked { path, headers: parts.headers, body };
    let number = {
        let mut remembered = remembered.lock().unwrap();
        remembered.push(asked.clone());
        remembered.len() - 1
    };
    let (status, body) = answer(number, &asked);
    (StatusCode::from_u16(status).unwrap(), Body::from(body)).into_response()
}

/// Sends everything to this gateway.
pub(crate) fn sender(gateway: &str) -> Sender {
    let gateway = Some(gateway.parse().unwrap());
    Sender::new(Settings { user_agent: "test/1".to_owned(), gateway, total_max: None }, Clock::system())
        .unwrap()
}

/// A gateway that reads a request and hangs up.
pub(crate) async fn hanging_up() -> Sender {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = [0_u8; 4_096];
            let _read = stream.read(&mut head).await;
        }
    });
    sender(&format!("http://{address}"))
}
