//! How the site and its status page stand in a life: each pair is a phase of the lab's scenario.

use lab::Scenario;
use std::fmt::Write as _;

/// What becomes of a tab's document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Documents {
    Load,
    /// A failure that is told with a card.
    Fail,
    /// Refused: left to its person.
    Refused,
    /// The connection breaks: in Chromium its own page stands there and tries again.
    Break,
    /// Never answered.
    Hang,
    /// There, and its app does not start.
    Blank,
}

/// What becomes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Messages {
    Answered,
    /// Lost, and kept by the extension.
    Lost,
    /// Refused or broken in a way in which it is kept while it is typed alone, or not at all.
    Troubled,
    Hang,
}

/// A state of the site.
pub(super) struct Site {
    pub name: &'static str,
    pub documents: Documents,
    pub messages: Messages,
    /// The phase's own keys.
    chat: &'static str,
    /// Each reply of the phase.
    replies: &'static [&'static str],
}

impl std::fmt::Debug for Site {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// After so many seconds a refusal of these sites is over, as they say.
pub(super) const RETRY_AFTER: u64 = 6;

const fn site(
    name: &'static str,
    documents: Documents,
    messages: Messages,
    replies: &'static [&'static str],
) -> Site {
    Site { name, documents, messages, chat: "", replies }
}

/// The first of these take no browser many seconds.
pub(super) const SITES_OF_A_SHORT_LIFE: usize = 10;

use Documents::{Blank, Break, Fail, Hang, Load, Refused};
use Messages::{Answered, Lost, Troubled};

const POST: &str = "path = '/backend-api/f/conversation'\nmethods = ['POST']\n";

/// Every state; the first is that all is well.
pub(super) const SITES: &[Site] = &[
    site("well", Load, Answered, &[]),
    site("bad-gateway", Fail, Lost, &["status = 502\nbody = 'openai'"]),
    site("nginx", Fail, Lost, &["status = 502\nbody = 'nginx'"]),
    site("empty", Fail, Lost, &["status = 502\nbody = 'empty'"]),
    site(
        "unavailable",
        Fail,
        Lost,
        &["status = 503\nbody = 'cloudflare'\nheaders = { retry-after = '6' }"],
    ),
    site("post-502", Load, Lost, &["POST status = 502\nbody = 'json'"]),
    site("post-504", Load, Lost, &["POST status = 504\nbody = 'openai'"]),
    site("post-limited", Load, Troubled, &["POST status = 429\nbody = 'json'"]),
    site("blocked", Refused, Troubled, &["status = 403\nbody = 'blocked'"]),
    site(
        "sidebar",
        Load,
        Answered,
        &["path = '/backend-api/conversations'\nstatus = 502\nbody = 'json'"],
    ),
    site("gateway-timeout", Fail, Lost, &["status = 504\nbody = 'cloudflare'"]),
    site("json", Fail, Lost, &["status = 502\nbody = 'json'"]),
    site("challenge", Refused, Troubled, &["status = 403\nbody = 'challenge'"]),
    site(
        "limited",
        Refused,
        Troubled,
        &["status = 429\nbody = 'rate-limited'\nheaders = { retry-after = '6' }"],
    ),
    site(
        "checked",
        Fail,
        Lost,
        &[
            "without_cookies = true\nstatus = 403\nbody = 'challenge'",
            "status = 502\nbody = 'openai'",
        ],
    ),
    site("reset", Break, Troubled, &["status = 200\nbody = 'shell'\nreset = 'before-headers'"]),
    site("hang", Hang, Answered, &["documents_only = true\nstall = 'before-headers'"]),
    site("blank-app", Blank, Answered, &["path = '/cdn/assets/*'\nstatus = 502\nbody = 'openai'"]),
    site("post-hangs", Load, Messages::Hang, &["POST stall = 'before-headers'"]),
    site("post-cut", Load, Troubled, &["POST cut = 'chunked'"]),
    Site {
        name: "stream-error",
        documents: Load,
        messages: Troubled,
        chat: "chat = { stream = 'error' }",
        replies: &[],
    },
];

/// What the status page says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    Green,
    Incident,
    Resolved,
    Unreadable,
    Nothing,
}

impl Says {
    pub(super) const ALL: [Self; 5] =
        [Self::Green, Self::Incident, Self::Resolved, Self::Unreadable, Self::Nothing];

    const fn keys(self) -> (&'static str, &'static str) {
        match self {
            Self::Green => ("status_page = 'operational'", ""),
            Self::Incident => ("status_page = 'investigating'", ""),
            Self::Resolved => ("status_page = 'resolved'", ""),
            Self::Unreadable => ("", "host = 'status.openai.com'\nbody = 'garbage'"),
            Self::Nothing => ("", "host = 'status.openai.com'\nstatus = 504\nbody = 'empty'"),
        }
    }
}

/// The phase in which both stand so.
pub(super) fn phase(site: &Site, says: Says) -> String {
    format!("{} {says:?}", site.name)
}

/// All of them; the first is that all is well.
pub(super) fn scenario() -> Scenario {
    let mut text = "about = \"A life.\"\nlayout = \"turns-2026-09\"\n".to_owned();
    for site in SITES {
        for says in Says::ALL {
            let (keys, reply) = says.keys();
            let name = phase(site, says);
            write!(text, "[[phase]]\nname = '{name}'\n{}\n{keys}\n", site.chat).unwrap();
            for reply in site.replies.iter().chain(&[reply]).filter(|reply| !reply.is_empty()) {
                let reply = reply.replace("POST ", POST);
                write!(text, "[[phase.reply]]\n{reply}\n").unwrap();
            }
        }
    }
    Scenario::parse("life", &text).unwrap()
}
