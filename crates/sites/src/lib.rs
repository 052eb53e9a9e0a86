//! What is watched: hosts, status page and support link, as data.

use serde::{Deserialize, Serialize};
use text::before;

/// A watched site: one host, since each fails on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Site {
    /// `https://chatgpt.com`
    ChatGpt,
    /// `https://chat.openai.com`, which today redirects to [`Site::ChatGpt`].
    ChatOpenAi,
}

impl Site {
    /// Every watched site.
    pub const ALL: [Self; 2] = [Self::ChatGpt, Self::ChatOpenAi];

    /// The host's name.
    #[must_use]
    pub const fn host(self) -> &'static str {
        match self {
            Self::ChatGpt => "chatgpt.com",
            Self::ChatOpenAi => "chat.openai.com",
        }
    }

    /// The site of an address; `None` for any other host, scheme or port.
    #[must_use]
    pub fn of(address: &str) -> Option<Self> {
        let rest = address.strip_prefix("https://")?;
        let ends = |tail: &str| matches!(tail.bytes().next(), None | Some(b'/' | b'?' | b'#'));
        Self::ALL.into_iter().find(|site| rest.strip_prefix(site.host()).is_some_and(ends))
    }
}

/// The language that OpenAI writes its status page in: the mark of its words among ours.
pub const STATUS_LANGUAGE: &str = "en";

/// OpenAI's status page, for people.
pub const STATUS_PAGE: &str = "https://status.openai.com/";

/// The paths of the request that a conversation's answer comes by, exactly. A single telemetry
/// request that fails is nothing, and the sidebar's list (`/backend-api/conversations`) is not
/// the conversation.
pub const CONVERSATION_PATHS: [&str; 5] = [
    "/backend-api/conversation",
    "/backend-api/f/conversation",
    "/backend-anon/conversation",
    "/backend-anon/f/conversation",
    // The app of who is not signed in, seen in autumn 2026.
    "/unauth-mweb/conversation/updates",
];

/// The parts of an address that are the site's own; any other may name a chat or a person.
pub const ROUTES: [&str; 16] = [
    "c",
    "uc",
    "g",
    "gpts",
    "share",
    "codex",
    "library",
    "images",
    "project",
    "auth",
    "login",
    "api",
    "backend-api",
    "backend-anon",
    "unauth-mweb",
    "conversation",
];

/// Whether an address is a conversation's request on a watched site, with a query or without.
#[must_use]
pub fn is_conversation(address: &str) -> bool {
    let Some(site) = Site::of(address) else { return false };
    let path = without_query(address).strip_prefix("https://");
    let path = path.and_then(|rest| rest.strip_prefix(site.host()));
    path.is_some_and(|path| CONVERSATION_PATHS.contains(&path))
}

/// A request by which the app gets a chat, or an answer whose live stream broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChatRequest {
    /// An answer's stream is taken up again: the live one broke.
    Resume,
    /// Whether an answer is still being written is asked: the live stream broke.
    StreamStatus,
    /// A chat is loaded.
    Load,
    /// The list of chats is loaded.
    List,
    /// Who is signed in is asked.
    Session,
    /// What the app asks before it sends a message; some of it while somebody types.
    Prepare,
}

impl ChatRequest {
    /// Which of them an address on a watched site is, with a query or without.
    #[must_use]
    pub fn of(address: &str) -> Option<Self> {
        let site = Site::of(address)?;
        let path = without_query(address).strip_prefix("https://")?.strip_prefix(site.host())?;
        match path {
            "/backend-api/f/conversation/resume" => return Some(Self::Resume),
            "/backend-api/conversations" => return Some(Self::List),
            "/api/auth/session" => return Some(Self::Session),
            "/backend-api/sentinel/chat-requirements/prepare"
            | "/backend-api/sentinel/chat-requirements/finalize"
            | "/backend-api/f/conversation/prepare"
            | "/unauth-mweb/conversation/prepare" => return Some(Self::Prepare),
            _ => {}
        }
        let one = |rest: &str| !rest.is_empty() && !rest.contains('/');
        if let Some(rest) = path.strip_prefix("/backend-api/conversation/") {
            let id = rest.strip_suffix("/stream_status");
            return id.is_some_and(one).then_some(Self::StreamStatus);
        }
        let id = path.strip_prefix("/backend-api/conversations/")?;
        one(id).then_some(Self::Load)
    }
}

