//! Assistants that somebody chose: each gets its card, its bar and its status in its own name, and with
//! none chosen nothing is heard of them.

use super::{SOON, Stage, Taken, extension, in_both};
use lab::assistants::{IS_THERE, chat, choosing};
use lab::drive::{Kind, Options, PanelSeen, Scratch};
use lab::prompts::Editor;
use lab::{Record, Scenario};
use serde_json::json;
use sites::Site;

/// Down and up again, with the owner's incident posted.
const DOWN: &str = r#"
about = "Every site fails, and its owner has posted it; then it is back."
[[phase]]
name = "down"
status_page = "identified"
[[phase.reply]]
documents_only = true
status = 502
body = "cloudflare"
[[phase.reply]]
methods = ["HEAD"]
status = 502
body = "empty"
[[phase]]
name = "up"
"#;

/// A page that lives, whose messages meet a 502.
const MESSAGES: &str = r#"
about = "A page that lives, whose messages fail; then all is well again."
[[phase]]
name = "up"
[[phase]]
name = "refused"
[[phase.reply]]
methods = ["POST", "HEAD"]
status = 502
body = "json"
[[phase]]
name = "back"
"#;

/// With access to the sites of those assistants, as their person gives it by the switch: no driver can
/// answer the browser's own question.
pub(super) async fn chosen(kind: Kind, scenario: &str, sites: &[Site], on: &[Site]) -> Stage {
    let scratch = Scratch::new().unwrap();
    let folder = scratch.path().join("extension");
    lab::assistants::with_access(&extension(kind), &folder, sites).unwrap();
    let scenario = Scenario::parse("assistants", scenario).unwrap().by_hand();
    let mut stage = Stage::opened(kind, scenario, folder, Options::default()).await;
    stage.scratch = Some(scratch);
    stage.browser.extension_ready().await.unwrap();
    stage.told(stage.browser.in_extension(&choosing(on)).await).await;
    stage
}

/// No other assistant's name stands in what is said.
fn names_alone(panel: &PanelSeen, site: Site) {
    let service = site.service();
    assert!(panel.text.contains(service.name), "{}: {}", service.id, panel.text);
    for other in Site::homes().filter(|other| *other != site).map(Site::service) {
        let said = panel.text.contains(other.name) || panel.text.contains(other.owner);
        // "Perplexity" is in "Perplexity AI", and "DeepSeek" is both.
        assert!(!said, "{}: {} in {}", service.id, other.name, panel.text);
    }
}

async fn claude_fails_and_comes_back_in_its_own_name(kind: Kind) {
    let stage = chosen(kind, DOWN, &[Site::Claude], &[Site::Claude]).await;
    stage.browser.goto(&chat(Site::Claude)).await.unwrap();
    let posted = "Anthropic found the cause and is working on a fix: ";
    let panel = stage.panel("the incident", |panel| panel.text.contains(posted)).await;
    assert!(panel.text.contains("Claude isn’t responding right now"), "{}", panel.text);
    assert!(panel.outside[0].text.contains("Elevated errors"), "{:?}", panel.outside);
    names_alone(&panel, Site::Claude);
    // By its own page, and by nobody else's.
    let asked = |host: &str| stage.lab.hits(|it| it.host == host && it.is_fetch());
    assert!(asked("status.claude.com") > 0);
    assert_eq!(asked("status.openai.com"), 0);
    stage.browser.press("Check now").await.unwrap();
    stage.probes(1).await;
    let probes = stage.lab.records().into_iter().filter(super::is_probe);
    assert!(probes.clone().all(|it| it.host == "claude.ai"), "{:?}", probes.collect::<Vec<_>>());
    stage.lab.go("up").unwrap();
    stage.told(stage.browser.wait_page("Claude itself", IS_THERE, SOON * 3).await).await;
    assert_eq!(stage.browser.url().await.unwrap(), chat(Site::Claude));
    stage.outage_ended().await;
    stage.end().await;
}

