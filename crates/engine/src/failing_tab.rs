//! One failing tab: which document is in it, who looks at it, and whether it may be reloaded.

use super::types::{Document, Surface, Trouble, TurnedAway};
use crate::prompts::{Given, Saved};
use detect::Response;
use serde::{Deserialize, Serialize};
use settings::Returns;
use sites::{has_prompt, without_fragment};
use std::time::Duration;
use timestamp::Timestamp;

/// A page that reloads this often within [`RELOAD_WINDOW`], and fails each time, asks more of the
/// site than twenty people would, so a waiting page replaces it.
const LOADS_AT_MOST: u8 = 5;

/// Within this long.
const RELOAD_WINDOW: Duration = Duration::from_secs(10);

/// How often a tab's page was reloaded and failed: by its own markup, another extension or an
/// impatient user.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReloadRate {
    loads: u8,
    since: Timestamp,
}

impl ReloadRate {
    /// Counts one more load.
    #[must_use]
    pub fn again(self, now: Timestamp) -> Self {
        // If the clock was set back, `since` may be in the future.
        if self.loads == 0 || now < self.since || now.since(self.since) > RELOAD_WINDOW {
            return Self { loads: 1, since: now };
        }
        Self { loads: self.loads.saturating_add(1), ..self }
    }

    /// Whether the page is reloaded too often for a card to stay on it.
    #[must_use]
    pub const fn is_excessive(self) -> bool {
        self.loads > LOADS_AT_MOST
    }
}

/// One tab of an outage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailingTab {
    /// The document that failed.
    pub document: Document,
    /// Since when it has failed.
    pub since: Timestamp,
    /// Where its card is shown.
    pub place: Surface,
    /// Its response, kept until the page has been read.
    pub response: Option<Response>,
    /// When its reload began, if it is under way.
    pub returning: Option<Timestamp>,
    /// The user hid the card.
    pub hidden: bool,
    /// The document is the result of a POST: we never reload it.
    pub post: bool,
    /// How often its return was postponed: the tab was loading, or did not answer.
    pub postponed: u8,
    /// How often it was taken back and failed again.
    pub failed_again: u8,
    /// How often its address was reloaded and failed again, by the user or anything else but us.
    pub reloaded: u8,
    /// Whether it is visible: its card says so; without a card, whether it was the active tab of
    /// its window when the tabs were last listed.
    pub active: bool,
    /// Its address holds a prompt, and a document of it loaded well once: the prompt may have been
    /// sent, so it is reloaded only on a click.
    pub asked_before: bool,
    /// The user is busy in its card: it is left alone until then.
    pub left_to_person_until: Option<Timestamp>,
    /// Left to the browser, which retries by itself, or to the user: neither probed for nor
    /// reloaded by us.
    pub left_to_browser: bool,
    /// How often it was reloaded lately.
    pub reload_rate: ReloadRate,
    /// What became of its page's text.
    pub saved: Saved,
    /// The result of putting a prompt back.
    pub given: Option<Given>,
    /// What is wrong inside the app, if the page lives and no message's request tells.
    pub trouble: Option<Trouble>,
    /// Its document loaded well and its app did not start: the file of the app that did not load.
    /// The probe asks for it instead of the document.
    pub asset: Option<String>,
    /// It was refused rather than failed: reloaded only on a click, and only once OpenAI says that
    /// its trouble is over.
    pub turned_away: Option<TurnedAway>,
    /// Which cookies it has, by [`TabState::cookie_store`](super::TabState::cookie_store).
    pub cookie_store: u32,
}

impl FailingTab {
    /// A document that has just failed, before anything else is known of it.
    #[must_use]
    pub const fn new(now: Timestamp, document: Document, place: Surface) -> Self {
        Self {
            document,
            since: now,
            place,
            response: None,
            returning: None,
            hidden: false,
            post: false,
            postponed: 0,
            failed_again: 0,
            reloaded: 0,
            active: true,
            asked_before: false,
            left_to_person_until: None,
            left_to_browser: false,
            reload_rate: ReloadRate { loads: 0, since: Timestamp::from_millis(0) },
            saved: Saved::Nothing,
            given: None,
            trouble: None,
            asset: None,
            turned_away: None,
            cookie_store: 0,
        }
    }

    /// Whether only the user may reload it.
    #[must_use]
    pub const fn is_by_hand(&self) -> bool {
        self.post || self.asked_before
    }

    /// What a probe for its sake asks for.
    #[must_use]
    pub fn probed_for(&self) -> &str {
        self.asset.as_ref().unwrap_or(&self.document.address)
    }

    /// Whether the site is probed for it. A tab that is left to the browser or the user is not, nor
    /// is a page that the site refused.
    #[must_use]
    pub const fn is_asked_for(&self) -> bool {
        !self.left_to_browser && self.turned_away.is_none()
    }

    /// Whether we may reload it without a click.
    #[must_use]
    pub const fn is_ours_to_return(&self) -> bool {
        !self.is_by_hand() && self.is_asked_for() && !matches!(self.place, Surface::Bar)
    }

    /// The same, if `returns` also lets it be reloaded by itself.
    #[must_use]
    pub const fn may_return(&self, returns: Returns) -> bool {
        let wanted = match returns {
            Returns::All => true,
            Returns::Asked => false,
        };
        wanted && self.is_ours_to_return()
    }

    /// Whether nothing of ours is there to report its visibility.
    #[must_use]
    pub const fn is_mute(&self) -> bool {
        matches!(self.place, Surface::ErrorPage)
    }

    /// Takes over what is known of the tab from the document that failed in it before.
    pub(super) fn again_after(&mut self, known: &Self) {
        self.since = self.since.min(known.since);
        (self.hidden, self.post, self.active, self.cookie_store) =
            (known.hidden, known.post, known.active, known.cookie_store);
        self.failed_again = known.failed_again.saturating_add(u8::from(known.returning.is_some()));
        // Reloading a page while it fails is not going back to it.
        if without_fragment(&known.document.address) == without_fragment(&self.document.address) {
            // A living page loaded well once.
            let lived = known.place == Surface::Bar && has_prompt(&self.document.address);
            self.asked_before = known.asked_before || lived;
            self.saved = known.saved;
            let on_pages = known.place == Surface::Page
                && matches!(self.place, Surface::Page | Surface::WaitingPage);
            let by_others = known.returning.is_none() && on_pages;
            self.reloaded = known.reloaded.saturating_add(u8::from(by_others));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loads_count_together_for_ten_seconds_by_a_clock_that_goes_forward() {
        let at = |ms| Timestamp::from_millis(1_790_000_000_000 + ms);
        let within = RELOAD_WINDOW.as_millis() as i64;
        let first = ReloadRate::default().again(at(0));
        assert_eq!(first, ReloadRate { loads: 1, since: at(0) });
        assert_eq!(first.again(at(0)), ReloadRate { loads: 2, since: at(0) });
        assert_eq!(first.again(at(within)), ReloadRate { loads: 2, since: at(0) });
        assert_eq!(first.again(at(within + 1)), ReloadRate { loads: 1, since: at(within + 1) });
        assert_eq!(first.again(at(-1)), ReloadRate { loads: 1, since: at(-1) });
        let often = |loads| ReloadRate { loads, since: at(0) }.is_excessive();
        assert!(often(LOADS_AT_MOST + 1) && !often(LOADS_AT_MOST));
    }
}
