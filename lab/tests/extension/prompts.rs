//! Prompts that a failure would have lost: kept before anything else, given back exactly, never sent.

use super::{SOON, Stage, in_both, in_both_and_long};
use lab::Record;
use lab::drive::{Kind, Options, PanelSeen, Scratch};
use lab::prompts::{Editor, Named, TEXTS};

fn sent(record: &Record) -> bool {
    record.method == "POST" && record.path_only() == "/backend-api/f/conversation"
}

impl Stage {
    /// Writes and sends; the lab was asked once more when this returns.
    pub(super) async fn send_text(&self, editor: Editor, text: &str) {
        let before = self.lab.hits(sent);
        self.told(editor.write(&self.browser, text).await).await;
        self.told(editor.send(&self.browser).await).await;
        let more = |all: &[Record]| all.iter().filter(|r| sent(r)).count() > before;
        self.told(self.lab.wait_for("the message", more, SOON).await).await;
    }

    /// Waits until no prompt is kept.
    pub(super) async fn nothing_kept(&self) {
        let left = "
            const left = async () => Object.entries(await chrome.storage.local.get())
              .filter(([key]) => key.startsWith('prompt '));";
        let none = format!(
            "{left} return await new Promise((done) => {{
              const look = async () => (await left()).length || done(true);
              chrome.storage.local.onChanged.addListener(look);
              look();
            }})"
        );
        let ended = self.browser.in_extension(&none).await;
        if ended.is_err() {
            let still = self.browser.in_extension(&format!("{left} return await left()")).await;
            eprintln!("kept on: {still:?}");
        }
        self.told(ended).await;
    }

    /// What the lab was sent, message by message.
    pub(super) fn messages(&self) -> Vec<String> {
        self.lab.records().iter().filter(|r| sent(r)).filter_map(Record::prompt).collect()
    }
}

/// Each of these is refused, put back, and sent.
async fn put_back(kind: Kind, written: &[(Editor, Named)]) {
    let stage = Stage::set(kind, "prompts").await;
    for (editor, (name, text)) in written {
        let text = text();
        stage.lab.go("up").unwrap();
        stage.told(editor.open(&stage.browser).await).await;
        let before = stage.messages().len();
        stage.lab.go("refused").unwrap();
        stage.send_text(*editor, &text).await;
        let bar = stage.panel("the bar", |bar| bar.text.contains("saved on this device")).await;
        assert!(bar.button("Copy prompt").is_some(), "{bar:?}");
        stage.lab.go("up").unwrap();
        stage.panel("the offer", |bar| bar.button("Restore prompt").is_some()).await;
        stage.browser.press("Restore prompt").await.unwrap();
        stage.panel("that it is there", |bar| bar.text.contains("in the message box")).await;
        stage.told(editor.holds(&stage.browser, &text).await).await;
        let messages = stage.messages().len() - before;
        assert_eq!(messages, 1, "{editor:?} {name}: it is never sent by us");
        stage.told(editor.send(&stage.browser).await).await;
        stage.no_panel().await;
        stage.outage_ended().await;
        assert_eq!(stage.messages()[before..], [text.clone(), text], "{editor:?} {name}");
    }
    stage.end().await;
}

/// The site's own editor with what is hardest for it, and a long text in each of the others.
async fn a_refused_message_is_put_back_exactly_and_can_be_sent(kind: Kind) {
    let [_, long, code, _] = TEXTS;
    let written = [(Editor::ProseMirror, code), (Editor::Textarea, long), (Editor::Unknown, long)];
    put_back(kind, &written).await;
}

/// Each text in each editor.
async fn every_refused_message_is_put_back_exactly(kind: Kind) {
    let each = |editor| TEXTS.map(|text| (editor, text));
    put_back(kind, &Editor::ALL.map(each).concat()).await;
}

pub(super) const OFFERED: fn(Option<&PanelSeen>) -> bool =
    |bar| bar.is_some_and(|bar| bar.button("Restore prompt").is_some());

