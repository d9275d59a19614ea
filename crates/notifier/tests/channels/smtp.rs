//! A mail server that does as it is told at every step, and remembers what it took.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// What the server does next.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Act {
    /// As any server would.
    Usual,
    /// This line, or these.
    Say(&'static str),
    /// The same, after this long.
    Late(Duration, &'static str),
    /// Nothing, for ever.
    Hang,
    /// Hangs up.
    Close,
}

/// What the server saw.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) connections: usize,
    /// Commands of all connections, in order; the greeting is `HELLO?`, the end of a mail `.`.
    pub(crate) commands: Vec<String>,
    /// Mails that it has, whatever it said to them.
    pub(crate) mails: Vec<Mail>,
}

/// A mail as it came.
#[derive(Clone, Debug)]
pub(crate) struct Mail {
    pub(crate) at: Instant,
    /// As the commands named them.
    pub(crate) recipients: Vec<String>,
    pub(crate) raw: String,
    /// Whether the server said yes to it.
    pub(crate) taken: bool,
}

/// The server.
pub(crate) struct Smtp {
    pub(crate) port: u16,
    seen: Arc<Mutex<Seen>>,
}

/// From the number of the connection, from 0, and the command.
type Script = dyn Fn(usize, &str) -> Act + Send + Sync;

impl Smtp {
    pub(crate) async fn new(script: impl Fn(usize, &str) -> Act + Send + Sync + 'static) -> Self {
        Self::start(Box::new(script), None).await
    }

    /// One that offers STARTTLS with this certificate.
    pub(crate) async fn encrypting(acceptor: TlsAcceptor) -> Self {
        Self::start(Box::new(|_, _| Act::Usual), Some(acceptor)).await
    }

    async fn start(script: Box<Script>, acceptor: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen: Arc<Mutex<Seen>> = Arc::default();
        let (remembered, script) = (Arc::clone(&seen), Arc::new(script));
        tokio::spawn(async move {
            for number in 0.. {
                let Ok((stream, _)) = listener.accept().await else { return };
                remembered.lock().unwrap().connections += 1;
                let talk = Talk { number, script: Arc::clone(&script), seen: Arc::clone(&remembered) };
                let acceptor = acceptor.clone();
                tokio::spawn(async move { talk.whole(stream, acceptor).await });
            }
        });
        Self { port, seen }
    }

    pub(crate) fn seen<T>(&self, look: impl FnOnce(&Seen) -> T) -> T {
        look(&self.seen.lock().unwrap())
    }
}

struct Talk {
    number: usize,
    script: Arc<Box<Script>>,
    seen: Arc<Mutex<Seen>>,
}

/// How a conversation goes on.
enum Next {
    Encrypt,
    End,
}

impl Talk {
    async fn whole(self, stream: tokio::net::TcpStream, acceptor: Option<TlsAcceptor>) {
        let mut stream = BufReader::new(stream);
        let offers = acceptor.is_some();
        if matches!(self.converse(&mut stream, true, offers).await, Some(Next::Encrypt))
            && let Some(acceptor) = acceptor
            && let Ok(encrypted) = acceptor.accept(stream.into_inner()).await
        {
            self.converse(&mut BufReader::new(encrypted), false, false).await;
        }
    }

    async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: &mut BufReader<S>,
        greet: bool,
        offers_tls: bool,
    ) -> Option<Next> {
        if greet {
            self.act(stream, "HELLO?", "220 fake").await?;
        }
        let mut recipients = Vec::new();
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await.ok()? == 0 {
                return Some(Next::End);
            }
            let command = line.trim_end().to_owned();
            let usual = match command.split([' ', ':']).next().unwrap() {
                "EHLO" if offers_tls => "250-fake\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS",
                "EHLO" => "250-fake\r\n250 AUTH PLAIN LOGIN",
                "STARTTLS" => "220 go",
                "AUTH" => "235 in",
                "DATA" => "354 go",
                "QUIT" => "221 bye",
                _ => "250 ok",
            };
            self.act(stream, &command, usual).await?;
            if command == "STARTTLS" {
                return Some(Next::Encrypt);
            }
            if command.starts_with("RCPT") {
                recipients.push(command);
            } else if command == "DATA" {
                let text = Self::text(stream).await?;
                // It is there at the dot, whatever is said about it then.
                let recipients = std::mem::take(&mut recipients);
                let mail = Mail { at: Instant::now(), recipients, raw: text, taken: false };
                let place = {
                    let mails = &mut self.seen.lock().unwrap().mails;
                    mails.push(mail);
                    mails.len() - 1
                };
                let said = self.act(stream, ".", "250 2.0.0 taken").await?;
                self.seen.lock().unwrap().mails[place].taken = said.starts_with("250");
            }
        }
    }

    async fn text<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>) -> Option<String> {
        let mut text = String::new();
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await.ok()? == 0 {
                return None;
            }
            if line == ".\r\n" {
                return Some(text);
            }
            text.push_str(line.strip_prefix('.').unwrap_or(&line));
        }
    }

    /// What was said; `None` when the conversation is over.
    async fn act<'a, S: AsyncWrite + Unpin>(
        &self,
        stream: &mut S,
        command: &str,
        usual: &'a str,
    ) -> Option<&'a str> {
        self.seen.lock().unwrap().commands.push(command.to_owned());
        let words = match (self.script)(self.number, command) {
            Act::Usual => usual,
            Act::Say(words) => words,
            Act::Late(pause, words) => {
                tokio::time::sleep(pause).await;
                words
            }
            Act::Hang => std::future::pending().await,
            Act::Close => return None,
        };
        stream.write_all(format!("{words}\r\n").as_bytes()).await.ok()?;
        Some(words)
    }
}
