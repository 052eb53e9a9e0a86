//! The WebSocket over which answers come that were handed over.

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, handshake::derive_accept_key, protocol::Role},
};

use super::{BETWEEN_EVENTS, PARTS, Socket, accepted as accepted_message, whole};
use crate::{records::Record, world::World};

/// Where the app has its sockets.
pub const HOST: &str = "ws.chatgpt.com";

/// The head of the answer after which HTTP ends and the socket begins.
pub(crate) fn accepted(request: &Record) -> Vec<u8> {
    let key = request.header("sec-websocket-key").unwrap_or_default();
    format!(
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n\
         sec-websocket-accept: {}\r\n\r\n",
        derive_accept_key(key.as_bytes())
    )
    .into_bytes()
}

/// Serves one page's socket until it closes: each conversation that it subscribes to is answered as
/// the phase of that moment says.
pub(crate) async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin, world: &World) {
    let mut socket = WebSocketStream::from_raw_socket(stream, Role::Server, None).await;
    while let Some(Ok(message)) = socket.next().await {
        let Ok(text) = message.to_text() else { continue };
        let asked: Value = serde_json::from_str(text).unwrap_or_default();
        let Some(topic) = asked["topic_id"].as_str() else { continue };
        let kind = world.phase().chat.socket;
        for frame in frames(kind, topic, world) {
            tokio::time::sleep(BETWEEN_EVENTS).await;
            let told = json!({ "type": "message", "topic_id": topic, "payload": frame });
            // A page that went away is no error of the lab's.
            if socket.send(Message::text(told.to_string())).await.is_err() {
                return;
            }
        }
        if kind == Socket::Closes {
            let _ = socket.close(None).await;
        }
    }
}

/// What comes for a conversation's newest message.
fn frames(kind: Socket, conversation: &str, world: &World) -> Vec<Value> {
    let sent = world.records.picked(|record| accepted_message(record, conversation));
    let Some(newest) = sent.last() else { return Vec::new() };
    let mut frames = whole(conversation, &newest.text);
    match kind {
        Socket::Answers => {}
        Socket::Silent => frames.clear(),
        Socket::Closes => frames.truncate(PARTS / 2),
        Socket::Error => {
            frames.truncate(PARTS / 2);
            frames.push(json!({ "type": "error", "message": "Error in message stream" }));
        }
    }
    frames
}
