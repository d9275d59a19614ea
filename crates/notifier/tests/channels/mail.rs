//! Mail against a server with every fault.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use cockpit_http::Clock;
use cockpit_notifier::email::{Email, Settings, Tls};
use cockpit_notifier::{Channel, Envelope, Key, Outcome, Scope};
use futures_util::future::join_all;
use mail_parser::{MessageParser, MimeHeaders as _};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;

use crate::samples::{HOSTILE, all, at, change, envelope, swing};
use crate::smtp::{Act, Mail, Smtp};

fn settings(port: u16, tls: Tls) -> Settings {
    Settings {
        host: "localhost".to_owned(),
        port,
        tls,
        login: Some(("user".to_owned(), Key::new("canary"))),
        from: "alerts@cockpit.example".to_owned(),
        total: Duration::from_secs(20),
        root_pem: None,
    }
}

fn email(server: &Smtp) -> Email {
    Email::new(&settings(server.port, Tls::None), Clock::fixed(at())).unwrap()
}

/// With a deadline that passes soon: what hangs in these tests hangs for ever.
fn impatient(server: &Smtp) -> Email {
    let settings = Settings { total: Duration::from_millis(1_500), ..settings(server.port, Tls::None) };
    Email::new(&settings, Clock::fixed(at())).unwrap()
}

fn to(id: &str, address: &str) -> Envelope {
    envelope(id, address, change())
}

/// At this command of this connection, that; else as usual.
fn at_step(connection: usize, step: &'static str, act: Act) -> impl Fn(usize, &str) -> Act {
    move |number, command| if number == connection && command.starts_with(step) { act } else { Act::Usual }
}

#[tokio::test]
async fn a_mail_is_text_html_and_chart_with_a_name_and_a_way_out() {
    let server = Smtp::new(|_, _| Act::Usual).await;
    let mut envelope = envelope("0198c", "ann@example.org", swing(HOSTILE));
    envelope.picture = Some(vec![0x89; 5_000]);
    assert_eq!(
        email(&server).deliver(&envelope).await,
        Outcome::sent(Some("<0198c@cockpit.example>".to_owned()))
    );
    let Mail { recipients, raw, taken: true, .. } = server.seen(|seen| seen.mails[0].clone()) else {
        panic!("refused")
    };
    assert_eq!(recipients, ["RCPT TO:<ann@example.org>"]);
    assert!(!raw.to_ascii_lowercase().contains("\nbcc:") && raw.is_ascii(), "{raw}");
    assert!(raw.lines().all(|line| line.len() <= 998), "{raw}");
    let mail = MessageParser::new().parse(&raw).unwrap();
    assert!(
        mail.subject().unwrap().starts_with("🚨 Strategic Alert: <b>Fed</b> & \"cuts\"?"),
        "{:?}",
        mail.subject()
    );
    assert_eq!(mail.message_id(), Some("0198c@cockpit.example"));
    assert_eq!(mail.date().unwrap().to_timestamp(), at().timestamp());
    assert!(raw.contains("\r\nList-Unsubscribe: <https://cockpit.example/unsubscribe/abc>\r\n"), "{raw}");
    assert!(raw.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), "{raw}");
    assert!(mail.body_text(0).unwrap().contains("A day before"), "{raw}");
    let html = mail.body_html(0).unwrap();
    assert!(
        html.contains("cid:chart") && !html.contains("<img src=x") && !html.contains("http://"),
        "{html}"
    );
    let chart = mail.attachment(0).unwrap();
    assert_eq!((chart.content_id(), chart.contents().len()), (Some("chart"), 5_000));
}

#[tokio::test]
async fn without_a_public_page_one_leaves_by_mail_and_the_unconfirmed_have_nothing_to_leave() {
    let server = Smtp::new(|_, _| Act::Usual).await;
    let email = email(&server);
    let mut private = to("1", "ann@example.org");
    (private.unsubscribe, private.manage) = (None, None);
    email.deliver(&private).await;
    let confirm = all().into_iter().find(|(name, _)| *name == "confirm").unwrap().1;
    email.deliver(&envelope("2", "ann@example.org", confirm)).await;
    let mails = server.seen(|seen| seen.mails.clone());
    assert!(mails[0].raw.contains("List-Unsubscribe: <mailto:alerts@cockpit.example?subject=unsubscribe>"));
    assert!(!mails[0].raw.contains("List-Unsubscribe-Post") && !mails[1].raw.contains("List-Unsubscribe"));
}

