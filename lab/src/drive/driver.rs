//! The driver programs: found, started on a free port with their output read, spoken to, ended.

use std::{
    fmt,
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
    process::Stdio,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use anyhow::{Context as _, bail};
use http_body_util::{BodyExt as _, Full};
use hyper::{Method, Request, StatusCode, body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
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
        format!("127.0.0.1:{}", self.port)
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

/// A session of WebDriver: a connection for each command, by the same hyper that the lab serves with.
/// A library of WebDriver's words would be a quarter of what is compiled here, and what matters most
/// (each driver's own commands) is in none.
#[derive(Debug)]
pub(super) struct Session {
    /// Host and port.
    driver: String,
    id: String,
    open: bool,
}

/// What a driver says of a command that it did not do.
#[derive(Debug)]
pub(super) struct Refused {
    /// The standard's word for it, such as `no such element`.
    error: String,
    message: String,
}

impl Session {
    /// Opens a browser with these capabilities.
    pub(super) async fn open(driver: String, capabilities: Value) -> anyhow::Result<Self> {
        let asked = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let opened = command(&driver, Method::POST, "/session", &asked).await?;
        let id = opened["sessionId"].as_str().context("the driver names no session")?.to_owned();
        Ok(Self { driver, id, open: true })
    }

    /// A command: its method, its path below the session, its body where it has one.
    pub(super) async fn command(
        &self,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> anyhow::Result<Value> {
        let method: Method = method.parse()?;
        let body = body.unwrap_or_else(|| json!({}));
        command(&self.driver, method, &format!("/session/{}/{path}", self.id), &body).await
    }

    /// Ends the browser.
    pub(super) async fn quit(mut self) -> anyhow::Result<()> {
        self.open = false;
        let path = format!("/session/{}", self.id);
        command(&self.driver, Method::DELETE, &path, &Value::Null).await.map(drop)
    }
}

impl Drop for Session {
    /// Where a test failed the browser is to end as well, and its driver does not end it by itself.
    fn drop(&mut self) {
        if self.open {
            let _ = self.quit_and_wait();
        }
    }
}

impl Session {
    fn quit_and_wait(&self) -> std::io::Result<()> {
        let mut stream = std::net::TcpStream::connect(&self.driver)?;
        stream.set_read_timeout(Some(COMMAND_LIMIT))?;
        let (id, host) = (&self.id, &self.driver);
        write!(
            stream,
            "DELETE /session/{id} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        )?;
        stream.read_to_end(&mut Vec::new()).map(drop)
    }
}

impl Refused {
    /// Whether the page, or the script, took longer than it may.
    pub(super) fn is_timeout(&self) -> bool {
        self.error == "timeout" || self.error == "script timeout"
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.error, self.message)
    }
}

impl std::error::Error for Refused {}

/// A command's value, or what is told instead of one.
async fn command(driver: &str, method: Method, path: &str, body: &Value) -> anyhow::Result<Value> {
    let bytes =
        if method == Method::POST { serde_json::to_vec(body)?.into() } else { Bytes::new() };
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", driver)
        .header("connection", "close")
        .header("content-type", "application/json")
        .body(Full::new(bytes))?;
    let sending = tokio::time::timeout(COMMAND_LIMIT * 2, send(driver, request));
    let (status, body) = sending.await.context("the driver does not answer")??;
    let mut answer: Value = serde_json::from_slice(&body)
        .with_context(|| format!("the driver's answer: {}", String::from_utf8_lossy(&body)))?;
    let value = answer["value"].take();
    if status.is_success() {
        return Ok(value);
    }
    let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
    Err(Refused { error: text("error"), message: text("message") }.into())
}

async fn send(driver: &str, request: Request<Full<Bytes>>) -> anyhow::Result<(StatusCode, Bytes)> {
    let stream = TcpStream::connect(driver).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let connection = tokio::spawn(connection);
    let response = sender.send_request(request).await?;
    let status = response.status();
    let body = response.into_body().collect().await?.to_bytes();
    connection.abort();
    Ok((status, body))
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
