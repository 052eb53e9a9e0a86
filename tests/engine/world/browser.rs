//! The browser: loads, documents, its own pages, and what a script that is let in finds there.

use super::*;

impl World {
    /// The app of an empty page starts after all, by itself.
    pub fn app_starts(&mut self, tab: i32) {
        if let Some(t) = self.tabs.get(&tab) {
            let document = t.document.clone();
            self.later(0, Happening::Asset { tab, document, fails: false });
        }
    }

    pub(super) fn happen(&mut self, life: u64, happening: Happening) {
        let alive = life == self.life && !self.asleep;
        match happening {
            Happening::Headers { tab, load, address, post } => {
                self.headers(tab, load, address, post);
            }
            Happening::Commit { tab, load, document, post, stands, told } => {
                let Some(t) = self.tabs.get_mut(&tab).filter(|t| t.load == load) else { return };
                (t.document, t.stands, t.loading, t.post) = (document, stands, false, post);
                // A tab without a document tells nobody what came well in it before.
                t.sent &= matches!(t.stands, Stands::Document { .. });
                t.own = self.endless.contains(&tab) && !t.is_healthy();
                t.loading = t.own;
                let cut = self.cuts.take_if(|(of, _)| *of == tab).map(|(_, left)| left);
                t.cut = cut.is_some();
                let comes = matches!(t.stands, Stands::Document { .. }) && !t.is_healthy();
                let left = cut.or(self.breaks.get(&tab).copied().filter(|_| comes));
                t.mute = left == Some(Left::Nothing);
                if let Some(left) = left {
                    let soon = if cut.is_some() { 2 } else { 20 };
                    self.later(soon, Happening::Break { tab, load, left });
                }
                let Some(t) = self.tabs.get_mut(&tab) else { return };
                let address = t.document.address.clone();
                t.empty = t.is_healthy() && self.now < self.asset_fails_until;
                let empty = t.empty;
                // Whether its app starts, and sends what the address holds, shows later.
                if t.is_healthy() {
                    self.well.insert(without_fragment(&address).to_owned());
                }
                let document = t.document.clone();
                match t.stands {
                    Stands::WaitingPage => {
                        let kept = address.clone();
                        self.tell(Event::WaitingPageOpened { tab: TabId(tab), address: kept });
                        if self.engine.waiting_view(TabId(tab)).is_none() {
                            self.load(tab, &address, false);
                        }
                    }
                    Stands::Document { .. } | Stands::ErrorPage => {
                        if let Some(error) = told {
                            let retried = t.retried;
                            t.retried += 1;
                            if self.retries && !post && !error.contains("CERT") {
                                let wait = RETRIES[retried.min(RETRIES.len() - 1)];
                                self.later(wait, Happening::Retry { tab, load });
                            }
                            let (id, error) = (TabId(tab), error.into());
                            self.tell(Event::NavigationFailed { tab: id, address, post, error });
                        }
                        if self.engine.is_pending() {
                            self.tell(Event::TabUpdated { tab: TabId(tab) });
                        }
                    }
                }
                if empty {
                    self.later(100, Happening::Asset { tab, document, fails: true });
                }
            }
            Happening::Break { tab, load, left } => {
                let stands = |t: &&mut Tab| t.load == load && t.stands != Stands::WaitingPage;
                let Some(t) = self.tabs.get_mut(&tab).filter(stands) else { return };
                let (id, address) = (TabId(tab), t.document.address.clone());
                if left == Left::ErrorPage {
                    self.later(100, Happening::Cover { tab, load });
                }
                let error = "net::ERR_CONNECTION_RESET".into();
                self.tell(Event::NavigationFailed { tab: id, address, post: false, error });
                if self.engine.is_pending() {
                    self.tell(Event::TabUpdated { tab: id });
                }
            }
            Happening::Cover { tab, load } => {
                let Some(t) = self.tabs.get_mut(&tab).filter(|t| t.load == load) else { return };
                t.stands = Stands::ErrorPage;
                t.document.time_origin = 0;
                if self.engine.is_pending() {
                    self.tell(Event::TabUpdated { tab: TabId(tab) });
                }
            }
            Happening::Retry { tab, load } => {
                let stands = |t: &&Tab| t.load == load && t.stands == Stands::ErrorPage;
                if let Some(t) = self.tabs.get(&tab).filter(stands) {
                    let address = t.document.address.clone();
                    self.load(tab, &address, false);
                }
            }
            Happening::Sent { tab, document, answer } => {
                if self.tabs.get(&tab).is_some_and(|t| t.document == document) {
                    self.message_answered(tab, answer);
                }
            }
            Happening::Asset { tab, document, fails } => {
                let stands = |t: &&mut Tab| t.document == document;
                let Some(t) = self.tabs.get_mut(&tab).filter(stands) else { return };
                t.empty = fails;
                let post = t.post;
                if fails {
                    if t.cookie_store == 0 {
                        self.in_the_open = self.in_the_open.min(self.wall());
                    }
                    let (tab, address, at) = (TabId(tab), ASSET.to_owned(), self.wall());
                    let error = String::new();
                    self.tell(Event::AssetFailed { tab, address, post, status: 502, error, at });
                }
            }
            Happening::Inspect { tab, expectation } if alive => {
                if let Some(finding) = self.inspect(tab, &expectation) {
                    self.tell(Event::Inspected { tab, expectation, finding });
                }
            }
            Happening::Read { tab, document, response } if alive => {
                let there = |t: &Tab| t.document == document && !t.frozen && !t.discarded;
                if self.tabs.get(&tab.0).is_some_and(there) {
                    let page = Some(self.facts.get(&tab.0).cloned().unwrap_or_default());
                    let response = Some(response);
                    let verdict = Box::new(classify(&Evidence { response, page, error: None }));
                    self.tell(Event::PageRead { tab, document, verdict });
                }
            }
            Happening::InspectChat { tab, trouble, since } if alive => {
                let Some(t) = self.tabs.get_mut(&tab.0).filter(|t| !t.frozen && !t.discarded)
                else {
                    return;
                };
                t.looks += 1;
                let older = t.document.time_origin / 1000 <= since.as_millis();
                let state = match trouble {
                    _ if !older || !t.is_healthy() => ChatState::Gone,
                    Trouble::Blank if t.empty => ChatState::Failed,
                    Trouble::Blank => ChatState::Fine,
                    Trouble::Stream
                    | Trouble::Send
                    | Trouble::Load
                    | Trouble::List
                    | Trouble::SignIn => t.chat,
                };
                let document = t.document.clone();
                self.tell(Event::ChatInspected { tab, document, state });
            }
            Happening::Do { id, task } if alive => self.do_it(id, task),
            Happening::Answered { host, id, answer } if alive => {
                *self.in_flight.entry(host).or_default() -= 1;
                let wait = match &answer {
                    ProbeAnswer::Status { not_before: Some(at), .. } => {
                        Some(at.since(self.wall()).as_millis() as i64)
                    }
                    ProbeAnswer::Status { code: 429, .. } => Some(s(900)),
                    ProbeAnswer::Status { .. }
                    | ProbeAnswer::Redirect
                    | ProbeAnswer::TimedOut
                    | ProbeAnswer::NetworkError
                    | ProbeAnswer::Challenged => None,
                };
                if let Some(wait) = wait {
                    self.floors.insert(host, self.now + wait.min(s(3600)));
                }
                self.tell(Event::Done { id, outcome: Outcome::Probed(answer) });
            }
            Happening::Tell { event } if alive => self.tell(event),
            // Its background died: nobody does it, nobody hears of it.
            Happening::Inspect { .. }
            | Happening::Read { .. }
            | Happening::InspectChat { .. }
            | Happening::Do { .. }
            | Happening::Answered { .. }
            | Happening::Tell { .. } => {}
        }
    }

