//! A message that is not answered while its page lives: the bar, and what is no reason for one.

use super::{CHAT, Stage, in_both, is_probe};
use lab::drive::{Browser, Kind, Options, PanelSeen, Scratch};
use lab::{Lab, Record, Scenario};
use std::path::{Path, PathBuf};

const SEND: &str = "document.querySelector('#prompt-textarea').innerText = 'A question.';
    document.getElementById('composer').requestSubmit()";

impl Stage {
    /// Writes a message and sends it; the lab was asked once more when this returns.
    async fn send(&self) {
        let before = self.lab.hits(is_message);
        self.told(self.browser.eval(SEND).await).await;
        let more = |all: &[Record]| all.iter().filter(|r| is_message(r)).count() > before;
        self.told(self.lab.wait_for("the message", more, super::SOON).await).await;
    }

    async fn chat(kind: Kind) -> Self {
        let stage = Self::set(kind, "chat").await;
        stage.browser.goto(CHAT).await.unwrap();
        stage.healthy().await;
        stage
    }

    /// What the shell said to its person last, as often as it was said.
    async fn shell_says(&self, count: usize, what: &str) {
        let said = format!("document.querySelectorAll('#thread .{what}').length >= {count}");
        self.told(self.browser.wait_page("the shell's word", &said, super::SOON).await).await;
    }
}

fn is_message(record: &Record) -> bool {
    record.method == "POST" && record.path_only() == "/backend-api/f/conversation"
}

async fn a_message_that_got_no_answer_is_watched_for_and_the_page_stays(kind: Kind) {
    let stage = Stage::chat(kind).await;
    stage.lab.go("bad-gateway").unwrap();
    stage.send().await;
    let bar = stage.panel("the bar", |bar| bar.text.contains("error 502")).await;
    assert_eq!(bar.count, 1);
    assert!(bar.live.contains("didn’t answer your message"), "{}", bar.live);
    for button in ["Check now", "More help", "Hide"] {
        assert!(bar.button(button).is_some(), "{button}: {bar:?}");
    }
    stage.browser.press("Check now").await.unwrap();
    stage.probes(1).await;
    stage.panel("what the check brought", |bar| bar.text.contains("Still down")).await;
    stage.lab.go("up").unwrap();
    let back = stage.panel("the word", |bar| bar.text.contains("is responding again")).await;
    assert!(back.text.contains("Try sending your message again"), "{}", back.text);
    assert!(back.text.contains("is saved first"), "a reload is told for what it is: {}", back.text);
    assert_eq!(stage.documents(), 1, "a page that lives is never loaded by itself");
    stage.send().await;
    stage.no_panel().await;
    stage.outage_ended().await;
    assert_eq!((stage.documents(), stage.lab.hits(is_message)), (1, 2));
    stage.end().await;
}

async fn a_click_loads_the_page_again(kind: Kind) {
    let stage = Stage::chat(kind).await;
    stage.lab.go("bad-gateway").unwrap();
    stage.send().await;
    stage.panel("the bar", |bar| bar.text.contains("error 502")).await;
    stage.browser.eval("document.documentElement.dataset.before = 'yes'").await.unwrap();
    stage.lab.go("up").unwrap();
    stage.panel("the word", |bar| bar.button("Reload page").is_some()).await;
    // A page too busy to say whether its text is safe does not go: the next click asks again.
    // It begins in the click itself, once the bar has sent it: Chromium puts a page's own tasks off behind
    // a click, and the page would have gone before.
    let busy = "
        document.querySelector('gatewatch-panel').addEventListener('click', () => {
          for (const until = performance.now() + 7000; performance.now() < until; ) ;
        }, { once: true })";
    stage.browser.eval(busy).await.unwrap();
    stage.browser.press("Reload page").await.unwrap();
    let unsaved = "Only part of your text could be saved";
    stage.panel("that it stays", |bar| bar.text.contains(unsaved)).await;
    assert_eq!(stage.documents(), 1);
    stage.browser.press("Reload page").await.unwrap();
    let anew = "!document.documentElement.dataset.before && document.querySelector('#composer')";
    stage.told(stage.browser.wait_page("a new page", anew, super::SOON).await).await;
    stage.no_panel().await;
    stage.outage_ended().await;
    assert_eq!((stage.documents(), stage.lab.hits(is_message)), (2, 1));
    stage.end().await;
}

async fn an_answer_that_breaks_off_is_said_so(kind: Kind) {
    for phase in ["cut", "reset"] {
        let stage = Stage::chat(kind).await;
        stage.lab.go(phase).unwrap();
        stage.send().await;
        let words = ["cut off partway", "cut off before", "is responding again"];
        stage.panel("the bar", |bar| words.iter().any(|word| bar.text.contains(word))).await;
        stage.lab.go("up").unwrap();
        stage.panel("the word", |bar| bar.text.contains("is responding again")).await;
        assert_eq!(stage.documents(), 1, "{phase}");
        stage.end().await;
    }
}

