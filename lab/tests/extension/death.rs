//! The background dies at any moment: nothing is lost, nothing takes effect twice.

use super::{CHAT, SOON, Stage, in_both, in_both_and_long, is_probe};
use lab::drive::{Kind, Options, PanelSeen};
use lab::prompts::{Editor, TEXTS};
use lab::{Record, Scenario};

/// Down, with probes that are held, and then back, with a document that is held.
const HELD: &str = "
about = \"Answers that are slow in coming, so that somebody may die over them.\"
[[phase]]
name = \"down\"
[[phase.reply]]
methods = [\"HEAD\"]
stall = \"before-headers\"
[[phase.reply]]
status = 502
body = \"openai\"
[[phase]]
name = \"slow\"
[[phase.reply]]
documents_only = true
delay_ms = 3000
[[phase]]
name = \"up\"
";

/// What nobody but an alarm wakes comes after the 30 s that a packed extension's alarm takes.
const WITH_THE_ALARM: std::time::Duration = SOON.saturating_mul(3);

async fn held(kind: Kind) -> Stage {
    let stage =
        Stage::set_scene(kind, Scenario::parse("held", HELD).unwrap(), Options::default()).await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("Next check")).await;
    stage
}

/// One reload brought the person back to the address they came for, and nothing is left.
/// `documents` are those that the site was asked for, the reload included.
async fn back_after_one_reload(stage: Stage, documents: usize) {
    let there = "document.querySelector('#prompt-textarea')";
    stage.told(stage.browser.wait_page("ChatGPT itself", there, WITH_THE_ALARM).await).await;
    let panel =
        stage.panel("the word that it is back", |panel| panel.text.contains("is back")).await;
    assert_eq!(panel.count, 1);
    assert_eq!(stage.browser.url().await.unwrap(), CHAT);
    stage.outage_ended().await;
    stage.no_panel().await;
    assert_eq!(stage.documents(), documents, "one of them was our reload");
    stage.end().await;
}

async fn killed_during_the_wait_it_comes_back_all_the_same(kind: Kind) {
    let stage = Stage::failing(kind, "blip").await;
    stage.browser.kill_background().await.unwrap();
    assert!(!stage.browser.background_alive().await.unwrap());
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    assert_eq!(stage.documents(), 2, "the failing one and one reload");
    stage.end().await;
}

async fn a_popup_that_wakes_the_background_holds_no_page_up(kind: Kind) {
    let stage = Stage::failing(kind, "blip").await;
    let failing = stage.browser.present_tab().await.unwrap();
    stage.browser.kill_background().await.unwrap();
    // It has every page looked into: who died has forgotten which of them are known to fail.
    let popup = stage.browser.extension_url("popup.html").unwrap();
    stage.browser.new_tab(&popup).await.unwrap();
    stage.panel("the popup's card", |card| card.text.contains("502")).await;
    stage.browser.close_tab().await.unwrap();
    stage.browser.show_tab(&failing).await.unwrap();
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    stage.outage_ended().await;
    assert_eq!(stage.documents(), 2, "the failing one and one reload");
    stage.end().await;
}

async fn a_failure_wakes_a_dead_background(kind: Kind) {
    let stage = Stage::set(kind, "healthy-then-down").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.healthy().await;
    stage.browser.kill_background().await.unwrap();
    stage.lab.go("down").unwrap();
    stage.browser.reload().await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("502")).await;
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    stage.end().await;
}