async fn what_was_written_when_the_site_went_down_is_offered_when_the_page_is_back(kind: Kind) {
    let stage = Stage::set(kind, "prompts").await;
    let (editor, text) = (Editor::ProseMirror, TEXTS[2].1());
    stage.told(editor.open(&stage.browser).await).await;
    stage.told(editor.write(&stage.browser, &text).await).await;
    let writing = stage.browser.present_tab().await.unwrap();
    // Another tab finds out.
    stage.lab.go("down").unwrap();
    stage.browser.new_tab(super::CHAT).await.unwrap();
    stage.panel("the panel", |panel| panel.text.contains("502")).await;
    let kept = "
        return await new Promise((done) => {
          const look = async () => {
            const kept = Object.values(await chrome.storage.local.get()).find(({ text }) => text);
            if (kept) done(kept.text);
          };
          chrome.storage.local.onChanged.addListener(look);
          look();
        })";
    let kept = stage.told(stage.browser.in_extension(kept).await).await;
    assert_eq!(kept.as_str(), Some(text.as_str()));
    stage.browser.close_tab().await.unwrap();
    stage.browser.switch_to(&writing).await.unwrap();
    stage.browser.reload().await.unwrap();
    let panel = stage.panel("the panel", |panel| panel.text.contains("saved on this device")).await;
    assert!(panel.button("Copy prompt").is_some(), "{panel:?}");
    stage.lab.go("up").unwrap();
    stage.told(editor.ready(&stage.browser).await).await;
    stage.told(stage.browser.wait_offer("the offer", OFFERED, SOON).await).await;
    stage.stands_aside("gatewatch-prompt").await;
    stage.browser.press_offer("Restore prompt").await.unwrap();
    stage.told(editor.holds(&stage.browser, &text).await).await;
    assert_eq!(stage.messages().len(), 0, "it is never sent by us");
    stage.told(editor.send(&stage.browser).await).await;
    stage.told(stage.browser.wait_offer("its end", |bar| bar.is_none(), SOON).await).await;
    assert_eq!(stage.messages(), [text]);
    stage.nothing_kept().await;
    stage.outage_ended().await;
    stage.end().await;
}

