//! HTTPS without a web server in front: a browser that trusts the certificate is answered, and nobody else is.

use crate::{Certificate, CertificateProblem, serve_https};
use axum::Router;
use axum::routing::get;
use rcgen::CertifiedKey;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// A certificate of this machine that vouches for itself, and its key, as in files.
fn made() -> (String, String) {
    let CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    (cert.pem(), signing_key.serialize_pem())
}

/// Pages at a port of this machine, until what comes with them is dropped.
async fn shown(certificate: Certificate) -> (SocketAddr, oneshot::Sender<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let pages = Router::new().route("/", get(|| async { "a page" }));
    tokio::spawn(serve_https(listener, certificate, pages, async move { drop(stopped.await) }));
    (address, stop)
}

/// What a browser gets that trusts this certificate alone.
async fn asked(address: SocketAddr, trusted: &str) -> std::io::Result<String> {
    let trusted = CertificateDer::from_pem_slice(trusted.as_bytes()).unwrap();
    let ask = move || {
        let mut roots = RootCertStore::empty();
        roots.add(trusted).unwrap();
        let builder = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
        let mut config = builder.with_safe_default_protocol_versions().unwrap().with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let client = ClientConnection::new(Arc::new(config), ServerName::try_from("localhost").unwrap()).unwrap();
        let mut stream = StreamOwned::new(client, TcpStream::connect(address)?);
        stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        assert_eq!(stream.conn.alpn_protocol(), Some(&b"http/1.1"[..]));
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    tokio::task::spawn_blocking(ask).await.unwrap()
}

/// H40.
#[tokio::test]
async fn a_browser_that_trusts_the_certificate_is_answered_and_one_that_does_not_is_not() {
    let (chain, key) = made();
    let (address, _until_the_end) = shown(Certificate::read(chain.as_bytes(), key.as_bytes()).unwrap()).await;
    let answer = asked(address, &chain).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("a page"), "{answer}");
    assert!(asked(address, &made().0).await.is_err());
}

#[tokio::test]
async fn what_is_not_encrypted_gets_no_page() {
    let (chain, key) = made();
    let (address, _until_the_end) = shown(Certificate::read(chain.as_bytes(), key.as_bytes()).unwrap()).await;
    let ask = move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        // Whether it is cut off or told so is all the same.
        let _either = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    };
    let answer = tokio::task::spawn_blocking(ask).await.unwrap();
    assert!(!answer.contains("a page") && !answer.contains("HTTP/1.1 200"), "{answer}");
}

#[tokio::test]
async fn a_renewed_certificate_is_shown_from_then_on_and_one_that_cannot_be_used_is_not() {
    let ((chain, key), (next, key_of_next)) = (made(), made());
    let certificate = Certificate::read(chain.as_bytes(), key.as_bytes()).unwrap();
    let (address, _until_the_end) = shown(certificate.clone()).await;
    assert_eq!(certificate.renew(next.as_bytes(), key.as_bytes()), Err(CertificateProblem::NotOfOneAnother), "half a pair");
    assert!(asked(address, &chain).await.is_ok());
    certificate.renew(next.as_bytes(), key_of_next.as_bytes()).unwrap();
    assert!(asked(address, &next).await.is_ok() && asked(address, &chain).await.is_err());
}

#[test]
fn files_that_are_not_a_certificate_and_its_key_are_told_apart() {
    let ((chain, key), (_, other_key)) = (made(), made());
    let read = |chain: &str, key: &str| Certificate::read(chain.as_bytes(), key.as_bytes()).err();
    assert_eq!(read(&chain, &key), None);
    assert_eq!(read("", &key), Some(CertificateProblem::NoCertificate));
    assert_eq!(read(&key, &chain), Some(CertificateProblem::NoCertificate), "in the wrong order");
    assert_eq!(read(&chain, "nothing"), Some(CertificateProblem::NoKey));
    assert_eq!(read(&chain, &other_key), Some(CertificateProblem::NotOfOneAnother));
    let garbled = chain.replacen("MII", "M!I", 1);
    assert!(matches!(read(&garbled, &key), Some(CertificateProblem::Certificate(_))), "{:?}", read(&garbled, &key));
    let cut_off = chain.split_inclusive('\n').take(3).collect::<String>();
    assert!(matches!(read(&cut_off, &key), Some(CertificateProblem::Certificate(_))), "{:?}", read(&cut_off, &key));
    let not_one = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    assert!(matches!(read(not_one, &key), Some(CertificateProblem::Unusable(_))), "{:?}", read(not_one, &key));
    for problem in [CertificateProblem::NoKey, CertificateProblem::Key(String::new())] {
        assert!(problem.is_of_the_key());
    }
    assert!(!CertificateProblem::NotOfOneAnother.is_of_the_key());
}
