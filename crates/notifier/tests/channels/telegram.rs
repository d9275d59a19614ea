//! The Bot API with each of its moods.

use cockpit_http::Clock;
use cockpit_notifier::telegram::{Address, Said, Telegram, keyboard};
use cockpit_notifier::{Channel, Envelope, Outcome, Remark, Scope};

use crate::fake::{Asked, Host, hanging_up, sender};
use crate::samples::{HOSTILE, change, digest, envelope, swing};

const TOKEN: &str = "123:canary";

/// Whether an outcome is the one that was meant.
type Is = fn(&Outcome) -> bool;

fn yes(number: usize) -> (u16, String) {
    (200, format!(r#"{{"ok":true,"result":{{"message_id":{}}}}}"#, number + 1))
}

fn no(code: u16, description: &str) -> (u16, String) {
    (code, serde_json::json!({"ok": false, "error_code": code, "description": description}).to_string())
}

async fn bot<F>(answer: F) -> (Host, Telegram)
where
    F: Fn(usize, &Asked) -> (u16, String) + Clone + Send + Sync + 'static,
{
    let host = Host::answering(answer).await;
    let telegram = Telegram::new(host.sender.clone(), Clock::system(), TOKEN);
    (host, telegram)
}

fn to(chat: &str) -> Envelope {
    envelope("0198c", chat, change())
}

fn with_picture(mut envelope: Envelope) -> Envelope {
    envelope.picture = Some(vec![0x89, b'P', b'N', b'G']);
    envelope
}

#[tokio::test]
async fn a_text_goes_to_its_chat_and_topic_with_buttons_and_without_previews() {
    let (host, telegram) = bot(|number, _| yes(number)).await;
    let mut envelope = to("-1001/7");
    envelope.buttons = keyboard::of_alert("0198c", true);
    assert_eq!(telegram.deliver(&envelope).await, Outcome::sent(Some("1".to_owned())));
    let asked = &host.asked()[0];
    assert_eq!(asked.path, "/api.telegram.org/bot123:canary/sendMessage");
    let body = asked.json();
    assert_eq!((body["chat_id"].as_i64(), body["message_thread_id"].as_i64()), (Some(-1001), Some(7)));
    assert_eq!(
        (&body["parse_mode"], &body["link_preview_options"]["is_disabled"]),
        (&"HTML".into(), &true.into())
    );
    assert_eq!(body["reply_markup"]["inline_keyboard"][0][0]["callback_data"], "mute:0198c");
    assert!(!format!("{telegram:?}").contains("canary"));
}

#[tokio::test]
async fn after_a_429_nobody_is_called_until_the_time_it_named() {
    let limited =
        r#"{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":35}}"#;
    let (host, telegram) = bot(move |_, _| (429, limited.to_owned())).await;
    let before = Clock::system().now();
    let Outcome::Retry { not_before: Some(until), scope: Scope::Channel, .. } =
        telegram.deliver(&to("1")).await
    else {
        panic!("no retry")
    };
    assert!((34..=36).contains(&(until - before).num_seconds()), "{until}");
    for chat in ["2", "3"] {
        assert!(matches!(telegram.deliver(&to(chat)).await, Outcome::Wait { scope: Scope::Channel, .. }));
    }
    assert_eq!(host.methods().len(), 1);
}

#[tokio::test]
async fn each_refusal_has_its_outcome_and_is_asked_once() {
    let migrated = r#"{"ok":false,"error_code":400,"description":"group chat was upgraded","parameters":{"migrate_to_chat_id":-1005}}"#;
    let gone = |outcome: &Outcome| matches!(outcome, Outcome::Dead { recipient_gone: true, .. });
    let dead = |outcome: &Outcome| matches!(outcome, Outcome::Dead { recipient_gone: false, .. });
    let retry = |outcome: &Outcome| matches!(outcome, Outcome::Retry { scope: Scope::Row, .. });
    let cases: [(u16, String, Is); 8] = [
        (403, no(403, "Forbidden: bot was blocked by the user").1, gone),
        (400, no(400, "Bad Request: chat not found").1, gone),
        (403, no(403, "Forbidden: of a new kind").1, dead),
        (400, no(400, "Bad Request: message is too long").1, dead),
        (400, migrated.to_owned(), |outcome| *outcome == Outcome::Moved { to: "-1005".to_owned() }),
        (401, no(401, "Unauthorized").1, |outcome| matches!(outcome, Outcome::Paused { .. })),
        (502, "<html>502 Bad Gateway</html>".to_owned(), retry),
        (200, "<html>delivered</html>".to_owned(), |outcome| {
            matches!(outcome, Outcome::Sent { remark: Some(Remark::UnreadableAnswer), .. })
        }),
    ];
    for (status, body, is) in cases {
        let answer = body.clone();
        let (host, telegram) = bot(move |_, _| (status, answer.clone())).await;
        let outcome = telegram.deliver(&to("42")).await;
        assert!(is(&outcome), "{status} {body}: {outcome:?}");
        assert_eq!(host.methods().len(), 1, "{body}");
    }
}

#[tokio::test]
async fn a_text_that_cannot_be_read_goes_once_more_as_plain_text_and_never_again() {
    let (host, telegram) = bot(|number, asked| {
        if asked.json()["parse_mode"].is_null() {
            yes(number)
        } else {
            no(400, "Bad Request: can't parse entities: <b")
        }
    })
    .await;
    let outcome = telegram.deliver(&envelope("1", "42", swing(HOSTILE))).await;
    assert_eq!(outcome, Outcome::Sent { provider_id: Some("2".to_owned()), remark: Some(Remark::PlainText) });
    let text = host.asked()[1].json()["text"].as_str().unwrap().to_owned();
    assert!(text.contains("<b>Fed</b> & \"cuts\"?</script><img src=x"), "{text}");

    let (host, telegram) = bot(|_, _| no(400, "Bad Request: can't parse entities: <b")).await;
    assert!(matches!(telegram.deliver(&to("42")).await, Outcome::Dead { recipient_gone: false, .. }));
    assert_eq!(host.methods().len(), 2);
}

#[tokio::test]
async fn a_connection_that_drops_may_have_delivered_and_one_that_never_was_has_not() {
    let telegram = Telegram::new(hanging_up().await, Clock::system(), TOKEN);
    assert!(matches!(telegram.deliver(&to("42")).await, Outcome::Ambiguous { .. }));
    let telegram = Telegram::new(sender("http://127.0.0.1:9"), Clock::system(), TOKEN);
    assert!(matches!(telegram.deliver(&to("42")).await, Outcome::Retry { scope: Scope::Channel, .. }));
}

#[tokio::test]
async fn a_picture_carries_the_text_and_when_it_is_refused_the_text_goes_alone() {
    let (host, telegram) = bot(|number, _| yes(number)).await;
    assert_eq!(telegram.deliver(&with_picture(to("42"))).await, Outcome::sent(Some("1".to_owned())));
    assert_eq!(host.methods(), ["sendPhoto"]);
    let form = host.asked()[0].text();
    assert!(form.contains("name=\"caption\"") && form.contains("Bitcoin Price +2.1% in 15m"), "{form}");

    let (host, telegram) = bot(|number, asked| match asked.method() {
        "sendPhoto" => no(400, "Bad Request: PHOTO_INVALID_DIMENSIONS"),
        _ => yes(number),
    })
    .await;
    let outcome = telegram.deliver(&with_picture(to("43"))).await;
    assert_eq!(
        outcome,
        Outcome::Sent { provider_id: Some("2".to_owned()), remark: Some(Remark::WithoutPicture) }
    );
    assert_eq!(host.methods(), ["sendPhoto", "sendMessage"]);

    let mut repeat = with_picture(to("44"));
    repeat.possible_repeat = true;
    telegram.deliver(&repeat).await;
    assert_eq!(host.methods().last().unwrap(), "sendMessage");
    assert!(host.asked()[2].json()["text"].as_str().unwrap().contains("(possible repeat)"));
}

#[tokio::test]
async fn a_long_digest_goes_in_parts_and_a_repeat_begins_where_it_stopped() {
    let (host, telegram) =
        bot(|number, _| if number == 1 { (502, String::new()) } else { yes(number) }).await;
    let long = digest(vec![swing(&"📈 long <title> ".repeat(12)); 40]);
    let envelope = envelope("7", "42", long);
    assert!(matches!(telegram.deliver(&envelope).await, Outcome::Retry { scope: Scope::Row, .. }));
    assert!(matches!(telegram.deliver(&envelope).await, Outcome::Sent { .. }));
    let texts: Vec<_> =
        host.asked().iter().map(|asked| asked.json()["text"].as_str().unwrap().to_owned()).collect();
    assert!(texts.len() >= 3 && texts[1] == texts[2] && texts[0] != texts[1], "{}", texts.len());
}

#[tokio::test]
async fn what_people_say_is_heard_and_every_update_is_asked_for_once() {
    let updates = serde_json::json!({"ok": true, "result": [
        {"update_id": 10, "message": {"chat": {"id": 42, "type": "private"}, "from": {"id": 42, "first_name": "Ann"}, "text": "/start x"}},
        {"update_id": 11, "sticker_of_tomorrow": {}},
    ]});
    let (host, telegram) = bot(move |_, asked| match asked.method() {
        "getUpdates" => (200, updates.to_string()),
        "getMe" => (200, r#"{"ok":true,"result":{"id":1,"username":"cockpit_bot"}}"#.to_owned()),
        _ => (200, r#"{"ok":true,"result":true}"#.to_owned()),
    })
    .await;
    let (updates, next) = telegram.updates(Some(10), std::time::Duration::ZERO).await.unwrap();
    assert!(matches!(&updates[0].said, Some(Said::Text { text, .. }) if text == "/start x"), "{updates:?}");
    assert_eq!((updates.len(), next), (2, Some(12)));
    assert_eq!(host.asked()[0].json()["allowed_updates"][1], "callback_query");
    assert_eq!(telegram.me().await.unwrap().username, "cockpit_bot");
    telegram.answer_press("9", "Muted").await.unwrap();
    telegram.change_buttons(&Address::parse("42").unwrap(), 3, &[]).await.unwrap();
    assert_eq!(host.methods()[2..], ["answerCallbackQuery", "editMessageReplyMarkup"]);
}