async fn stop_limits_and_telemetry_show_nothing_and_a_healthy_chat_wakes_no_core(kind: Kind) {
    let stage = Stage::chat(kind).await;
    // The core keeps its state when it wakes: what is not kept did not wake.
    stage.browser.in_extension("await chrome.storage.session.clear()").await.unwrap();
    stage.browser.kill_background().await.unwrap();
    for count in 1..=3 {
        stage.send().await;
        stage.shell_says(count, "assistant").await;
    }
    stage.lab.go("telemetry").unwrap();
    let telemetry = "await Promise.all(['/ces/v1/t', '/backend-api/conversations?offset=0']
        .map((path) => fetch(path, { method: 'POST', body: '{}' })))";
    stage.browser.eval(telemetry).await.unwrap();
    stage.lab.go("limited").unwrap();
    stage.send().await;
    stage.shell_says(1, "error").await;
    stage.lab.go("hangs").unwrap();
    let stop = "const stop = new AbortController();
        const asked = fetch('/backend-api/f/conversation',
          { method: 'POST', body: '{}', signal: stop.signal });
        const reader = (await asked).body.getReader();
        await reader.read();
        stop.abort();
        return await reader.read().catch((error) => error.name)";
    assert_eq!(stage.browser.eval(stop).await.unwrap(), "AbortError");
    // Left in the middle of an answer.
    let leave = "(await fetch('/backend-api/f/conversation', { method: 'POST', body: '{}' }))
        .text().catch(() => {})";
    stage.browser.eval(&format!("const asked = {leave}; return true")).await.unwrap();
    stage.browser.goto("https://other.example/").await.unwrap();
    stage.lab.go("up").unwrap();
    stage.browser.goto(CHAT).await.unwrap();
    stage.healthy().await;
    // All that a background notes before any wasm is that it lives, and the answer that was left, for as
    // long as the browser's page cache holds its document; the others go as the browser tells their ends.
    let kept = "const { promise: told, resolve } = Promise.withResolvers();
        const look = async () => {
          const { lives, looks = {}, ...others } = await chrome.storage.session.get();
          if (Object.keys(looks).length <= 1) resolve(others);
        };
        chrome.storage.session.onChanged.addListener(look);
        await look();
        return await told";
    let kept = stage.browser.in_extension(kept).await.unwrap();
    assert_eq!(kept, serde_json::json!({}));
    assert!(stage.browser.panel().await.unwrap().is_none());
    assert_eq!((stage.lab.hits(is_probe), stage.documents()), (0, 2));
    stage.end().await;
}

/// Whether the bar lies over an element of the page.
async fn covers(stage: &Stage, bar: &PanelSeen, selector: &str) -> bool {
    let script = format!(
        "const {{ x, y, width, height }} = document.querySelector('{selector}')
           .getBoundingClientRect();
         return [x, y, width, height]"
    );
    let found = stage.browser.eval(&script).await.unwrap();
    let (x, y, width, height): (f64, f64, f64, f64) = serde_json::from_value(found).unwrap();
    let (left, top, wide, high) = bar.place;
    x < left + wide && left < x + width && y < top + high && top < y + height
}

async fn the_bar_is_thin_and_covers_neither_composer_nor_chat(kind: Kind) {
    let stage = Stage::chat(kind).await;
    stage.lab.go("bad-gateway").unwrap();
    stage.send().await;
    stage.panel("the bar", |bar| bar.text.contains("error 502")).await;
    // A title, two lines of text at most, and on a narrow page the buttons below.
    for (width, height, thin) in [(1280, 800, 80.0), (320, 640, 120.0)] {
        stage.browser.viewport(width, height).await.unwrap();
        let fits = |bar: &PanelSeen| {
            let (left, top, wide, high) = bar.place;
            top == 0.0 && left >= 0.0 && left + wide <= f64::from(width) && high <= thin
        };
        let bar = stage.panel("a thin bar", fits).await;
        for selector in ["#composer", "#thread"] {
            assert!(!covers(&stage, &bar, selector).await, "{selector} at {width}: {bar:?}");
        }
        for button in &bar.buttons {
            assert!(button.x > 0.0 && button.x < f64::from(width), "{button:?}");
        }
    }
    stage.end().await;
}