#[tokio::test]
async fn one_connection_carries_many_mails_and_a_bad_recipient_harms_nobody_else() {
    let script = |_, command: &str| match command {
        command if command.contains("nobody@") => Act::Say("550 5.1.1 no such user"),
        command if command.contains("full@") => Act::Say("452 4.2.2 mailbox full"),
        _ => Act::Usual,
    };
    let server = Smtp::new(script).await;
    let email = email(&server);
    let mut outcomes = Vec::new();
    for (id, address) in
        [("1", "a@x.org"), ("2", "b@x.org"), ("3", "nobody@x.org"), ("4", "full@x.org"), ("5", "c@x.org")]
    {
        outcomes.push(email.deliver(&to(id, address)).await);
    }
    assert!(matches!(outcomes[..2], [Outcome::Sent { .. }, Outcome::Sent { .. }]), "{outcomes:?}");
    assert!(matches!(outcomes[2], Outcome::Dead { recipient_gone: true, .. }), "{outcomes:?}");
    assert!(matches!(outcomes[3], Outcome::Retry { scope: Scope::Row, .. }), "{outcomes:?}");
    assert!(matches!(outcomes[4], Outcome::Sent { .. }), "{outcomes:?}");
    // What was refused ended its connection: nothing of it is left for the next.
    assert_eq!(server.seen(|seen| (seen.connections, seen.mails.len())), (3, 3));
}

#[tokio::test]
async fn a_kept_connection_that_was_hung_up_is_opened_anew_without_a_word() {
    let mails = AtomicUsize::new(0);
    let server = Smtp::new(move |connection, command| {
        let second = command.starts_with("MAIL") && mails.fetch_add(1, Ordering::Relaxed) == 1;
        if connection == 0 && second { Act::Close } else { Act::Usual }
    })
    .await;
    let email = email(&server);
    for id in ["1", "2"] {
        assert!(matches!(email.deliver(&to(id, "a@x.org")).await, Outcome::Sent { .. }));
    }
    assert_eq!(server.seen(|seen| (seen.connections, seen.mails.len())), (2, 2));
}

#[tokio::test]
async fn silence_ends_at_the_deadline_and_only_after_the_dot_may_the_mail_have_arrived() {
    let steps = ["HELLO?", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "."];
    let outcomes = steps.map(|step| async move {
        let server = Smtp::new(at_step(0, step, Act::Hang)).await;
        impatient(&server).deliver(&to("1", "a@x.org")).await
    });
    for (step, outcome) in steps.into_iter().zip(join_all(outcomes).await) {
        match step {
            "." => assert!(matches!(outcome, Outcome::Ambiguous { .. }), "{outcome:?}"),
            _ => assert!(
                matches!(outcome, Outcome::Retry { scope: Scope::Channel, .. }),
                "{step}: {outcome:?}"
            ),
        }
    }
}

#[tokio::test]
async fn a_connection_that_closes_after_the_dot_is_ambiguous_and_the_repeat_has_the_same_name() {
    let server = Smtp::new(at_step(0, ".", Act::Close)).await;
    let email = email(&server);
    let mut envelope = to("0198c", "a@x.org");
    assert!(matches!(email.deliver(&envelope).await, Outcome::Ambiguous { .. }));
    envelope.possible_repeat = true;
    assert!(matches!(email.deliver(&envelope).await, Outcome::Sent { .. }));
    let mails = server.seen(|seen| seen.mails.clone());
    for Mail { raw, .. } in &mails {
        assert!(raw.contains("Message-ID: <0198c@cockpit.example>"), "{raw}");
    }
    let again = MessageParser::new().parse(&mails[1].raw).unwrap();
    assert!(again.subject().unwrap().ends_with("(possible repeat)"));
}

