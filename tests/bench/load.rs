//! A small load generator over plain HTTP/1.1 connections on the loopback address.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use axum::Router;
use axum::response::Html;
use axum::routing::get;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

/// What an open loop found.
pub(crate) struct Found {
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
    pub(crate) per_second: f64,
}

struct Connection {
    stream: BufReader<TcpStream>,
    request: Vec<u8>,
    body: Vec<u8>,
}

impl Connection {
    async fn open(address: SocketAddr, path: &str) -> Self {
        let stream = TcpStream::connect(address).await.expect("it listens");
        stream.set_nodelay(true).expect("a socket");
        let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n\r\n").into_bytes();
        Self { stream: BufReader::with_capacity(64 * 1024, stream), request, body: Vec::new() }
    }

    async fn ask(&mut self) {
        self.stream.get_mut().write_all(&self.request).await.expect("an open connection");
        let (mut length, mut chunked, mut line) = (None, false, String::new());
        loop {
            line.clear();
            self.stream.read_line(&mut line).await.expect("an answer");
            let lower = line.to_ascii_lowercase();
            if let Some(value) = lower.strip_prefix("content-length:") {
                length = value.trim().parse::<usize>().ok();
            }
            chunked |= lower.starts_with("transfer-encoding:") && lower.contains("chunked");
            if line == "\r\n" {
                break;
            }
            assert!(!line.is_empty(), "the connection was closed");
        }
        match (length, chunked) {
            (Some(length), _) => self.body(length).await,
            (None, true) => loop {
                line.clear();
                self.stream.read_line(&mut line).await.expect("a chunk");
                let size = usize::from_str_radix(line.trim(), 16).expect("a size");
                self.body(size + 2).await;
                if size == 0 {
                    break;
                }
            },
            (None, false) => panic!("an answer of unknown length"),
        }
    }

    async fn body(&mut self, length: usize) {
        self.body.resize(length, 0);
        self.stream.read_exact(&mut self.body).await.expect("the whole body");
    }
}

/// Sends at a fixed rate, whatever the answers do; latency counts from the moment a request was due.
pub(crate) async fn open_loop(
    address: SocketAddr,
    path: &str,
    per_second: u32,
    connections: u32,
    span: Duration,
) -> Found {
    let gap = Duration::from_secs(1) * connections / per_second;
    let begun = Instant::now() + Duration::from_millis(200);
    let tasks: Vec<_> = (0..connections)
        .map(|index| {
            let path = path.to_owned();
            tokio::spawn(async move {
                let mut connection = Connection::open(address, &path).await;
                let mut due = begun + gap * index / connections;
                let mut latencies = Vec::new();
                while due < begun + span {
                    tokio::time::sleep_until(due.into()).await;
                    connection.ask().await;
                    latencies.push(due.elapsed());
                    due += gap;
                }
                latencies
            })
        })
        .collect();
    let mut latencies = Vec::new();
    for task in tasks {
        latencies.extend(task.await.expect("a connection"));
    }
    let took = begun.elapsed();
    latencies.sort_unstable();
    let at = |percent: usize| latencies[(latencies.len() - 1) * percent / 100];
    Found { p50: at(50), p99: at(99), per_second: latencies.len() as f64 / took.as_secs_f64() }
}

/// Sends the next request as soon as the answer is there; answers per second.
pub(crate) async fn closed_loop(address: SocketAddr, path: &str, connections: u32, span: Duration) -> f64 {
    let begun = Instant::now();
    let tasks: Vec<_> = (0..connections)
        .map(|_| {
            let path = path.to_owned();
            tokio::spawn(async move {
                let mut connection = Connection::open(address, &path).await;
                let mut answers = 0_u32;
                while begun.elapsed() < span {
                    connection.ask().await;
                    answers += 1;
                }
                answers
            })
        })
        .collect();
    let mut answers = 0.0;
    for task in tasks {
        answers += f64::from(task.await.expect("a connection"));
    }
    answers / begun.elapsed().as_secs_f64()
}

/// A static handler in a process of its own, so that it competes for the cores as the program does.
pub(crate) struct Static {
    _child: Child,
    pub(crate) address: SocketAddr,
}

impl Static {
    pub(crate) async fn start(file: &Path) -> Self {
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .env("BENCH_STATIC_FILE", file)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("it starts again");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let address =
            lines.next_line().await.expect("a line").expect("an address").parse().expect("an address");
        Self { _child: child, address }
    }
}

/// Serves one file's bytes for ever, and prints where.
pub(crate) async fn serve_file(path: &str) {
    let body: &'static str = Box::leak(std::fs::read_to_string(path).expect("the file").into_boxed_str());
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    println!("{}", listener.local_addr().expect("an address"));
    axum::serve(listener, Router::new().route("/", get(async move || Html(body)))).await.expect("it serves");
}

/// So many pages that were read and now listen for what is new, for as long as they are kept.
pub(crate) async fn open_pages(address: SocketAddr, count: usize) -> Vec<TcpStream> {
    let mut pages = Vec::with_capacity(count);
    for _ in 0..count {
        Connection::open(address, "/").await.ask().await;
        let mut stream = TcpStream::connect(address).await.expect("it listens");
        let head = format!("GET /events HTTP/1.1\r\nhost: {address}\r\n\r\n");
        stream.write_all(head.as_bytes()).await.expect("an open connection");
        // Its first event: it is counted.
        stream.readable().await.expect("an answer");
        pages.push(stream);
    }
    pages
}
