//! Each remedy in a browser: what a click does, what is said where it cannot, and what people chose.

use super::{CHAT, SOON, Stage, came, in_both};
use engine::{Engine, Snapshot};
use lab::drive::{Kind, Options};
use lab::{Record, Scenario};
use serde_json::json;

/// The popup below whose card everything unfolds, in a tab of its own.
pub(super) async fn popup(stage: &Stage) -> String {
    let present = stage.browser.present_tab().await.unwrap();
    let popup = stage.browser.extension_url("popup.html").unwrap();
    stage.browser.new_tab(&popup).await.unwrap();
    present
}

pub(super) async fn unfolded(stage: &Stage) {
    let script =
        "(document.querySelector('.advice').open = true, document.querySelector('.advice li p'))";
    stage.told(stage.browser.wait_page("the remedies", script, SOON).await).await;
}

/// Clicks the button with these words, as a person does.
pub(super) async fn click(stage: &Stage, words: &str) {
    let button = format!(
        "[...document.querySelectorAll('button, a')].find((it) => it.textContent === {})",
        json!(words)
    );
    stage.told(stage.browser.click(&button).await).await;
}

pub(super) async fn said(stage: &Stage, words: &str) {
    let script = format!("document.body.innerText.includes({})", json!(words));
    stage.told(stage.browser.wait_page(words, &script, SOON).await).await;
}

fn clearing(told: &str) -> bool {
    told.contains("Clear-Site-Data header forced the clean up")
}

async fn a_failure_that_the_sites_own_worker_keeps_is_cleared_unasked(kind: Kind) {
    let stage = Stage::set(kind, "stale-cache").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.healthy().await;
    let register = "
        localStorage.setItem('mine', 'kept');
        const claimed = new Promise((done) => (navigator.serviceWorker.oncontrollerchange = done));
        await navigator.serviceWorker.register('/worker.js');
        if (!navigator.serviceWorker.controller) await claimed;
        const worker = navigator.serviceWorker.controller;
        if (worker.state !== 'activated')
          await new Promise((done) => (worker.onstatechange = done))";
    stage.browser.eval(register).await.unwrap();
    stage.lab.go("down").unwrap();
    stage.browser.goto("https://other.example/").await.unwrap();
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("502")).await;
    stage.lab.go("up").unwrap();
    // It answers, is loaded, and fails all the same: twice, or it is found in the store.
    let there = "document.querySelector('#prompt-textarea')";
    let back = stage.browser.wait_page("ChatGPT itself", there, SOON * 3).await;
    stage.told(back).await;
    let left = "return [(await navigator.serviceWorker.getRegistrations()).length,
        (await caches.keys()).length, localStorage.getItem('mine'), document.cookie.includes('=')]";
    let left = stage.browser.eval(left).await.unwrap();
    assert_eq!(left, json!([0, 0, "kept", true]), "workers, stores, data, cookies");
    stage.outage_ended().await;
    stage.end_but(clearing).await;
    came(
        kind,
        "clear-cache-unasked",
        "done",
        "a_failure_that_the_sites_own_worker_keeps_is_cleared_unasked",
    );
}

