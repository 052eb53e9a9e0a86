//! Prompts that a failure would have lost: kept before anything else, given back exactly, never sent.

use super::{SOON, Stage, in_both};
use lab::Record;
use lab::drive::Kind;
use lab::prompts::{Editor, TEXTS};

fn sent(record: &Record) -> bool {
    record.method == "POST" && record.path_only() == "/backend-api/f/conversation"
}

impl Stage {
    /// Writes and sends; the lab was asked once more when this returns.
    async fn send_text(&self, editor: Editor, text: &str) {
        let before = self.lab.hits(sent);
        self.told(editor.write(&self.browser, text).await).await;
        self.told(editor.send(&self.browser).await).await;
        let more = |all: &[Record]| all.iter().filter(|r| sent(r)).count() > before;
        self.told(self.lab.wait_for("the message", more, SOON).await).await;
    }

    /// What the lab was sent, message by message.
    fn messages(&self) -> Vec<String> {
        self.lab.records().iter().filter(|r| sent(r)).filter_map(Record::prompt).collect()
    }
}

async fn a_refused_message_is_put_back_exactly_and_can_be_sent(kind: Kind) {
    let stage = Stage::set(kind, "prompts").await;
    for editor in Editor::ALL {
        // The matrix is whole in `lab prompts`: here each editor, and each text once.
        let some = if editor == Editor::ProseMirror { &TEXTS[..] } else { &TEXTS[1..2] };
        for (name, text) in some {
            let text = text();
            stage.lab.go("up").unwrap();
            stage.told(editor.open(&stage.browser).await).await;
            let before = stage.messages().len();
            stage.lab.go("refused").unwrap();
            stage.send_text(editor, &text).await;
            let bar = stage.panel("the bar", |bar| bar.text.contains("saved on this device")).await;
            assert!(bar.button("Copy prompt").is_some(), "{bar:?}");
            stage.lab.go("up").unwrap();
            stage.panel("the offer", |bar| bar.button("Put it back").is_some()).await;
            stage.browser.press("Put it back").await.unwrap();
            stage.panel("that it is there", |bar| bar.text.contains("in the message box")).await;
            stage.told(editor.holds(&stage.browser, &text).await).await;
            let messages = stage.messages().len() - before;
            assert_eq!(messages, 1, "{editor:?} {name}: it is never sent by us");
            stage.told(editor.send(&stage.browser).await).await;
            stage.no_panel().await;
            stage.outage_ended().await;
            assert_eq!(stage.messages()[before..], [text.clone(), text], "{editor:?} {name}");
        }
    }
    stage.end().await;
}

in_both! {
    a_refused_message_is_put_back_exactly_and_can_be_sent
}
