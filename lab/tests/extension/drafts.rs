//! What a person wrote is read exactly from every editor that assistants use, and put back such that the
//! editor itself has it: never over newer text, never sent.

use super::prompts::{keep_while_typing, kept};
use super::{SOON, Stage, in_both, in_both_and_long};
use anyhow::Context as _;
use lab::Record;
use lab::chat::Chat;
use lab::chatgpt::{Editor, Layout};
use lab::drive::{Kind, PanelSeen};
use lab::matrix::{Cell, Harms, LAYOUTS, Loss};
use std::collections::BTreeSet;

/// What is hardest for an editor: line breaks in a row, code, lists, emoji of several characters, both
/// directions, and what markup is made of.
const HARDEST: &str = "Explain this:\n\n```rust\nfn main() {\n    println!(\"👩‍👩‍👧 {}\", 1 << 3);\n\tok();\n}\n```\n\n\
    - one\n  - two  🙂\n1. <b>three</b> & \"four\"\n\nשלום עולם (123)\nمرحبا بالعالم، كيف الحال؟\n空はなぜ青いのですか。\n\n\nA";

/// The longest that is kept, in bytes.
const LONGEST: usize = 200_000;

fn longest() -> String {
    let line = |n: usize| match n % 9 {
        4 => "\n".to_owned(),
        7 => format!("  {n}: two  spaces, \"quotes\" & <tags>, שלום 🙂\n"),
        _ => format!("Line {n} of a long prompt, which somebody wrote for a day or so.\n"),
    };
    let mut text = String::with_capacity(LONGEST);
    for line in (0..).map(line) {
        if text.len() + line.len() >= LONGEST {
            return text + "A";
        }
        text += &line;
    }
    text
}

fn sent(all: &[Record], text: &str) -> usize {
    all.iter().filter(|record| record.prompt().as_deref() == Some(text)).count()
}

/// Selects what stands in the composer.
const SELECT: &str = "
    lab.focus();
    const box = lab.composer();
    if (box.select) box.select();
    else getSelection().selectAllChildren(box);";

/// <https://www.w3.org/TR/webdriver2/#keyboard-actions>
const BACKSPACE: &str = "\u{e003}";

impl Stage {
    /// Takes what is in the composer away again, as its person does.
    async fn erase(&self) {
        self.told(self.browser.eval(SELECT).await).await;
        self.told(self.browser.key(BACKSPACE).await).await;
    }

    /// Waits until that text is kept, and says what is kept in its place.
    async fn is_read(&self, text: &str) {
        let read = self.browser.in_extension(&kept(text)).await;
        if read.is_err() {
            let instead = self.texts_kept().await;
            self.told(read.context(format!("kept in its place: {instead:?}"))).await;
        }
    }

    /// Writes in the editor's own way, and the last letter by a key.
    async fn write_in(&self, chat: &Chat<'_>, text: &str) {
        let last = text.len() - 1;
        let write =
            format!("lab.write({}); lab.focus()", serde_json::json!(text[..last].to_owned()));
        self.told(self.browser.eval(&write).await).await;
        self.told(self.browser.type_text(&text[last..]).await).await;
        self.told(chat.wait("what was written", |seen| seen.composer == text).await).await;
    }
}

/// Editors paste by themselves, and no input tells of it.
async fn what_is_pasted_after_a_message_leaves_the_message_kept(kind: Kind) {
    let stage = Stage::set(kind, "stalled").await;
    stage.lab.set_layout(Layout::Turns);
    stage.lab.go("up").unwrap();
    let chat = stage.told(Chat::open(&stage.browser, Layout::Turns).await).await;
    keep_while_typing(&stage).await;
    let [sent, pasted] = ["Sent before it.", "Pasted after it."];
    stage.told(chat.write(pasted).await).await;
    stage.told(stage.browser.eval(SELECT).await).await;
    stage.told(stage.browser.shortcut("x").await).await;
    stage.told(chat.wait("an empty box", |seen| seen.composer.is_empty()).await).await;
    stage.told(chat.write(sent).await).await;
    stage.lab.go("stalling").unwrap();
    stage.told(chat.send().await).await;
    stage.told(stage.browser.click("lab.composer()").await).await;
    stage.told(stage.browser.shortcut("v").await).await;
    stage.told(chat.wait("what was pasted", |seen| seen.composer == pasted).await).await;
    stage.is_read(pasted).await;
    assert!(stage.texts_kept().await.contains(&sent.to_owned()), "it is not answered yet");
    stage.end().await;
}