async fn three_thousand_stored_answers_are_counted_as_they_go(kind: Kind) {
    let stage = Stage::set(kind, "healthy-then-down").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.healthy().await;
    let fill = "
        const store = await caches.open('many');
        for (let at = 0; at < 3000; at += 100)
          await Promise.all(Array.from({ length: 100 }, (_, n) =>
            store.put(`/kept/${at + n}`, new Response('x'.repeat(500)))))";
    stage.browser.eval(fill).await.unwrap();
    stage.lab.go("down").unwrap();
    stage.browser.reload().await.unwrap();
    stage.panel("the button", |panel| panel.button("Clear ChatGPT’s cache").is_some()).await;
    stage.browser.press("Clear ChatGPT’s cache").await.unwrap();
    // The panel answers while it goes on.
    stage.browser.press("Pause").await.unwrap();
    stage.panel("the pause", |panel| panel.text.contains("Paused")).await;
    stage.panel("what was cleared", |panel| panel.text.contains("cleared")).await;
    let left = stage.browser.eval("return (await caches.keys()).length").await.unwrap();
    assert_eq!(left, 0);
    let script = "
        const { snapshot } = await chrome.storage.session.get('snapshot');
        return snapshot";
    let snapshot = stage.browser.in_extension(script).await.unwrap();
    let engine = Engine::restore(&Snapshot(snapshot.as_str().unwrap().to_owned())).unwrap();
    assert!(format!("{engine:?}").contains("3000"), "3000 were counted: {engine:?}");
    stage.lab.go("up").unwrap();
    stage.browser.press("Check now").await.unwrap();
    stage.healthy().await;
    stage.outage_ended().await;
    stage.end_but(clearing).await;
    came(kind, "clear-cache-many", "done", "three_thousand_stored_answers_are_counted_as_they_go");
}

/// Waits for what speaks for a cause, which is folded until somebody wants to see it.
async fn evidence(stage: &Stage, words: &str) {
    let there = format!(
        "[...document.querySelectorAll('.advice ul details')].some((it) => !it.open
           && it.querySelector('summary').textContent === 'Why we think so'
           && [...it.querySelectorAll('p')].some((p) => p.textContent === {}))",
        json!(words)
    );
    stage.told(stage.browser.wait_page(words, &there, SOON).await).await;
}

async fn what_a_person_tells_moves_the_causes(kind: Kind) {
    let stage = Stage::set(kind, "network-down").await;
    stage.browser.goto(CHAT).await.unwrap();
    // Firefox shows the waiting page there; the popup is the same in both.
    popup(&stage).await;
    stage.panel("the card", |panel| panel.text.contains("Can’t connect")).await;
    unfolded(&stage).await;
    said(&stage, "Restart your router").await;
    // What no permission shows is asked, and what is answered counts.
    let answer = |question: &str, words: &str| {
        format!(
            "[...[...document.querySelectorAll('p')].find((it) => it.firstChild?.data === {})
               .querySelectorAll('button')].find((it) => it.textContent === {})",
            json!(question),
            json!(words)
        )
    };
    let sites = answer("Do other websites open?", "No");
    stage.told(stage.browser.click(&sites).await).await;
    evidence(&stage, "Do other websites open? No").await;
    let tell = async |remedy: &str, words: &str| {
        let button = format!(
            "[...[...document.querySelectorAll('.advice ol > li')]
               .find((it) => it.textContent.includes({})).querySelectorAll('button')]
               .find((it) => it.textContent === {})",
            json!(remedy),
            json!(words)
        );
        stage.told(stage.browser.click(&button).await).await;
    };
    tell("Try another network", "It works").await;
    evidence(&stage, "Try another network: It works").await;
    tell("Restart your router", "It still fails").await;
    let last = "[...document.querySelectorAll('.advice ol > li')].at(-1)
        .textContent.includes('Restart your router')";
    stage.told(stage.browser.wait_page("what did not help, at the end", last, SOON).await).await;
    stage.lab.go("up").unwrap();
    stage.end_but(clearing).await;
    came(kind, "restart-router", "done", "what_a_person_tells_moves_the_causes");
    came(
        kind,
        "other-network",
        "said in words; what is told counts",
        "what_a_person_tells_moves_the_causes",
    );
}

/// The popup of an outage whose person tried a private window, and it worked there.
async fn stale_data_is_likely(kind: Kind) -> Stage {
    let stage = Stage::set(kind, "blip").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("502")).await;
    popup(&stage).await;
    stage.panel("the card", |panel| panel.text.contains("502")).await;
    let tell = "return await chrome.runtime.sendMessage(
        { kind: 'questionAnswered', question: 'private-window', yes: true })";
    stage.browser.eval(tell).await.unwrap();
    unfolded(&stage).await;
    stage
}

