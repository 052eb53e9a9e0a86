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
    /// Bytes of its buffers, the wasm's memories among them.
    pub buffers: u64,
    /// Its wasm instances.
    pub instances: u64,
    /// The events of the browser that it listens to.
    pub listeners: u64,
    /// Its connections to pages.
    pub ports: u64,
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
        let buffers = self.of_kind("WebAssembly.Memory", "it.buffer.byteLength")?;
        let listeners = "Object.values(chrome).flatMap((api) => Object.values(api ?? {}))
            .filter((it) => it?.hasListeners?.()).length";
        let listeners = json!({ "expression": listeners, "returnByValue": true });
        let listeners = self.ask("Runtime.evaluate", listeners)?;
        Ok(Memory {
            heap: used["usedSize"].as_f64().map_or(0, whole),
            buffers: used["backingStorageSize"].as_f64().map_or(0, whole) + buffers,
            instances: self.of_kind("WebAssembly.Instance", "1")?,
            listeners: listeners["result"]["value"].as_u64().context("no listeners")?,
            ports: self.ports()?,
        })
    }

    /// The sum of a figure of each object of that kind.
    fn of_kind(&mut self, kind: &str, figure: &str) -> anyhow::Result<u64> {
        let prototype =
            self.ask("Runtime.evaluate", json!({ "expression": format!("{kind}.prototype") }))?;
        let id = prototype["result"]["objectId"].clone();
        let all = self.ask("Runtime.queryObjects", json!({ "prototypeObjectId": id }))?;
        let sum = format!("function () {{ return this.reduce((sum, it) => sum + {figure}, 0) }}");
        let id = all["objects"]["objectId"].clone();
        let sum = json!({ "objectId": id, "functionDeclaration": sum, "returnByValue": true });
        let sum = self.ask("Runtime.callFunctionOn", sum)?;
        sum["result"]["value"].as_u64().with_context(|| format!("how many {kind}: {sum}"))
    }

    /// A port is known by what only ports have: their kind has no name of its own.
    fn ports(&mut self) -> anyhow::Result<u64> {
        self.of_kind("Object", "(Object.hasOwn(it, 'onDisconnect') ? 1 : 0)")
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
