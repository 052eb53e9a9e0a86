//! One failing tab: what stands in it, who looks at it, and whether it may be loaded again.

use super::types::{Document, Surface, Trouble, TurnedAway};
use crate::prompts::{Given, Saved};
use detect::Response;
use serde::{Deserialize, Serialize};
use settings::Returns;
use sites::{has_prompt, without_fragment};
use std::time::Duration;
use timestamp::Timestamp;

/// A page that comes anew so often within [`RELOAD_WINDOW`], and fails each time, asks the site more
/// than twenty people would: it gives way to one that waits.
const LOADS_AT_MOST: u8 = 5;

/// Within this long.
const RELOAD_WINDOW: Duration = Duration::from_secs(10);

/// How often a tab's page came anew and failed, by its own markup, by an extension's doing or by
/// an impatient hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReloadRate {
    loads: u8,
    since: Timestamp,
}

impl ReloadRate {
    /// Once more.
    #[must_use]
    pub fn again(self, now: Timestamp) -> Self {
        // A clock that was set back leaves no `since` ahead of it.
        if self.loads == 0 || now < self.since || now.since(self.since) > RELOAD_WINDOW {
            return Self { loads: 1, since: now };
        }
        Self { loads: self.loads.saturating_add(1), ..self }
    }

    /// Whether nothing can stand there.
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
    /// From when on it has failed.
    pub since: Timestamp,
    /// Where its card stands.
    pub place: Surface,
    /// What it came with, until its page was read.
    pub response: Option<Response>,
    /// Its load is under way since then.
    pub returning: Option<Timestamp>,
    /// Its person hid the panel.
    pub hidden: bool,
    /// The document is the result of a POST: never loaded again by us.
    pub post: bool,
    /// How often its return was put off: the tab was loading, or answered nothing.
    pub postponed: u8,
    /// How often it was taken back and failed again.
    pub failed_again: u8,
    /// How often its address was loaded again, by its person or by anybody else but us, and
    /// failed again.
    pub reloaded: u8,
    /// Whether it is seen: its card says so; where there is none, whether it was the active tab
    /// of its window at the last look.
    pub active: bool,
    /// Its address holds a prompt, and a document of it loaded well once: what it asks may have
    /// been sent, so it is loaded on a click alone.
    pub asked_before: bool,
    /// Its person is at work in the card: it is left alone until then.
    pub left_to_person_until: Option<Timestamp>,
    /// Left to its browser, which tries again by itself, or to its person: neither probed for
    /// nor loaded by us.
    pub left_to_browser: bool,
    /// How often it came anew.
    pub reload_rate: ReloadRate,
    /// What became of its page's text.
    pub saved: Saved,
    /// What came of giving a prompt back.
    pub given: Option<Given>,
    /// What is wrong inside the app, where the page lives and no message's request says it.
    pub trouble: Option<Trouble>,
    /// Its document came well and its app did not start: which of the app's files did not load. It is what
    /// the site is asked for in the document's place.
    pub asset: Option<String>,
    /// It was refused, and not failed: loaded on a click alone, and only when OpenAI says that its
    /// trouble is over.
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

    /// Whether it is never loaded again without its person.
    #[must_use]
    pub const fn is_by_hand(&self) -> bool {
        self.post || self.asked_before
    }

    /// What a probe for its sake asks for.
    #[must_use]
    pub fn probed_for(&self) -> &str {
        self.asset.as_ref().unwrap_or(&self.document.address)
    }

    /// Whether the site is asked for its sake. What is left to its browser or its person is not, nor is
    /// a page that the site refused.
    #[must_use]
    pub const fn is_asked_for(&self) -> bool {
        !self.left_to_browser && self.turned_away.is_none()
    }

    /// Whether it may be loaded again without its person.
    #[must_use]
    pub const fn is_ours_to_return(&self) -> bool {
        !self.is_by_hand() && self.is_asked_for() && !matches!(self.place, Surface::Bar)
    }

    /// The same, where `returns` says which tabs their people want loaded.
    #[must_use]
    pub const fn may_return(&self, returns: Returns) -> bool {
        let wanted = match returns {
            Returns::All => true,
            Returns::Asked => false,
        };
        wanted && self.is_ours_to_return()
    }

    /// Whether nothing of ours stands there that could tell when it is seen.
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
        // Loaded again while it fails is not gone back to.
        if without_fragment(&known.document.address) == without_fragment(&self.document.address) {
            // A page that lives came well once.
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