async fn newer_text_is_never_written_over(kind: Kind) {
    let stage = Stage::set(kind, "prompts").await;
    let editor = Editor::ProseMirror;
    stage.told(editor.open(&stage.browser).await).await;
    stage.lab.go("refused").unwrap();
    stage.told(editor.write(&stage.browser, "The older.").await).await;
    // The next is begun before anybody knows what became of the first.
    let ahead = "document.querySelector('[data-testid=send-button]').click();
        lab.focus();
        document.execCommand('insertText', false, 'The newer.')";
    stage.browser.eval(ahead).await.unwrap();
    stage.panel("the bar", |bar| bar.text.contains("saved on this device")).await;
    stage.lab.go("up").unwrap();
    stage.panel("the offer", |bar| bar.button("Restore prompt").is_some()).await;
    stage.browser.press("Restore prompt").await.unwrap();
    let both = |bar: Option<&PanelSeen>| bar.is_some_and(|bar| bar.text.contains("newer text"));
    stage.told(stage.browser.wait_panel("both", both, SOON).await).await;
    stage.told(editor.holds(&stage.browser, "The newer.").await).await;
    stage.browser.eval("lab.clear()").await.unwrap();
    stage.browser.press("Restore prompt").await.unwrap();
    stage.told(editor.holds(&stage.browser, "The older.").await).await;
    // On the page anew each is offered in its turn.
    stage.told(editor.open(&stage.browser).await).await;
    stage.told(stage.browser.wait_offer("the offer", OFFERED, SOON).await).await;
    // In another chat it would go to the wrong one.
    stage.browser.eval("history.pushState(null, '', '/c/another')").await.unwrap();
    stage.told(stage.browser.wait_offer("none", |bar| bar.is_none(), SOON).await).await;
    stage.browser.eval("history.pushState(null, '', '/c/prosemirror')").await.unwrap();
    stage.told(stage.browser.wait_offer("the offer again", OFFERED, SOON).await).await;
    stage.told(editor.write(&stage.browser, "The newest.").await).await;
    for lines in [2, 3] {
        stage.told(stage.browser.wait_offer("the next", OFFERED, SOON).await).await;
        stage.browser.press_offer("Restore prompt").await.unwrap();
        stage.told(stage.browser.wait_offer("both", both, SOON).await).await;
        stage.browser.press_offer("Add below").await.unwrap();
        let below = format!("lab.text().split('\\n').length === {lines}");
        stage.told(stage.browser.wait_page("it below", &below, SOON).await).await;
    }
    let all = stage.browser.eval("return lab.text().split('\\n').sort()").await.unwrap();
    assert_eq!(all, serde_json::json!(["The newer.", "The newest.", "The older."]));
    assert_eq!(stage.messages().len(), 1);
    // A page that takes nothing of it has its own text as it was, and the prompt stays.
    let editor = Editor::Unknown;
    stage.told(editor.open(&stage.browser).await).await;
    stage.lab.go("refused").unwrap();
    stage.send_text(editor, "A longer one, which was lost.").await;
    stage.panel("the bar", |bar| bar.text.contains("saved on this device")).await;
    stage.lab.go("up").unwrap();
    stage.told(editor.open(&stage.browser).await).await;
    stage.told(stage.browser.wait_offer("the offer", OFFERED, SOON).await).await;
    stage.browser.eval("lab.most = 20").await.unwrap();
    stage.told(editor.write(&stage.browser, "The newer.").await).await;
    stage.browser.press_offer("Restore prompt").await.unwrap();
    stage.told(stage.browser.wait_offer("both", both, SOON).await).await;
    stage.browser.press_offer("Add below").await.unwrap();
    let refused = |bar: Option<&PanelSeen>| {
        bar.is_some_and(|bar| {
            bar.text.contains("That didn’t work here") && bar.button("Copy prompt").is_some()
        })
    };
    stage.told(stage.browser.wait_offer("the refusal", refused, SOON).await).await;
    stage.told(editor.holds(&stage.browser, "The newer.").await).await;
    stage.end().await;
}

/// An app that loads no document goes from chat to chat in one.
async fn the_same_words_lost_in_two_chats_of_one_document_are_two_prompts(kind: Kind) {
    let stage = Stage::set(kind, "prompts").await;
    let (editor, text) = (Editor::Textarea, "Summarise this.");
    stage.told(editor.open(&stage.browser).await).await;
    stage.lab.go("refused").unwrap();
    let kept = |chat: &str| {
        stored(&format!("all.some((it) => it.text === '{text}' && it.chat?.endsWith('{chat}'))"))
    };
    stage.send_text(editor, text).await;
    stage.told(stage.browser.in_extension(&kept("/c/textarea")).await).await;
    stage.browser.eval("history.pushState(null, '', '/c/another')").await.unwrap();
    stage.send_text(editor, text).await;
    for chat in ["/c/another", "/c/textarea"] {
        stage.told(stage.browser.in_extension(&kept(chat)).await).await;
    }
    stage.end().await;
}

/// Switches keeping while typing on, and waits until the popup says that the tab is protected.
pub(super) async fn keep_while_typing(stage: &Stage) {
    let on = "await chrome.storage.sync.set({ settings: { keep_while_typing: true } })";
    stage.browser.in_extension(on).await.unwrap();
    stage.told(stage.browser.in_extension(PROTECTED).await).await;
}

/// Every tab of the site says that it keeps what is typed.
const PROTECTED: &str = "
    for (;;) {
      const { tabs, guarded } = await chrome.runtime.sendMessage({ kind: 'listPrompts' });
      if (tabs && tabs === guarded) return true;
    }";

/// The same by their own word, with nobody asked who would see to it.
const STILL_PROTECTED: &str = "
    const ask = ({ id }) => chrome.tabs.sendMessage(id, { kind: 'isTypingKept' }).catch(() => false);
    for (;;) {
      const tabs = await chrome.tabs.query({ url: 'https://chatgpt.com/*' });
      const answers = await Promise.all(tabs.map(ask));
      if (tabs.length && answers.every(Boolean)) return true;
    }";