async fn killed_right_after_the_headers_the_failure_is_shown_all_the_same(kind: Kind) {
    let stage = Stage::set(kind, "healthy-then-down").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.healthy().await;
    let failing = stage.browser.present_tab().await.unwrap();
    stage.lab.go("down").unwrap();
    // A page of the extension hears when what the headers said is kept, before anybody else.
    let page = stage.browser.extension_url("manifest.json").unwrap();
    stage.browser.new_tab(&page).await.unwrap();
    let kept = "
        const kept = new Promise((done) => chrome.storage.session.onChanged.addListener(
          ({ open }) => open?.newValue && done(true)));
        const [tab] = await chrome.tabs.query({ url: 'https://chatgpt.com/*' });
        await chrome.tabs.reload(tab.id);
        return await kept";
    assert_eq!(stage.told(stage.browser.eval(kept).await).await, true);
    stage.browser.kill_background().await.unwrap();
    stage.browser.close_tab().await.unwrap();
    stage.browser.switch_to(&failing).await.unwrap();
    let shown = |panel: Option<&PanelSeen>| {
        panel.is_some_and(|panel| panel.count == 1 && panel.text.contains("Next check"))
    };
    stage.told(stage.browser.wait_panel("the panel", shown, WITH_THE_ALARM).await).await;
    stage.lab.go("up").unwrap();
    back_after_one_reload(stage, 3).await;
}

async fn killed_over_a_probe_it_asks_again(kind: Kind) {
    let stage = held(kind).await;
    stage.probes(1).await;
    stage.browser.kill_background().await.unwrap();
    stage.lab.go("up").unwrap();
    let again = |all: &[Record]| all.iter().filter(|r| is_probe(r)).count() == 2;
    stage.told(stage.lab.wait_for("the probe again", again, WITH_THE_ALARM).await).await;
    back_after_one_reload(stage, 2).await;
}

async fn killed_over_the_reload_it_does_not_reload_again(kind: Kind) {
    let stage = held(kind).await;
    stage.lab.go("slow").unwrap();
    let asked = |all: &[Record]| all.iter().filter(|r| r.is_main_document()).count() == 2;
    stage.told(stage.lab.wait_for("the reload", asked, SOON).await).await;
    stage.browser.kill_background().await.unwrap();
    back_after_one_reload(stage, 2).await;
}

in_both! {
    killed_right_after_the_headers_the_failure_is_shown_all_the_same
    killed_over_a_probe_it_asks_again
    killed_over_the_reload_it_does_not_reload_again
    killed_during_the_wait_it_comes_back_all_the_same
    a_popup_that_wakes_the_background_holds_no_page_up
    a_failure_wakes_a_dead_background
}

/// Does something in the tab of the site, and waits for so many changes of what the background keeps:
/// `true` where they came, else whether the outage was over first, or nothing changed any more.
fn changes(number: usize, does: &str) -> String {
    format!(
        "const [tab] = await chrome.tabs.query({{ url: 'https://chatgpt.com/*' }});
         let left = {number};
         const came = new Promise((done) => {{
           let quiet;
           const wait = () => (clearTimeout(quiet), (quiet = setTimeout(done, 20_000, 'quiet')));
           wait();
           chrome.storage.session.onChanged.addListener(({{ snapshot, open }}) => {{
             wait();
             if (snapshot?.newValue && --left === 0) done(true);
             if (open?.oldValue && !open.newValue) done('over');
           }});
         }});
         {does};
         return await came"
    )
}

impl Stage {
    /// Ends the background at that change, if there are so many, or else the run `ends` so; the site is
    /// well once it was asked.
    async fn dies_at(&self, number: usize, does: &str, ends: &str) -> bool {
        let probes = self.lab.hits(is_probe);
        let changes = changes(number, does);
        let dies = self.browser.in_extension_then(&changes, async |came| {
            if came == true {
                self.browser.kill_background().await?;
            }
            Ok(came)
        });
        let mends = async {
            let asked = |all: &[Record]| all.iter().filter(|r| is_probe(r)).count() > probes;
            let asked = self.lab.wait_for("a probe", asked, WITH_THE_ALARM).await;
            self.lab.go("up").unwrap();
            asked
        };
        let (came, asked) = tokio::join!(dies, mends);
        self.told(asked).await;
        let came = self.told(came).await;
        assert!(came == true || came == ends, "at {number}: {came}");
        came == true
    }

