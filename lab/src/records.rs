//! What was asked of the lab: one [`Record`] for each request, counted and waited for by tests.

use std::{
    collections::BTreeMap,
    sync::Mutex,
    time::{Duration, SystemTime},
};

use tokio::sync::watch;

/// One request and what it got.
#[derive(Debug, Clone)]
pub struct Record {
    /// Since the lab was started.
    pub at: Duration,
    /// The same on the wall clock.
    pub wall: SystemTime,
    /// `Host`, without a port.
    pub host: String,
    /// `GET`, `HEAD`, …
    pub method: String,
    /// Path with the query, as sent.
    pub path: String,
    /// All headers of the request; names in lower case, values that are not UTF-8 left out.
    pub headers: BTreeMap<String, String>,
    /// What a request about a conversation brought: a POST, of 1 MB at most; else empty.
    pub body: String,
    /// The status answered; 0: none (reset or stalled before one was sent).
    pub status: u16,
    /// The scenario's phase that answered.
    pub phase: String,
}

impl Record {
    /// A header of the request, by its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// Asked for by a tab or a frame as its document (a speculative one too), not by a script.
    #[must_use]
    pub fn is_document(&self) -> bool {
        matches!(self.header("sec-fetch-dest"), Some("document" | "iframe" | "frame"))
    }

    /// Asked for as the main document of a tab that somebody looks at: not speculative, no frame.
    #[must_use]
    pub fn is_main_document(&self) -> bool {
        self.header("sec-fetch-dest") == Some("document") && !self.is_speculative()
    }

    /// A prefetch or a prerender: `Sec-Purpose` is there.
    #[must_use]
    pub fn is_speculative(&self) -> bool {
        self.headers.contains_key("sec-purpose")
    }

    /// Asked by a script (a probe of the extension, a fetch of the page).
    #[must_use]
    pub fn is_fetch(&self) -> bool {
        self.header("sec-fetch-dest") == Some("empty") && !self.is_socket()
    }

    /// Asks for a WebSocket.
    #[must_use]
    pub fn is_socket(&self) -> bool {
        self.header("upgrade").is_some_and(|to| to.eq_ignore_ascii_case("websocket"))
    }

    /// The text that a conversation's request sent, as JSON or by the logged-out form; `None` where
    /// it is none, or sent none.
    #[must_use]
    pub fn prompt(&self) -> Option<String> {
        if self.path_only() == "/unauth-mweb/conversation/updates" {
            let mut fields = form_urlencoded::parse(self.body.as_bytes());
            return fields.find(|(name, _)| name == "prompt").map(|(_, text)| text.into_owned());
        }
        let sent: serde_json::Value = serde_json::from_str(&self.body).ok()?;
        let parts = sent.pointer("/messages/0/content/parts/0")?;
        Some(parts.as_str()?.to_owned())
    }

    /// The path without its query.
    #[must_use]
    pub fn path_only(&self) -> &str {
        self.path.split('?').next().unwrap_or(&self.path)
    }
}

/// All records of one lab.
#[derive(Debug)]
pub struct Records {
    all: Mutex<Vec<Record>>,
    count: watch::Sender<usize>,
}

impl Records {
    pub(crate) fn new() -> Self {
        Self { all: Mutex::default(), count: watch::Sender::new(0) }
    }

    pub(crate) fn add(&self, record: Record) {
        let mut all = self.lock();
        all.push(record);
        // Told while the lock is held, so that counts reach the waiters in order.
        self.count.send_replace(all.len());
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.lock().len()
    }

    /// Those that something can be made of, in the order of their coming.
    pub(crate) fn picked<T>(&self, pick: impl FnMut(&Record) -> Option<T>) -> Vec<T> {
        self.lock().iter().filter_map(pick).collect()
    }

    /// A copy of all records, in the order of their coming.
    #[must_use]
    pub fn all(&self) -> Vec<Record> {
        self.lock().clone()
    }

    /// How many records fit.
    #[must_use]
    pub fn hits(&self, fits: impl Fn(&Record) -> bool) -> usize {
        self.lock().iter().filter(|record| fits(record)).count()
    }

    /// Waits until the records are as `done` wants them, woken by each new record.
    ///
    /// # Errors
    /// `limit` passed first; the error names `what` and the last requests.
    pub async fn wait_for(
        &self,
        what: &str,
        done: impl Fn(&[Record]) -> bool,
        limit: Duration,
    ) -> anyhow::Result<Vec<Record>> {
        let mut count = self.count.subscribe();
        let waiting = async {
            loop {
                count.borrow_and_update();
                {
                    let all = self.lock();
                    if done(&all) {
                        return all.clone();
                    }
                }
                if count.changed().await.is_err() {
                    std::future::pending::<()>().await;
                }
            }
        };
        tokio::time::timeout(limit, waiting).await.map_err(|_| {
            let all = self.lock();
            let tail: Vec<String> = all.iter().rev().take(12).rev().map(line).collect();
            anyhow::anyhow!(
                "the lab waited {limit:?} for {what}; it got {} requests, the last of them:\n{}",
                all.len(),
                tail.join("\n")
            )
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Record>> {
        // A poisoned list is still a list: another thread's panic is reported by its own test.
        self.all.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// A record as one line for people: `  12.34 s  down  HEAD chatgpt.com/c/abc -> 502`.
#[must_use]
pub fn line(record: &Record) -> String {
    format!(
        "{:8.2} s  {:<14} {:<4} {}{} -> {}",
        record.at.as_secs_f64(),
        record.phase,
        record.method,
        record.host,
        record.path,
        if record.status == 0 { "none".to_owned() } else { record.status.to_string() },
    )
}
