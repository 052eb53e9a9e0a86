//! From a response to a failure: nothing is believed until the document itself says so.

use super::Engine;
use super::budget::RETRY_AFTER_429;
use super::command::{Command, Deed, Expectation, Place};
use super::event::{Clearing, Document, Finding, TabId};
use super::failing::FailingTab;
use super::outage::{ClearingState, Phase, TABS_AT_MOST};
use super::returns::BETWEEN_RETURNS;
use crate::detect::{self, Action, Class, Response};
use crate::kept::kept;
use crate::prelude::*;
use crate::retry_after::retry_after;
use crate::site::{Site, has_prompt, without_fragment};
use crate::text::find;
use crate::time::Timestamp;
use core::time::Duration;

/// Where no change of the tab is heard, it is asked again after so long, and twice as long
/// each time.
const ASK_AGAIN: Duration = Duration::from_secs(4);

/// A document that never shows is given up after so many questions by the clock: it was a
/// speculative load, or the person moved on.
const QUESTIONS: u32 = 4;

/// Longer addresses are not tracked: the edge answers none (Cloudflare's limit is 16 KB), and the
/// snapshot stays small.
pub const LONGEST_ADDRESS: usize = 16 * 1024;

/// At most so many responses are kept while their documents are looked for.
const PENDING_AT_MOST: usize = 100;

/// A response whose document is being looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    expectation: Expectation,
    class: Class,
    fails: bool,
    post: bool,
    /// Whether its tab had a document of that address before, as far as it is told.
    again: bool,
    not_before: Option<Timestamp>,
    asked: u32,
    /// When to ask by the clock.
    next: Timestamp,
}

kept!(Pending { expectation, class, fails, post, again, not_before, asked, next });

impl Pending {
    /// When to ask by the clock.
    pub const fn due(&self) -> Timestamp {
        self.next
    }

    /// Moves its moments back with a clock that was set back.
    pub fn set_back(&mut self, by: Duration) {
        self.next = self.next.before(by);
        self.expectation.at = self.expectation.at.before(by);
    }
}

impl Engine {
    pub(super) fn response_arrived(
        &mut self,
        now: Timestamp,
        tab: TabId,
        address: String,
        post: bool,
        response: &Response,
        at: Timestamp,
    ) {
        let Some(site) = Site::of(&address).filter(|_| address.len() <= LONGEST_ADDRESS) else {
            return;
        };
        self.answer_came(site);
        let (class, action) = detect::by_headers(response);
        let matters = is_failure(class, action) || self.is_failing(tab);
        if !matters || (self.pending.len() >= PENDING_AT_MOST && !self.pending.contains_key(&tab)) {
            // A success also drops what was pending, or it would be painted with old headers.
            self.pending.remove(&tab);
            return;
        }
        if class == Class::RateLimited {
            let wait = response.header("retry-after").and_then(|v| retry_after(v, now));
            self.sites.or_default(site).floor(now, now.after(wait.unwrap_or(RETRY_AFTER_429)));
        }
        let expectation = Expectation {
            address: without_fragment(&address).to_owned(),
            status: response.status,
            // A clock that was set between the two would make every document too old.
            at: at.min(now),
        };
        let wait = response.header("retry-after").and_then(|v| retry_after(v, now));
        let not_before = wait.map(|wait| now.after(wait));
        self.pending.insert(
            tab,
            Pending {
                expectation,
                class,
                fails: is_failure(class, action),
                post,
                again: false,
                not_before,
                asked: 0,
                next: now.after(ASK_AGAIN),
            },
        );
        self.push_inspection(tab);
    }

    pub(super) fn navigation_failed(
        &mut self,
        now: Timestamp,
        tab: TabId,
        address: &str,
        post: bool,
        error: &str,
    ) {
        // The person stopped it or went elsewhere: the failing document may still stand there.
        let left = find(error, "ABORTED", 0).is_some() || error == "net::ERR_FAILED";
        let address = without_fragment(address);
        if let Some(pending) = self.pending.get(&tab) {
            // Headers that promised well and a body that never came: what they said is void.
            let same = pending.fails && pending.post == post;
            if left || same || pending.expectation.address != address {
                return self.push_inspection(tab);
            }
            self.pending.remove(&tab);
        }
        let pace = self.pace(now);
        let Some(watch) = Site::of(address).and_then(|site| self.sites.get_mut(&site)) else {
            return;
        };
        let Some(outage) = &mut watch.outage else { return };
        let Some(failing) = outage.tabs.get_mut(&tab) else { return };
        let returned = failing.returning.take().is_some();
        // Whoever asked for the load: the browser's own error page stands there now.
        if !left && (returned || without_fragment(&failing.document.address) == address) {
            failing.place = Place::ErrorPage;
            failing.document.time_origin = 0;
            failing.post = post;
        }
        if returned && outage.phase == Phase::Returning {
            watch.wait(now, &mut self.random, pace, true);
        }
    }

