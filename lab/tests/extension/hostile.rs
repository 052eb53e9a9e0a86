//! A hostile page, and a hostile script in the place of ours: neither gets anything, or moves
//! anything but its own tab.

use super::{CHAT, Stage, in_both, is_probe};
use lab::Scenario;
use lab::drive::{Kind, Options};
use serde_json::json;

/// A failing page whose own script does what it can: it pollutes prototypes, takes every shadow
/// root that is made, presses and types at the card, and shouts the extension's messages.
const HOSTILE: &str = r#"
about = "A failing page that is against whoever helps."
[[phase]]
name = "down"
[[phase.reply]]
documents_only = true
status = 502
headers = { content-type = "text/html" }
text = """<!doctype html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1><script>
globalThis.got = [];
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (how) {
  const root = attach.call(this, { ...how, mode: 'open' });
  got.push('a root');
  return root;
};
for (const name of ['kind', 'button', 'view', 'gone', 'mount', 'meant', 'mode', 'isTrusted']) {
  Object.defineProperty(Object.prototype, name, { get: () => 'pause', set() {}, configurable: true });
}
Array.prototype.push = function (it) { got[got.length] = 'an array'; return 0; };
JSON.stringify = (it) => (got[got.length] = 'a text');
let tries = 0;
new MutationObserver(() => {
  const card = document.querySelector('gatewatch-panel');
  if (!card || tries > 200) return;
  tries += 1;
  if (card.shadowRoot) got[got.length] = 'the card';
  if (card.textContent) got[got.length] = card.textContent;
  for (const kind of ['click', 'pointerdown', 'pointerup', 'keydown', 'focus']) {
    card.dispatchEvent(new Event(kind, { bubbles: true, composed: true }));
    document.elementFromPoint(card.getBoundingClientRect().x + 40, 40)?.dispatchEvent(new Event(kind));
  }
  for (const button of ['pause', 'hide', 'go_now', 'clear_cache', 'what_else']) {
    postMessage({ kind: 'pressed', button }, '*');
    globalThis.chrome?.runtime?.sendMessage?.({ kind: 'pressed', button });
    globalThis.browser?.runtime?.sendMessage?.({ kind: 'pressed', button });
  }
  document.documentElement.dataset.tries = tries;
}).observe(document, { childList: true, subtree: true, attributes: true });
</script>"""
[[phase.reply]]
status = 502
[[phase]]
name = "up"
"#;

/// What the page got hold of, and the card as extensions may see it; once the page has tried. The
/// driver stays away: Chromium's works in the page, and such prototypes break it.
const EYES: &str = "
    const inPage = () => [[...got].filter((it) => it !== 'an array'),
      typeof globalThis.chrome?.runtime?.sendMessage, typeof globalThis.gatewatchCard,
      +document.documentElement.dataset.tries > 0];
    const inCard = () => {
      const hosts = document.querySelectorAll('gatewatch-panel');
      const root = hosts[0]?.openOrClosedShadowRoot ?? chrome.dom.openOrClosedShadowRoot(hosts[0]);
      return [hosts.length, root.textContent];
    };
    for (;;) {
      const [tab] = await chrome.tabs.query({ url: 'https://chatgpt.com/*' });
      const run = (func, world) => chrome.scripting.executeScript({ target: { tabId: tab.id }, func, world })
        .then(([{ result }]) => result, () => null);
      const page = await run(inPage, 'MAIN');
      const card = await run(inCard, 'ISOLATED');
      if (page?.pop() && card) return [page, card];
    }";

