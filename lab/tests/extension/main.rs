//! The built extension in real browsers, against the lab. `cargo xtask build` comes first.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, missing_docs)]

mod access;
mod accounts;
mod advice;
mod answers;
mod assistants;
mod attachments;
mod autumn;
mod bad_input;
mod beside;
mod blank_app;
mod cache;
mod challenged;
mod chat;
mod check;
mod coming_back;
mod crowded;
mod death;
mod disk;
mod dispatched;
mod drafts;
mod elsewhere;
mod errors;
mod faults;
mod gone;
mod habits;
mod healthy_chat;
mod history;
mod hostile;
mod in_app;
mod incident;
mod install;
mod languages;
mod layouts;
mod limits;
mod lives;
mod load;
mod longer;
mod machine;
mod managed;
mod narrow;
mod needed;
mod neighbours;
mod network;
mod off;
mod own_site;
mod people;
mod permissions;
mod pictures;
mod playground;
mod popup;
mod private;
mod prompts;
mod recognised;
mod refusals;
mod remedies;
mod restart;
mod saved;
mod settings;
mod stalled;
mod status;
mod stored;
mod surfaces;
mod told;
mod traces;
mod traps;
mod unanswered;
mod unread_texts;
mod update;
mod walk;
mod welcome;
mod words;

use lab::drive::{Browser, Kind, Options, PanelSeen};
use lab::{Lab, Record, Scenario};
use std::path::PathBuf;
use std::time::Duration;

/// What must come within moments gets this long on a busy machine.
const SOON: Duration = Duration::from_secs(60);

/// Where a person is when it happens: with a query and a fragment that must not be lost.
const CHAT: &str = "https://chatgpt.com/c/abc?model=auto#latest";

/// What the core heard last, as its record of faults has it, without the whole states in it.
const HEARD: &str = "
    const { trace } = await chrome.storage.session.get('trace');
    return trace?.filter(([isState]) => !isState).slice(-30).map(([, line]) => line.slice(0, 200))";

/// A lab whose phases the test moves on, and a browser with the extension.
struct Stage {
    lab: Lab,
    browser: Browser,
    /// Where the extension stands that a test altered: it must outlive the browser.
    scratch: Option<lab::drive::Scratch>,
}

/// What is taken away from the extension, and where.
struct Taken<'a> {
    script: &'a str,
    from_background: bool,
    from_pages: &'a [&'a str],
}

impl Stage {
    async fn set(kind: Kind, scenario: &str) -> Self {
        Self::set_with(kind, scenario, Options::default()).await
    }

    async fn set_with(kind: Kind, scenario: &str, options: Options) -> Self {
        Self::set_scene(kind, Scenario::named(scenario).unwrap(), options).await
    }

    async fn set_scene(kind: Kind, scenario: Scenario, options: Options) -> Self {
        let stage = Self::opened(kind, scenario, extension(kind), options).await;
        stage.browser.extension_ready().await.unwrap();
        stage
    }

    /// With the extension of that folder, whatever becomes of it.
    async fn opened(kind: Kind, scenario: Scenario, folder: PathBuf, options: Options) -> Self {
        let lab = Lab::start(scenario.by_hand()).await.unwrap();
        let options = Options { extension: Some(folder), ..options };
        let browser = Browser::open(kind, &lab, options).await.unwrap();
        Self { lab, browser, scratch: None }
    }