async fn what_takes_one_click_takes_one(kind: Kind) {
    let stage = stale_data_is_likely(kind).await;
    said(&stage, "Try another browser").await;
    click(&stage, "Try another browser").await;
    said(&stage, "Done.").await;
    click(&stage, "Copy support report").await;
    let own_page = "[...document.querySelectorAll('button')]
        .some((button) => button.textContent === 'Open the browser’s settings for this')";
    let offered = stage.browser.eval(&format!("return {own_page}")).await.unwrap();
    assert_eq!(offered, kind == Kind::Chrome, "Firefox opens no such page for an extension");
    click(&stage, "Clear ChatGPT’s cache").await;
    stage.panel("what was cleared", |panel| panel.text.contains("leared")).await;
    // Firefox clears with the site's next response, and nothing is done before that.
    let result = match kind {
        Kind::Chrome => "Done.",
        Kind::Firefox => "are cleared with its next response",
    };
    let told = format!(
        "[...document.querySelectorAll('.advice li > [role=status]')]
           .some((it) => it.textContent.includes('{result}'))"
    );
    stage.told(stage.browser.wait_page("what came of it", &told, SOON).await).await;
    let documents = stage.documents();
    click(&stage, private_window(kind)).await;
    match kind {
        // Allowed to open one, not to see into it.
        Kind::Chrome => {
            let another = |all: &[Record]| {
                all.iter().filter(|it| it.is_main_document() && it.host == "chatgpt.com").count()
                    > documents
            };
            stage.told(stage.lab.wait_for("its document", another, SOON).await).await;
        }
        Kind::Firefox => said(&stage, "isn’t allowed in private windows").await,
    }
    stage.lab.go("up").unwrap();
    stage.end_but(clearing).await;
    let [page, private] = match kind {
        Kind::Chrome => ["done", "done"],
        Kind::Firefox => [
            "not possible here: the button is left out, there are words",
            "not possible here until Gatewatch is allowed in private windows: said in words",
        ],
    };
    let test = "what_takes_one_click_takes_one";
    came(kind, "clear-cache-page", page, test);
    came(kind, "private-window", private, test);
    came(kind, "other-browser", "done: the address is copied", test);
}

/// As the browser's own menu calls it.
const fn private_window(kind: Kind) -> &'static str {
    match kind {
        Kind::Chrome => "Try an Incognito window",
        Kind::Firefox => "Try a private window",
    }
}

async fn what_a_telephones_browser_lacks_is_said_not_to_work(kind: Kind) {
    let stage = stale_data_is_likely(kind).await;
    said(&stage, private_window(kind)).await;
    let take = "const page = window.wrappedJSObject ?? window;
        delete page.chrome.windows;
        return page.chrome.windows === undefined";
    assert_eq!(stage.browser.eval(take).await.unwrap(), json!(true), "there is no such thing now");
    click(&stage, private_window(kind)).await;
    said(&stage, "That didn’t work").await;
    stage.lab.go("up").unwrap();
    stage.end().await;
}

async fn many_chats_are_told_of_and_put_to_sleep_and_none_is_closed(kind: Kind) {
    let stage = Stage::set(kind, "healthy").await;
    stage.browser.goto(CHAT).await.unwrap();
    for address in [CHAT, "https://chatgpt.com/c/2"] {
        stage.browser.new_tab(address).await.unwrap();
        stage.healthy().await;
    }
    popup(&stage).await;
    stage.panel("the card", |panel| panel.text.contains("No problem")).await;
    let told = "return document.body.innerText.includes('Open chats')";
    assert_eq!(stage.browser.eval(told).await.unwrap(), false, "nobody chose to be told");
    let choose = "await chrome.storage.sync.set({ settings: { many_chats: 2 } })";
    stage.browser.in_extension(choose).await.unwrap();
    stage.browser.reload().await.unwrap();
    said(&stage, "Open chats: 3.").await;
    let buttons =
        "return [...document.querySelectorAll('.habits button')].map((it) => it.textContent)";
    assert_eq!(stage.browser.eval(buttons).await.unwrap(), json!(["Put the others to sleep"]));
    click(&stage, "Put the others to sleep").await;
    said(&stage, "Done").await;
    let chats = "const chats = await chrome.tabs.query({ url: 'https://chatgpt.com/*' });
        return chats.map(({ discarded }) => discarded)";
    assert_eq!(stage.browser.eval(chats).await.unwrap(), json!([true, true, true]));
    // Those that sleep already are no longer proposed.
    stage.browser.reload().await.unwrap();
    said(&stage, "Open chats: 3.").await;
    assert_eq!(stage.browser.eval(buttons).await.unwrap(), json!([]));
    stage.end_but(clearing).await;
    came(kind, "chats", "done", "many_chats_are_told_of_and_put_to_sleep_and_none_is_closed");
}

