//! Keeping what a person wrote, before anything happens to the page that it stands in.

use super::api::Answer;
use super::convert::{from_js, to_js};
use super::prompts;
use super::shell::with;
use engine::prompts::Saved;
use engine::{Document, TabId};
use serde::{Deserialize, Serialize};

/// Keeps what stands in the boxes of a page that lives, with the message that was sent last where that
/// one failed; `None` where another document stands there, or it does not answer.
pub async fn rescue(tab: TabId, document: &Document, message: bool) -> Option<Saved> {
    let answer = ask(tab, &Rescue { meant: document, message }).await?.ok()?;
    Some(from_js::<PageAnswer>(&answer)?.saved())
}

/// Whether the document may go: all that stands in its boxes is kept, or it has none.
pub async fn is_safe_to_leave(tab: TabId, document: &Document, living: bool) -> bool {
    match ask(tab, &Rescue { meant: document, message: false }).await {
        Some(Ok(answer)) => {
            let answer: PageAnswer = from_js(&answer).unwrap_or_default();
            answer.saved() != Saved::Unsaved
        }
        // What failed to load holds nothing; of a page that lives nobody knows.
        Some(Err(_)) | None => !living,
    }
}

async fn ask(tab: TabId, order: &Rescue<'_>) -> Option<Answer> {
    let asked = with(|shell| shell.hooks.rescue_prompt(tab.0, &to_js(order)))?;
    prompts::answered(asked).await
}

/// The document whose text is to be kept.
#[derive(Serialize)]
struct Rescue<'a> {
    meant: &'a Document,
    /// The message that was sent last was not accepted.
    message: bool,
}

/// What a function of ours answers in a page.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PageAnswer {
    address: Option<String>,
    time_origin: Option<f64>,
    /// It was there before: the page came out of the browser's store.
    pub again: bool,
    saved: Option<String>,
}

impl PageAnswer {
    /// Which document answered, if it is the one that was meant.
    #[expect(clippy::cast_possible_truncation, reason = "microseconds since 1970 fit 53 bits")]
    pub fn document(self) -> Option<Document> {
        Some(Document { address: self.address?, time_origin: self.time_origin? as i64 })
    }

    /// What became of the text.
    pub fn saved(&self) -> Saved {
        Saved::named(self.saved.as_deref().unwrap_or_default())
    }
}
