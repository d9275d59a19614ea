//! Webhooks of every kind.

use cockpit_http::{Clock, Sender, Settings};
use cockpit_notifier::discord::Discord;
use cockpit_notifier::ntfy::Ntfy;
use cockpit_notifier::slack::Slack;
use cockpit_notifier::webhook::Webhook;
use cockpit_notifier::{Channel, Key, Outcome, Scope};

use crate::fake::{Host, hanging_up};
use crate::samples::{change, envelope};

#[tokio::test]
async fn a_webhook_is_signed_and_its_id_is_the_rows() {
    let host = Host::answering(|_, _| (204, String::new())).await;
    let mut envelope = envelope("0198c", "https://hooks.example.org/in?team=1", change());
    envelope.secret = Some(Key::new("canary"));
    let channel = Webhook::new(host.sender.clone(), Clock::system());
    assert_eq!(channel.deliver(&envelope).await, Outcome::sent(None));
    let asked = &host.asked()[0];
    let header = |name: &str| asked.headers[name].to_str().unwrap().to_owned();
    assert_eq!(asked.path, "/hooks.example.org/in?team=1");
    assert_eq!(header("webhook-id"), "0198c");
    assert!(
        header("webhook-signature").starts_with("v1,") && header("webhook-timestamp").parse::<i64>().is_ok()
    );
    assert_eq!((asked.json()["version"].as_i64(), asked.json()["kind"].as_str()), (Some(1), Some("change")));
    assert!(!format!("{envelope:?}{}", asked.text()).contains("canary"));
}

#[tokio::test]
async fn each_service_gets_its_own_form_at_its_own_address() {
    let host = Host::answering(|_, _| (200, r#"{"id":"77"}"#.to_owned())).await;
    let channels: [(Box<dyn Channel>, &str, &str, &str); 3] = [
        (
            Box::new(Discord::new(host.sender.clone())),
            "https://discord.com/api/webhooks/1/canary",
            "/discord.com/api/webhooks/1/canary?wait=true",
            "/embeds/0/title",
        ),
        (
            Box::new(Slack::new(host.sender.clone())),
            "https://hooks.slack.com/services/T/B/canary",
            "/hooks.slack.com/services/T/B/canary",
            "/blocks/0/text/text",
        ),
        (Box::new(Ntfy::new(host.sender.clone())), "https://ntfy.sh/my-alerts", "/ntfy.sh/", "/title"),
    ];
    for (index, (channel, address, path, title)) in channels.iter().enumerate() {
        let outcome = channel.deliver(&envelope("1", address, change())).await;
        assert!(matches!(outcome, Outcome::Sent { .. }), "{}: {outcome:?}", channel.name());
        let asked = &host.asked()[index];
        assert_eq!(asked.path, *path);
        assert!(
            asked.json().pointer(title).unwrap().as_str().unwrap().contains("Bitcoin Price"),
            "{}",
            asked.text()
        );
        assert!(matches!(channel.deliver(&envelope("1", "nowhere", change())).await, Outcome::Dead { .. }));
    }
}

#[tokio::test]
async fn a_status_says_whether_to_try_again_and_whether_the_address_is_no_more() {
    for (status, expected) in [
        (410, "gone"),
        (404, "dead"),
        (400, "dead"),
        (403, "dead"),
        (302, "dead"),
        (429, "retry recipient"),
        (500, "retry row"),
        (408, "retry row"),
        (201, "sent"),
    ] {
        let host = Host::answering(move |_, _| (status, "<b>words</b>\r\n".to_owned())).await;
        let channel = Webhook::new(host.sender.clone(), Clock::system());
        let outcome = channel.deliver(&envelope("1", "https://hooks.example.org/", change())).await;
        let short = match &outcome {
            Outcome::Sent { .. } => "sent",
            Outcome::Dead { recipient_gone: true, .. } => "gone",
            Outcome::Dead { .. } => "dead",
            Outcome::Retry { scope: Scope::Row, .. } => "retry row",
            Outcome::Retry { scope: Scope::Recipient, .. } => "retry recipient",
            other => panic!("{other:?}"),
        };
        assert_eq!((short, host.asked().len()), (expected, 1), "{status}");
    }
}

#[tokio::test]
async fn private_addresses_are_never_called_and_a_lost_answer_is_ambiguous() {
    let settings = Settings { user_agent: "test/1".to_owned(), gateway: None, total_max: None };
    let channel = Webhook::new(Sender::new(settings, Clock::system()).unwrap(), Clock::system());
    for address in
        ["https://127.0.0.1/", "https://169.254.169.254/latest", "http://example.org/", "file:///etc/passwd"]
    {
        let outcome = channel.deliver(&envelope("1", address, change())).await;
        assert!(matches!(outcome, Outcome::Dead { .. }), "{address}: {outcome:?}");
    }
    let channel = Webhook::new(hanging_up().await, Clock::system());
    let outcome = channel.deliver(&envelope("1", "https://hooks.example.org/", change())).await;
    assert!(matches!(outcome, Outcome::Ambiguous { .. }), "{outcome:?}");
}