    fn headers(&mut self, tab: i32, load: u64, address: String, post: bool) {
        if self.tabs.get(&tab).is_none_or(|t| t.load != load) {
            return;
        }
        let asked = Request {
            address: without_fragment(&address),
            probe: false,
            with_cookies: true,
            at: self.now,
        };
        let answer = (self.site)(asked);
        let mut document = Document { address: address.clone(), time_origin: self.now * 1000 + 1 };
        let kind = self.tabs[&tab].kind;
        self.fails_in_the_open(tab, &answer);
        match answer {
            Answer::Status(status, headers) => {
                let headers: Vec<_> = headers.into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
                let response = Response { status, headers };
                let challenge = response.is_challenge();
                let at = self.wall();
                let heard = !self.stored.contains(&tab);
                let may_be_one =
                    status >= 500 || status == 403 || ::sites::is_sign_in(&document.address);
                if heard && (may_be_one || self.engine.is_open()) {
                    let tab = TabId(tab);
                    self.tell(Event::ResponseArrived { tab, address, post, response, at });
                }
                let stands = if status < 500 || kind == Kind::Drawable {
                    Stands::Document { status, challenge, headers_at: at.as_millis() }
                } else {
                    document.time_origin = 0;
                    Stands::ErrorPage
                };
                let told = None;
                self.later(50, Happening::Commit { tab, load, document, post, stands, told });
            }
            Answer::Redirect(to) => {
                if self.engine.is_open() {
                    let response = Response { status: 302, headers: vec![] };
                    let (tab, at) = (TabId(tab), self.wall());
                    self.tell(Event::ResponseArrived { tab, address, post, response, at });
                }
                let address = to.into();
                self.later(50, Happening::Headers { tab, load, address, post: false });
            }
            Answer::Fails(error) => {
                document.time_origin = 0;
                let (stands, told) = (Stands::ErrorPage, Some(error));
                self.later(50, Happening::Commit { tab, load, document, post, stands, told });
            }
            Answer::Hangs => {}
        }
    }