    /// Asks the tab again for the document of its pending response.
    pub(super) fn inspect_pending(&mut self, _now: Timestamp, tab: TabId) {
        if self.pending.contains_key(&tab) {
            self.push_inspection(tab);
        }
    }

    pub(super) fn push_inspection(&mut self, tab: TabId) {
        let Some(pending) = self.pending.get(&tab) else { return };
        let expectation = pending.expectation.clone();
        let view =
            pending.fails.then(|| Box::new(self.first_view(tab, &expectation, pending.class)));
        self.commands.0.push(Command::Inspect { tab, expectation, view });
    }

    /// Asks again what no change of a tab has answered, and gives up in the end.
    pub(super) fn run_pending(&mut self, now: Timestamp) {
        let due: Vec<TabId> = self
            .pending
            .iter_mut()
            .filter(|(_, pending)| pending.next <= now)
            .map(|(tab, pending)| {
                pending.asked += 1;
                pending.next = now.after(ASK_AGAIN * 2_u32.saturating_pow(pending.asked.min(8)));
                *tab
            })
            .collect();
        for tab in due {
            if self.pending.get(&tab).is_some_and(|pending| pending.asked > QUESTIONS) {
                let well = self.pending.remove(&tab).is_some_and(|pending| !pending.fails);
                // Where nothing of ours can tell the documents apart, a living one may stand there.
                if well && self.failing_tab(tab).is_some_and(|failing| failing.is_mute()) {
                    self.drop_tab(now, tab);
                }
            } else {
                self.push_inspection(tab);
            }
        }
    }

    pub(super) fn inspected(
        &mut self,
        now: Timestamp,
        tab: TabId,
        expectation: &Expectation,
        finding: Finding,
    ) {
        // An answer to an older question says nothing of the newer document.
        if self.pending.get(&tab).is_none_or(|pending| pending.expectation != *expectation) {
            return;
        }
        match finding {
            // The old failing document of a reload answers too, until the new one is in.
            Finding::Here { document, .. } if self.is_known(tab, &document) => {}
            Finding::Here { document, again } => {
                if let Some(mut pending) = self.pending.remove(&tab) {
                    pending.again = again;
                    self.document_found(now, tab, document, &pending, Place::Page);
                }
            }
            Finding::NotHere | Finding::Refused { loading: true, .. } => {}
            Finding::Refused { address, can_wait, loading: false } => {
                let fits = address
                    .as_deref()
                    .is_some_and(|address| without_fragment(address) == expectation.address);
                if !fits {
                    // Sent on to a site whose address we may not see: it is no more of ours. (A
                    // failure waits on: where it comes from may be such a site too.)
                    if address.is_none() && self.pending.get(&tab).is_some_and(|p| !p.fails) {
                        self.pending.remove(&tab);
                        self.drop_tab(now, tab);
                    }
                    return;
                }
                if let (Some(pending), Some(address)) = (self.pending.remove(&tab), address) {
                    let document = Document { address: address.clone(), time_origin: 0 };
                    if !pending.fails {
                        self.document_found(now, tab, document, &pending, Place::ErrorPage);
                    } else if can_wait && !pending.post {
                        self.document_found(now, tab, document, &pending, Place::WaitingPage);
                        self.outbox.retain(|_, deed| {
                            !matches!(deed, Deed::OpenWaitingPage { tab: other, .. } if *other == tab)
                        });
                        self.order(Deed::OpenWaitingPage { tab, address });
                    } else {
                        self.document_found(now, tab, document, &pending, Place::ErrorPage);
                    }
                }
            }
            Finding::Gone => {
                self.pending.remove(&tab);
                self.drop_tab(now, tab);
            }
        }
    }