async fn a_page_that_writes_its_whole_document_anew_keeps_the_bar_and_its_peace(kind: Kind) {
    let stage = Stage::set(kind, "hydrates").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the bar", |bar| bar.text.contains("error 502")).await;
    let hydrated = "return document.documentElement.dataset.hydrated ?? 'not yet'";
    assert_eq!(stage.browser.eval(hydrated).await.unwrap(), "yes", "the bar waits for the page");
    let place = "const bar = document.querySelector('gatewatch-panel');
        return bar.parentNode === document.documentElement";
    assert_eq!(stage.browser.eval(place).await.unwrap(), true, "beside the body");
    stage.browser.eval("hydrate()").await.unwrap();
    let again = stage.panel("the bar again", |bar| bar.text.contains("error 502")).await;
    assert_eq!(again.count, 1);
    stage.lab.go("up").unwrap();
    stage.panel("the word", |bar| bar.text.contains("is responding again")).await;
    assert_eq!(stage.documents(), 1);
    stage.end().await;
}

async fn while_a_modal_dialog_is_open_the_bar_can_be_used_and_the_dialog_stays(kind: Kind) {
    let stage = Stage::set(kind, "modal").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.healthy().await;
    stage.send().await;
    stage.panel("the bar", |bar| bar.text.contains("error 502")).await;
    stage.browser.eval("document.getElementById('settings').showModal()").await.unwrap();
    let moved = "document.querySelector('dialog gatewatch-panel')";
    stage.told(stage.browser.wait_page("the bar's move", moved, super::SOON).await).await;
    stage.panel("the bar", |bar| bar.text.contains("error 502")).await;
    stage.browser.press("Check now").await.unwrap();
    stage.panel("what the check brought", |bar| bar.text.contains("Still down")).await;
    // From the dialog's button to the bar's, by keyboard.
    for _ in 0..4 {
        stage.browser.key("Tab").await.unwrap();
        let bar = stage.browser.panel().await.unwrap().unwrap();
        if bar.focused.as_deref() == Some("Hide") {
            break;
        }
    }
    let bar = stage.browser.panel().await.unwrap().unwrap();
    assert_eq!(bar.focused.as_deref(), Some("Hide"), "{bar:?}");
    stage.browser.key("Escape").await.unwrap();
    stage.no_panel().await;
    let seen = "const dialog = document.getElementById('settings');
        return [dialog.open, document.documentElement.dataset.outside ?? '']";
    let seen = stage.browser.eval(seen).await.unwrap();
    assert_eq!(seen, serde_json::json!([true, ""]), "the dialog stays, and heard of nothing");
    stage.browser.key("Escape").await.unwrap();
    let closed = "!document.getElementById('settings').open";
    stage.told(stage.browser.wait_page("its own Escape", closed, super::SOON).await).await;
    stage.end().await;
}

/// As a page shows them to people who are not signed in, and a check that it asks for.
const OWN: &str = "const bar = document.createElement('header');
    bar.id = 'own';
    bar.style = 'position:fixed;inset:0 0 auto;display:flex;justify-content:end;gap:8px;padding:8px';
    const put = (tag, given, style = '') => bar.append(Object.assign(document.createElement(tag), given, { style }));
    put('a', { href: '/auth/login?low', textContent: 'Log in here' }, 'position:fixed;inset:60px 8px auto auto');
    put('iframe', { src: 'about:blank#challenges.cloudflare.com' }, 'width:200px;height:66px;border:0');
    put('button', { textContent: 'Log in' });
    bar.lastChild.dataset.testid = 'login-button';
    put('a', { href: '/auth/login?next=1', textContent: 'Sign up' });
    document.body.prepend(bar)";

impl Stage {
    /// Puts sign-in and check into the page, and waits until that bar lies over none of them; and, once
    /// they are gone, stands where it stood.
    pub(super) async fn stands_aside(&self, bar: &str) {
        self.browser.eval(OWN).await.unwrap();
        // It looks each second for what it would lie over.
        let free = format!(
            "(() => [...document.querySelectorAll('#own > *')].every((own) => {{
               const {{ left, top, width, height }} = own.getBoundingClientRect();
               return document.elementFromPoint(left + width / 2, top + height / 2) === own;
             }}) && document.querySelector('{bar}').getBoundingClientRect().top > 0)()"
        );
        self.told(self.browser.wait_page("the page's own", &free, super::SOON).await).await;
        self.browser.eval("document.getElementById('own').remove()").await.unwrap();
        let up = format!("document.querySelector('{bar}').getBoundingClientRect().top === 0");
        self.told(self.browser.wait_page("the bar's own place", &up, super::SOON).await).await;
    }
}

async fn the_bar_covers_neither_a_login_nor_a_check(kind: Kind) {
    let stage = Stage::chat(kind).await;
    stage.lab.go("bad-gateway").unwrap();
    stage.send().await;
    stage.panel("the bar", |bar| bar.text.contains("error 502")).await;
    stage.stands_aside("gatewatch-panel").await;
    stage.end().await;
}