/// A message is read while it is written, fails, is put back, and is sent by its person.
async fn put_back(stage: &Stage, layout: Layout, text: &str, draws_whole: bool) {
    stage.lab.set_layout(layout);
    stage.lab.go("up").unwrap();
    let chat = stage.told(Chat::open(&stage.browser, layout).await).await;
    keep_while_typing(stage).await;
    let before = sent(&stage.lab.records(), text);
    stage.write_in(&chat, text).await;
    if draws_whole {
        stage.is_read(text).await;
    }
    stage.lab.go("failing").unwrap();
    stage.told(chat.send().await).await;
    stage.panel("the bar", |bar| bar.button("Copy prompt").is_some()).await;
    stage.lab.go("back").unwrap();
    stage.panel("the offer", |bar| bar.button("Restore prompt").is_some()).await;
    let composer = stage.told(chat.seen().await).await.composer;
    assert_eq!(composer, "", "{layout}: nothing is filled in but on a click");
    let newer = "What is newer.";
    stage.write_in(&chat, newer).await;
    stage.browser.press("Restore prompt").await.unwrap();
    let both = |bar: Option<&PanelSeen>| bar.is_some_and(|bar| bar.text.contains("newer text"));
    stage.told(stage.browser.wait_panel("both", both, SOON).await).await;
    let composer = stage.told(chat.seen().await).await.composer;
    assert_eq!(composer, newer, "{layout}: it stays");
    stage.erase().await;
    stage.told(chat.wait("an empty box", |seen| seen.composer.is_empty()).await).await;
    stage.browser.press("Restore prompt").await.unwrap();
    stage.told(chat.wait("what was lost", |seen| seen.composer == text).await).await;
    let is_there = |bar: &PanelSeen| bar.text.contains("in the message box");
    stage.panel("that it is there", is_there).await;
    let messages = sent(&stage.lab.records(), text) - before;
    assert_eq!(messages, 1, "{layout}: it is never sent by us");
    stage.told(chat.send().await).await;
    let twice = |all: &[Record]| sent(all, text) == before + 2;
    stage.told(stage.lab.wait_for("the same text", twice, SOON).await).await;
    stage.outage_ended().await;
    stage.forget_prompts().await;
}

/// Some editors change blanks of what they are given: what is added below is there once all the same, and
/// what stood there stays.
async fn what_is_added_below_is_there_once_whatever_an_editor_does_with_blanks(kind: Kind) {
    let stage = Stage::set(kind, "post-fails").await;
    stage.lab.set_layout(Layout::Turns);
    for editor in Editor::ALL {
        stage.lab.set_editor(editor);
        stage.lab.go("up").unwrap();
        let chat = stage.told(Chat::open(&stage.browser, Layout::Turns).await).await;
        stage.write_in(&chat, HARDEST).await;
        stage.lab.go("failing").unwrap();
        stage.told(chat.send().await).await;
        stage.panel("the bar", |bar| bar.button("Copy prompt").is_some()).await;
        let messages = stage.lab.hits(|it| it.prompt().is_some());
        stage.lab.go("back").unwrap();
        stage.browser.reload().await.unwrap();
        stage.told(chat.ready().await).await;
        let newer = "What  is   newer.";
        stage.write_in(&chat, newer).await;
        let has = async |name: &str| {
            let offered =
                |bar: Option<&PanelSeen>| bar.is_some_and(|bar| bar.button(name).is_some());
            stage.told(stage.browser.wait_offer(name, offered, SOON).await).await;
            stage.browser.press_offer(name).await.unwrap();
        };
        has("Restore prompt").await;
        has("Add below").await;
        let is_there = |bar: Option<&PanelSeen>| {
            bar.is_some_and(|bar| bar.text.contains("in the message box"))
        };
        let said = stage.browser.wait_offer("that it is there", is_there, SOON).await;
        assert!(said.is_ok(), "{editor}: {said:?}: {:?}", chat.seen().await);
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let composer = stage.told(chat.seen().await).await.composer;
        assert_eq!(words(&composer), words(&format!("{newer}\n{HARDEST}")), "{editor}");
        assert_eq!(stage.lab.hits(|it| it.prompt().is_some()), messages, "{editor}: sent by us");
        stage.erase().await;
        stage.forget_prompts().await;
        stage.outage_ended().await;
    }
    stage.end().await;
}

