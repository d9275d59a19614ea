//! The fakes that delivery is tested against behave as their originals do.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use crate::app::client;
use crate::world::World;
use crate::world::bot::limits::Limits;
use crate::world::bot::{Mood, TOKEN, markup};
use crate::world::smtp::{Act, MailServer};

async fn call(world: &World, token: &str, method: &str, parameters: Value) -> reqwest::Result<(u16, Value)> {
    let url = format!("http://{}/api.telegram.org/bot{token}/{method}", world.address);
    let request = client().post(url).header("content-type", "application/json").body(parameters.to_string());
    let response = request.timeout(Duration::from_secs(2)).send().await?;
    let status = response.status().as_u16();
    let body = response.text().await?;
    Ok((status, serde_json::from_str(&body).unwrap_or(Value::String(body))))
}

async fn say(world: &World, chat: i64, text: &str) -> reqwest::Result<(u16, Value)> {
    call(world, TOKEN, "sendMessage", json!({"chat_id": chat, "text": text, "parse_mode": "HTML"})).await
}

#[tokio::test]
async fn the_bot_api_takes_texts_reads_markup_and_keeps_its_limits() {
    let world = World::of_messages().await;
    assert_eq!(say(&world, 1, "<b>Hello</b> &amp; so on").await.unwrap().1["result"]["message_id"], 1_000);
    let (status, answer) = say(&world, 1, "again").await.unwrap();
    assert_eq!((status, &answer["parameters"]["retry_after"]), (429, &json!(1)));
    assert_eq!(say(&world, 2, "a < b").await.unwrap().0, 400);
    assert_eq!(say(&world, 3, &"x".repeat(4_097)).await.unwrap().0, 400);
    assert_eq!(call(&world, "1:x", "getMe", json!({})).await.unwrap().0, 401);
    let told: Vec<String> = world.bot.messages().into_iter().map(|message| message.text).collect();
    assert_eq!(told, ["Hello & so on"]);
    assert_eq!(world.bot.sendings().len(), 4);
}

#[tokio::test]
async fn the_bot_api_has_moods() {
    let world = World::of_messages().await;
    for (chat, mood) in [
        ("1", Mood::TooMany(86_400)),
        ("2", Mood::Refuses(403, "Forbidden: bot was kicked")),
        ("3", Mood::Moved(-1_005)),
        ("4", Mood::BadGateway),
        ("5", Mood::OddYes),
        ("6", Mood::Drops),
        ("7", Mood::Silent),
        ("8", Mood::Unreadable),
    ] {
        world.bot.mood(chat, mood, 1);
    }
    assert_eq!(say(&world, 1, "x").await.unwrap().1["parameters"]["retry_after"], 86_400);
    assert_eq!(say(&world, 2, "x").await.unwrap().1["error_code"], 403);
    assert_eq!(say(&world, 3, "x").await.unwrap().1["parameters"]["migrate_to_chat_id"], -1_005);
    assert_eq!(say(&world, 4, "x").await.unwrap().0, 502);
    assert_eq!(say(&world, 5, "x").await.unwrap().0, 200);
    let dropped = say(&world, 6, "x").await.unwrap_err();
    assert!(dropped.is_request() && !dropped.is_connect() && !dropped.is_timeout(), "{dropped:?}");
    assert!(say(&world, 7, "x").await.unwrap_err().is_timeout());
    assert_eq!(say(&world, 8, "x").await.unwrap().0, 400);
    // Delivered without a word is delivered.
    assert_eq!(
        world.bot.messages().iter().map(|message| message.chat.as_str()).collect::<Vec<_>>(),
        ["5", "6", "7"]
    );
    world.bot.mood("", Mood::Unauthorized, 1);
    assert_eq!(call(&world, TOKEN, "getUpdates", json!({})).await.unwrap().0, 401);
}

#[tokio::test]
async fn the_bot_api_tells_news_once_and_at_once() {
    let world = World::of_messages().await;
    let begun = Instant::now();
    let (asked, ()) = tokio::join!(call(&world, TOKEN, "getUpdates", json!({"timeout": 50})), async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        world.bot.says(42, "/start");
    });
    let (_, news) = asked.unwrap();
    assert_eq!(news["result"][0]["message"]["text"], "/start");
    assert!(begun.elapsed() < Duration::from_millis(900), "{:?}", begun.elapsed());
    let (_, again) = call(&world, TOKEN, "getUpdates", json!({"offset": 1})).await.unwrap();
    assert_eq!(again["result"][0]["update_id"], 1, "until it is confirmed");
    let (_, after) = call(&world, TOKEN, "getUpdates", json!({"offset": 2})).await.unwrap();
    assert_eq!(after["result"], json!([]));
}