    /// With the extension, whose background and whose named pages first run a script that takes
    /// something of the browser's away from them.
    async fn without(kind: Kind, scenario: &str, taken: &Taken<'_>, options: Options) -> Self {
        let scratch = lab::drive::Scratch::new().unwrap();
        let folder = scratch.path().join("extension");
        needed::copy(&extension(kind), &folder);
        std::fs::write(folder.join("taken.js"), taken.script).unwrap();
        if taken.from_background {
            let background = folder.join("background.js");
            let code = std::fs::read_to_string(&background).unwrap();
            std::fs::write(&background, format!("import \"./taken.js\";\n{code}")).unwrap();
        }
        for page in taken.from_pages {
            let code = std::fs::read_to_string(folder.join(page)).unwrap();
            let first = "<script type=\"module\"";
            assert!(code.contains(first), "{page} has another form");
            let code =
                code.replacen(first, &format!("<script src=\"taken.js\"></script>{first}"), 1);
            std::fs::write(folder.join(page), code).unwrap();
        }
        let scenario = Scenario::named(scenario).unwrap();
        let mut stage = Self::opened(kind, scenario, folder, options).await;
        stage.scratch = Some(scratch);
        stage.browser.extension_ready().await.unwrap();
        stage
    }

    /// With the chat failing in it, and its card painted.
    async fn failing(kind: Kind, scenario: &str) -> Self {
        let stage = Self::set(kind, scenario).await;
        stage.browser.goto(CHAT).await.unwrap();
        stage.panel("the panel", |panel| panel.text.contains("Next check")).await;
        stage
    }

    async fn panel(&self, what: &str, wanted: impl Fn(&PanelSeen) -> bool) -> PanelSeen {
        let seen = self.browser.wait_panel(what, |panel| panel.is_some_and(&wanted), SOON).await;
        self.told(seen).await.unwrap()
    }

    async fn healthy(&self) {
        let script = "document.querySelector('#prompt-textarea')";
        self.told(self.browser.wait_page("ChatGPT itself", script, SOON).await).await;
    }

    async fn probes(&self, at_least: usize) {
        let enough = |all: &[Record]| all.iter().filter(|r| is_probe(r)).count() >= at_least;
        self.told(self.lab.wait_for("probes", enough, SOON).await).await;
    }

    async fn no_panel(&self) {
        let none = self.browser.wait_panel("no panel", |panel| panel.is_none(), SOON).await;
        self.told(none).await;
    }

    /// The value, or a failure with all that is known of the browser and the lab.
    async fn told<T>(&self, result: anyhow::Result<T>) -> T {
        let error = match result {
            Ok(value) => return value,
            Err(error) => error,
        };
        let asked: Vec<String> = self.lab.records().iter().map(lab::records::line).collect();
        let card = self.browser.panel().await.ok().flatten().map(|panel| panel.text);
        let offer =
            self.browser.offer().await.ok().flatten().map(|offer| (offer.text, offer.place));
        let seen =
            self.browser.eval("return [document.visibilityState, document.hasFocus()]").await;
        let problems = self.browser.console_problems().await;
        let heard = self.browser.in_extension(HEARD).await;
        panic!(
            "{error:#}\nthe page is seen: {seen:?}\nthe card: {card:?}\nthe offer: {offer:?}\nconsoles: {problems:#?}\n\
             the core heard: {heard:#?}\nthe lab was asked:\n{}",
            asked.join("\n")
        )
    }

    /// Waits until the extension has no outage left: no badge, no timer, nothing kept open.
    async fn outage_ended(&self) {
        let script = "
            const open = async () => (await chrome.storage.session.get('open')).open;
            return await new Promise((done) => {
              const look = async () => { if (!(await open())) done(true) };
              chrome.storage.session.onChanged.addListener(look);
              look();
            })";
        let ended = self.browser.in_extension(script).await;
        assert_eq!(self.told(ended).await, true);
    }

    /// The same where it may take longer than a driver lets a script run.
    async fn outage_ended_within(&self, limit: Duration) {
        let script = "
            return await new Promise((done) => {
              const look = async () => {
                const { open } = await chrome.storage.session.get('open');
                if (!open) done(true);
              };
              chrome.storage.session.onChanged.addListener(look);
              setTimeout(done, 20_000, false);
              look();
            })";
        let ended =
            async { while self.told(self.browser.in_extension(script).await).await != true {} };
        tokio::time::timeout(limit, ended).await.expect("the outage ends");
    }

