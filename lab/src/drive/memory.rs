//! Looks into Chromium from outside: how much memory the background holds, how much it listens to, and
//! which timers pages set.

use std::net::TcpStream;

use anyhow::{Context as _, bail, ensure};
use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

use super::{Browser, Kind, chrome};

/// What the background holds at a moment, after its garbage was collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory {
    /// Bytes of its objects.
    pub heap: u64,
    /// Bytes of its buffers.
    pub buffers: u64,
    /// Bytes of the core's own memory, where the extension shows it as `globalThis.core`.
    pub wasm: u64,
    /// The events of the browser that it listens to.
    pub listeners: u64,
}

/// A debugger on the background: while it is held the background does not end by itself, so that
/// nothing is forgotten that it would forget with its life.
#[derive(Debug)]
pub struct Watcher {
    socket: WebSocket<TcpStream>,
    session: String,
    asked: u64,
}

impl Browser {
    /// Begins to look into the background. Chromium alone, with a profile of its own.
    ///
    /// # Errors
    /// The background does not run, or the browser is another.
    pub async fn watch_background(&self) -> anyhow::Result<Watcher> {
        ensure!(self.kind == Kind::Chrome, "this is {}", self.kind);
        let target = chrome::background(self).await?.context("the service worker does not run")?;
        let mut watcher = self.debugger()?;
        let attach = json!({ "targetId": target, "flatten": true });
        let attached = watcher.ask("Target.attachToTarget", attach)?;
        watcher.session = attached["sessionId"].as_str().context("no session")?.to_owned();
        Ok(watcher)
    }

    /// Begins to note the timers that pages set, their own scripts' and those that extensions put into
    /// them. `None` where the browser does not tell.
    ///
    /// # Errors
    /// The debugger does not answer.
    pub fn watch_timers(&self) -> anyhow::Result<Option<Watcher>> {
        if self.kind == Kind::Firefox {
            return Ok(None);
        }
        let mut watcher = self.debugger()?;
        let what = json!({ "includedCategories": ["devtools.timeline"] });
        watcher.ask("Tracing.start", json!({ "traceConfig": what }))?;
        Ok(Some(watcher))
    }

    fn debugger(&self) -> anyhow::Result<Watcher> {
        // Chromium writes there at which port it hears: the port, and then the path.
        let port = self.scratch.path().join("profile/DevToolsActivePort");
        let port = std::fs::read_to_string(port).context("the debugger's port")?;
        let (port, path) = port.trim().split_once('\n').context("a port and a path")?;
        let stream = TcpStream::connect(format!("127.0.0.1:{port}"))?;
        let address = format!("ws://127.0.0.1:{port}{path}");
        let (socket, _) = tungstenite::client(address, stream)?;
        Ok(Watcher { socket, session: String::new(), asked: 0 })
    }
}

impl Watcher {
    /// How many timers pages have set since it began: a background's own have no page.
    ///
    /// # Errors
    /// The debugger does not answer.
    pub fn timers(mut self) -> anyhow::Result<usize> {
        self.ask("Tracing.end", json!({}))?;
        let mut timers = 0;
        loop {
            let told = self.told()?;
            let events = told["params"]["value"].as_array().into_iter().flatten();
            let is_timer = |it: &&Value| {
                it["name"] == "TimerInstall" && it["args"]["data"]["frame"].is_string()
            };
            timers += events.filter(is_timer).count();
            if told["method"] == "Tracing.tracingComplete" {
                return Ok(timers);
            }
        }
    }

    /// What the background holds now.
    ///
    /// # Errors
    /// It has ended.
    pub fn memory(&mut self) -> anyhow::Result<Memory> {
        // What waits for a finalizer goes with the second.
        for _ in 0..2 {
            self.ask("HeapProfiler.collectGarbage", json!({}))?;
        }
        let used = self.ask("Runtime.getHeapUsage", json!({}))?;
        let bytes = |used: &Value| used.as_f64().map_or(0, whole);
        Ok(Memory {
            heap: bytes(&used["usedSize"]),
            buffers: bytes(&used["backingStorageSize"]),
            wasm: self.count("globalThis.core?.memory.buffer.byteLength ?? 0")?,
            listeners: self.count(
                "Object.values(chrome).flatMap((api) => Object.values(api ?? {}))
                   .filter((it) => it?.hasListeners?.()).length",
            )?,
        })
    }

    fn count(&mut self, expression: &str) -> anyhow::Result<u64> {
        let asked = json!({ "expression": expression, "returnByValue": true });
        let counted = self.ask("Runtime.evaluate", asked)?;
        counted["result"]["value"].as_u64().with_context(|| format!("{expression}: {counted}"))
    }

    fn ask(&mut self, method: &str, params: Value) -> anyhow::Result<Value> {
        self.asked += 1;
        let mut order = json!({ "id": self.asked, "method": method, "params": params });
        if !self.session.is_empty() {
            order["sessionId"] = json!(self.session);
        }
        self.socket.send(Message::text(order.to_string()))?;
        loop {
            let told = self.told()?;
            if told["id"] != self.asked {
                continue; // something that happened
            }
            if let Some(error) = told.get("error") {
                bail!("{method}: {error}");
            }
            return Ok(told["result"].clone());
        }
    }

    fn told(&mut self) -> anyhow::Result<Value> {
        loop {
            if let Message::Text(told) = self.socket.read()? {
                return Ok(serde_json::from_str(&told)?);
            }
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bytes of one process")]
fn whole(bytes: f64) -> u64 {
    bytes as u64
}
