//! A hostile page, and a hostile script in the place of ours: neither gets anything, or moves
//! anything but its own tab.

use super::{CHAT, SILENT_CHATS, Stage, in_both, is_probe};
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

/// Every message that anything of ours sends or hears, with its real fields, said by a script that stands
/// where ours do, in a page. `OTHER` is another host's tab, `ADDRESS` its address. Answers what anybody
/// told it.
const FORGED: &str = "
    const say = (message) => chrome.runtime.sendMessage(message).catch(() => null);
    const answers = {};
    const at = Date.now() + 1e12;
    const buttons = ['pause', 'check_now', 'clear_cache', 'go_now', 'stay', 'put_back', 'copy_prompt', 'hide', 'no such'];
    const prompt = (chat) => ({ text: 'forged', at, chat });
    for (const message of [
      { kind: 'choose', name: 'on', value: false }, { kind: 'reset' }, { kind: 'settings' }, { kind: 'language' },
      { kind: 'popupView' }, { kind: 'popupView', opened: true }, { kind: 'classify', tab: OTHER }, { kind: 'listPrompts' },
      { kind: 'waitingView', address: ADDRESS }, { kind: 'leaveWaitingPage', address: ADDRESS, tab: OTHER, evenIfBusy: true },
      { kind: 'copyPrompt', address: ADDRESS, text: 'forged' }, { kind: 'languageChanged' }, { kind: 'stopKeepingTyping' }, { kind: 'isTypingKept' },
      ...['private-window', 'other-browser', 'ask_uses_vpn', 'ask_extensions_off'].map(
        (question) => ({ kind: 'questionAnswered', question, yes: true, tab: OTHER })),
      ...buttons.map((button) => ({ kind: 'pressed', button })), { kind: 'pressed', button: 'pause', tab: OTHER },
      { kind: 'visibilityChanged', visible: false }, { kind: 'visibilityChanged', visible: false, tab: OTHER }, { kind: 'countdownEnded' }, { kind: 'networkReturned' }, { kind: 'pageRestored' },
      { kind: 'no such' }, {}, null, 7, 'popup', [], { kind: 7 }, { kind: ['popup'] }, { kind: { } },
      { kind: 'deletePrompts', keys: ['prompt 1 box0', 'prompt 2 box0', 'prompts', 'where', 'snapshot', 'settings', 'open'] },
      { kind: 'deletePrompts', keys: ['prompt 1 box0', 'prompt 2 box0'] }, { kind: 'deletePrompts', keys: 'prompt 1 box0' }, { kind: 'deletePrompts', keys: [null, {}] }, { kind: 'keepPrompts', kept: null },
      { kind: 'keepPrompts', kept: { snapshot: 'forged', open: false, 'prompt x': prompt(ADDRESS), 'prompt 3 box0': prompt(ADDRESS),
        'prompt 4 box0': null, 'prompt 5 box0': { ...prompt(location.href), text: 7 },
        'prompt 6 box0': { ...prompt(location.href), text: 'x'.repeat(300000) } } },
    ]) answers[JSON.stringify(message)] = (await say(message)) ?? null;
    return Object.entries(answers).filter(([, answer]) => answer !== null && answer !== true && answer !== false);";