/// Where the app's own scripts and styles come from, on the site itself.
pub const ASSET_PATHS: [&str; 2] = ["/cdn/assets/", "/unauth-mweb/assets/"];

/// Whether an address is a script's or a style's of the app.
#[must_use]
pub fn is_asset(address: &str) -> bool {
    let Some(site) = Site::of(address) else { return false };
    let path = address.strip_prefix("https://").and_then(|rest| rest.strip_prefix(site.host()));
    path.is_some_and(|path| ASSET_PATHS.iter().any(|folder| path.starts_with(folder)))
}

/// Where the site sends whoever is not signed in.
pub const SIGN_IN_PATHS: [&str; 1] = ["/auth/login"];

/// Whether an address is a sign-in of a watched site, with a query or without.
#[must_use]
pub fn is_sign_in(address: &str) -> bool {
    let Some(site) = Site::of(address) else { return false };
    let path = without_query(address).strip_prefix("https://");
    let path = path.and_then(|rest| rest.strip_prefix(site.host()));
    path.is_some_and(|path| SIGN_IN_PATHS.contains(&path))
}

/// Where a message of the site's app goes: what a probe asks for a failure inside the app.
#[must_use]
pub fn message_address(site: Site) -> String {
    ["https://", site.host(), "/backend-api/f/conversation"].concat()
}

/// What the app shows once it has given up: an alert with a button. The layout of September 2026, the
/// one before, and what any app would call it.
pub const ALERTS: [&str; 4] = [
    "aside[role=alert]",
    ".text-token-text-error",
    "[data-testid=regenerate-thread-error-button]",
    "[role=alert]",
];

/// What the app shows while it mends a stream by itself: no failure.
pub const RECOVERING: [&str; 2] = [".text-chatgpt-recovery", "main [role=status]"];

/// Where people write on the site's pages, the likeliest first: the layout of September 2026, the one
/// before, the app of who is not signed in. Where none of these is seen, the largest visible editor is
/// taken (`extension/content/composer-locator.ts`).
pub const COMPOSERS: [&str; 5] = [
    "form[data-chatgpt-composer] [contenteditable=true][role=textbox]",
    "#prompt-textarea",
    "textarea#mobile-composer-prompt",
    "form [contenteditable=true][role=textbox]",
    "form textarea",
];

/// What a person sent, in the page's thread: the last of them is the message that was not accepted.
/// In each layout the text alone first, then with what stands around it.
pub const TURNS: [&str; 7] = [
    "[data-content-search-unit-key$=\":user\"] [data-user-message-bubble=true] .whitespace-pre-wrap",
    "[data-content-search-unit-key$=\":user\"]",
    "[data-message-author-role=user] .whitespace-pre-wrap",
    "[data-message-author-role=user]",
    "[data-turn=user]",
    "li[data-message-role=user] [data-user-message-copy]",
    "li[data-message-role=user]",
];

/// What the assistant wrote, in each layout: of the last turn it is kept where its answer breaks off.
/// Where none of these is there, it is what stands between the message and the composer
/// (`extension/content/partial-answer.ts`).
pub const ANSWERS: [&str; 4] = [
    "[data-content-search-unit-key$=\":assistant\"]",
    "[data-message-author-role=assistant]",
    "[data-turn=assistant]",
    "li[data-message-role=assistant]",
];

/// What stands for a file that goes with a message, in the composer's form or in the turn: only its
/// name is noted.
pub const FILES: [&str; 3] =
    ["[data-testid*=attachment]", "[class*=file-tile]", "[data-composer-attachments] > *"];

/// The host of the status page's documents.
pub const STATUS_HOST: &str = "status.openai.com";

/// Whether loading the address sends what stands in it: `?q=` is a prompt.
#[must_use]
pub fn has_prompt(address: &str) -> bool {
    let rest = without_fragment(address);
    let query = rest.get(without_query(rest).len()..).unwrap_or_default();
    let mut pairs = query.as_bytes().split(|byte| matches!(byte, b'?' | b'&'));
    pairs.any(|pair| pair.starts_with(b"q="))
}

/// The address without its query and fragment: what a probe asks for.
#[must_use]
pub fn without_query(address: &str) -> &str {
    before(address, b"?#")
}