async fn a_message_of_somebody_who_is_not_signed_in_is_watched_too(kind: Kind) {
    let anonymous = "/backend-anon/f/conversation";
    let scenario = "about = \"A chat without an account whose messages fail.\"
        [[phase]]
        name = \"down\"
        [[phase.reply]]
        path = \"/backend-anon/f/conversation\"
        status = 503
        body = \"json\"
        [[phase]]
        name = \"up\"";
    let scenario = Scenario::parse("anonymous", scenario).unwrap();
    let stage = Stage::set_scene(kind, scenario, Options::default()).await;
    stage.browser.goto("https://chatgpt.com/").await.unwrap();
    stage.healthy().await;
    let send = format!("await fetch('{anonymous}?x=1', {{ method: 'POST', body: '{{}}' }})");
    stage.browser.eval(&send).await.unwrap();
    stage.panel("the bar", |bar| bar.text.contains("error 503")).await;
    stage.probes(1).await;
    let probe = stage.lab.records().into_iter().find(is_probe).unwrap();
    assert_eq!(probe.path, anonymous, "asked where it failed, without the query");
    stage.lab.go("up").unwrap();
    stage.panel("the word", |bar| bar.text.contains("is responding again")).await;
    stage.browser.eval(&send).await.unwrap();
    stage.no_panel().await;
    stage.outage_ended().await;
    assert_eq!(stage.documents(), 1);
    stage.end().await;
}

/// The extension as it was built, but told that its language is one from right to left.
fn right_to_left(kind: Kind) -> Scratch {
    let scratch = Scratch::new().unwrap();
    let built = super::extension(kind);
    for entry in walk(&built) {
        let to = scratch.path().join(entry.strip_prefix(&built).unwrap());
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(&entry, to).unwrap();
    }
    let english = scratch.path().join("_locales/en/messages.json");
    let mut texts: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&english).unwrap()).unwrap();
    texts["lang"]["message"] = "ar".into();
    std::fs::write(english, texts.to_string()).unwrap();
    scratch
}

/// A text in Arabic.
fn arabic(id: &str) -> String {
    let texts = concat!(env!("CARGO_MANIFEST_DIR"), "/../extension/_locales/ar/messages.json");
    let texts: serde_json::Value = serde_json::from_slice(&std::fs::read(texts).unwrap()).unwrap();
    texts[id]["message"].as_str().unwrap().to_owned()
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

async fn from_right_to_left_the_bar_begins_at_the_right(kind: Kind) {
    let extension = right_to_left(kind);
    let scenario = Scenario::named("chat").unwrap();
    let lab = Lab::start(scenario.by_hand()).await.unwrap();
    let options = Options { extension: Some(extension.path().to_owned()), ..Options::default() };
    let browser = Browser::open(kind, &lab, options).await.unwrap();
    browser.extension_ready().await.unwrap();
    let stage = Stage { lab, browser, scratch: None };
    stage.browser.goto(CHAT).await.unwrap();
    stage.healthy().await;
    stage.lab.go("bad-gateway").unwrap();
    stage.send().await;
    let bar = stage.panel("the bar", |bar| bar.text.contains("502")).await;
    assert_eq!((bar.direction.as_str(), bar.language.as_str()), ("rtl", "ar"));
    for (width, height) in [(1280, 800), (320, 640)] {
        stage.browser.viewport(width, height).await.unwrap();
        let fits = |bar: &PanelSeen| bar.place.0 + bar.place.2 <= f64::from(width);
        let bar = stage.panel("the bar in its place", fits).await;
        let [check, hide] =
            ["button_check_now", "button_hide"].map(|id| bar.button(&arabic(id)).unwrap());
        let middle = bar.place.0 + bar.place.2 / 2.0;
        assert!(hide.x < check.x && hide.x < middle, "from the right to the left: {bar:?}");
        let picture = format!("{}/bar-rtl-{width}-{kind}.png", env!("CARGO_TARGET_TMPDIR"));
        stage.browser.screenshot(picture.as_ref()).await.unwrap();
    }
    stage.end().await;
}

in_both! {
    a_message_of_somebody_who_is_not_signed_in_is_watched_too
    from_right_to_left_the_bar_begins_at_the_right
    a_message_that_got_no_answer_is_watched_for_and_the_page_stays
    a_click_loads_the_page_again
    an_answer_that_breaks_off_is_said_so
    stop_limits_and_telemetry_show_nothing_and_a_healthy_chat_wakes_no_core
    the_bar_is_thin_and_covers_neither_composer_nor_chat
    a_page_that_writes_its_whole_document_anew_keeps_the_bar_and_its_peace
    while_a_modal_dialog_is_open_the_bar_can_be_used_and_the_dialog_stays
    the_bar_covers_neither_a_login_nor_a_check
}