async fn what_is_kept_while_typing_survives_the_persons_own_reload_into_a_502(kind: Kind) {
    let stage = Stage::set(kind, "prompts").await;
    let editors = [Editor::ProseMirror, Editor::Textarea];
    for editor in editors {
        stage.lab.go("up").unwrap();
        stage.told(editor.open(&stage.browser).await).await;
        if editor == Editor::ProseMirror {
            keep_while_typing(&stage).await;
            // An update, with nothing failing that would wake anybody.
            stage.browser.install_again().await.unwrap();
            stage.told(stage.browser.in_extension(STILL_PROTECTED).await).await;
        } else {
            stage.told(stage.browser.in_extension(PROTECTED).await).await;
            stage.told(editor.write(&stage.browser, "Not wanted.").await).await;
            stage.told(stage.browser.in_extension(&kept("Not wanted.")).await).await;
            let delete =
                "lab.focus(); document.execCommand('selectAll'); document.execCommand('delete')";
            stage.browser.eval(delete).await.unwrap();
            stage.nothing_kept().await;
        }
        let text = if editor == Editor::ProseMirror { TEXTS[1].1() } else { TEXTS[2].1() };
        stage.told(editor.write(&stage.browser, &text).await).await;
        stage.told(stage.browser.in_extension(&kept(&text)).await).await;
        let took = stage.browser.eval(AN_INPUT).await.unwrap().as_f64().unwrap();
        println!("{kind} {editor:?}: {took:.2} ms an input event at {} bytes", text.len());
        assert!(took < 50.0, "{took} ms an input event");
        if editor == Editor::Textarea {
            an_older_message_is_changed_beside(&stage, &text).await;
        }
        stage.lab.go("down").unwrap();
        stage.browser.reload().await.unwrap();
        stage.panel("the panel", |panel| panel.text.contains("saved on this device")).await;
        // They try again before anybody takes them back.
        stage.lab.go("up").unwrap();
        stage.told(editor.open(&stage.browser).await).await;
        stage.told(stage.browser.wait_offer("the offer", OFFERED, SOON).await).await;
        stage.browser.eval(TIMED).await.unwrap();
        stage.browser.press_offer("Restore prompt").await.unwrap();
        stage.told(editor.holds(&stage.browser, &text).await).await;
        stage.told(stage.browser.wait_page("its time", TOOK, SOON).await).await;
        let took = stage.browser.eval(&format!("return Number({TOOK})")).await.unwrap();
        let took = took.as_f64().unwrap();
        println!("{kind} {editor:?}: {} bytes put back in {took:.0} ms", text.len());
        assert!(took < 5000.0, "{took} ms to put it back");
        stage.told(editor.send(&stage.browser).await).await;
        stage.nothing_kept().await;
        assert_eq!(stage.messages().last(), Some(&text), "{editor:?}");
    }
    assert_eq!(stage.messages().len(), editors.len());
    stage.outage_ended().await;
    stage.end().await;
}

/// How long whoever hears an input event keeps it, in milliseconds.
const AN_INPUT: &str = "
    const box = document.querySelector('#prompt-textarea');
    const from = performance.now();
    for (let n = 0; n < 50; n += 1) box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    return (performance.now() - from) / 50";

/// Notes how long it is from a press to the text in the composer's own state, in milliseconds.
const TIMED: &str = "
    addEventListener('click', () => {
      const from = performance.now();
      const look = () => {
        if (lab.text()) document.documentElement.dataset.took = performance.now() - from;
        else new Promise((next) => requestAnimationFrame(next)).then(look);
      };
      look();
    }, { capture: true, once: true })";

/// Where that stands.
const TOOK: &str = "document.documentElement.dataset.took";