async fn a_page_that_is_against_us_reads_nothing_and_presses_nothing(kind: Kind) {
    let scenario = Scenario::parse("hostile", HOSTILE).unwrap();
    let stage = Stage::set_scene(kind, scenario, Options::default()).await;
    let opens = format!("await chrome.tabs.create({{ url: {} }})", json!(CHAT));
    stage.browser.in_extension(&opens).await.unwrap();
    stage.probes(2).await;
    let seen = stage.browser.in_extension(EYES).await;
    let seen = stage.told(seen).await;
    assert_eq!(seen[0], json!([[], "undefined", "undefined"]), "what the page got hold of");
    assert_eq!(seen[1][0], 1);
    let card = seen[1][1].as_str().unwrap();
    assert!(card.contains("Pause") && card.contains("Next check"), "nobody pressed it: {card}");
    let documents = stage.documents();
    stage.lab.go("up").unwrap();
    let back = |all: &[lab::Record]| all.iter().any(|it| it.is_main_document() && it.phase == "up");
    stage.told(stage.lab.wait_for("the reload", back, super::SOON).await).await;
    let tabs = stage.browser.tabs().await.unwrap();
    let tab = tabs.iter().find(|tab| tab.url == CHAT).unwrap();
    stage.browser.switch_to(&tab.handle).await.unwrap();
    stage.healthy().await;
    assert_eq!(stage.documents(), documents + 1, "one reload");
    stage.browser.close().await.unwrap();
}

/// Everything that a page of ours may say, said by a script that stands where ours do, in a page.
const FORGED: &str = "
    const say = (message) => chrome.runtime.sendMessage(message).catch(() => null);
    const answers = {};
    for (const message of [
      { kind: 'choose', name: 'on', value: false }, { kind: 'reset' }, { kind: 'settings' },
      { kind: 'popup' }, { kind: 'popup', opened: true }, { kind: 'classify', tab: OTHER },
      { kind: 'prompts' }, { kind: 'waiting', address: OTHER_ADDRESS },
      { kind: 'pressed', button: 'pause', tab: OTHER }, { kind: 'told', remedy: 'support', tab: OTHER },
      { kind: 'seen', visible: false, tab: OTHER }, { kind: 'no such' }, {}, null, 7, 'popup',
      { kind: 'drop', keys: ['snapshot', 'settings', 'open'] }, { kind: 'leave', address: OTHER_ADDRESS },
    ]) answers[JSON.stringify(message)] = (await say(message)) ?? null;
    await say({ kind: 'keep', kept: { snapshot: 'forged', open: false, 'prompt x': { text: 'mine', chat: 'x' } } });
    return Object.entries(answers).filter(([, answer]) => answer !== null && answer !== true);";

async fn a_script_in_a_page_commands_nothing_and_learns_nothing(kind: Kind) {
    let stage = Stage::failing(kind, "blip").await;
    let failing = stage.browser.present_tab().await.unwrap();
    // A page of the other host, healthy or not, is the one that a stranger has got hold of.
    let before = "return (await chrome.storage.session.get('snapshot')).snapshot.length > 20";
    assert_eq!(stage.browser.in_extension(before).await.unwrap(), true);
    stage.browser.new_tab("https://chat.openai.com/stranger").await.unwrap();
    stage.panel("its own panel", |panel| panel.text.contains("502")).await;
    let script = format!(
        "const [other] = await chrome.tabs.query({{ url: 'https://chatgpt.com/*' }});
         const [stranger] = await chrome.tabs.query({{ url: 'https://chat.openai.com/*' }});
         const func = async (OTHER, OTHER_ADDRESS) => {{ {FORGED} }};
         const [did] = await chrome.scripting.executeScript(
           {{ target: {{ tabId: stranger.id }}, func, args: [other.id, other.url] }});
         const kept = await chrome.storage.session.get(['snapshot', 'open']);
         const {{ settings }} = await chrome.storage.sync.get('settings');
         return [did.result, kept.snapshot === 'forged', kept.open, settings?.on ?? null]"
    );
    let did = stage.browser.in_extension(&script).await;
    // The tab told of itself that it is not seen, and that somebody pressed: that is all it may.
    assert_eq!(stage.told(did).await, json!([[], false, true, null]));
    stage.browser.switch_to(&failing).await.unwrap();
    let panel = stage.panel("the other's panel", |panel| panel.text.contains("502")).await;
    assert_eq!(panel.count, 1);
    let probes = stage.lab.hits(|it| is_probe(it) && it.host == "chatgpt.com");
    let goes_on = |all: &[lab::Record]| {
        all.iter().filter(|it| is_probe(it) && it.host == "chatgpt.com").count() > probes
    };
    stage.told(stage.lab.wait_for("probes of the other", goes_on, super::SOON).await).await;
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    stage.end().await;
}

in_both! {
    a_page_that_is_against_us_reads_nothing_and_presses_nothing
    a_script_in_a_page_commands_nothing_and_learns_nothing
}