async fn a_script_in_a_page_commands_nothing_and_learns_nothing(kind: Kind) {
    let stage = Stage::failing(kind, "blip").await;
    let failing = stage.browser.present_tab().await.unwrap();
    // Whoever said so is told again: it is of a tab that is shown, and stays so.
    let stranger = "https://chat.openai.com/stranger";
    stage.browser.new_tab(stranger).await.unwrap();
    stage.panel("its own panel", |panel| panel.text.contains("502")).await;
    let frame = "const frame = document.createElement('iframe');
        const loaded = new Promise((done) => (frame.onload = done));
        frame.src = '/frame';
        document.body.append(frame);
        await loaded";
    stage.browser.eval(frame).await.unwrap();
    let script = format!(
        "const [other] = await chrome.tabs.query({{ url: 'https://chatgpt.com/*' }});
         const [stranger] = await chrome.tabs.query({{ url: 'https://chat.openai.com/*' }});
         const real = (more) => ({{ text: 'The real one.', at: Date.now(), chat: 'https://chatgpt.com/c/abc', ...more }});
         await chrome.storage.local.set({{ 'prompt 1 box0': real(), prompts: true }});
         await chrome.storage.session.set({{ 'prompt 2 box0': real({{ tab: other.id }}), private: true }});
         const func = async (OTHER, ADDRESS) => {{ {FORGED} }};
         const did = await chrome.scripting.executeScript(
           {{ target: {{ tabId: stranger.id, allFrames: true }}, func, args: [other.id, other.url] }});
         const [local, session, {{ settings }}] = await Promise.all(
           [chrome.storage.local.get(), chrome.storage.session.get(), chrome.storage.sync.get('settings')]);
         const told = session.trace.filter(([, line]) => /^heard [0-9]+ QuestionAnswered /.test(line)).length;
         const kept = Object.keys({{ ...local, ...session }}).filter((key) => key.startsWith('prompt '));
         return [did.map(({{ result }}) => result), kept.sort(), session.snapshot.length > 20, session.open,
           settings?.on ?? null, told, JSON.stringify([local, session]).includes('forged')]"
    );
    let did = stage.browser.in_extension(&script).await;
    let kept = json!(["prompt 1 box0", "prompt 2 box0"]);
    let wanted = json!([[[], []], kept, true, true, null, 0, false]);
    assert_eq!(stage.told(did).await, wanted);
    // It spoke of its own tab, which is paused and hidden now: that is all it may.
    stage.browser.switch_to(&failing).await.unwrap();
    let panel = stage.panel("the other's panel", |panel| panel.text.contains("502")).await;
    assert_eq!(panel.count, 1);
    assert!(panel.button("Pause").is_some(), "{}", panel.text);
    let ours = |it: &lab::Record| is_probe(it) && it.host == "chatgpt.com";
    let probes = stage.lab.hits(ours);
    let goes_on = |all: &[lab::Record]| all.iter().filter(|it| ours(it)).count() > probes;
    stage.told(stage.lab.wait_for("probes of the other", goes_on, super::SOON).await).await;
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    stage.end().await;
}

/// A frame of a page speaks for nobody.
async fn a_frame_of_a_failing_page_presses_nothing(kind: Kind) {
    let stage = Stage::failing(kind, "blip").await;
    let script = "const [tab] = await chrome.tabs.query({ url: 'https://chatgpt.com/*' });
        const inFrame = () => new Promise((done) => {
          const frame = Object.assign(document.createElement('iframe'), { src: '/frame', onload: done });
          document.body.append(frame);
        }).then(() => true);
        const run = (func, target) => chrome.scripting.executeScript({ target: { tabId: tab.id, ...target }, func });
        await run(inFrame);
        const press = async () => {
          if (top === self) return;
          for (const button of ['pause', 'hide']) await chrome.runtime.sendMessage({ kind: 'pressed', button });
          return 'pressed';
        };
        return (await run(press, { allFrames: true })).map(({ result }) => result ?? null)";
    let pressed = stage.browser.in_extension(script).await;
    assert_eq!(stage.told(pressed).await, json!([null, "pressed"]));
    let panel = stage.panel("the card", |panel| panel.text.contains("502")).await;
    assert!(panel.button("Pause").is_some(), "{}", panel.text);
    stage.probes(1).await;
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    stage.end().await;
}

async fn a_forged_leave_or_copy_moves_no_waiting_page_and_writes_no_clipboard(kind: Kind) {
    let scenario = Scenario::parse("stranger", SILENT_CHATS).unwrap();
    let stage = Stage::set_scene(kind, scenario, Options::default()).await;
    stage.browser.new_tab("https://chatgpt.com/stranger").await.unwrap();
    stage.healthy().await;
    stage.browser.new_tab(CHAT).await.unwrap();
    stage.panel("the waiting page", |panel| panel.text.contains("502")).await;
    // What it writes to the clipboard is seen, where a driver can stand in for that (Chromium): the
    // clipboard itself is nobody's without a window. Elsewhere its answer would say so.
    let note = "document.body.dataset.written = '';
        navigator.clipboard.writeText = async (text) => void (document.body.dataset.written += text);
        return location.hash";
    let there = stage.browser.eval(note).await.unwrap();
    let documents = stage.documents();
    let script = format!(
        "const func = async (address, tab) => {{
           const say = (message) => chrome.runtime.sendMessage(message).catch(() => null);
           const answers = [];
           for (let times = 0; times < 20; times += 1) {{
             answers.push(await say({{ kind: 'leaveWaitingPage', address, tab, evenIfBusy: true }}));
             answers.push(await say({{ kind: 'copyPrompt', address, text: 'forged' }}));
             answers.push(await say({{ kind: 'languageChanged' }}));
           }}
           return answers.filter((answer) => answer !== null && answer !== undefined);
         }};
         const [stranger] = await chrome.tabs.query({{ url: 'https://chatgpt.com/stranger' }});
         const waiting = (await chrome.tabs.query({{}})).find(({{ url }}) => url?.includes('waiting.html'));
         const target = {{ tabId: stranger.id }};
         const args = [{}, waiting.id];
         const [did] = await chrome.scripting.executeScript({{ target, func, args }});
         return did.result",
        json!(CHAT)
    );
    let answers = stage.browser.in_extension(&script).await;
    assert_eq!(stage.told(answers).await, json!([]), "nobody answers a stranger");
    assert_eq!(stage.browser.eval("return location.hash").await.unwrap(), there);
    let written = stage.browser.eval("return document.body.dataset.written").await.unwrap();
    assert_eq!(written, "");
    assert_eq!(stage.documents(), documents, "it stayed where it was");
    // What the extension itself says is obeyed.
    stage.lab.go("up").unwrap();
    stage.healthy().await;
    assert_eq!(stage.browser.url().await.unwrap(), CHAT);
    stage.end().await;
}

