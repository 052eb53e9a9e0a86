//! Looks into Chromium's background from outside: how much memory it holds, how much it listens to.

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
        // Chromium writes there at which port it hears: the port, and then the path.
        let port = self.scratch.path().join("profile/DevToolsActivePort");
        let port = std::fs::read_to_string(port).context("the debugger's port")?;
        let (port, path) = port.trim().split_once('\n').context("a port and a path")?;
        let stream = TcpStream::connect(format!("127.0.0.1:{port}"))?;
        let address = format!("ws://127.0.0.1:{port}{path}");
        let (socket, _) = tungstenite::client(address, stream)?;
        let mut watcher = Watcher { socket, session: String::new(), asked: 0 };
        let attach = json!({ "targetId": target, "flatten": true });
        let attached = watcher.ask("Target.attachToTarget", attach)?;
        watcher.session = attached["sessionId"].as_str().context("no session")?.to_owned();
        Ok(watcher)
    }
}

impl Watcher {
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
            let told = self.socket.read()?;
            let Message::Text(told) = told else { continue };
            let told: Value = serde_json::from_str(&told)?;
            if told["id"] != self.asked {
                continue; // something that happened
            }
            if let Some(error) = told.get("error") {
                bail!("{method}: {error}");
            }
            return Ok(told["result"].clone());
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bytes of one process")]
fn whole(bytes: f64) -> u64 {
    bytes as u64
}
