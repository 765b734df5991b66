//! How browsers reach the pages: as they are, from this machine or from a web server on it; or over HTTPS, from anywhere.

use crate::failure::Failure;
use brought_web::Router;
pub(crate) use built_in::Https;
use std::future::Future;
use std::net::IpAddr;
use std::path::PathBuf;
use tokio::net::TcpListener;

/// Where a certificate and its key are.
#[derive(Clone)]
#[cfg_attr(not(feature = "https"), expect(dead_code, reason = "without HTTPS they are refused, whichever they are"))]
pub(crate) struct CertificateFiles {
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

/// Where the pages are reached.
pub(crate) struct Door {
    listener: TcpListener,
    https: Option<Https>,
}

impl Door {
    /// At this port: over HTTPS where there is a certificate, and otherwise as they are.
    pub(crate) fn new(listener: TcpListener, https: Option<Https>) -> Self {
        Self { listener, https }
    }

    /// The address that a browser on this machine takes.
    ///
    /// # Errors
    /// When the port that was taken is gone again.
    pub(crate) fn address(&self) -> Result<String, Failure> {
        let taken =
            self.listener.local_addr().map_err(|problem| Failure::trouble(format!("the port that was taken cannot be used: {problem}")))?;
        let scheme = if self.https.is_some() { "https" } else { "http" };
        Ok(format!("{scheme}://{taken}/"))
    }

    /// Answers requests until `shutdown` is done.
    ///
    /// # Errors
    /// When the port cannot be used any more.
    pub(crate) async fn open(self, pages: Router, shutdown: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()> {
        match self.https {
            Some(https) => https.serve(self.listener, pages, shutdown).await,
            None => brought_web::serve(self.listener, pages, shutdown).await,
        }
    }
}

/// Nothing that is not encrypted leaves this machine.
///
/// # Errors
/// When the address can be reached from others, and there is no certificate.
pub(crate) fn may_listen(address: IpAddr, https: Option<&Https>) -> Result<(), Failure> {
    if address.is_loopback() || https.is_some() {
        return Ok(());
    }
    Err(Failure::usage(format!(
        "{address} can be reached from other machines, and nothing may leave this one that is not encrypted: give --certificate and --private-key, or \
         write 127.0.0.1 or ::1 and put a web server in front that speaks HTTPS: docs/serving.md"
    )))
}

#[cfg(feature = "https")]
mod built_in {
    use super::CertificateFiles;
    use crate::failure::Failure;
    use brought_web::{Certificate, Router, serve_https};
    use std::future::Future;
    use std::path::Path;
    use std::time::Duration;
    use tokio::net::TcpListener;
    use zeroize::Zeroizing;

    /// How often to look whether the certificate was renewed: whoever renews it need tell nobody.
    const BETWEEN_LOOKS: Duration = Duration::from_secs(60);

    /// A certificate, and where the next one will be.
    pub(crate) struct Https {
        certificate: Certificate,
        files: CertificateFiles,
        read: Texts,
    }

    /// What stands in the two files.
    #[derive(PartialEq, Eq)]
    struct Texts {
        certificate: Vec<u8>,
        key: Zeroizing<Vec<u8>>,
    }

    impl Texts {
        fn read(files: &CertificateFiles) -> Result<Self, Failure> {
            let text = |what: &str, path: &Path| {
                std::fs::read(path).map_err(|problem| Failure::usage(format!("the {what} {} cannot be read: {problem}", path.display())))
            };
            Ok(Self { certificate: text("certificate", &files.certificate)?, key: Zeroizing::new(text("private key", &files.key)?) })
        }
    }

    impl Https {
        /// Of these files.
        ///
        /// # Errors
        /// When they or what is in them cannot be used.
        pub(crate) fn read(files: CertificateFiles) -> Result<Self, Failure> {
            let read = Texts::read(&files)?;
            let certificate = Certificate::read(&read.certificate, &read.key).map_err(|problem| {
                let path = if problem.is_of_the_key() { &files.key } else { &files.certificate };
                Failure::usage(format!("{}: {problem}", path.display()))
            })?;
            Ok(Self { certificate, files, read })
        }

        pub(super) async fn serve(
            self,
            listener: TcpListener,
            pages: Router,
            shutdown: impl Future<Output = ()> + Send + 'static,
        ) -> std::io::Result<()> {
            let Self { certificate, files, read } = self;
            let looking = tokio::spawn(look_for_renewed(certificate.clone(), files, read));
            let ended = serve_https(listener, certificate, pages, shutdown).await;
            looking.abort();
            ended
        }
    }

    /// Takes a renewed certificate when there is one. Half a pair, or one that cannot be used, changes nothing: it is told, and looked at again.
    async fn look_for_renewed(certificate: Certificate, files: CertificateFiles, mut read: Texts) {
        let mut every = tokio::time::interval(BETWEEN_LOOKS);
        every.tick().await;
        loop {
            every.tick().await;
            let found = match Texts::read(&files) {
                Ok(found) if found == read => continue,
                Ok(found) => found,
                Err(problem) => {
                    tracing::error!(%problem, "whether the certificate was renewed cannot be seen; the one before is used");
                    continue;
                }
            };
            match certificate.renew(&found.certificate, &found.key) {
                Ok(()) => {
                    tracing::info!("the renewed certificate is used from now on");
                    read = found;
                }
                Err(problem) => tracing::error!(%problem, "the renewed certificate cannot be used; the one before is"),
            }
        }
    }
}

#[cfg(not(feature = "https"))]
mod built_in {
    use super::CertificateFiles;
    use crate::failure::Failure;
    use brought_web::Router;
    use std::future::Future;
    use tokio::net::TcpListener;

    /// There is none.
    pub(crate) enum Https {}

    impl Https {
        pub(crate) fn read(_files: CertificateFiles) -> Result<Self, Failure> {
            Err(Failure::usage(
                "this program was built without HTTPS of its own: build it with `cargo build --release -p brought --features https`, or leave out \
                 --certificate and --private-key and put a web server in front: docs/serving.md",
            ))
        }

        pub(super) async fn serve(
            self,
            _listener: TcpListener,
            _pages: Router,
            _shutdown: impl Future<Output = ()> + Send + 'static,
        ) -> std::io::Result<()> {
            match self {}
        }
    }
}