/// Names that a page's markup gives to its document, in place of the document's own.
const NAMES: &str = r#"
    for (const name of ['forms', 'title', 'body', 'head', 'hidden', 'readyState', 'documentElement', 'querySelector',
      'querySelectorAll', 'getElementsByTagName', 'createElement', 'createTreeWalker', 'addEventListener',
      'elementFromPoint', 'getSelection', 'execCommand', 'activeElement', 'contentType', 'visibilityState']) {
      const form = at.appendChild(make.call(document, 'form'));
      form.name = name;
      const image = at.appendChild(make.call(document, 'img'));
      image.name = name;
    }
    for (const id of ['gatewatchCard', 'gatewatchBar', 'gatewatchGive', 'gatewatchReader', 'chrome', 'browser']) {
      at.appendChild(make.call(document, 'a')).id = id;
    }"#;

/// The card or the bar of the site's one tab, as extensions may see it: its text, once it is so.
const WITH: &str = "
    const inside = (words) => new Promise((done) => {
      const one = (selector) => Document.prototype.querySelector.call(document, selector);
      const look = () => {
        const host = one('gatewatch-panel');
        const root = host && (host.openOrClosedShadowRoot ?? chrome.dom.openOrClosedShadowRoot(host));
        if (root) observer.observe(root, { childList: true, characterData: true, subtree: true });
        if (root?.textContent.includes(words)) done(root.textContent);
      };
      const observer = new MutationObserver(look);
      observer.observe(document, { childList: true, subtree: true });
      look();
    });
    const tabId = await new Promise((done) => {
      const look = async () => {
        const [tab] = await chrome.tabs.query({ url: 'https://chatgpt.com/*', status: 'complete' });
        if (tab) done(tab.id);
      };
      chrome.tabs.onUpdated.addListener(look);
      look();
    });
    const run = { target: { tabId }, func: inside, args: [WORDS] };
    const [{ result }] = await chrome.scripting.executeScript(run);
    return result";

/// Chromium's driver works in the page, whose names break it: so it stays away from that tab.
async fn a_failing_page_whose_names_stand_before_the_documents_own_has_its_card(kind: Kind) {
    let names = format!(
        "about = \"A failing page with names of its own.\"\n[[phase]]\nname = \"down\"\n[[phase.reply]]\n\
         documents_only = true\nstatus = 502\nheaders = {{ content-type = \"text/html\" }}\n\
         text = \"\"\"<!doctype html><title>502 Bad Gateway</title><body><center><h1>502 Bad Gateway</h1></center>\
         <hr><center>nginx</center><script>(() => {{ const at = document.body, make = document.createElement; {} }})()\
         </script>\"\"\"\n[[phase.reply]]\nstatus = 502\n[[phase]]\nname = \"up\"\n",
        NAMES.replace('\n', " ")
    );
    let stage =
        Stage::set_scene(kind, Scenario::parse("names", &names).unwrap(), Options::default()).await;
    let opens = format!("await chrome.tabs.create({{ url: {} }})", json!(CHAT));
    stage.browser.in_extension(&opens).await.unwrap();
    let card = stage.browser.in_extension(&WITH.replace("WORDS", "'Still down'")).await;
    let card = stage.told(card).await.to_string();
    assert!(card.contains("502") && card.contains("Check now"), "{card}");
    stage.probes(2).await;
    assert_eq!(stage.documents(), 1);
    stage.lab.go("up").unwrap();
    let back = |all: &[lab::Record]| all.iter().any(|it| it.is_main_document() && it.phase == "up");
    stage.told(stage.lab.wait_for("the reload", back, super::SOON).await).await;
    stage.outage_ended().await;
    stage.end().await;
}