    /// Forgets this outage: one that begins within minutes of another goes on with its waits.
    async fn forgets(&self) {
        // Awake, so that there is something to end.
        let clear = "await chrome.runtime.sendMessage({ kind: 'popupView', opened: false });
            await chrome.storage.session.clear();
            return true";
        let forgot =
            self.browser.in_extension_then(clear, async |_| self.browser.kill_background().await);
        self.told(forgot.await).await;
    }

    /// How many outages are kept.
    async fn outages_kept(&self) -> u64 {
        let count = "return Object.entries(await chrome.storage.local.get(null))
            .filter(([key]) => key.startsWith('past ')).flatMap(([, lines]) => lines).length";
        self.told(self.browser.in_extension(count).await).await.as_u64().unwrap()
    }
}

/// Chromium's word of a worker that was ended while it loaded its scripts.
const KILLED: &str = "Failed to load the script unexpectedly";

/// So many times in one outage it dies at most, before something is wrong with the count itself.
const MOST_CHANGES: usize = 60;

/// One run after the other, each of which `run` says whether it died at that change, until there is none
/// left: with what it asked for about to begin, under way or done. Each is a session of its own.
async fn at_each_change(stage: Stage, least: usize, run: impl AsyncFn(&Stage, usize) -> bool) {
    let mut number = 1;
    while run(&stage, number).await {
        println!("{}: died at change {number}", stage.browser.kind());
        number += 1;
        assert!(number < MOST_CHANGES);
        stage.forgets().await;
    }
    assert!(number > least, "{number} changes in an outage");
    stage.end_but(|told| told.contains(KILLED)).await;
}

async fn at_whichever_change_it_dies_the_person_is_back_after_one_load(kind: Kind) {
    let stage = Stage::set(kind, "healthy-then-down").await;
    stage.browser.goto(CHAT).await.unwrap();
    stage.healthy().await;
    at_each_change(stage, 5, async |stage, number| {
        let documents = stage.documents();
        stage.lab.go("down").unwrap();
        let died = stage.dies_at(number, "await chrome.tabs.reload(tab.id)", "over").await;
        let there = "document.querySelector('#prompt-textarea')";
        stage.told(stage.browser.wait_page("ChatGPT itself", there, WITH_THE_ALARM).await).await;
        stage.outage_ended().await;
        assert_eq!(stage.browser.url().await.unwrap(), CHAT);
        assert_eq!(stage.documents() - documents, 2, "at {number}: the failing one and one load");
        assert_eq!(stage.outages_kept().await, number as u64, "at {number}");
        died
    })
    .await;
}

async fn at_whichever_change_it_dies_a_message_is_kept_and_given_back(kind: Kind) {
    let stage = Stage::set(kind, "prompts").await;
    let (editor, text) = (Editor::ProseMirror, TEXTS[2].1());
    at_each_change(stage, 3, async |stage, number| {
        stage.lab.go("up").unwrap();
        stage.told(editor.open(&stage.browser).await).await;
        stage.told(editor.write(&stage.browser, &text).await).await;
        stage.lab.go("refused").unwrap();
        let send = "const func = () => document.querySelector('[data-testid=send-button]').click();
            await chrome.scripting.executeScript({ target: { tabId: tab.id }, world: 'MAIN', func })";
        let died = stage.dies_at(number, send, "quiet").await;
        let offer =
            |bar: Option<&PanelSeen>| bar.is_some_and(|bar| bar.button("Restore prompt").is_some());
        stage.told(stage.browser.wait_panel("the offer", offer, WITH_THE_ALARM).await).await;
        stage.browser.press("Restore prompt").await.unwrap();
        stage.told(editor.holds(&stage.browser, &text).await).await;
        stage.told(editor.send(&stage.browser).await).await;
        stage.no_panel().await;
        stage.nothing_kept().await;
        stage.outage_ended().await;
        died
    })
    .await;
}

in_both_and_long! {
    at_whichever_change_it_dies_the_person_is_back_after_one_load
    at_whichever_change_it_dies_a_message_is_kept_and_given_back
}
