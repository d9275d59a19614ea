//! A mail server with faults by recipient, before the scripted one of the mail channel's own tests.

#[path = "../../../crates/notifier/tests/channels/smtp.rs"]
#[expect(dead_code, reason = "shared with the tests of the channel, which use more of it")]
mod scripted;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use mail_parser::MessageParser;

pub(crate) use self::scripted::Act;
use self::scripted::Smtp;

/// A mail as it came.
#[derive(Clone, Debug)]
pub(crate) struct Mail {
    pub(crate) at: Instant,
    pub(crate) to: String,
    pub(crate) raw: String,
    /// Whether the server said yes to it.
    pub(crate) taken: bool,
}

impl Mail {
    /// The value of a header on one line, as it travels.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let head = self.raw.split("\r\n\r\n").next()?;
        head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    /// Subject and text as people read them.
    pub(crate) fn text(&self) -> String {
        let mail = MessageParser::new().parse(&self.raw).expect("a mail");
        format!("{}\n{}", mail.subject().unwrap_or_default(), mail.body_text(0).unwrap_or_default())
    }

    pub(crate) fn is_marked(&self) -> bool {
        self.text().contains("(possible repeat)")
    }
}

/// The server.
pub(crate) struct MailServer {
    server: Smtp,
    desk: Arc<Mutex<Desk>>,
}

#[derive(Default)]
struct Desk {
    faults: Vec<Fault>,
    /// Whom the mail on each connection is for.
    to: HashMap<usize, String>,
    usual: Option<Act>,
}

struct Fault {
    to: String,
    step: &'static str,
    act: Act,
    times: usize,
}

impl MailServer {
    pub(crate) async fn start() -> Self {
        let desk = Arc::<Mutex<Desk>>::default();
        let script = Arc::clone(&desk);
        let server =
            Smtp::new(move |connection, command| script.lock().unwrap().act(connection, command)).await;
        Self { server, desk }
    }

    pub(crate) const fn port(&self) -> u16 {
        self.server.port
    }

    /// The next so many times that a mail to `to` (any, when it is empty) comes to `step`, this happens. Steps are the
    /// commands; the greeting is `HELLO?` and the end of a mail `.`. Before `RCPT` nobody knows whom a mail is for.
    pub(crate) fn fault(&self, to: &str, step: &'static str, act: Act, times: usize) {
        self.desk.lock().unwrap().faults.push(Fault { to: to.to_owned(), step, act, times });
    }

    /// The end of every mail is answered like this.
    pub(crate) fn at_the_dot(&self, act: Act) {
        self.desk.lock().unwrap().usual = Some(act);
    }

    /// All is well again.
    pub(crate) fn cheer_up(&self) {
        self.desk.lock().unwrap().faults.clear();
    }

    /// Mails that the server has, in order.
    pub(crate) fn mails(&self) -> Vec<Mail> {
        let all = self.server.seen(|seen| seen.mails.clone());
        let one = |mail: scripted::Mail| {
            assert_eq!(mail.recipients.len(), 1, "one recipient each: {:?}", mail.recipients);
            Mail {
                at: mail.at,
                to: address(&mail.recipients[0]).to_owned(),
                raw: mail.raw,
                taken: mail.taken,
            }
        };
        all.into_iter().map(one).collect()
    }

    /// Those to one address.
    pub(crate) fn told(&self, to: &str) -> Vec<Mail> {
        self.mails().into_iter().filter(|mail| mail.to == to).collect()
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.server.seen(|seen| seen.mails.len())
    }

    /// Everything that was said to it, in order.
    pub(crate) fn commands(&self) -> Vec<String> {
        self.server.seen(|seen| seen.commands.clone())
    }

    /// How often somebody connected.
    pub(crate) fn connections(&self) -> usize {
        self.server.seen(|seen| seen.connections)
    }
}

impl Desk {
    fn act(&mut self, connection: usize, command: &str) -> Act {
        if command.starts_with("RCPT") {
            self.to.insert(connection, address(command).to_owned());
        }
        let known = command.starts_with("RCPT") || matches!(command, "DATA" | ".");
        let to = self.to.get(&connection).filter(|_| known).map_or("", String::as_str);
        let met = |fault: &&mut Fault| {
            fault.times > 0 && command.starts_with(fault.step) && (fault.to.is_empty() || fault.to == to)
        };
        if let Some(fault) = self.faults.iter_mut().find(met) {
            fault.times -= 1;
            return fault.act;
        }
        self.usual.filter(|_| command == ".").unwrap_or(Act::Usual)
    }
}

/// From `RCPT TO:<ann@example.org>`.
fn address(command: &str) -> &str {
    command.split(['<', '>']).nth(1).unwrap_or_default()
}