async fn given_back(kind: Kind, editor: Editor) {
    let stage = Stage::set(kind, "post-fails").await;
    stage.lab.set_editor(editor);
    for layout in [Layout::Sections, Layout::LoggedOut] {
        put_back(&stage, layout, HARDEST, true).await;
    }
    // Of a text of that length CodeMirror has in the page what is seen of it.
    put_back(&stage, Layout::Turns, &longest(), editor != Editor::CodeMirror).await;
    stage.end().await;
}

/// A test for each editor.
macro_rules! editors {
    ($($name:ident: $editor:ident)*) => {
        $(async fn $name(kind: Kind) {
            given_back(kind, Editor::$editor).await;
        })*
        in_both! {
            $($name)*
            what_is_added_below_is_there_once_whatever_an_editor_does_with_blanks
            what_is_pasted_after_a_message_leaves_the_message_kept
        }
    };
}

async fn none_harmed(kind: Kind, cells: &[Cell], round: usize) {
    let harms = lab::matrix::harmed(kind, &super::extension(kind), cells, round).await.unwrap();
    println!("{kind}: {} runs: {harms}", cells.len());
    assert_eq!(harms, Harms::default(), "of {}", cells.len());
}

async fn every_way(kind: Kind, editor: Editor) {
    let cells: Vec<Cell> = lab::matrix::cells("").filter(|cell| cell.editor == editor).collect();
    assert_eq!(cells.len(), Loss::ALL.len() * LAYOUTS.len());
    none_harmed(kind, &cells, 0).await;
}

/// A sample of the matrix, by its editors, of which each begins with another text.
macro_rules! sampled {
    ($($name:ident: $editor:ident)*) => {
        $(async fn $name(kind: Kind) {
            let cells = lab::matrix::sample(Editor::$editor);
            none_harmed(kind, &cells, Editor::$editor as usize).await;
        })*
        mod sampled {
            use super::{$($name),*};
            lab::in_both! { $($name)* }
        }
    };
}

/// The whole matrix, by its editors.
macro_rules! whole {
    ($($name:ident: $editor:ident)*) => {
        $(async fn $name(kind: Kind) {
            every_way(kind, Editor::$editor).await;
        })*
        in_both_and_long! { $($name)* }
    };
}

editors! {
    what_failed_is_given_back_to_prosemirror: ProseMirror
    what_failed_is_given_back_to_lexical: Lexical
    what_failed_is_given_back_to_quill: Quill
    what_failed_is_given_back_to_slate: Slate
    what_failed_is_given_back_to_codemirror: CodeMirror
    what_failed_is_given_back_to_a_textarea: Textarea
}

sampled! {
    a_sample_of_losses_takes_nothing_from_prosemirror: ProseMirror
    a_sample_of_losses_takes_nothing_from_lexical: Lexical
    a_sample_of_losses_takes_nothing_from_quill: Quill
    a_sample_of_losses_takes_nothing_from_slate: Slate
    a_sample_of_losses_takes_nothing_from_codemirror: CodeMirror
    a_sample_of_losses_takes_nothing_from_a_textarea: Textarea
}

#[test]
fn the_samples_are_of_every_way_every_editor_and_every_layout() {
    let cells: Vec<Cell> = Editor::ALL.into_iter().flat_map(lab::matrix::sample).collect();
    let names = |name: fn(&Cell) -> String| cells.iter().map(name).collect::<BTreeSet<_>>().len();
    assert_eq!(names(|cell| format!("{cell:?}")), cells.len(), "none is there twice");
    assert!(cells.len() * 2 >= 200, "of both browsers");
    assert_eq!(names(|cell| format!("{:?} {}", cell.loss, cell.layout)), 36);
    assert_eq!(names(|cell| format!("{:?} {}", cell.loss, cell.editor)), 72);
    assert_eq!(names(|cell| format!("{} {}", cell.editor, cell.layout)), 18);
}

whole! {
    nothing_is_lost_from_prosemirror: ProseMirror
    nothing_is_lost_from_lexical: Lexical
    nothing_is_lost_from_quill: Quill
    nothing_is_lost_from_slate: Slate
    nothing_is_lost_from_codemirror: CodeMirror
    nothing_is_lost_from_a_textarea: Textarea
}