#[tokio::test]
async fn an_unplugged_world_refuses_connections_until_it_is_plugged_in() {
    let mut world = World::of_messages().await;
    assert_eq!(say(&world, 1, "x").await.unwrap().0, 200);
    world.unplug().await;
    assert!(say(&world, 2, "x").await.unwrap_err().is_connect());
    world.plug_in().await;
    assert_eq!(say(&world, 2, "x").await.unwrap().0, 200);
}

/// Says each line once the one before is answered; the answers.
async fn talk(server: &MailServer, lines: &[String]) -> Vec<String> {
    let mut stream = BufReader::new(TcpStream::connect(("127.0.0.1", server.port())).await.unwrap());
    let mut answers = Vec::new();
    for line in std::iter::once("").chain(lines.iter().map(String::as_str)) {
        if !line.is_empty() {
            stream.write_all(format!("{line}\r\n").as_bytes()).await.unwrap();
        }
        let mut answer = String::new();
        if stream.read_line(&mut answer).await.unwrap_or(0) == 0 {
            break;
        }
        answers.push(answer.trim_end().to_owned());
    }
    answers
}

#[tokio::test]
async fn the_mail_server_has_faults_for_one_recipient_and_for_all() {
    let server = MailServer::start().await;
    let letter =
        |to: &str| ["MAIL FROM:<x@y>", &format!("RCPT TO:<{to}>"), "DATA", "Hi\r\n."].map(str::to_owned);
    server.fault("ann@x.org", "RCPT", Act::Say("550 5.1.1 nobody"), 1);
    server.fault("ann@x.org", ".", Act::Close, 1);
    server.at_the_dot(Act::Late(Duration::from_millis(50), "250 2.0.0 in the end"));
    assert_eq!(talk(&server, &letter("ann@x.org")[..2]).await[2], "550 5.1.1 nobody");
    assert_eq!(talk(&server, &letter("ann@x.org")).await.len(), 4, "greeting, sender, recipient, go");
    assert_eq!(talk(&server, &letter("bob@x.org")).await[4], "250 2.0.0 in the end");
    assert!(!server.told("ann@x.org")[0].taken && server.told("bob@x.org")[0].taken);
    assert_eq!((server.count(), server.connections()), (2, 3));
}

#[test]
fn the_thirty_first_in_a_second_waits_and_so_does_the_second_to_a_chat() {
    let (start, mut limits) = (Instant::now(), Limits::default());
    for chat in 0..30 {
        assert_eq!(limits.take(&chat.to_string(), start + Duration::from_millis(chat * 10)), Ok(()));
    }
    assert_eq!(limits.take("31", start + Duration::from_millis(999)), Err(1));
    assert_eq!(limits.take("31", start + Duration::from_millis(1_001)), Ok(()));
    assert_eq!(limits.take("31", start + Duration::from_millis(1_999)), Err(1));
    assert_eq!(limits.take("31", start + Duration::from_millis(2_002)), Ok(()));
}

#[test]
fn a_group_takes_twenty_in_a_minute() {
    let (start, mut limits) = (Instant::now(), Limits::default());
    for second in 0..20 {
        assert_eq!(limits.take("-7", start + Duration::from_secs(second * 2)), Ok(()));
    }
    assert_eq!(limits.take("-7", start + Duration::from_secs(50)), Err(11));
    assert_eq!(limits.take("-7", start + Duration::from_secs(61)), Ok(()));
}

#[test]
fn what_telegram_reads_is_read_and_what_it_refuses_is_refused() {
    let link =
        "<b>a &lt;b&gt; &amp; c</b> <a href=\"https://x.example/?a=1&amp;b=2\">d > e</a> &#128640; &x;";
    assert_eq!(markup::read(link).unwrap(), "a <b> & c d > e 🚀 &x;");
    for wrong in ["a < b", "<b>a", "a</b>", "<b><i>a</b></i>", "<img src=x>", "<b", "</script>"] {
        assert!(markup::read(wrong).is_err(), "{wrong}");
    }
}
