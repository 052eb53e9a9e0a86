//! A scenario: what the lab serves over time, read from `lab/scenarios/*.toml`.
//!
//! A scenario is a list of named phases. A phase lasts `seconds` on the wall clock, or until a test
//! says [`crate::Lab::go`]. In each phase the first reply that fits a request is given; where none
//! fits, the healthy site and the phase's status page answer.

use std::{
    collections::BTreeMap,
    hash::{BuildHasher as _, Hasher as _, RandomState},
};

use anyhow::{Context as _, bail, ensure};
use serde::Deserialize;

use crate::bodies;
use crate::chatgpt::{Chat, Layout, Page};

/// The sites' own hosts: where a reply's `host` is not said, it is for these.
pub const SITE_HOSTS: [&str; 10] = [
    "chatgpt.com",
    "chat.openai.com",
    "claude.ai",
    GEMINI_HOST,
    "copilot.microsoft.com",
    "www.perplexity.ai",
    "grok.com",
    "chat.deepseek.com",
    "chat.mistral.ai",
    OWN_HOST,
];
/// The one that plays a site of somebody's own.
pub const OWN_HOST: &str = "chat.example.org";
/// The one of them that lies below a host which Chromium itself asks at its start.
pub const GEMINI_HOST: &str = "gemini.google.com";
/// The hosts of the other assistants' status pages.
pub const OTHER_STATUS_HOSTS: [&str; 7] = [
    "status.claude.com",
    "www.google.com",
    "status.cloud.microsoft",
    "status.perplexity.com",
    "status.x.ai",
    "status.deepseek.com",
    "status.mistral.ai",
];
/// The status page's host.
pub const STATUS_HOST: &str = "status.openai.com";

/// Pairs each name with the text of its file.
macro_rules! named {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../scenarios/", $name, ".toml")))),*]
    };
}

/// Every scenario that comes with the lab: its name and its text.
const NAMED: &[(&str, &str)] = named![
    // For people: what the demo shows.
    "blip" "outage" "empty-body" "strict-csp" "retry-after" "flapping" "green-page" "status-down"
    "many-tabs"
    // Forms of the failing document.
    "json" "plain" "cloudflare" "nginx" "attachment" "stored-502" "healthy-then-down"
    // Where more helps than waiting, or nothing does.
    "stale-cache" "network-down" "long-outage"
    // A status page that answers badly.
    "status-html" "status-10mb" "status-garbage" "status-slow" "status-stall" "status-hostile"
    "status-redirect" "status-504" "status-busy" "status-2s" "status-20s" "status-cut"
    // A whole incident.
    "status-incident" "status-compat"
    // Not a failure of the document that is looked at.
    "challenge" "blocked" "rate-limited" "frame" "prerender" "in-app" "healthy"
    // A page that lives, and its messages.
    "chat" "hydrates" "modal" "prompts" "lost-prompt" "lost-answer" "lost-files"
    // A network or a server that answers badly.
    "malformed-retry-after" "redirect-elsewhere" "reset" "cut" "stall"
    "challenged-return" "challenged-loads-alone" "limited-return" "limit" "stalled"
    // ChatGPT's app as it is since September 2026, and its failures.
    "chatgpt" "post-fails" "stream-error" "stream-cut" "handoff-lost" "handoff-recovers"
    "handoff-stalls" "sentinel-fails" "prepare-fails" "chat-does-not-load"
    "sidebar-does-not-load" "blank-app" "session-fails" "signed-out" "logged-out"
    // Refusals and checks that are part of an outage, and gateways' other words.
    "refusing-outage" "unblock-challenges" "cloudflare-stock-502" "no-healthy-upstream"
    "challenged"
    // For pictures.
    "surfaces" "film"
];

/// What the lab serves over time.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The name it is asked for by: its file's, without `.toml`.
    #[serde(skip)]
    pub name: String,
    /// One sentence for people.
    pub about: String,
    /// How ChatGPT's app looks; absent: a plain shell with no known layout's ways.
    pub layout: Option<Layout>,
    /// What the random layout's marks are drawn from.
    #[serde(skip)]
    pub seed: Option<u32>,
    /// How patient the app is.
    #[serde(default)]
    pub page: Page,
    /// At least one, in order of time. The first one is served from the start.
    #[serde(rename = "phase")]
    pub phases: Vec<Phase>,
}