/// Another message is written in a box of its own, and accepted: the draft is none of its business.
async fn an_older_message_is_changed_beside(stage: &Stage, draft: &str) {
    let change = "
        const box = document.createElement('textarea');
        document.querySelector('#thread').append(box);
        box.focus();
        document.execCommand('insertText', false, 'A change.')";
    stage.browser.eval(change).await.unwrap();
    stage.told(stage.browser.in_extension(&kept("A change.")).await).await;
    let accepted = "
        document.querySelector('#thread textarea').remove();
        const turn = document.createElement('div');
        turn.dataset.messageAuthorRole = 'user';
        turn.append('A change.');
        document.querySelector('#thread').append(turn, 'Its answer.');
        fetch('/backend-api/f/conversation', { method: 'POST', body: '{}' })";
    stage.browser.eval(accepted).await.unwrap();
    let alone = format!(
        "all.filter(({{ text }}) => text).every((kept) => kept.text === {})",
        serde_json::json!(draft)
    );
    stage.told(stage.browser.in_extension(&stored(&alone)).await).await;
    stage.told(stage.browser.in_extension(&kept(draft)).await).await;
}

/// Waits until that text is kept.
pub(super) fn kept(text: &str) -> String {
    stored(&format!("all.some((kept) => kept.text === {})", serde_json::json!(text)))
}

/// Waits until that text is kept no more.
pub(super) fn not_kept(text: &str) -> String {
    stored(&format!("!all.some((kept) => kept.text === {})", serde_json::json!(text)))
}

/// Waits until all that is stored is so.
pub(super) fn stored(what: &str) -> String {
    format!(
        "return await new Promise((done) => {{
           const look = async () => {{
             const all = Object.values(await chrome.storage.local.get());
             if ({what}) done(true);
           }};
           chrome.storage.local.onChanged.addListener(look);
           look();
         }})"
    )
}

