//! The layouts of ChatGPT's app: one script for all of them, and a table for each.

use std::{fmt, str::FromStr};

use anyhow::bail;
use serde::{Deserialize, Serialize};

use super::{fresh, long_kept, script};
use crate::{
    answer::{Asked, page},
    plan::Plan,
};

/// How the app looks: which marks its messages, its composer and its alerts have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Layout {
    /// Since September 2026: turns by their keys, no test ids.
    #[serde(rename = "turns-2026-09")]
    Turns,
    /// Before: sections, test ids, `#prompt-textarea`.
    #[serde(rename = "sections-2026-03")]
    Sections,
    /// The app of people who are logged out.
    #[serde(rename = "logged-out")]
    LoggedOut,
    /// One whose marks are drawn anew at each run: the next that nobody has seen yet.
    #[serde(rename = "random")]
    Random,
}

/// How patient the app is: the site's own patience, shortened so that tests are quick.
#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Page {
    /// After the last key, before a message is prepared.
    pub typing_ms: u64,
    /// How often a broken stream is resumed.
    pub resume_tries: u32,
    /// Between two of these.
    pub resume_pause_ms: u64,
    /// How many polls may bring nothing before the app gives up.
    pub poll_tries: u32,
    /// Between two of these.
    pub poll_pause_ms: u64,
    /// How often the session, the list of chats and a chat are asked for.
    pub load_tries: u32,
    /// Between two of these.
    pub load_pause_ms: u64,
}

impl Default for Page {
    fn default() -> Self {
        Self {
            typing_ms: 100,
            resume_tries: 12,
            resume_pause_ms: 25,
            poll_tries: 30,
            poll_pause_ms: 50,
            load_tries: 3,
            load_pause_ms: 100,
        }
    }
}

impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Turns => "turns-2026-09",
            Self::Sections => "sections-2026-03",
            Self::LoggedOut => "logged-out",
            Self::Random => "random",
        })
    }
}

impl FromStr for Layout {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let Some(layout) = Self::ALL.into_iter().find(|layout| layout.to_string() == text) else {
            bail!(
                "no layout is called {text:?}; there are: {}",
                Self::ALL.map(|it| it.to_string()).join(", ")
            );
        };
        Ok(layout)
    }
}

impl Layout {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Turns, Self::Sections, Self::LoggedOut, Self::Random];

    /// A chat's address in it, another for each: one lab may play them all.
    #[must_use]
    pub const fn chat(self) -> &'static str {
        match self {
            Self::LoggedOut => "https://chatgpt.com/uc/lab-logged-out",
            Self::Turns => "https://chatgpt.com/c/lab-turns",
            Self::Sections => "https://chatgpt.com/c/lab-sections",
            Self::Random => "https://chatgpt.com/c/lab-random",
        }
    }

    /// Where its messages are sent.
    #[must_use]
    pub const fn sends_to(self) -> &'static str {
        match self {
            Self::LoggedOut => "/unauth-mweb/conversation/updates",
            Self::Turns | Self::Sections | Self::Random => "/backend-api/f/conversation",
        }
    }

    pub(super) fn document(self, asked: &Asked<'_>) -> Plan {
        let body = if self == Self::LoggedOut { "chat-logged-out" } else { "chat" };
        let mut plan = page(body, asked.request, asked.number());
        let mut without = |text: &str| {
            plan.body = String::from_utf8_lossy(&plan.body).replace(text, "").into_bytes();
        };
        if self == Self::Random {
            without(" data-build=\"lab-4f1c\"");
            without(
                "<script id=\"client-bootstrap\" type=\"application/json\">{{bootstrap}}</script>\n",
            );
        }
        // Its policy is for its own editor: others write markup by other names.
        if asked.editor.is_some() {
            without(TRUSTED_TYPES);
        }
        let signed_in = serde_json::json!({ "authStatus": "logged_in", "session": {
            "accessToken": "lab-token", "user": { "id": asked.account, "name": "Somebody" } } });
        plan.body = String::from_utf8_lossy(&plan.body)
            .replace("{{bootstrap}}", &signed_in.to_string())
            .into_bytes();
        plan
    }

    /// One of the app's files, by its name in the folder of its release.
    pub(super) fn asset(self, name: &str, asked: &Asked<'_>) -> Plan {
        let table = match self {
            Self::Turns => include_str!("../../pages/chat/layouts/turns-2026-09.js"),
            Self::Sections => include_str!("../../pages/chat/layouts/sections-2026-03.js"),
            Self::LoggedOut => include_str!("../../pages/chat/layouts/logged-out.js"),
            Self::Random => include_str!("../../pages/chat/layouts/random.js"),
        };
        match name {
            "entry.js" => script(include_str!("../../pages/chat/entry.js")),
            "app.js" => script(include_str!("../../pages/chat/app.js")),
            "send.js" => script(include_str!("../../pages/chat/send.js")),
            "logged-out.js" => script(include_str!("../../pages/chat/logged-out.js")),
            "network.js" => script(include_str!("../../pages/chat/network.js")),
            "elements.js" => script(include_str!("../../pages/chat/elements.js")),
            "composer.js" => built("chat-composer.js"),
            "editors.js" => built("chat-editors.js"),
            "markdown.js" => built("chat-markdown.js"),
            "layouts/current.js" => fresh(
                &table.replace("{{seed}}", &asked.scenario.seed.unwrap_or_default().to_string()),
            ),
            "settings.js" => {
                let settings = serde_json::to_string(&asked.scenario.page).unwrap_or_default();
                let editor = serde_json::to_string(&asked.editor).unwrap_or_default();
                fresh(&format!(
                    "export const settings = {settings};\nexport const editor = {editor};\n"
                ))
            }
            "chat.css" => long_kept(Plan::new(
                200,
                Some("text/css"),
                include_str!("../../pages/chat/chat.css"),
            )),
            _ => Plan::new(404, Some("text/plain"), "Not Found"),
        }
    }
}

const TRUSTED_TYPES: &str = "<meta http-equiv=\"Content-Security-Policy\" content=\"require-trusted-types-for 'script'; trusted-types ProseMirrorClipboard markdown\">\n";

/// Where the build puts what it bundles: ProseMirror and what shows Markdown, as modules.
const BUILT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/editor");

/// Says what to do where the app cannot start because it was not built.
///
/// # Errors
/// The composer's bundle is not there.
pub fn is_built() -> anyhow::Result<()> {
    anyhow::ensure!(
        std::path::Path::new(BUILT).join("chat-composer.js").is_file(),
        "the lab's chat has no composer: run `cargo xtask build`"
    );
    Ok(())
}

fn built(name: &str) -> Plan {
    match std::fs::read_to_string(std::path::Path::new(BUILT).join(name)) {
        Ok(text) => script(&text),
        Err(_) => fresh("throw new Error('not built: run `cargo xtask build`')"),
    }
}
