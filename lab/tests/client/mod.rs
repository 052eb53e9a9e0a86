//! A bare TLS client of the lab: what is on the wire, as no browser softens it.

#![allow(dead_code, clippy::unwrap_used)]

use std::{io::ErrorKind, sync::Arc, time::Duration};

use lab::{Lab, Scenario};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};

pub const LIMIT: Duration = Duration::from_secs(20);

/// What came of one request.
pub struct Got {
    pub text: String,
    /// `None`: an orderly end.
    pub error: Option<ErrorKind>,
}

impl Got {
    pub fn status(&self) -> u16 {
        self.text.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0)
    }

    pub fn body(&self) -> &str {
        self.text.split_once("\r\n\r\n").map_or("", |(_, body)| body)
    }

    pub fn has(&self, what: &str) -> bool {
        self.text.to_ascii_lowercase().contains(&what.to_ascii_lowercase())
    }
}

pub async fn lab(name: &str) -> Lab {
    Lab::start(Scenario::named(name).unwrap().by_hand()).await.unwrap()
}

pub async fn connect(lab: &Lab, host: &str) -> TlsStream<TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add(lab.certificate().clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(("127.0.0.1", lab.port())).await.unwrap();
    let name = ServerName::try_from(host.to_owned()).unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap()
}

pub async fn ask(lab: &Lab, method: &str, host: &str, path: &str, headers: &str) -> Got {
    send(lab, method, host, path, headers, "").await
}

/// A request with a body.
pub async fn send(
    lab: &Lab,
    method: &str,
    host: &str,
    path: &str,
    headers: &str,
    body: &str,
) -> Got {
    let mut stream = connect(lab, host).await;
    let length =
        if body.is_empty() { String::new() } else { format!("content-length: {}\r\n", body.len()) };
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{length}{headers}\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    let mut part = [0; 16_384];
    let error = loop {
        let read = tokio::time::timeout(LIMIT, stream.read(&mut part)).await.unwrap();
        match read {
            Ok(0) => break None,
            Ok(read) => bytes.extend(&part[..read]),
            Err(error) => break Some(error.kind()),
        }
    };
    Got { text: String::from_utf8_lossy(&bytes).into_owned(), error }
}

pub const DOCUMENT: &str = "sec-fetch-dest: document\r\nsec-fetch-mode: navigate\r\n";

pub async fn document(lab: &Lab, path: &str) -> Got {
    ask(lab, "GET", "chatgpt.com", path, DOCUMENT).await
}

pub async fn status_page(lab: &Lab, path: &str) -> Got {
    ask(lab, "GET", "status.openai.com", path, "").await
}