#[tokio::test]
async fn after_a_deadline_the_next_mails_refusal_is_its_own() {
    // With a pool, the second mail would read the first one's late answers and be taken for sent.
    let server = Smtp::new(|connection, command| match (connection, command) {
        (0, ".") => Act::Hang,
        (_, ".") => Act::Say("554 5.6.0 rejected"),
        _ => Act::Usual,
    })
    .await;
    let email = impatient(&server);
    assert!(matches!(email.deliver(&to("1", "a@x.org")).await, Outcome::Ambiguous { .. }));
    let second = email.deliver(&to("2", "b@x.org")).await;
    assert!(
        matches!(&second, Outcome::Dead { reason, recipient_gone: false } if reason.word == "refused"),
        "{second:?}"
    );
}

#[tokio::test]
async fn a_yes_in_another_number_is_no_yes() {
    let server = Smtp::new(at_step(0, ".", Act::Say("221 goodbye"))).await;
    assert!(matches!(email(&server).deliver(&to("1", "a@x.org")).await, Outcome::Ambiguous { .. }));
}

#[tokio::test]
async fn a_wrong_password_or_a_spent_quota_pauses_the_channel() {
    for (step, words, minutes) in
        [("AUTH", "535 5.7.8 not accepted", 15), ("RCPT", "550 5.4.5 Daily user sending limit exceeded", 60)]
    {
        let server = Smtp::new(at_step(0, step, Act::Say(words))).await;
        let outcome = email(&server).deliver(&to("1", "a@x.org")).await;
        let Outcome::Paused { until, reason } = outcome else { panic!("{outcome:?}") };
        assert_eq!((until - at()).num_minutes(), minutes, "{reason}");
        assert!(!reason.to_string().contains("canary"));
    }
}

#[tokio::test]
async fn a_wrong_password_is_tried_once_however_many_mails_there_are() {
    let server = Smtp::new(|_, command| match command {
        command if command.starts_with("AUTH") => Act::Late(Duration::from_millis(100), "535 5.7.8 no"),
        _ => Act::Usual,
    })
    .await;
    let email = email(&server);
    let logins = || server.seen(|seen| seen.commands.iter().filter(|line| line.starts_with("AUTH")).count());
    let mails: Vec<_> = (0..8).map(|id| to(&id.to_string(), "a@x.org")).collect();
    let mut outcomes = join_all(mails.iter().map(|mail| email.deliver(mail))).await;
    outcomes.push(email.deliver(&mails[0]).await);
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Paused { .. })), "{outcomes:?}");
    assert_eq!(logins(), 1, "one knocks for all, and for who comes right after");
}

#[tokio::test]
async fn where_encryption_is_not_offered_nothing_is_said() {
    let server = Smtp::new(|_, _| Act::Usual).await;
    let email = Email::new(&settings(server.port, Tls::StartTls), Clock::fixed(at())).unwrap();
    let outcome = email.deliver(&to("1", "a@x.org")).await;
    assert!(
        matches!(&outcome, Outcome::Paused { reason, .. } if reason.word == "tls_required"),
        "{outcome:?}"
    );
    let commands = server.seen(|seen| seen.commands.clone());
    assert!(
        commands.iter().all(|command| command.starts_with("EHLO") || command == "HELLO?"),
        "{commands:?}"
    );
}

#[tokio::test]
async fn an_encrypted_way_is_taken_with_a_certificate_that_is_trusted_and_no_other() {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key.into())
        .unwrap();
    let server = Smtp::encrypting(Arc::new(config).into()).await;
    let strange = Email::new(&settings(server.port, Tls::StartTls), Clock::fixed(at())).unwrap();
    let outcome = strange.deliver(&to("1", "a@x.org")).await;
    assert!(matches!(outcome, Outcome::Retry { scope: Scope::Channel, .. }), "{outcome:?}");
    assert!(server.seen(|seen| !seen.commands.iter().any(|command| command.starts_with("AUTH"))));

    let root_pem = Some(made.cert.pem().into_bytes());
    let settings = Settings { root_pem, ..settings(server.port, Tls::StartTls) };
    let trusted = Email::new(&settings, Clock::fixed(at())).unwrap();
    trusted.check().await.unwrap();
    assert!(matches!(trusted.deliver(&to("2", "a@x.org")).await, Outcome::Sent { .. }));
    assert!(server.seen(|seen| seen.commands.iter().any(|command| command.starts_with("AUTH PLAIN"))));
}