async fn chats_that_the_browser_keeps_awake_are_not_said_to_sleep(kind: Kind) {
    let stage = Stage::set(kind, "healthy").await;
    stage.browser.goto(CHAT).await.unwrap();
    for address in [CHAT, "https://chatgpt.com/c/2"] {
        stage.browser.new_tab(address).await.unwrap();
        stage.healthy().await;
    }
    let choose = "await chrome.storage.sync.set({ settings: { many_chats: 2 } })";
    stage.browser.in_extension(choose).await.unwrap();
    popup(&stage).await;
    said(&stage, "Open chats: 3.").await;
    let take = "const page = window.wrappedJSObject ?? window;
        delete page.chrome.tabs.discard;
        return page.chrome.tabs.discard === undefined";
    assert_eq!(stage.browser.eval(take).await.unwrap(), json!(true), "no tab can sleep now");
    click(&stage, "Put the others to sleep").await;
    said(&stage, "That didn’t work").await;
    let told = "return document.querySelector('.habits').innerText";
    let told = stage.browser.eval(told).await.unwrap();
    let told = told.as_str().unwrap();
    assert!(!told.contains("Done") && told.contains("Put the others to sleep"), "{told}");
    stage.end_but(clearing).await;
}

async fn an_old_browser_is_told_of_where_that_was_chosen(kind: Kind) {
    let (agent, how) = match kind {
        Kind::Chrome => (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
            "chrome://settings/help",
        ),
        Kind::Firefox => (
            "Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0",
            "about:preferences",
        ),
    };
    let options = Options {
        chrome_args: vec![format!("--user-agent={agent}")],
        firefox_prefs: vec![("general.useragent.override".into(), json!(agent))],
        ..Options::default()
    };
    let scene = Scenario::named("healthy").unwrap();
    let stage = Stage::set_scene(kind, scene, options).await;
    popup(&stage).await;
    stage.panel("the card", |panel| panel.text.contains("No problem")).await;
    let told = "return document.body.innerText.includes('more than a year old')";
    assert_eq!(stage.browser.eval(told).await.unwrap(), false, "nobody chose to be told");
    let choose = "await chrome.storage.sync.set({ settings: { old_browser: true } })";
    stage.browser.in_extension(choose).await.unwrap();
    stage.browser.reload().await.unwrap();
    said(&stage, "more than a year old").await;
    said(&stage, how).await;
    stage.end_but(clearing).await;
    came(
        kind,
        "update-browser",
        "said in words",
        "an_old_browser_is_told_of_where_that_was_chosen",
    );
}

in_both! {
    a_failure_that_the_sites_own_worker_keeps_is_cleared_unasked
    three_thousand_stored_answers_are_counted_as_they_go
    what_a_person_tells_moves_the_causes
    what_takes_one_click_takes_one
    what_a_telephones_browser_lacks_is_said_not_to_work
    many_chats_are_told_of_and_put_to_sleep_and_none_is_closed
    chats_that_the_browser_keeps_awake_are_not_said_to_sleep
    an_old_browser_is_told_of_where_that_was_chosen
}
