//! Events that a page makes itself, beside an outage that goes its way all the same: nothing that a
//! page can dispatch commands anything.

use super::{CHAT, SOON, Stage, in_both, is_probe};
use lab::drive::{Kind, PanelSeen};
use lab::prompts::Editor;
use serde_json::json;

/// The page's own script: every event that the extension listens to, on every target that it may
/// listen at, for so many rounds at each pace, from one a second to a hundred. A hidden page's timers
/// come once a second: then it makes up for what it missed. `data-rounds` says how often it was done.
const VOCABULARY: &str = "
    const box = document.body.appendChild(document.createElement('textarea'));
    const kinds = [
      ['online', Event], ['offline', Event], ['pagehide', PageTransitionEvent, { persisted: true }],
      ['pageshow', PageTransitionEvent, { persisted: true }], ['visibilitychange', Event],
      ['keydown', KeyboardEvent, { key: 'Escape' }], ['keydown', KeyboardEvent, { key: 's' }],
      ['keyup', KeyboardEvent, { key: 'Delete' }], ['beforeinput', InputEvent, { inputType: 'insertText' }],
      ['input', InputEvent, { inputType: 'deleteContentBackward' }], ['compositionend', CompositionEvent],
      ['click', MouseEvent, { detail: 1 }], ['pointerdown', PointerEvent], ['pointerup', PointerEvent],
      ['focusin', FocusEvent], ['toggle', Event], ['beforetoggle', Event], ['animationend', Event],
    ];
    const round = () => {
      const ours = [...document.querySelectorAll('gatewatch-panel,gatewatch-prompt')];
      for (const target of [window, document, document.documentElement, box, ...ours]) {
        for (const [kind, Kind, more] of kinds) {
          target.dispatchEvent(new Kind(kind, { bubbles: true, composed: true, cancelable: true, ...more }));
        }
      }
    };
    let rounds = 0;
    for (const [pace, most] of [[1, 8], [10, 80], [100, 400]]) {
      const began = performance.now();
      for (let done = 0; done < most; ) {
        await new Promise((next) => setTimeout(next, 1000 / pace));
        const due = Math.min(most, Math.floor((performance.now() - began) * pace / 1000));
        for (; done < due; done += 1) round();
        document.documentElement.dataset.rounds = rounds + done;
      }
      rounds += most;
    }";

/// How often all of it is done.
const ROUNDS: u32 = 488;

impl Stage {
    /// Has the page at that address dispatch everything, and waits until it has.
    async fn dispatches(&self, address: &str) {
        let script = format!(
            "const [tab] = (await chrome.tabs.query({{}})).filter(({{ url }}) => url === {});
             const run = (func) => chrome.scripting.executeScript(
               {{ target: {{ tabId: tab.id }}, world: 'MAIN', func }});
             run(() => void (async () => {{ {VOCABULARY} }})());
             const [{{ result }}] = await run(() => new Promise((done) => {{
               const root = document.documentElement;
               const look = () => Number(root.dataset.rounds) >= {ROUNDS} && done(true);
               new MutationObserver(look).observe(root, {{ attributeFilter: ['data-rounds'] }});
               look();
             }}));
             return result",
            json!(address)
        );
        let done = self.browser.in_extension(&script).await;
        assert_eq!(self.told(done).await, true);
    }
}

/// Nobody looks at the failing page, so its site is asked once in 72 s at the soonest: whatever comes
/// beside the one that was due already, the page has brought about.
async fn a_failing_page_that_dispatches_every_event_is_probed_like_a_calm_one(kind: Kind) {
    let stage = Stage::failing(kind, "outage").await;
    let failing = stage.browser.present_tab().await.unwrap();
    stage.browser.new_tab("https://other.example/").await.unwrap();
    let before = stage.lab.hits(is_probe);
    let began = std::time::Instant::now();
    stage.dispatches(CHAT).await;
    let (probed, took) = (stage.lab.hits(is_probe) - before, began.elapsed());
    println!("{kind}: {probed} probes in {took:?} beside {ROUNDS} rounds of events");
    assert!(took.as_secs() < 70, "it took {took:?}");
    assert!(probed <= 1, "a calm page has none, or the one that was due: {probed}");
    assert_eq!(stage.documents(), 1);
    stage.browser.close_tab().await.unwrap();
    stage.browser.switch_to(&failing).await.unwrap();
    assert_eq!(stage.browser.url().await.unwrap(), CHAT, "it gave way to no waiting page");
    let panel = stage.panel("its card", |panel| panel.text.contains("502")).await;
    assert_eq!(panel.count, 1, "nothing was dismissed");
    assert!(!panel.text.contains("Paused"), "{}", panel.text);
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    assert_eq!(stage.documents(), 2, "the failing one and one reload");
    stage.end().await;
}

async fn no_event_of_the_page_dismisses_the_bar_or_the_offer(kind: Kind) {
    let stage = Stage::set(kind, "prompts").await;
    let editor = Editor::Textarea;
    stage.told(editor.open(&stage.browser).await).await;
    stage.lab.go("refused").unwrap();
    stage.told(editor.write(&stage.browser, "The lost prompt.").await).await;
    stage.told(editor.send(&stage.browser).await).await;
    stage.panel("the bar", |bar| bar.text.contains("saved on this device")).await;
    stage.dispatches(editor.address()).await;
    let bar = stage.browser.panel().await.unwrap().expect("the bar stays");
    assert!(bar.button("Hide").is_some() && bar.count == 1, "{bar:?}");
    stage.lab.go("up").unwrap();
    stage.told(editor.open(&stage.browser).await).await;
    let offered =
        |bar: Option<&PanelSeen>| bar.is_some_and(|bar| bar.button("Restore prompt").is_some());
    stage.told(stage.browser.wait_offer("the offer", offered, SOON).await).await;
    stage.dispatches(editor.address()).await;
    let offer = stage.browser.offer().await.unwrap().expect("the offer stays");
    assert!(offer.button("Restore prompt").is_some(), "{offer:?}");
    stage.end().await;
}

in_both! {
    a_failing_page_that_dispatches_every_event_is_probed_like_a_calm_one
    no_event_of_the_page_dismisses_the_bar_or_the_offer
}