    /// How often the site was asked for a tab's document.
    fn documents(&self) -> usize {
        let of_site = |host: &str| lab::scenario::SITE_HOSTS.contains(&host);
        self.lab.hits(|record| record.is_main_document() && of_site(&record.host))
    }

    /// Every host that any request of the browser went to, whoever made it: all of them come to the
    /// lab. The watched hosts, the status page, and the pages that the test itself went to.
    fn asked_nobody_else(&self, went_to: &[&str]) {
        let is_known = |host: &str| is_ours(host) || went_to.contains(&host);
        let mut asked: Vec<String> = self.lab.records().iter().map(|it| it.host.clone()).collect();
        asked.sort();
        asked.dedup();
        println!("{}: {asked:?}", self.browser.kind());
        assert!(asked.iter().all(|host| is_known(host)), "{asked:?}");
    }

    /// What no page of the host itself fetched, the extension did: from three hosts alone, over every
    /// test that comes to its end.
    fn fetched_from_nobody_else(&self) {
        let all = self.lab.records();
        let by_us =
            |it: &&Record| it.is_fetch() && it.header("sec-fetch-site") != Some("same-origin");
        let others = all.iter().filter(by_us).find(|it| !is_ours(&it.host));
        assert!(others.is_none(), "{others:?}");
    }

    /// Ends it: no console may hold a problem.
    async fn end(self) {
        self.end_but(|_| false).await;
    }

    /// Ends it: no console may hold a problem but what is expected.
    async fn end_but(self, expected: impl Fn(&str) -> bool) {
        self.fetched_from_nobody_else();
        let mut problems = self.browser.console_problems().await.unwrap();
        problems.retain(|problem| !expected(problem));
        assert!(problems.is_empty(), "{problems:#?}");
        self.browser.close().await.unwrap();
    }
}

/// Writes down what came of a remedy in a browser, for the table in docs/remedies.md: the last thing
/// that a test does, so that one that fails leaves nothing.
fn came(kind: Kind, remedy: &str, outcome: &str, test: &str) {
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let folder = target.parent().unwrap().join("remedies");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{remedy}.{kind}")), format!("{outcome}\n{test}\n"))
        .unwrap();
}

/// A watched host, or the status page's: no other is ever asked by the extension.
fn is_ours(host: &str) -> bool {
    let others = lab::scenario::OTHER_STATUS_HOSTS.contains(&host);
    lab::scenario::SITE_HOSTS.contains(&host) || host == lab::scenario::STATUS_HOST || others
}

/// Chats that fail without a word, beside pages that are well: in a chat's place stands the browser's own
/// page, which lets nobody in, so that a page of ours waits there.
const SILENT_CHATS: &str = r#"
about = "Chats that fail without a word, beside pages that are well."
[[phase]]
name = "down"
[[phase.reply]]
path = "/c/*"
status = 502
body = "empty"
[[phase]]
name = "up"
"#;

fn is_probe(record: &Record) -> bool {
    record.method == "HEAD"
}

/// The extension as it was built.
fn extension(kind: Kind) -> PathBuf {
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    target.parent().unwrap().join("extension").join(kind.to_string())
}

/// As `in_both`, for what takes a minute and more, and whose law a native test holds: these are run by
/// `cargo xtask soak`, and passed over by `cargo xtask test`.
macro_rules! in_both_and_long {
    ($($situation:ident)*) => {
        mod long {
            mod chromium {
                $(#[tokio::test(flavor = "multi_thread")]
                async fn $situation() {
                    super::super::$situation(lab::drive::Kind::Chrome).await
                })*
            }
            mod firefox {
                $(#[tokio::test(flavor = "multi_thread")]
                async fn $situation() {
                    super::super::$situation(lab::drive::Kind::Firefox).await
                })*
            }
        }
    };
}
pub(crate) use in_both_and_long;
pub(crate) use lab::in_both;
