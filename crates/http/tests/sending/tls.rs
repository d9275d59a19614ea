//! A certificate that does not hold is refused (RELIABILITY A9).

use std::process::Command;
use std::sync::Arc;

use cockpit_http::{Clock, HttpError, Reply, Sender};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::fake::{PATIENT, ask, sender_through};

/// Set for the child process, which trusts our own authority.
const PORTS: &str = "COCKPIT_TEST_TLS_PORTS";

fn authority(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(vec![]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(rcgen::DnType::CommonName, name);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A server on the loopback address with a certificate for `name`, good until the end of the year `until`.
async fn server(issuer: &Issuer<'_, KeyPair>, name: &str, until: i32) -> u16 {
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    (params.not_before, params.not_after) = (date_time_ymd(2000, 1, 1), date_time_ymd(until, 12, 31));
    let key = KeyPair::generate().unwrap();
    let certificate: CertificateDer<'static> = params.signed_by(&key, issuer).unwrap().into();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            drop(stream.read(&mut [0; 1_024]).await);
            drop(
                stream
                    .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok")
                    .await,
            );
            drop(stream.shutdown().await);
        }
    });
    port
}

fn sender_to(port: &str) -> Sender {
    sender_through(&format!("https://localhost:{port}"), Clock::system())
}

/// The authority is trusted through `SSL_CERT_FILE`, which is read when a program starts: so the test starts itself
/// once more, and the child asks.
#[tokio::test(flavor = "multi_thread")]
async fn only_a_certificate_that_holds_is_accepted() {
    let one_try = cockpit_http::Limits { tries: 1, ..PATIENT };
    if let Ok(ports) = std::env::var(PORTS) {
        for (port, words) in
            ports.split(',').zip([None, Some("expired"), Some("not valid for name"), Some("UnknownIssuer")])
        {
            let result = sender_to(port).send(&ask("/").limits(one_try)).await;
            match words {
                None => {
                    assert!(
                        matches!(&result, Ok(Reply::Fresh(answer)) if answer.body == b"ok"),
                        "{result:?}"
                    );
                }
                Some(words) => {
                    let told = matches!(&result, Err(HttpError::Connect(text)) if text.contains(words));
                    assert!(told, "{words}: {result:?}");
                }
            }
        }
        return;
    }
    let (ours, foreign) = (authority("ours"), authority("foreign"));
    let ports = [
        server(&ours, "localhost", 2100).await,
        server(&ours, "localhost", 2001).await,
        server(&ours, "other.example.org", 2100).await,
        server(&foreign, "localhost", 2100).await,
    ];
    // A machine that knows neither authority refuses the first one too.
    let error = sender_to(&ports[0].to_string()).send(&ask("/").limits(one_try)).await.unwrap_err();
    assert!(matches!(&error, HttpError::Connect(text) if text.contains("UnknownIssuer")), "{error}");

    let folder = tempfile::tempdir().unwrap();
    let trusted = folder.path().join("ours.pem");
    std::fs::write(&trusted, ours.pem()).unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "tls::only_a_certificate_that_holds_is_accepted", "--nocapture"]);
    child
        .env("SSL_CERT_FILE", &trusted)
        .env_remove("SSL_CERT_DIR")
        .env(PORTS, ports.map(|port| port.to_string()).join(","));
    let output = tokio::task::spawn_blocking(move || child.output()).await.unwrap().unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}