    fn fails_in_the_open(&mut self, tab: i32, answer: &Answer) {
        if self.tabs[&tab].cookie_store == 0 && !matches!(answer, Answer::Status(..400, _)) {
            self.in_the_open = self.in_the_open.min(self.wall());
        }
    }

    fn message_answered(&mut self, tab: i32, answer: Answer) {
        self.fails_in_the_open(tab, &answer);
        let (tab, at, address) = (TabId(tab), self.wall(), MESSAGES.to_owned());
        match answer {
            Answer::Status(status, headers) if status >= 500 || self.engine.is_open() => {
                let headers = headers.into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
                let response = Response { status, headers };
                self.tell(Event::ConversationAnswered { tab, address, response, at });
            }
            Answer::Fails(error) => {
                let error = error.into();
                self.tell(Event::ConversationFailed { tab, address, error, at });
            }
            Answer::Status(..) | Answer::Redirect(_) | Answer::Hangs => {}
        }
    }

    fn inspect(&self, tab: TabId, expectation: &Expectation) -> Option<Finding> {
        let Some(t) = self.tabs.get(&tab.0) else { return Some(Finding::Gone) };
        if t.frozen || t.discarded {
            return None;
        }
        Some(match t.stands {
            // Nobody is let in, and nobody refused.
            Stands::Document { .. } if t.mute && !expectation.broken => return None,
            Stands::Document { .. } if t.mute => Finding::Refused {
                address: Some(t.document.address.clone()),
                loading: t.loading,
                can_wait: t.kind != Kind::Private,
                retries: self.retries,
            },
            Stands::Document { .. } if expectation.living => {
                let age = self.wall().since(expectation.at).as_millis() as i64;
                let here = self.now - t.document.time_origin / 1000 >= age;
                if here {
                    Finding::Here { document: t.document.clone(), again: t.again }
                } else {
                    Finding::NotHere
                }
            }
            Stands::Document { status, headers_at, .. } => {
                let meant =
                    status == expectation.status && headers_at >= expectation.at.as_millis() - 2500;
                let here = without_fragment(&t.document.address) == expectation.address
                    && (meant || expectation.status == 0);
                let (document, again) = (t.document.clone(), t.again);
                if here { Finding::Here { document, again } } else { Finding::NotHere }
            }
            Stands::ErrorPage | Stands::WaitingPage => Finding::Refused {
                address: (t.stands == Stands::ErrorPage).then(|| t.document.address.clone()),
                loading: t.loading,
                can_wait: t.kind != Kind::Private,
                retries: self.retries,
            },
        })
    }

    /// Law: only a document that failed, not while it loads, never what was sent; one that lives
    /// on a click alone.
    pub(super) fn take_back(
        &mut self,
        tab: i32,
        document: &Document,
        place: Surface,
        even_if_busy: bool,
        interrupts: Interrupts,
    ) -> ReturnOutcome {
        let Some(t) = self.tabs.get(&tab).filter(|t| !t.discarded) else {
            return ReturnOutcome::Gone;
        };
        let asked = self.asked.contains(&tab);
        assert!(
            interrupts != Interrupts::AnyLoad || asked,
            "tab {tab} is overtaken, and nobody asked"
        );
        let own = t.own && place == Surface::Page && interrupts == Interrupts::OwnLoad;
        if t.loading && interrupts != Interrupts::AnyLoad && !own || t.frozen {
            return ReturnOutcome::Pending;
        }
        if t.loading && t.ours.is_some_and(|since| self.now - since < s(30)) {
            return ReturnOutcome::Begun; // told again, after a death
        }
        let same = without_fragment(&t.document.address) == without_fragment(&document.address);
        let stands = match place {
            Surface::Page | Surface::Bar => t.document == *document,
            Surface::WaitingPage => t.stands == Stands::WaitingPage,
            // No script is let into the browser's own page.
            Surface::ErrorPage => {
                same && (interrupts == Interrupts::AnyLoad || !t.is_healthy() || t.mute)
            }
        };
        if !stands {
            return ReturnOutcome::Elsewhere;
        }
        // What lives, and what was refused, on a click alone.
        let refused = matches!(t.stands, Stands::Document { status: 403, .. });
        let asked = (place == Surface::Bar || refused) && self.clicked.remove(&tab);
        assert!(
            asked || !t.is_healthy() || t.empty,
            "tab {tab} lives and would be loaded again: {t:?}"
        );
        assert!(!t.post, "tab {tab} would send its message again");
        if t.at_work && !even_if_busy {
            return ReturnOutcome::AtWork;
        }
        let prompt = place == Surface::Page && has_prompt(&document.address);
        assert!(!prompt || !t.sent || even_if_busy, "tab {tab} would send its prompt again");
        self.returns.push((self.now, tab));
        let address = document.address.clone();
        self.load(tab, &address, false);
        self.tabs.get_mut(&tab).unwrap().ours = Some(self.now);
        ReturnOutcome::Begun
    }
}
