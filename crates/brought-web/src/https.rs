//! Speaking HTTPS without a web server in front.
//!
//! HTTP/1.1 alone: [`guard`](crate::guard) tells our own forms from those of other sites by the `Host` that a browser names, which HTTP/2 leaves out.

use axum::Router;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use axum_server::{Handle, Server};
use rustls::crypto::ring;
use rustls::pki_types::pem::{Error as PemProblem, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{InconsistentKeys, ServerConfig};
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;
use tokio::net::TcpListener;

/// How long the first words of a connection may take, and then the head of each request: somebody who sends a letter a minute holds nothing up.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long requests that have begun may go on when the program is stopped.
const LAST_REQUESTS: Duration = Duration::from_secs(5);

/// A certificate with its key, as they are now. Cheap to clone; every clone has the new one when it is renewed.
#[derive(Clone)]
pub struct Certificate {
    config: RustlsConfig,
}

/// What is wrong with a certificate or its key.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CertificateProblem {
    /// There is none in the file.
    #[error("there is no certificate in it: it begins with `-----BEGIN CERTIFICATE-----`")]
    NoCertificate,
    /// What should be one cannot be read.
    #[error("the certificate cannot be read: {0}")]
    Certificate(String),
    /// There is no key in the file.
    #[error("there is no private key in it that is not encrypted: it begins with `-----BEGIN PRIVATE KEY-----`")]
    NoKey,
    /// What should be one cannot be read.
    #[error("the private key cannot be read: {0}")]
    Key(String),
    /// The key is that of another certificate.
    #[error("the private key is not that of the certificate: it belongs to another one, or the files are in the wrong order")]
    NotOfOneAnother,
    /// It cannot be used for HTTPS.
    #[error("they cannot be used for HTTPS: {0}")]
    Unusable(String),
}

impl CertificateProblem {
    /// Whether it lies in the file with the key.
    pub fn is_of_the_key(&self) -> bool {
        match self {
            Self::NoKey | Self::Key(_) => true,
            Self::NoCertificate | Self::Certificate(_) | Self::NotOfOneAnother | Self::Unusable(_) => false,
        }
    }
}

impl Certificate {
    /// Of the text of two files in PEM form: the certificate with those that vouch for it, and its private key.
    ///
    /// # Errors
    /// [`CertificateProblem`].
    pub fn read(chain: &[u8], key: &[u8]) -> Result<Self, CertificateProblem> {
        Ok(Self { config: RustlsConfig::from_config(Arc::new(server_config(chain, key)?)) })
    }

    /// Takes a renewed one in its place: for connections that are opened from now on.
    ///
    /// # Errors
    /// [`CertificateProblem`]: then the one that was used goes on being used.
    pub fn renew(&self, chain: &[u8], key: &[u8]) -> Result<(), CertificateProblem> {
        self.config.reload_from_config(Arc::new(server_config(chain, key)?));
        Ok(())
    }
}

fn server_config(chain: &[u8], key: &[u8]) -> Result<ServerConfig, CertificateProblem> {
    let unreadable = |problem: PemProblem| CertificateProblem::Certificate(problem.to_string());
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(chain).collect::<Result<_, _>>().map_err(unreadable)?;
    if chain.is_empty() {
        return Err(CertificateProblem::NoCertificate);
    }
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|problem| match problem {
        PemProblem::NoItemsFound => CertificateProblem::NoKey,
        problem => CertificateProblem::Key(problem.to_string()),
    })?;
    let unusable = |problem: rustls::Error| match problem {
        rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => CertificateProblem::NotOfOneAnother,
        problem => CertificateProblem::Unusable(problem.to_string()),
    };
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().map_err(unusable)?;
    let mut config = builder.with_no_client_auth().with_single_cert(chain, key).map_err(unusable)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// Answers requests over HTTPS until `shutdown` is done, and then finishes those that have begun.
///
/// # Errors
/// When the listener cannot be used any more.
pub async fn serve_https(
    listener: TcpListener,
    certificate: Certificate,
    pages: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let handle: Handle<SocketAddr> = Handle::new();
    let stopping = handle.clone();
    tokio::spawn(async move {
        shutdown.await;
        stopping.graceful_shutdown(Some(LAST_REQUESTS));
    });
    let acceptor = RustlsAcceptor::new(certificate.config).handshake_timeout(PATIENCE);
    let mut server = Server::<SocketAddr>::from_listener(listener).acceptor(acceptor).handle(handle).http1_only();
    server.http_builder().http1().header_read_timeout(PATIENCE);
    server.serve(pages.into_make_service()).await
}
