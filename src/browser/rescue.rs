//! Saves what the user wrote, before anything happens to its page.

use super::api::Answer;
use super::convert::{from_js, to_js};
use super::prompts;
use super::shell::with;
use engine::prompts::Saved;
use engine::{Document, TabId};
use serde::{Deserialize, Serialize};

/// Saves what is in a living page's message boxes, with the last message if that failed; `None` if
/// another document is there, or if it does not answer.
pub async fn rescue(tab: TabId, document: &Document, message: bool) -> Option<Saved> {
    let answer = ask(tab, &Rescue { meant: document, message }).await?.ok()?;
    Some(from_js::<PageAnswer>(&answer)?.saved())
}

/// Whether the document may go: all text in its boxes is saved, or there is none.
pub async fn is_safe_to_leave(tab: TabId, document: &Document, living: bool) -> bool {
    match ask(tab, &Rescue { meant: document, message: false }).await {
        Some(Ok(answer)) => {
            let answer: PageAnswer = from_js(&answer).unwrap_or_default();
            answer.saved() != Saved::Unsaved
        }
        // A page that failed to load holds no text; of a living page we do not know.
        Some(Err(_)) | None => !living,
    }
}

async fn ask(tab: TabId, order: &Rescue<'_>) -> Option<Answer> {
    let asked = with(|shell| shell.hooks.rescue_prompt(tab.0, &to_js(order)))?;
    prompts::answered(asked).await
}

/// The document whose text is to be saved.
#[derive(Serialize)]
struct Rescue<'a> {
    meant: &'a Document,
    /// The last message was not accepted.
    message: bool,
}

/// What one of our functions in a page answers.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PageAnswer {
    address: Option<String>,
    time_origin: Option<f64>,
    /// It was loaded before: the page came from the browser's page cache.
    pub again: bool,
    saved: Option<String>,
}

impl PageAnswer {
    /// Which document answered, if it is the one that was meant.
    #[expect(clippy::cast_possible_truncation, reason = "microseconds since 1970 fit 53 bits")]
    pub fn document(self) -> Option<Document> {
        Some(Document { address: self.address?, time_origin: self.time_origin? as i64 })
    }

    /// What became of its text.
    pub fn saved(&self) -> Saved {
        Saved::named(self.saved.as_deref().unwrap_or_default())
    }
}
