//! Routes, gateways, and names that lead home.

use tokio::net::TcpListener;

use super::*;

fn sender(gateway: Option<&str>) -> Result<Sender, BuildError> {
    let gateway = gateway.map(|gateway| gateway.parse().unwrap());
    Sender::new(Settings { user_agent: "test/1".into(), gateway, total_max: None }, Clock::system())
}

fn routed(gateway: &str, address: &str) -> String {
    sender(Some(gateway)).unwrap().0.route(&address.parse().unwrap(), None, &[]).to_string()
}

#[test]
fn the_original_host_is_the_first_segment_behind_the_gateway() {
    for (gateway, address, expected) in [
        (
            "http://127.0.0.1:9900",
            "https://a.org/v1/x?q=%2F&r=1",
            "http://127.0.0.1:9900/a.org/v1/x?q=%2F&r=1",
        ),
        ("http://127.0.0.1:9900/", "https://a.org", "http://127.0.0.1:9900/a.org/"),
        ("https://proxy.net/out/", "https://a.org:8443/x", "https://proxy.net/out/a.org:8443/x"),
        ("http://g", "https://a.org/a%2Fb/..%2Fc#part", "http://g/a.org/a%2Fb/..%2Fc"),
    ] {
        assert_eq!(routed(gateway, address), expected);
    }
}

#[test]
fn a_gateway_that_cannot_stand_before_others_is_refused_at_the_start() {
    for gateway in ["ftp://g/", "http://g/?x=1", "http://user@g/", "http://g/#part", "mailto:g"] {
        assert!(matches!(sender(Some(gateway)), Err(BuildError::Gateway)), "{gateway}");
    }
}

#[tokio::test]
async fn a_name_that_resolves_to_this_machine_is_never_connected_to() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
    // Past the check of the name, as an attacker's own name would be.
    let error = sender(None).unwrap().0.client.get(url).send().await.unwrap_err();
    assert_eq!(classify(&error), HttpError::ForbiddenAddress);
    let visit = tokio::time::timeout(Duration::from_millis(50), listener.accept()).await;
    assert!(visit.is_err(), "somebody connected");
}