    /// The document of a response is known: it failed, or it is fine, or it is not ours to mend.
    fn document_found(
        &mut self,
        now: Timestamp,
        tab: TabId,
        document: Document,
        pending: &Pending,
        place: Place,
    ) {
        let Some(site) = Site::of(&document.address) else { return };
        if document.address.len() > LONGEST_ADDRESS {
            return;
        }
        let was_failing = self.is_failing(tab);
        self.leave_others(now, tab, site);
        if pending.fails {
            self.document_failed(now, site, tab, document, pending, place);
        } else if pending.class == Class::Healthy {
            self.was_asked(&document.address);
            if place == Place::Page && was_failing {
                self.commands.0.push(Command::SayBack { tab, document });
            }
            self.document_recovered(now, site, tab);
        } else {
            self.document_left_alone(now, site, tab);
        }
    }

    fn document_failed(
        &mut self,
        now: Timestamp,
        site: Site,
        tab: TabId,
        document: Document,
        pending: &Pending,
        place: Place,
    ) {
        let pace = self.pace(now);
        let watch = self.sites.or_default(site);
        let outage = watch.outage_at(now, &mut self.random);
        outage.class = pending.class;
        outage.code = pending.expectation.status;
        outage.address.clone_from(&document.address);
        // A person who meets the failure anew has not given up.
        if outage.phase == Phase::Stopped && !outage.tabs.contains_key(&tab) {
            outage.go_on(now);
        }
        let unseen = outage.is_unseen();
        let known = outage.tabs.get(&tab);
        let came_back_failing = known.is_some_and(|known| known.returning.is_some());
        let mut failing = FailingTab::new(document, place);
        failing.asked_before = pending.again && has_prompt(&failing.document.address);
        if let Some(known) = known {
            failing.again_after(known);
        }
        failing.post = pending.post;
        let others = outage.has_untried_in_another_jar(&failing);
        failing.put_off = u8::from(others && came_back_failing);
        if known.is_some() || outage.tabs.len() < TABS_AT_MOST {
            outage.tabs.insert(tab, failing);
        }
        // Some pages come and others do not: on with the schedule where it was.
        // A page that fails after the site answered says as much, whoever loaded it.
        let newer = |(at, _): &(Timestamp, _)| pending.expectation.at >= *at;
        let contradicts = came_back_failing || outage.answered.as_ref().is_some_and(newer);
        if came_back_failing && others && outage.phase == Phase::Returning {
            // Its cookies are its own: whether the site is back, another's document says.
            outage.next_return = now.after(self.random.jitter(BETWEEN_RETURNS, 33));
        } else if contradicts && outage.phase == Phase::Returning {
            outage.false_ups = outage.false_ups.saturating_add(1);
            watch.wait(now, &mut self.random, pace, false);
        } else if unseen && !outage.is_unseen() && outage.phase == Phase::Waiting {
            watch.seen_again(now, &mut self.random, pace);
        }
        if let Some(until) = pending.not_before {
            watch.floor(now, until);
        }
    }

    /// A document's answer came: what was to be cleared with it is cleared.
    fn answer_came(&mut self, site: Site) {
        let Some(outage) = self.sites.get_mut(&site).and_then(|w| w.outage.as_mut()) else {
            return;
        };
        if outage.clearing == Some(ClearingState::Ended(Clearing::WithNextAnswer)) {
            outage.clearing = Some(ClearingState::Ended(Clearing::Cleared));
            self.order(Deed::EndClearing);
        }
    }

    fn is_failing(&self, tab: TabId) -> bool {
        Site::ALL.into_iter().any(|site| self.is_in(tab, site))
    }

    pub(super) fn is_in(&self, tab: TabId, site: Site) -> bool {
        let outage = self.sites.get(&site).and_then(|watch| watch.outage.as_ref());
        outage.is_some_and(|outage| outage.tabs.contains_key(&tab))
    }

    fn is_known(&self, tab: TabId, document: &Document) -> bool {
        let known = self.outages().find_map(|outage| outage.tabs.get(&tab));
        known.is_some_and(|known| known.document == *document)
    }
}

/// Whether a response of that class is a failure to wait out: a full house and a gateway that
/// names a time are waited out too, a missing network is not seen in a response.
fn is_failure(class: Class, action: Action) -> bool {
    matches!(action, Action::Retry | Action::Wait) && class != Class::NetworkError
}