async fn a_living_page_whose_names_stand_before_the_documents_own_has_its_prompt_kept(kind: Kind) {
    let stage = Stage::set(kind, "prompts").await;
    let editor = lab::prompts::Editor::Textarea;
    stage.told(editor.open(&stage.browser).await).await;
    stage.told(editor.write(&stage.browser, "Not to be lost.").await).await;
    stage.lab.go("refused").unwrap();
    // The page's own code needs none of them any more once it has sent.
    let send = format!(
        "const at = document.body, make = document.createElement;
         const asked = fetch('/backend-api/f/conversation', {{ method: 'POST', body: '{{}}' }});
         {NAMES}
         await asked"
    );
    stage.browser.eval(&send).await.unwrap();
    let bar = stage.browser.in_extension(&WITH.replace("WORDS", "'saved on this device'")).await;
    stage.told(bar).await;
    let kept = "return Object.values(await chrome.storage.local.get()).some(({ text }) => text === 'Not to be lost.')";
    assert_eq!(stage.browser.in_extension(kept).await.unwrap(), true);
    stage.browser.close().await.unwrap();
}

impl Stage {
    /// Runs the body of a function in the page of the site's one tab, as the page's own script.
    async fn page_runs(&self, body: &str) {
        let script = format!(
            "const [tab] = await chrome.tabs.query({{ url: 'https://chatgpt.com/*' }});
             const func = () => {{ {body} }};
             await chrome.scripting.executeScript({{ target: {{ tabId: tab.id }}, world: 'MAIN', func }})"
        );
        let ran = self.browser.in_extension(&script).await;
        self.told(ran).await;
    }
}

/// Over the offer lies something that lets clicks through, shown anew again and again; then the offer
/// itself is taken from under the mouse and put back, again and again.
async fn a_click_that_is_led_onto_a_button_that_nobody_sees_presses_nothing(kind: Kind) {
    let stage = Stage::set(kind, "prompts").await;
    let editor = lab::prompts::Editor::Textarea;
    stage.told(editor.open(&stage.browser).await).await;
    stage.lab.go("refused").unwrap();
    stage.told(editor.write(&stage.browser, "The lost prompt.").await).await;
    stage.told(editor.send(&stage.browser).await).await;
    stage.panel("the bar", |bar| bar.text.contains("saved on this device")).await;
    stage.lab.go("up").unwrap();
    stage.told(editor.open(&stage.browser).await).await;
    let offered = |bar: Option<&lab::drive::PanelSeen>| {
        bar.is_some_and(|bar| bar.button("Restore prompt").is_some())
    };
    stage.told(stage.browser.wait_offer("the offer", offered, super::SOON).await).await;
    let over = "const over = document.createElement('div');
        over.popover = 'manual';
        over.style = 'pointer-events:none;position:fixed;inset:0;width:100vw;height:100vh;margin:0;background:#fff';
        over.textContent = 'Click here for a prize';
        document.body.append(over);
        const show = () => { over.hidePopover(); over.showPopover() };
        document.body.dataset.attack = setInterval(show, 50);
        show()";
    let anew = "const offer = document.querySelector('gatewatch-prompt');
        document.body.dataset.attack = setInterval(() => { offer.hidePopover(); offer.showPopover() }, 100)";
    for attack in [over, anew] {
        stage.page_runs(attack).await;
        stage.browser.press_offer("Restore prompt").await.unwrap();
        stage.browser.press_offer("Discard").await.unwrap();
        stage.page_runs("clearInterval(Number(document.body.dataset.attack)); document.querySelector('[popover]:not(gatewatch-prompt)')?.remove()").await;
        stage.told(editor.holds(&stage.browser, "").await).await;
        let offer = stage.browser.offer().await.unwrap().expect("the offer stays");
        assert!(offer.button("Restore prompt").is_some(), "{offer:?}");
    }
    // What is seen can be pressed.
    stage.told(stage.browser.wait_offer("the offer", offered, super::SOON).await).await;
    stage.browser.press_offer("Restore prompt").await.unwrap();
    stage.told(editor.holds(&stage.browser, "The lost prompt.").await).await;
    stage.end().await;
}

in_both! {
    a_failing_page_whose_names_stand_before_the_documents_own_has_its_card
    a_living_page_whose_names_stand_before_the_documents_own_has_its_prompt_kept
    a_click_that_is_led_onto_a_button_that_nobody_sees_presses_nothing
    a_forged_leave_or_copy_moves_no_waiting_page_and_writes_no_clipboard
    a_page_that_is_against_us_reads_nothing_and_presses_nothing
    a_script_in_a_page_commands_nothing_and_learns_nothing
    a_frame_of_a_failing_page_presses_nothing
}