/// The address without its fragment: what a browser sends and compares.
#[must_use]
pub fn without_fragment(address: &str) -> &str {
    before(address, b"#")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_two_hosts_over_https_are_watched() {
        assert_eq!(Site::of("https://chatgpt.com/c/1?x#y"), Some(Site::ChatGpt));
        assert_eq!(Site::of("https://chat.openai.com"), Some(Site::ChatOpenAi));
        for other in [
            "http://chatgpt.com/",
            "https://chatgpt.com.evil.example/",
            "https://evil.example/https://chatgpt.com/",
            "https://user@chatgpt.com/",
            "https://chatgpt.com:8443/",
            "https://sub.chatgpt.com/",
            "",
        ] {
            assert_eq!(Site::of(other), None, "{other}");
        }
    }

    #[test]
    fn only_the_conversations_own_request_is_one() {
        for path in CONVERSATION_PATHS {
            for site in Site::ALL {
                let address = ["https://", site.host(), path].concat();
                assert!(is_conversation(&address), "{address}");
                assert!(is_conversation(&[&address, "?v=1"].concat()), "{address}");
            }
        }
        for other in [
            "https://chatgpt.com/backend-api/conversations?offset=0",
            "https://chatgpt.com/backend-api/conversation/1a2b",
            "https://chatgpt.com/backend-api/conversation/init",
            "https://chatgpt.com/ces/v1/t",
            "https://chatgpt.com/?/backend-api/conversation",
            "https://example.org/backend-api/conversation",
            "/backend-api/conversation",
        ] {
            assert!(!is_conversation(other), "{other}");
        }
    }

    #[test]
    fn requests_of_a_chat_are_known_by_their_paths() {
        let of = |path: &str| ChatRequest::of(&["https://chatgpt.com", path].concat());
        assert_eq!(of("/backend-api/f/conversation/resume"), Some(ChatRequest::Resume));
        let status = of("/backend-api/conversation/1a-2b/stream_status?x=1");
        assert_eq!(status, Some(ChatRequest::StreamStatus));
        assert_eq!(of("/backend-api/conversations/1a-2b?num_turns=10"), Some(ChatRequest::Load));
        assert_eq!(of("/backend-api/conversations?offset=0"), Some(ChatRequest::List));
        assert_eq!(of("/api/auth/session"), Some(ChatRequest::Session));
        for path in ["sentinel/chat-requirements/prepare", "f/conversation/prepare?x=1"] {
            assert_eq!(of(&["/backend-api/", path].concat()), Some(ChatRequest::Prepare), "{path}");
        }
        assert_eq!(of("/unauth-mweb/conversation/prepare"), Some(ChatRequest::Prepare));
        for other in [
            "/backend-api/conversations/",
            "/backend-api/conversation/1a-2b",
            "/backend-api/conversation/1a/2b/stream_status",
            "/backend-api/f/conversation",
            "/c/1",
        ] {
            assert_eq!(of(other), None, "{other}");
        }
    }

    #[test]
    fn a_sign_in_is_known_by_its_very_path() {
        assert!(is_sign_in("https://chatgpt.com/auth/login?next=%2Fc%2F1"));
        for other in
            ["https://chatgpt.com/auth/login/x", "https://chatgpt.com/?/auth/login", "/auth/login"]
        {
            assert!(!is_sign_in(other), "{other}");
        }
    }

    #[test]
    fn only_what_the_app_is_made_of_is_an_asset() {
        assert!(is_asset("https://chatgpt.com/cdn/assets/4f1c/app.js?v=1"));
        assert!(is_asset("https://chatgpt.com/unauth-mweb/assets/a.css"));
        for other in [
            "https://chatgpt.com/?/cdn/assets/a.js",
            "https://chatgpt.com/c/cdn/assets/",
            "https://cdn.example.org/cdn/assets/a.js",
            "/cdn/assets/a.js",
        ] {
            assert!(!is_asset(other), "{other}");
        }
    }

    #[test]
    fn a_probe_asks_without_query_and_fragment() {
        assert_eq!(without_query("https://chatgpt.com/c/1?q=a#b"), "https://chatgpt.com/c/1");
        assert_eq!(
            without_fragment("https://chatgpt.com/c/1?q=a#b"),
            "https://chatgpt.com/c/1?q=a"
        );
    }
}