/// A stretch of time in which the replies stay the same.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// Unique in its scenario.
    pub name: String,
    /// How long it lasts on the wall clock; absent: until a test says `go`, or for ever.
    pub seconds: Option<f64>,
    /// What the status page says.
    #[serde(default)]
    pub status_page: StatusPage,
    /// How ChatGPT's app is answered where its requests are answered at all.
    #[serde(default)]
    pub chat: Chat,
    /// What differs from a healthy site; the first that fits is given.
    #[serde(default, rename = "reply")]
    pub replies: Vec<Reply>,
}

/// What the status page says in a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StatusPage {
    /// All systems operational, no incident.
    #[default]
    Operational,
    /// An open incident about ChatGPT, first step.
    Investigating,
    /// The same incident, cause found.
    Identified,
    /// The same incident, a mend is watched.
    Monitoring,
    /// The same incident, closed; all components operational.
    Resolved,
    /// Components of ChatGPT degraded, and no incident posted.
    Degraded,
    /// A maintenance of ChatGPT in progress.
    Maintenance,
    /// An open incident about the API alone: not ChatGPT's.
    ApiOnly,
}

/// One rule: which requests it is for, and what they get.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Reply {
    /// Host; absent: the site's hosts.
    pub host: Option<String>,
    /// Path without the query; a `*` at the end stands for anything. Absent: any.
    pub path: Option<String>,
    /// Methods; empty: any.
    pub methods: Vec<String>,
    /// Documents of a tab or a frame alone (`Sec-Fetch-Dest: document` or `iframe`).
    pub documents_only: bool,
    /// Speculative requests alone (`Sec-Purpose` is there).
    pub speculative_only: bool,
    /// The first request for an address alone: a page that loads itself again meets the next rule.
    pub first_only: bool,
    /// Requests without a `Cookie` alone: who was never there, and a probe that takes none.
    pub without_cookies: bool,
    /// Status; absent: 200, or 302 with `redirect`.
    pub status: Option<u16>,
    /// A named body of [`bodies`].
    pub body: Option<String>,
    /// A body as it stands; takes the place of `body`.
    pub text: Option<String>,
    /// The same, of any bytes; takes the place of both. Its type is for `headers` to say.
    #[serde(skip)]
    pub bytes: Option<Vec<u8>>,
    /// Headers, over those that come with the body.
    pub headers: BTreeMap<String, String>,
    /// `Retry-After` as an HTTP date so many seconds from now (below 0: in the past).
    pub retry_after_date_s: Option<i64>,
    /// `Location`.
    pub redirect: Option<String>,
    /// The body is filled up with spaces to so many bytes.
    pub pad_to: Option<usize>,
    /// Milliseconds before anything is answered.
    pub delay_ms: u64,
    /// Milliseconds between what is sent and a reset or a cut.
    pub hold_ms: u64,
    /// The body comes a byte at a time, one in so many milliseconds.
    pub drip_ms: Option<u64>,
    /// The answer never comes, or stops after the headers; the connection stays open.
    pub stall: Option<Stall>,
    /// The connection is reset (a TCP RST, not an orderly end).
    pub reset: Option<Reset>,
    /// The body ends early, in an orderly way.
    pub cut: Option<Cut>,
}

/// Where an answer stops without an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stall {
    /// Nothing is sent.
    BeforeHeaders,
    /// Headers are sent and half of the body.
    InBody,
}

/// Where a connection is reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reset {
    /// Nothing was sent.
    BeforeHeaders,
    /// In the middle of the header block.
    InHeaders,
    /// After the headers and six bytes of the body.
    BeforeTag,
    /// After the headers and half of the body.
    InBody,
}

/// How a body that ends early was announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cut {
    /// By `Content-Length`, and half of it came.
    Length,
    /// Chunked, and the last chunk never came.
    Chunked,
}

impl Phase {
    /// Whether the site itself answers well in it: no reply of it for the site fails.
    #[must_use]
    pub fn is_well(&self) -> bool {
        let fails = |reply: &Reply| {
            let of_site = reply.host.as_deref().is_none_or(|host| SITE_HOSTS.contains(&host));
            let fails = reply.status.is_some_and(|status| status >= 500);
            // A check of who has no cookies is none of who has some.
            let refuses = reply.status == Some(403) && !reply.without_cookies;
            let breaks = reply.stall.is_some() || reply.reset.is_some() || reply.cut.is_some();
            of_site && (fails || refuses || breaks)
        };
        self.chat.is_well() && !self.replies.iter().any(fails)
    }
}

impl Scenario {
    /// A scenario that comes with the lab.
    ///
    /// # Errors
    /// There is none of that name (the error lists those there are).
    pub fn named(name: &str) -> anyhow::Result<Self> {
        let Some((_, text)) = NAMED.iter().find(|(known, _)| *known == name) else {
            bail!("no scenario is called {name:?}; there are: {}", Self::names().join(", "));
        };
        Self::parse(name, text)
    }

