//! The shell: events go into the engine, what it asks for is done, a background dies.

use super::*;

impl World {
    pub fn tell(&mut self, event: Event) {
        // It may die of its very beginning, too, and is then woken once more.
        while self.asleep {
            self.asleep = false;
            self.tell_awake(Event::Started(*self.engine.settings()));
        }
        self.tell_awake(event);
    }

    pub fn die(&mut self) {
        if self.asleep {
            return;
        }
        (self.asleep, self.life, self.deaths) = (true, self.life + 1, self.deaths + 1);
        self.engine = Engine::restore(&self.engine.snapshot()).unwrap();
        // A request of a background that died is aborted.
        self.in_flight.clear();
        self.outstanding.clear();
    }

    fn tell_awake(&mut self, event: Event) {
        if self.death == Death::Relay {
            self.engine = Engine::restore(&self.engine.snapshot()).unwrap();
        }
        let wall = self.wall();
        let effects = self.engine.handle(wall, event.clone());
        if let Event::Done { id, .. } = &event {
            self.outstanding.remove(id);
        }
        self.reference.saw(self.now, &event, &effects);
        if let Some(story) = &mut self.story {
            story.heard(self.now, &event, &effects, &self.engine);
        }
        self.trace.push((wall, event, effects.clone()));
        let due = self.engine.deadline();
        assert!(due.is_none_or(|(at, _)| at > wall), "due and not done: {due:?} at {wall:?}");
        for effect in &effects {
            if let Effect::Run(id, task) = effect {
                self.outstanding.insert(*id, task.clone());
            }
        }
        let rests = ["panel_label", "off_title", "countdown_paused", "countdown_left"];
        if !rests.contains(&self.engine.badge().title) || !self.outstanding.is_empty() {
            assert!(due.is_some(), "nothing is ever due: {:?}", self.engine);
        }
        self.alarm = due.map(|(at, _)| self.now + (at.since(wall).as_millis() as i64).max(1));
        if self.death == Death::AtEvent(self.trace.len()) {
            return self.die();
        }
        for effect in effects {
            let number = self.effects;
            self.effects += 1;
            if self.death == Death::Before(number) {
                self.die();
                return;
            }
            let queued = !matches!(
                effect,
                Effect::SayBack { .. }
                    | Effect::ForgetAnswered { .. }
                    | Effect::Notify { .. }
                    | Effect::ShowAdvice { .. }
            );
            match effect {
                Effect::Inspect { tab, expectation, view } => {
                    self.painted += usize::from(view.is_some());
                    self.later(5, Happening::Inspect { tab, expectation });
                }
                Effect::Read { tab, document, response } => {
                    self.later(30, Happening::Read { tab, document, response });
                }
                Effect::InspectChat { tab, trouble, since, .. } => {
                    self.later(5, Happening::InspectChat { tab, trouble, since });
                }
                Effect::SayBack { .. } => self.backs += 1,
                Effect::ForgetAnswered { tab, .. } => self.forgotten.push(tab),
                Effect::Notify { .. } => self.notified += 1,
                Effect::ShowAdvice { tab } => self.advised.push(tab),
                Effect::Run(id, task) => self.later(5, Happening::Do { id, task }),
            }
            if self.death == Death::After(number) {
                // What was begun is done to its end; nobody hears of it.
                let last = queued.then(|| {
                    let key = *self.queue.keys().max_by_key(|(_, order)| *order).unwrap();
                    self.queue.remove(&key).unwrap().1
                });
                self.die();
                if let Some(Happening::Do { id, task }) = last {
                    let life = std::mem::replace(&mut self.life, u64::MAX);
                    self.do_it(id, task);
                    self.life = life;
                    self.in_flight.clear();
                }
                return;
            }
        }
    }

    fn outcome(&mut self, ms: i64, id: TaskId, outcome: Outcome) {
        self.later(ms, Happening::Tell { event: Event::Done { id, outcome } });
    }