/// A message that its site refuses is kept, given back where it was written after the person's own reload,
/// and sent by its person alone.
async fn given_back(stage: &Stage, site: Site, text: &str) {
    let page = &stage.browser;
    let sent = |all: &[Record]| {
        all.iter().filter(|it| it.method == "POST" && it.host == site.host()).count()
    };
    stage.lab.go("up").unwrap();
    page.goto(&chat(site)).await.unwrap();
    stage.told(Editor::ProseMirror.ready(page).await).await;
    stage.lab.go("refused").unwrap();
    stage.told(page.eval(&format!("lab.write({})", json!(text))).await).await;
    stage.told(Editor::ProseMirror.holds(page, text).await).await;
    stage.told(Editor::ProseMirror.send(page).await).await;
    let says = format!("{} didn’t answer your message", site.service().name);
    let bar = stage.panel("the bar", |bar| bar.text.contains(&says)).await;
    names_alone(&bar, site);
    stage.is_kept(text).await;
    stage.lab.go("back").unwrap();
    stage.told(page.reload().await).await;
    stage.told(Editor::ProseMirror.ready(page).await).await;
    let offered =
        |bar: Option<&PanelSeen>| bar.is_some_and(|bar| bar.button("Restore prompt").is_some());
    stage.told(page.wait_offer("the offer", offered, SOON).await).await;
    stage.told(Editor::ProseMirror.holds(page, "").await).await;
    stage.told(page.press_offer("Restore prompt").await).await;
    stage.told(Editor::ProseMirror.holds(page, text).await).await;
    assert_eq!(sent(&stage.lab.records()), 1, "nothing is sent to {site:?} but by its person");
    stage.told(Editor::ProseMirror.send(page).await).await;
    stage.told(stage.lab.wait_for("the message", |all| sent(all) == 2, SOON).await).await;
    stage.nothing_kept().await;
    stage.outage_ended().await;
}

/// With lines of their own, code, emoji, and both directions.
const MESSAGE: &str = "Why is the sky blue?\n\n  let sky = \"🌤️\";\n- שלום\nIn two lines.";

async fn a_message_to_claude_that_failed_is_kept_and_given_back(kind: Kind) {
    let stage = chosen(kind, MESSAGES, &[Site::Claude], &[Site::Claude]).await;
    given_back(&stage, Site::Claude, MESSAGE).await;
    stage.end_but(|told| told.contains("502")).await;
}

/// Each is written in with its own editor: Quill, Lexical, ProseMirror, or a plain text field.
async fn a_message_that_failed_is_given_back_by_every_other_assistant(kind: Kind) {
    let others: Vec<Site> =
        Site::homes().filter(|site| !site.is_installed() && *site != Site::Claude).collect();
    let stage = chosen(kind, MESSAGES, &others, &others).await;
    for site in others {
        given_back(&stage, site, &format!("{MESSAGE}\n{}", site.service().id)).await;
    }
    // Firefox itself says what it does for one of these sites.
    stage.end_but(|told| told.contains("502") || told.contains("Storage Access API")).await;
}

async fn every_other_assistant_gets_its_card_in_its_own_name(kind: Kind) {
    let others: Vec<Site> = Site::homes().filter(|site| !site.is_installed()).collect();
    let stage = chosen(kind, DOWN, &others, &others).await;
    for site in others {
        stage.lab.go("down").unwrap();
        stage.browser.goto(&chat(site)).await.unwrap();
        let title = format!("{} isn’t responding right now", site.service().name);
        let has = |panel: &PanelSeen| panel.text.contains(&title) && panel.text.contains("Next");
        let panel = stage.panel(&title, has).await;
        names_alone(&panel, site);
        stage.lab.go("up").unwrap();
        stage.browser.reload().await.unwrap();
        stage.told(stage.browser.wait_page("the app", IS_THERE, SOON).await).await;
        stage.outage_ended().await;
    }
    // Firefox's `Origin` is another for each installation, so nobody is sent one.
    let is_named = |it: &Record| it.header("origin").is_some_and(|it| it.starts_with("moz-"));
    let named: Vec<_> = stage.lab.records().into_iter().filter(is_named).collect();
    assert!(named.is_empty(), "{named:?}");
    // Said by Firefox itself, of what it does for one of these sites.
    stage.end_but(|told| told.contains("Storage Access API")).await;
}

/// The browser's own question, answered by the test: what is asked for is noted, as what is given back.
pub(super) const ASKED: &str = "
    const page = document.documentElement.dataset;
    page.asked = '[]';
    const note = (step, { origins }) => {
      page.asked = JSON.stringify([...JSON.parse(page.asked), [step, ...origins]]);
    };
    chrome.permissions.request = async (what) => (note('request', what), page.gives === 'true');
    chrome.permissions.remove = async (what) => (note('remove', what), true);";

