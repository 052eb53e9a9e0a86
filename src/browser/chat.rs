//! Inspects a living page whose chat is in trouble.

use super::convert::{from_js, to_js};
use super::rescue::rescue;
use super::shell::{tell, with};
use super::tabs::run_in;
use super::timers::now;
use engine::{ChatState, Document, Event, TabId, Trouble};
use serde::{Deserialize, Serialize};
use sites::{Marks, Site};
use timestamp::{Timestamp, whole_millis};

/// The order for `extension/content/chat-state.ts`.
#[derive(Serialize)]
struct Order {
    trouble: Trouble,
    /// How long ago the trouble began, in ms: a younger document is another one.
    age: u64,
    alerts: &'static [&'static str],
    recovering: &'static [&'static str],
    turns: &'static [&'static str],
    composers: &'static [&'static str],
    /// The answer's stream could not be resumed.
    not_resumed: bool,
}

/// Its answer.
#[derive(Deserialize)]
struct Seen {
    address: String,
    time_origin: i64,
    state: ChatState,
}

/// Inspects the page and tells the engine. If the app gave up, what the user wrote is saved first.
pub async fn inspect(
    site: Site,
    tab: TabId,
    trouble: Trouble,
    since: Timestamp,
    sure: bool,
    not_resumed: bool,
) {
    let Some(chat_state) = with(|shell| shell.hooks.chat_state()) else { return };
    let Marks { composers, turns, alerts, recovering, .. } = site.service().marks;
    let order = Order {
        trouble,
        age: whole_millis(now().since(since)),
        alerts,
        recovering,
        turns,
        composers,
        not_resumed,
    };
    // A page that does not answer is gone or frozen: the engine gives up on it.
    let Some(Ok(seen)) = run_in(tab, chat_state, to_js(&order)).await else { return };
    let Some(Seen { address, time_origin, state }) = from_js(&seen) else { return };
    let document = Document { address, time_origin };
    let may_fail = matches!(state, ChatState::Fine | ChatState::Unmarked);
    let failed = state == ChatState::Failed || sure && may_fail;
    let saved = match failed && trouble != Trouble::Blank {
        true => rescue(tab, &document, matches!(trouble, Trouble::Stream | Trouble::Send)).await,
        false => None,
    };
    tell(Event::ChatInspected { tab, document, state });
    if let Some(saved) = saved {
        tell(Event::TextKept { tab, saved });
    }
}
