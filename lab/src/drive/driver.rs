//! The driver programs: found, started on a free port with their output read, spoken to, ended.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use anyhow::{Context as _, bail};
use http_body_util::{BodyExt as _, Full};
use hyper::{Method, Request, Response, body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use thirtyfour::{
    RequestData, SessionId,
    common::command::FormatRequestData,
    error::{WebDriverError, WebDriverResult},
    session::http::{Body, HttpClient},
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, BufReader},
    net::TcpStream,
    process::{Child, Command},
    sync::watch,
};

use super::COMMAND_LIMIT;

/// Finds the first program of these names in PATH or in the workspace's `target/tools/bin`.
///
/// # Errors
/// None is there; the one line says what to install.
pub fn find_program(names: &[&str], install: &str) -> anyhow::Result<PathBuf> {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/bin");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).chain([tools]).collect();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|program| program.is_file())
        .with_context(|| format!("{} is missing: {install}", names.first().unwrap_or(&"a program")))
}

/// A driver that runs.
#[derive(Debug)]
pub(super) struct Process {
    /// Ended when dropped.
    child: Child,
    port: u16,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Process {
    /// Starts a driver and waits until it says at which port it listens.
    ///
    /// `sign` is what stands before the port in its output.
    pub(super) async fn start(
        program: &Path,
        args: &[&str],
        env: &[(&str, &str)],
        sign: &str,
    ) -> anyhow::Result<Self> {
        // Chromium's takes a free port of IPv6 and then the same one of IPv4, which may be another's.
        let mut started = Self::once(program, args, env, sign).await;
        for _ in 0..5 {
            match &started {
                Err(error) if error.to_string().contains("port not available") => {
                    started = Self::once(program, args, env, sign).await;
                }
                Ok(_) | Err(_) => break,
            }
        }
        started
    }

    async fn once(
        program: &Path,
        args: &[&str],
        env: &[(&str, &str)],
        sign: &str,
    ) -> anyhow::Result<Self> {
        let mut child = Command::new(program)
            .args(args)
            .envs(env.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{} does not start", program.display()))?;
        let lines: Arc<Mutex<Vec<String>>> = Arc::default();
        let (told, mut port) = watch::channel(None);
        let (out, err) = (child.stdout.take(), child.stderr.take());
        if let Some(out) = out {
            tokio::spawn(read(out, Arc::clone(&lines), sign.to_owned(), told.clone()));
        }
        if let Some(err) = err {
            tokio::spawn(read(err, Arc::clone(&lines), sign.to_owned(), told));
        }
        let listening = port.wait_for(Option::is_some);
        let port = match tokio::time::timeout(COMMAND_LIMIT, listening).await {
            Ok(Ok(port)) => port.unwrap_or_default(),
            Ok(Err(_)) | Err(_) => {
                let said = lines.lock().unwrap_or_else(PoisonError::into_inner).join("\n");
                bail!("{} never listened; it said:\n{said}", program.display());
            }
        };
        Ok(Self { child, port, lines })
    }

    pub(super) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(super) fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) async fn end(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill().await;
    }
}

async fn read(
    from: impl AsyncRead + Unpin,
    lines: Arc<Mutex<Vec<String>>>,
    sign: String,
    port: watch::Sender<Option<u16>>,
) {
    let mut from = BufReader::new(from);
    let mut bytes = Vec::new();
    while let Ok(1..) = from.read_until(b'\n', &mut bytes).await {
        let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
        bytes.clear();
        if port.borrow().is_none()
            && let Some((_, rest)) = line.split_once(&sign)
        {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            if let Ok(found) = digits.parse() {
                port.send_replace(Some(found));
            }
        }
        lines.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }
}

/// A WebDriver command as it stands, for what the library has no word for.
#[derive(Debug)]
pub(super) struct Raw {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) body: Option<Value>,
}

impl FormatRequestData for Raw {
    fn format_request(&self, session: &SessionId) -> RequestData {
        let data =
            RequestData::new(self.method.clone(), format!("session/{session}/{}", self.path));
        match &self.body {
            Some(body) => data.add_body(body.clone()),
            None => data,
        }
    }
}

/// The way to a driver on loopback: a connection for each command, by the same hyper that the lab
/// serves with, so that no second HTTP library is built.
#[derive(Debug, Clone, Copy)]
pub(super) struct Client;

#[async_trait::async_trait]
impl HttpClient for Client {
    async fn send(&self, request: Request<Body<'_>>) -> WebDriverResult<Response<Bytes>> {
        let sending = send(request);
        match tokio::time::timeout(COMMAND_LIMIT * 2, sending).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) => Err(WebDriverError::RequestFailed(format!("{error:#}"))),
            Err(_) => Err(WebDriverError::Timeout("the driver does not answer".to_owned())),
        }
    }

    async fn new(&self) -> Arc<dyn HttpClient> {
        Arc::new(Self)
    }
}

async fn send(request: Request<Body<'_>>) -> anyhow::Result<Response<Bytes>> {
    let (mut parts, body) = request.into_parts();
    let authority = parts.uri.authority().context("no driver's address")?.to_string();
    let bytes = match body {
        Body::Empty => Bytes::new(),
        Body::Json(value) => Bytes::from(serde_json::to_vec(value)?),
    };
    parts.headers.insert("host", authority.parse()?);
    parts.headers.insert("connection", "close".parse()?);
    parts.uri = parts.uri.path_and_query().map_or("/", |path| path.as_str()).parse()?;
    let stream = TcpStream::connect(&authority).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let connection = tokio::spawn(connection);
    let response = sender.send_request(Request::from_parts(parts, Full::new(bytes))).await?;
    let (parts, body) = response.into_parts();
    let body = body.collect().await?.to_bytes();
    connection.abort();
    Ok(Response::from_parts(parts, body))
}

/// A new folder below the system's temporary one, removed with all that is in it when dropped.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    /// Makes the folder.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn new() -> anyhow::Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("gatewatch-lab-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        // One of a process that ended badly and had this number.
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path)
            .with_context(|| format!("{} cannot be made", path.display()))?;
        Ok(Self(path))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Puts the companion extension into it and returns where.
    pub(super) fn companion(&self) -> anyhow::Result<PathBuf> {
        let folder = self.0.join("companion");
        std::fs::create_dir_all(&folder)?;
        std::fs::write(
            folder.join("manifest.json"),
            include_str!("../../companion/manifest.json"),
        )?;
        std::fs::write(folder.join("companion.js"), include_str!("../../companion/companion.js"))?;
        Ok(folder)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A browser that has just ended may still write into it; what is left is the system's.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