async fn the_switch_asks_for_its_hosts_and_gives_them_back(kind: Kind) {
    let taken = Taken { script: ASKED, from_background: false, from_pages: &["settings.html"] };
    let stage = Stage::without(kind, "healthy", &taken, Options::default()).await;
    let settings = stage.browser.extension_url("settings.html").unwrap();
    stage.browser.new_tab(&settings).await.unwrap();
    let switch = "document.querySelector('[data-setting=on_copilot]')";
    stage.told(stage.browser.wait_page("the switch", switch, SOON).await).await;
    let said = |words: &str| {
        format!(
            "[...document.querySelectorAll('.said')].some((it) => it.textContent.includes({}))",
            json!(words)
        )
    };
    let kept = "return (await chrome.storage.sync.get('settings')).settings?.on_copilot ?? null";
    for (gives, words, is_on) in
        [(false, "permission", false), (true, "Saved.", true), (true, "Saved.", false)]
    {
        let gives = format!("document.documentElement.dataset.gives = {gives}");
        stage.browser.eval(&gives).await.unwrap();
        stage
            .browser
            .eval("document.querySelectorAll('.said').forEach((it) => (it.textContent = ''))")
            .await
            .unwrap();
        stage.told(stage.browser.click(switch).await).await;
        stage.told(stage.browser.wait_page(words, &said(words), SOON).await).await;
        let is = stage.told(stage.browser.in_extension(kept).await).await;
        assert_eq!(is.as_bool().unwrap_or_default(), is_on, "{words}");
    }
    let hosts = ["https://status.cloud.microsoft/*", "https://copilot.microsoft.com/*"];
    let step = |what: &str| json!([what, hosts[0], hosts[1]]);
    let asked = "return JSON.parse(document.documentElement.dataset.asked)";
    let asked = stage.browser.eval(asked).await.unwrap();
    assert_eq!(asked, json!([step("request"), step("request"), step("remove")]));
    let label =
        "return document.querySelector('[data-setting=on_copilot]').closest('section').textContent";
    let label = stage.browser.eval(label).await.unwrap();
    let label = label.as_str().unwrap();
    assert!(label.contains("Copilot") && label.contains("By Microsoft."), "{label}");
    stage.end().await;
}

async fn the_check_looks_at_each_that_was_chosen(kind: Kind) {
    let stage = chosen(kind, MESSAGES, &[Site::Claude], &[Site::Claude]).await;
    stage.browser.goto(&chat(Site::Claude)).await.unwrap();
    stage.told(Editor::ProseMirror.ready(&stage.browser).await).await;
    let lines = stage.check().await;
    let has = |mark: char, words: &[&str]| {
        lines.iter().any(|line| line.starts_with(mark) && words.iter().all(|it| line.contains(it)))
    };
    assert!(has('✓', &["COMPOSERS: [0]", "crates/sites/src/claude.rs"]), "{lines:#?}");
    assert!(has('✓', &["status page of Claude", "Claude operational"]), "{lines:#?}");
    assert!(has('✓', &["HEAD from its page: 200"]), "{lines:#?}");
    assert!(has('✗', &["no tab with ChatGPT is open"]), "{lines:#?}");
    assert!(!lines.iter().any(|line| line.contains("Gemini")), "{lines:#?}");
    stage.browser.close().await.unwrap();
}

/// Access without a choice, and a choice without access.
async fn nothing_is_heard_of_an_assistant_that_nobody_chose_or_let_in(kind: Kind) {
    for (given, on) in [(&[Site::Claude][..], &[][..]), (&[], &[Site::Claude])] {
        let stage = chosen(kind, DOWN, given, on).await;
        stage.browser.goto(&chat(Site::Claude)).await.unwrap();
        // ChatGPT's own is told as always, which proves that what came before was heard by nobody.
        stage.browser.goto("https://chatgpt.com/c/1").await.unwrap();
        let panel = stage.panel("the card", |panel| panel.text.contains("Next check")).await;
        names_alone(&panel, Site::ChatGpt);
        let core = stage.told(stage.browser.in_extension(super::HEARD).await).await;
        assert!(!core.to_string().contains("claude.ai"), "{core}");
        assert_eq!(stage.lab.hits(|it| it.host == "claude.ai" && it.is_fetch()), 0);
        assert_eq!(stage.lab.hits(|it| it.host == "status.claude.com"), 0);
        stage.browser.close().await.unwrap();
    }
}

in_both! {
    a_message_that_failed_is_given_back_by_every_other_assistant
    a_message_to_claude_that_failed_is_kept_and_given_back
    claude_fails_and_comes_back_in_its_own_name
    every_other_assistant_gets_its_card_in_its_own_name
    the_check_looks_at_each_that_was_chosen
    the_switch_asks_for_its_hosts_and_gives_them_back
    nothing_is_heard_of_an_assistant_that_nobody_chose_or_let_in
}