    /// The names of all scenarios that come with the lab.
    #[must_use]
    pub fn names() -> Vec<&'static str> {
        NAMED.iter().map(|(name, _)| *name).collect()
    }

    /// Reads a scenario from its TOML text.
    ///
    /// # Errors
    /// Not TOML of this shape, no phase, two phases of one name, an unknown body, a bad status.
    pub fn parse(name: &str, text: &str) -> anyhow::Result<Self> {
        let mut scenario: Self =
            toml::from_str(text).with_context(|| format!("scenario {name} cannot be read"))?;
        scenario.name = name.to_owned();
        scenario.check().with_context(|| format!("scenario {name} makes no sense"))?;
        Ok(scenario)
    }

    /// The same without durations: phases change only when a test says so.
    #[must_use]
    pub fn by_hand(mut self) -> Self {
        for phase in &mut self.phases {
            phase.seconds = None;
        }
        self
    }

    /// The same in another layout of ChatGPT's app.
    #[must_use]
    pub fn in_layout(mut self, layout: Layout) -> Self {
        self.layout = Some(layout);
        self
    }

    /// With a seed where the random layout may need one and has none: of `LAB_SEED`, or another each
    /// time.
    pub(crate) fn drawn(mut self) -> Self {
        if self.layout.is_some() && self.seed.is_none() {
            let given = std::env::var("LAB_SEED").ok().and_then(|seed| seed.parse().ok());
            let drawn = || RandomState::new().build_hasher().finish() as u32;
            self.seed = Some(given.unwrap_or_else(drawn));
        }
        self
    }

    fn check(&self) -> anyhow::Result<()> {
        ensure!(!self.phases.is_empty(), "it has no phase");
        for (index, phase) in self.phases.iter().enumerate() {
            let double = self.phases.iter().skip(index + 1).any(|other| other.name == phase.name);
            ensure!(!double, "two phases are called {:?}", phase.name);
            if let Some(seconds) = phase.seconds {
                ensure!((0.0..=86_400.0).contains(&seconds), "{}: {seconds} s", phase.name);
            }
            for reply in &phase.replies {
                if let Some(status) = reply.status {
                    ensure!((200..=599).contains(&status), "{}: status {status}", phase.name);
                }
                if let Some(body) = &reply.body {
                    ensure!(bodies::is_known(body), "{}: no body {body:?}", phase.name);
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn every_scenario_that_comes_with_the_lab_can_be_read_and_is_named() {
        for name in Scenario::names() {
            let scenario = Scenario::named(name).unwrap();
            assert!(scenario.about.ends_with('.'), "{name}: its purpose is a sentence");
        }
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|file| file.unwrap().file_name().to_string_lossy().replace(".toml", ""))
            .collect();
        files.sort();
        let mut names = Scenario::names();
        names.sort_unstable();
        assert_eq!(files, names);
    }

    #[test]
    fn a_phase_is_well_where_the_site_answers_whoever_has_been_there() {
        for (name, phases) in [
            ("chatgpt", [("up", true), ("handed-over", true)]),
            ("stream-error", [("failing", false), ("back", true)]),
            ("handoff-stalls", [("up", true), ("stalling", false)]),
            ("signed-out", [("signed-out", false), ("back", true)]),
            ("refusing-outage", [("refusing", false), ("back", true)]),
            ("challenged", [("down", false), ("back", true)]),
        ] {
            let scenario = Scenario::named(name).unwrap();
            for (phase, well) in phases {
                let phase = scenario.phases.iter().find(|known| known.name == phase).unwrap();
                assert_eq!(phase.is_well(), well, "{name} {}", phase.name);
            }
        }
    }

    #[test]
    fn a_scenario_that_makes_no_sense_says_so() {
        let refused = |text: &str| format!("{:#}", Scenario::parse("bad", text).unwrap_err());
        assert!(refused("about = \"a.\"\nphase = []").contains("no phase"));
        let twice = "about = \"a.\"\n[[phase]]\nname = \"a\"\n[[phase]]\nname = \"a\"";
        assert!(refused(twice).contains("two phases"));
        let unknown = "about = \"a.\"\n[[phase]]\nname = \"a\"\n[[phase.reply]]\nbody = \"x\"";
        assert!(refused(unknown).contains("no body"));
        let misspelt = "about = \"a.\"\n[[phase]]\nname = \"a\"\nsecond = 3";
        assert!(refused(misspelt).contains("unknown field"));
    }
}