async fn the_popup_lists_what_is_saved_and_forgets_it_on_a_click(kind: Kind) {
    let stage = Stage::set(kind, "prompts").await;
    let editor = Editor::Textarea;
    stage.told(editor.open(&stage.browser).await).await;
    keep_while_typing(&stage).await;
    stage.lab.go("refused").unwrap();
    stage.told(editor.write(&stage.browser, "The lost prompt.").await).await;
    // Its file goes with it, and the page's box is in no place that is known.
    let input = "
        const input = document.createElement('input');
        input.type = 'file';
        input.addEventListener('change', () => {
          lab.attach(input.files[0].name);
          input.value = '';
        });
        document.querySelector('#composer').prepend(input)";
    stage.browser.eval(input).await.unwrap();
    let scratch = Scratch::new().unwrap();
    let report = scratch.path().join("report.pdf");
    std::fs::write(&report, vec![b' '; 1_234_567]).unwrap();
    let input = "document.querySelector('input[type=file]')";
    stage.told(stage.browser.choose_file(input, &report).await).await;
    stage.told(stage.browser.in_extension(&lab::attachments::holds_files(1)).await).await;
    let sent = "
        document.querySelector('[data-testid=send-button]').click();
        document.querySelector('#mount').remove()";
    stage.browser.eval(sent).await.unwrap();
    stage.panel("the bar", |bar| bar.text.contains("saved on this device")).await;
    // What is worn out goes by itself.
    let rings = format!(
        "while (!(await chrome.alarms.get('worn'))) ;
         const worn = {{ text: 'Worn out.', at: 1, chat: 'https://chatgpt.com/c/worn' }};
         await chrome.storage.local.set({{ 'prompt 1 box0': worn }});
         await chrome.alarms.create('worn', {{ when: Date.now() }});
         {}",
        stored("!all.some(({ text }) => text === 'Worn out.')")
    );
    stage.told(stage.browser.in_extension(&rings).await).await;
    let popup = stage.browser.extension_url("popup.html").unwrap();
    stage.browser.new_tab(&popup).await.unwrap();
    let listed = "document.querySelector('.saved li')?.textContent.includes('The lost prompt.')";
    stage.told(stage.browser.wait_page("the list", listed, SOON).await).await;
    // A name is set apart in its direction.
    let words =
        "return document.querySelector('.saved').innerText.replace(/[\\u2068\\u2069]/g, '')";
    let said = stage.browser.eval(words).await.unwrap().to_string();
    for part in [
        "Attachments saved: report.pdf (1.2 MB)",
        "can’t find ChatGPT’s message box",
        "saved in 1 of 1 open",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let picture = format!("{}/popup-prompts-{kind}.png", env!("CARGO_TARGET_TMPDIR"));
    stage.browser.screenshot(picture.as_ref()).await.unwrap();
    let discard = "[...document.querySelectorAll('.saved li button')].at(-1).click()";
    stage.browser.eval(discard).await.unwrap();
    let gone = "!document.querySelector('.saved li')";
    stage.told(stage.browser.wait_page("its end", gone, SOON).await).await;
    let said = stage.browser.eval(words).await.unwrap().to_string();
    assert!(said.contains("can’t find ChatGPT’s message box"), "as long as it is open: {said}");
    stage.nothing_kept().await;
    stage.end().await;
}

async fn a_private_windows_prompt_never_reaches_the_disk_and_ends_with_its_tab(kind: Kind) {
    let options = Options { private: true, ..Options::default() };
    let stage = Stage::set_with(kind, "prompts", options).await;
    let editor = Editor::ProseMirror;
    let first = stage.browser.present_tab().await.unwrap();
    // A temporary chat's is no other.
    let temporary = "https://chatgpt.com/?temporary-chat=true";
    stage.told(stage.browser.goto(temporary).await).await;
    stage.told(editor.ready(&stage.browser).await).await;
    stage.lab.go("refused").unwrap();
    stage.send_text(editor, "The temporary prompt.").await;
    stage.panel("the bar", |bar| bar.text.contains("until you close this tab")).await;
    let stores = |text: &str| {
        format!(
            "return await Promise.all([chrome.storage.local, chrome.storage.session].map(
               async (store) => JSON.stringify(await store.get()).includes('{text}')))"
        )
    };
    let found = stage.browser.in_extension(&stores("The temporary prompt.")).await.unwrap();
    assert_eq!(found, serde_json::json!([false, true]));
    stage.lab.go("up").unwrap();
    stage.told(stage.browser.open_private(editor.address()).await).await;
    stage.told(editor.ready(&stage.browser).await).await;
    stage.lab.go("refused").unwrap();
    stage.send_text(editor, "The secret prompt.").await;
    stage.panel("the bar", |bar| bar.text.contains("until you close this tab")).await;
    let found = stage.browser.in_extension(&stores("The secret prompt.")).await.unwrap();
    assert_eq!(found, serde_json::json!([false, true]));
    // Where its page does not come back the card says so, too.
    stage.lab.go("down").unwrap();
    stage.browser.reload().await.unwrap();
    stage.panel("the card", |panel| panel.text.contains("until you close this tab")).await;
    stage.browser.close_tab().await.unwrap();
    stage.browser.switch_to(&first).await.unwrap();
    let gone = "return await new Promise((done) => {
        const look = async () => {
          const kept = JSON.stringify(await chrome.storage.session.get());
          if (!kept.includes('The secret prompt.')) done(true);
        };
        chrome.storage.session.onChanged.addListener(look);
        look();
      })";
    stage.told(stage.browser.in_extension(gone).await).await;
    stage.end().await;
}

in_both! {
    the_same_words_lost_in_two_chats_of_one_document_are_two_prompts
    what_is_kept_while_typing_survives_the_persons_own_reload_into_a_502
    the_popup_lists_what_is_saved_and_forgets_it_on_a_click
    a_private_windows_prompt_never_reaches_the_disk_and_ends_with_its_tab
    what_was_written_when_the_site_went_down_is_offered_when_the_page_is_back
    newer_text_is_never_written_over
    a_refused_message_is_put_back_exactly_and_can_be_sent
}

in_both_and_long! { every_refused_message_is_put_back_exactly }