    pub(super) fn do_it(&mut self, id: TaskId, task: Task) {
        match task {
            Task::ListTabs => {
                let tab_state = |(id, t): (&i32, &Tab)| TabState {
                    tab: TabId(*id),
                    address: t.document.address.clone(),
                    active: t.active,
                    loading: t.loading,
                    discarded: t.discarded,
                    cookie_store: t.cookie_store,
                };
                let tab_states = self.tabs.iter().map(tab_state).collect();
                self.outcome(5, id, Outcome::TabsListed { tab_states, online: self.online });
            }
            Task::Probe { site, address, within } => self.probe(id, site, &address, within),
            Task::ReadStatus { address } => {
                self.status_reads += 1;
                let says = self.incident.map_or_else(
                    || r#"{"page":{"name":"OpenAI"},"status":{"indicator":"none"}}"#.to_owned(),
                    |phase| incident(phase, self.wall()),
                );
                let answer = if self.green && address.ends_with(".json") {
                    Ok(StatusReply {
                        final_url: address.clone(),
                        url: address,
                        status: 200,
                        content_type: "application/json".into(),
                        retry_after: None,
                        body: says.into_bytes(),
                    }
                    .read())
                } else {
                    Err(Unreadable::Network)
                };
                self.outcome(80, id, Outcome::StatusAnswered(answer));
            }
            Task::OpenWaitingPage { tab, address, replaces_load } => {
                let stands = |t: &Tab| {
                    (replaces_load && t.kind != Kind::Private)
                        || ((t.mute || t.stands == Stands::ErrorPage) && !t.loading)
                };
                let may = !self.no_waiting_pages;
                let opens = may
                    && self.tabs.get(&tab.0).is_some_and(|t| {
                        stands(t)
                            && without_fragment(&t.document.address) == without_fragment(&address)
                    });
                if opens {
                    let t = self.tabs.get_mut(&tab.0).unwrap();
                    assert!(!t.post, "what was sent would be lost");
                    self.order += 1;
                    (t.load, t.loading) = (self.order, true);
                    let (load, tab) = (t.load, tab.0);
                    let document = Document { address, time_origin: 0 };
                    let (post, stands, told) = (false, Stands::WaitingPage, None);
                    self.later(30, Happening::Commit { tab, load, document, post, stands, told });
                }
                self.outcome(10, id, Outcome::Waits(opens));
            }
            Task::Return {
                tab, document, place, even_if_busy, only_if_empty, interrupts, ..
            } => {
                let started = |t: &Tab| only_if_empty && !t.empty && t.document == document;
                let outcome = if self.tabs.get(&tab.0).is_some_and(started) {
                    ReturnOutcome::Started
                } else {
                    self.take_back(tab.0, &document, place, even_if_busy, interrupts)
                };
                self.outcome(10, id, Outcome::Returned(outcome));
            }
            Task::ClearCache { .. } => {
                self.clearings.set(self.clearings.get() + 1);
                self.outcome(10, id, Outcome::CacheCleared(Clearing::Cleared, 0));
            }
            Task::EndClearing => self.outcome(10, id, Outcome::ClearingEnded),
            Task::TakeAway { tab, document, .. } => {
                self.taken.push((self.now, tab.0));
                self.taken_away.push(document);
                self.outcome(10, id, Outcome::TakenAway);
            }
            Task::Record { line } => {
                let past = Past::of(&line).unwrap();
                assert!(!line.contains("https:"), "no address is kept: {line}");
                // A clock that was set back takes the beginning with it.
                let open = past.started >= self.in_the_open || self.wrong != 0;
                assert!(open && self.in_the_open < Timestamp::MAX, "a private window's: {line}");
                // The store keeps the same line once.
                self.records += 1;
                self.past.insert(line, past);
                self.outcome(10, id, Outcome::Recorded);
            }
        }
    }

    /// Laws: one in flight, sixty an hour, never before the site allows it, never like a drum.
    fn probe(&mut self, id: TaskId, site: Site, address: &str, within: Option<(TabId, Document)>) {
        assert!(!address.contains(['?', '#']), "{address}");
        let host = Site::of(address).unwrap();
        let flying = self.in_flight.entry(host).or_default();
        *flying += 1;
        assert_eq!(*flying, 1, "a second probe of {host:?} is in flight");
        let floor = self.floors.get(&host).copied().unwrap_or(0);
        assert!(self.now >= floor, "asked {} ms before it may be", floor - self.now);
        if host == site {
            // The least interval, by a fifth less.
            let before = self.own_probes.insert(site, self.now);
            let gap = before.map_or(i64::MAX, |before| self.now - before);
            assert!(gap >= 3_600, "two probes within {gap} ms");
        }
        self.probes.push((self.now, host));
        let recent = self.probes.iter().rev().take_while(|(at, _)| *at > self.now - s(3600));
        let count = recent.filter(|(_, to)| *to == host).count();
        assert!(count <= 60, "{count} probes of {host:?} within an hour");
        let (mut ms, mut answer) = self.ask_site(address, false);
        let there = |(tab, document): &(TabId, Document)| {
            let tab = self.tabs.get(&tab.0);
            tab.is_some_and(|t| t.document == *document && !t.frozen && !t.discarded)
        };
        if answer.clone().of_the_site() == ProbeAnswer::Challenged {
            answer = ProbeAnswer::Challenged;
            if within.as_ref().is_some_and(there) {
                let (more, from_within) = self.ask_site(address, true);
                (ms, answer) = (ms + more, from_within.of_the_site());
            }
        }
        self.later(ms, Happening::Answered { host, id, answer });
    }

    /// One request of a probe: how long it took, and what it brought.
    fn ask_site(&self, address: &str, with_cookies: bool) -> (i64, ProbeAnswer) {
        let request = Request { address, probe: true, with_cookies, at: self.now };
        match (self.site)(request) {
            Answer::Status(code, headers) => {
                let header = |name| headers.iter().find(|(k, _)| *k == name).map(|(_, v)| v);
                let wait = header("retry-after")
                    .and_then(|v| timestamp::retry_after::retry_after(v, self.wall()));
                let not_before = wait.map(|wait| self.wall().after(wait));
                let challenge = header("cf-mitigated").is_some();
                (100, ProbeAnswer::Status { code, challenge, not_before })
            }
            Answer::Redirect(_) => (100, ProbeAnswer::Redirect),
            Answer::Fails(_) => (100, ProbeAnswer::NetworkError),
            Answer::Hangs => (10_000, ProbeAnswer::TimedOut),
        }
    }
}
